// Left out.

//go:build ignore

package a
