// Package ending tests how a program starts and ends, in both worlds: settings,
// the main thread, deadlock reports, panics. Each scenario is a process of its
// own. Package behaviour's TestGreen runs these tests green.
//
// Like package behaviour, but apart from it because a program that links cgo,
// as every user of package net does, has no deadlock detector in stock Go
// either: the thread that is kept for callbacks from C counts as running.
package ending
