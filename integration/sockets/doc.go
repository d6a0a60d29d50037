// Package sockets tests what a program may rely on of package net where a green build
// goes other ways than a stock one: a read that waits without trying first, and what
// ends such a wait. Plain go test runs the tests on the stock poller, which is the
// oracle, and TestGreen runs the same tests once more in green builds.
//
// Most begin with warm, since a descriptor must have seen two short reads before
// anything is spared.
package sockets
