// Package b has no C.
package b

//export one
func one() {} // ok

//export two
func two() {} // ok
