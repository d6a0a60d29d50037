// Command mapoffload reads a file that is mapped in a function that leaves the hub.
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

//greenify:offload
func block() error {
	f, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := syscall.Mmap(int(f.Fd()), 0, 1<<16, syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return err
	}
	for i := 0; i < len(p); i += 4096 {
		sum += p[i]
	}
	time.Sleep(measure.Lasting)
	return syscall.Munmap(p)
}

var sum byte
