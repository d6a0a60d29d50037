// Package lib has an event loop.
package lib

import "syscall"

// Loop serves nobody.
func Loop() {
	for {
		syscall.EpollWait(3, nil, -1)
	}
}

// Dead is not called.
func Dead() {
	for {
		syscall.EpollWait(4, nil, -1)
	}
}
