// Command flock waits for a lock on a file.
package main

import (
	"os"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	one, err := os.CreateTemp("", "truth")
	if err != nil {
		return err
	}
	defer os.Remove(one.Name())
	two, err := os.Open(one.Name())
	if err != nil {
		return err
	}
	if err := syscall.Flock(int(one.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	time.AfterFunc(measure.Lasting, func() { syscall.Flock(int(one.Fd()), syscall.LOCK_UN) })
	return syscall.Flock(int(two.Fd()), syscall.LOCK_EX)
}
