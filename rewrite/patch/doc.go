// Package patch is the table of what greenify changes in Go's standard
// library: one file per gevent patch (thread, socket, dns, time, os, select,
// subprocess, signal, cgo), each a Patch value with its rules.
//
// The rules are data. Package rewrite finds the place that each names, checks
// that the source there still has the expected shape, and applies the edit.
// They are written for one Go release (Release) and hold for its minor
// versions only as long as every shape is found.
package patch
