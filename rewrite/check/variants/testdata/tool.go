// A program of its own.

//go:build tool

package main
