// Command locked waits while locked to its thread.
package main

import (
	"runtime"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	time.Sleep(measure.Lasting)
	return nil
}
