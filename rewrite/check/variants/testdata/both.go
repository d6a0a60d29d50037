// Left out.

//go:build windows && debug

package a
