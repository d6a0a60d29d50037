// want

//go:build windows || debug

package a
