// Left out.

//go:build !go1.20

package a
