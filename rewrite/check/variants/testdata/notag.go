// want

//go:build !amd64 || slow

package a
