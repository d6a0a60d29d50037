// Left out.

//go:build linux && arm64

package a
