//go:build !greenify

package main

// bare is for green builds only.
func bare(n int) {}
