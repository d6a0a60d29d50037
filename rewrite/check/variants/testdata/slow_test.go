// Left out.

//go:build custom

package a
