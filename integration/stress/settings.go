package main

import (
	"os"
	"strings"
	"sync"
)

// green reports whether goroutines are greenlets in this process: the binary is a
// green one, and GREENRT does not switch it off.
var green = sync.OnceValue(func() bool {
	return built && !strings.Contains(os.Getenv("GREENRT"), "off=1")
})

// strict reports whether a greenlet runs until it waits.
var strict = sync.OnceValue(func() bool {
	return green() && strings.Contains(os.Getenv("GREENRT"), "preempt=off")
})
