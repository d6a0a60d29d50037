//go:build greenify

package main

const built = true
