// Command cg has what only cgo has.
package main

/*
#cgo noescape answer
static int answer(void) { return 42; }
extern void back(void);
static inline void call(void) { }
*/
import "C"

import "runtime"

func main() { C.answer() }

//export back
func back() { runtime.LockOSThread() }

func dead() { C.call() }
