// Left out.

//go:build windows

package a
