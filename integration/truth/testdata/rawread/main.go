// Command rawread reads raw from a descriptor that waits.
package main

import (
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"github.com/go-greenify/greenify/integration/truth/measure"
)

func main() {
	measure.During(block)
}

func block() error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	cmd := exec.Command("sleep", "0.1")
	cmd.Stdout = w // open until the child ends
	if err := cmd.Start(); err != nil {
		return err
	}
	w.Close()
	fd := r.Fd() // in blocking mode from now on
	var p [1]byte
	syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(&p)), 1)
	return cmd.Wait()
}
