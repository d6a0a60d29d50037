// Package a is called by C.
package a

// int run(void);
import "C"

//export one
func one() {} // want `one is called by C \[GR1104\]`

//export two
func two(i C.int) C.int { return i } // want `two is called by C`

// three has a comment as well.
//
//export three
func three() {} // want `three is called by C`

//export four
func four(p *C.char) {} // want `four is called by C`

//export five
func five() { // want `five is called by C`
	C.run()
}

// exported is another word.
func six() {} // ok

// export seven
func seven() {} // ok

func eight() {} // ok

var nine = func() {} // ok
