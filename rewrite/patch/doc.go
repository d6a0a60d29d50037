// Package patch is the table of what greenify changes in Go's standard
// library. Each Patch has a file of its name: thread, socket, dns, time, os,
// select, subprocess and signal, as in gevent, and http and cgo. Three files
// have more of their rules: kill.go and poller.go are part of thread, unwind.go
// of thread and http.
//
// The rules are data. Package rewrite finds the place that each names, checks
// that the source there still has the expected shape, and applies the edit.
// They are written for one Go release (Release) and hold for its minor
// versions only as long as every shape is found.
package patch
