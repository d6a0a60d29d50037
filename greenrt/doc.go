// Package greenrt is what a program may ask of the green scheduler that it was
// built with.
//
// A program needs no import to be green: greenify makes every goroutine a
// greenlet. This package is for programs that want to know or steer more. It
// compiles, and keeps its meaning, in a plain go build as well, where it
// reports that nothing is green; so a library may import it.
//
// This release tells whether the program is green, and counts how often
// greenlets left their hub. Naming, killing and timing out greenlets come with
// later releases.
package greenrt
