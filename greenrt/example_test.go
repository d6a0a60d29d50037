package greenrt_test

import (
	"fmt"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func ExampleGo() {
	crew := []*greenrt.Greenlet{
		greenrt.Go(func() { greenrt.Sleep(2 * time.Millisecond); fmt.Println("world") }),
		greenrt.Go(func() { fmt.Println("hello") }),
	}
	greenrt.JoinAll(crew...)
	// Output:
	// hello
	// world
}

func ExampleWithTimeout() {
	err := greenrt.WithTimeout(time.Millisecond, func() {
		greenrt.Sleep(time.Hour)
	})
	fmt.Println(err)
	// Output: greenrt: timed out after 1ms
}

func ExampleGreenlet_Kill() {
	gl := greenrt.Go(func() {
		defer fmt.Println("deferred functions run")
		greenrt.Sleep(time.Hour)
	})
	greenrt.Sleep(time.Millisecond)
	gl.Kill()
	fmt.Println(gl.Killed(), gl.Err())
	// Output:
	// deferred functions run
	// true <nil>
}
