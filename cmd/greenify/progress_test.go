package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

// What a terminal, a log with -v and a quiet run see of two quick steps and a
// slow one.
func TestProgress(t *testing.T) {
	tests := []struct {
		name        string
		line, lines bool
		want        string
	}{
		{"terminal", true, false,
			"\r\x1b[Kgreenify: two\r\x1b[Kgreenify: three\r\x1b[Kgreenify: last\n"},
		{"verbose", false, true,
			"greenify: one\ngreenify: two\ngreenify: three\ngreenify: last\n"},
		{"quiet", false, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				p := &progress{w: &out, line: tt.line, lines: tt.lines}
				p.say("one")
				time.Sleep(patience / 2)
				p.say("two")
				time.Sleep(patience)
				p.say("three")
				p.last("last")
				p.last("")
				time.Sleep(patience)
				if out.String() != tt.want {
					t.Errorf("got  %q\nwant %q", out.String(), tt.want)
				}
			})
		})
	}
}

// A run that takes less than a second leaves no trace on a terminal.
func TestProgressQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := &progress{w: &out, line: true}
		p.say("one")
		time.Sleep(patience / 2)
		p.last("")
		time.Sleep(patience)
		if out.Len() > 0 {
			t.Errorf("got %q", out.String())
		}
	})
}
