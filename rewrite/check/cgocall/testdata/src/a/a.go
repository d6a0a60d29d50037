// Package a calls C.
package a

/*
#include <stdlib.h>
#include <unistd.h>

typedef int (*callback)(int);
static int twice(int i) { return 2 * i; }
static int fails(void *p) { return -1; }
#define FLAG 3
*/
import "C"

import "unsafe"

func calls(p []byte) {
	C.sleep(1)                            // want `calls C.sleep \[GR1102\]`
	_ = C.twice(C.int(2))                 // want `calls C.twice`
	_, _ = C.fails(unsafe.Pointer(&p[0])) // want `calls C.fails`
	_ = C.twice(C.twice(3))               // want `calls C.twice` `calls C.twice`
	go func() { C.usleep(1) }()           // want `calls C.usleep`
	s := C.CString("x")                   // ok
	C.free(unsafe.Pointer(s))             // ok
	_ = C.GoString(s)                     // ok
	_ = C.int(C.FLAG)                     // ok
	_ = C.sizeof_int                      // ok
	var _ C.callback                      // ok
}
