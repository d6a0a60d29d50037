// Package traces holds a green build's stack traces against a stock build's: the
// frames of std must be at the same functions, files and lines in panics, in
// profiles and in the race detector's reports, because people read traces beside
// Go's source.
package traces
