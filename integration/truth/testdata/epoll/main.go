// Command epoll has an event loop of its own.
package main

import (
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	fd, err := syscall.EpollCreate1(0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	for range 5 {
		if _, err := syscall.EpollWait(fd, make([]syscall.EpollEvent, 1), int(measure.Lasting/5/time.Millisecond)); err != nil {
			return err
		}
	}
	return nil
}
