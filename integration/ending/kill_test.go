package ending

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// What becomes of the program when a goroutine is killed that greenrt has not started. In
// a plain program none is, as none waits in greenrt.

var killings = map[string]struct {
	fn    func()
	fault bool // ends the program
}{
	"killed":                 {fn: func() { time.Sleep(time.Hour) }},
	"killed-while-panicking": {fn: func() { defer time.Sleep(time.Hour); panic("a fault") }, fault: true},
	"killed-after-recovering": {fn: func() {
		defer func() {
			recover()
			time.Sleep(time.Hour)
		}()
		panic("a fault")
	}},
	"killed-in-goexit": {fn: func() {
		defer func() {
			// Goexit ends the panic, and the kill ends Goexit.
			defer time.Sleep(time.Hour)
			runtime.Goexit()
		}()
		panic("a fault")
	}},
	"killed-twice": {fn: func() {
		// The second kill overtakes the first.
		defer time.Sleep(time.Hour)
		greenrt.Current().Kill()
	}},
}

func init() {
	for name, k := range killings {
		scenarios[name] = func() {
			self := make(chan *greenrt.Greenlet)
			go func() {
				self <- greenrt.Current()
				k.fn()
			}()
			if err := (<-self).Kill(); err != nil {
				panic(err)
			}
			println("goes on")
		}
	}
}

func TestKilled(t *testing.T) {
	if !greenrt.Enabled() {
		return
	}
	for name, k := range killings {
		out := scenario(t, name)
		if !k.fault && (out.exit != 0 || out.stderr != "goes on\n") {
			t.Errorf("%s: got %+v, want the program to go on", name, out)
		}
		if k.fault && (out.exit != 2 || !strings.Contains(out.stderr, "panic: a fault")) {
			t.Errorf("%s: got %+v, want the fault reported", name, out)
		}
	}
}
