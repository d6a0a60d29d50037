// Package a has assembly.
package a

func enter(trap uintptr) uintptr
func old()
func macro()
func told()
func jump()
func add(a, b int) int
func bytes()
func vdso()
