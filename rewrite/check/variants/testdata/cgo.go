// want

//go:build cgo

package a
