// A module whose path begins as one of the standard library's does. A kill must end its
// wait for a mutex.
package main

import (
	"fmt"
	"sync"

	"log/mine/lib"

	"github.com/go-greenify/greenify/greenrt"
)

func main() {
	var mu sync.Mutex
	mu.Lock()
	begun := make(chan bool)
	gl := greenrt.Go(func() {
		begun <- true
		lib.Wait(&mu)
	})
	<-begun
	greenrt.Idle()
	fmt.Println(gl.Kill(), gl.Killed())
}
