// Package testlog has a log for tests to look into.
package testlog

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// Quiet is a log that keeps nothing.
var Quiet = slog.New(slog.DiscardHandler)

// A Log keeps what is logged. The zero value is empty. All methods may be called at once.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

var _ io.Writer = new(Log)

// Write appends to the log.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// Logger returns a Logger that writes to l, as text.
func (l *Log) Logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// String returns what was logged.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Count returns how often s is in what was logged.
func (l *Log) Count(s string) int { return strings.Count(l.String(), s) }
