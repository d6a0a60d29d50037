package util_test

import (
	"fmt"
	"os"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/util"
)

func ExampleForest() {
	var begun event.Event
	worker := greenrt.Go(func() { begun.Set(); greenrt.Sleep(time.Hour) })
	worker.SetName("worker")
	begun.Wait()
	for _, root := range util.Forest() {
		for t := range root.All() {
			if t.Name == "worker" {
				fmt.Println(t.Name, "was started by", t.Parent != "")
			}
		}
	}
	worker.Kill()
	// Output: worker was started by true
}

func ExamplePrintRunInfo() {
	// From a signal handler, an HTTP handler or a debugger.
	util.PrintRunInfo(os.Stderr)
}

func ExampleAssertSwitches() {
	err := util.AssertSwitches(func() { greenrt.Sleep(time.Millisecond) }, util.MaxBlockingTime(time.Minute))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleAssertNoSwitch() {
	balance := map[string]int{"a": 5, "b": 0}
	err := util.AssertNoSwitch(func() {
		balance["a"] -= 3 // no greenlet sees what is between the two
		balance["b"] += 3
	})
	fmt.Println(balance, err)
	// Output: map[a:2 b:3] <nil>
}
