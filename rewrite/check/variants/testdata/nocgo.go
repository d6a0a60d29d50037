// want

//go:build linux && purego

package a
