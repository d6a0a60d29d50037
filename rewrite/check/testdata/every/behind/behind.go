// Command behind links a package that does not type-check.
package main

import (
	"runtime"

	_ "example.com/every/broken"
	"example.com/every/lib"
)

func main() { lib.Loop() }

func dead() { runtime.LockOSThread() }
