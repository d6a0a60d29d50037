// want

//go:build custom

package a
