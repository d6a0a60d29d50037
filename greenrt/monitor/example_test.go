package monitor_test

import (
	"fmt"
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

func ExampleStart() {
	stop, err := monitor.Start(monitor.Options{
		Threshold: time.Second,
		OnStall:   func(s monitor.Stall) { fmt.Println(s.Place().Function, "held the hub for", s.Held) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stop()
	fmt.Println(monitor.Read().On)
	// Output: true
}
