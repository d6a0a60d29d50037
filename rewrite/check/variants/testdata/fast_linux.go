// want

//go:build fast

package a
