package greenrt_test

import (
	"fmt"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func ExampleGo() {
	hello := greenrt.Go(func() { greenrt.Sleep(time.Millisecond); fmt.Println("hello") })
	world := greenrt.Go(func() { hello.Join(); fmt.Println("world") })
	world.Join()
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
	begun := make(chan bool)
	gl := greenrt.Go(func() {
		defer fmt.Println("deferred functions run")
		close(begun)
		greenrt.Sleep(time.Hour)
	})
	<-begun // one that has not begun never will
	gl.KillTimeout(0)
	gl.Join()
	fmt.Println(gl.Killed(), gl.Err())
	// Output:
	// deferred functions run
	// true <nil>
}
