package greenrt_test

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

// What a Once does is done for everybody. Who is killed meanwhile ends when it is done.
func TestKillInOnce(t *testing.T) {
	// Each calls its function the first time, and does so by a Once.
	onces := map[string]func(f func()) func(){
		"Once": func(f func()) func() {
			var once sync.Once
			return func() { once.Do(f) }
		},
		"OnceFunc": func(f func()) func() {
			return sync.OnceFunc(f)
		},
		"OnceValue": func(f func()) func() {
			get := sync.OnceValue(func() int { f(); return 1 })
			return func() { get() }
		},
		"OnceValues": func(f func()) func() {
			get := sync.OnceValues(func() (int, int) { f(); return 1, 2 })
			return func() { get() }
		},
		"a Once in a Once": func(f func()) func() {
			var outer, inner sync.Once
			return func() { outer.Do(func() { inner.Do(func() {}); f() }) }
		},
		"a shield in a Once": func(f func()) func() {
			var once sync.Once
			return func() { once.Do(func() { greenrt.Shield(func() {}); f() }) }
		},
	}
	for name, once := range onces {
		t.Run(name, func(t *testing.T) {
			begun, goOn := make(chan bool), make(chan bool)
			calls, done := 0, false
			call := once(func() {
				calls++
				close(begun)
				<-goOn
				done = true
			})
			first := greenrt.Go(func() {
				call()
				if greenrt.Enabled() {
					select {} // killed here
				}
			})
			<-begun
			second := greenrt.Go(call)
			if greenrt.Enabled() {
				if err := first.KillTimeout(0); !errors.Is(err, greenrt.ErrNotReady) {
					t.Error("who does it:", err)
				}
				// Who only waits for it can be killed.
				quiesce.Others()
				if err := second.KillTimeout(patience); err != nil || !second.Killed() {
					t.Error("who waits for it:", err, second)
				}
			}
			close(goOn)
			first.Join()
			second.Join()
			if greenrt.Enabled() && !first.Killed() {
				t.Error("the kill was lost:", first)
			}
			call()
			if calls != 1 || !done {
				t.Errorf("called %d times, done %v", calls, done)
			}
		})
	}
}

// What was asked for while the greenlet computed is not raised in a Once, though it
// calls a file.
func TestTimeoutBeforeOnce(t *testing.T) {
	var once sync.Once
	var err error
	gl := greenrt.GoErr(func() error {
		if timeout := firedTimeout(t); timeout != nil {
			defer timeout.Cancel()
		}
		once.Do(func() {
			_, err = os.ReadFile("kill_sync_test.go")
			done := make(chan bool)
			go close(done)
			<-done // nor at a wait
		})
		greenrt.Sleep(0)
		return nil
	})
	gl.Join()
	if want := greenrt.Enabled(); want != (gl.Err() != nil) {
		t.Error("the greenlet ended with", gl.Err())
	}
	ran := true
	once.Do(func() { ran = false })
	if !ran || err != nil {
		t.Error("was not done:", ran, err)
	}
}

// firedTimeout returns a Timeout of the calling greenlet that has fired and is to be raised
// at its next wait, or nil in a program that is not green.
func firedTimeout(t *testing.T) *greenrt.Timeout {
	t.Helper()
	if !greenrt.Enabled() {
		return nil
	}
	timeout := greenrt.StartTimeout(0)
	func() {
		type leave struct{}
		defer func() {
			if r := recover(); r != any(leave{}) {
				t.Error("raised in a shield:", r)
			}
		}()
		greenrt.Shield(func() {
			for timeout.Pending() {
				greenrt.Yield()
			}
			panic(leave{}) // a shield that is left so raises nothing
		})
	}()
	return timeout
}

// A goroutine that is killed is one less to wait for.
func TestKillInWaitGroupGo(t *testing.T) {
	var wg sync.WaitGroup
	self := make(chan *greenrt.Greenlet)
	wg.Go(func() {
		if greenrt.Enabled() {
			self <- greenrt.Current()
			select {}
		}
	})
	if greenrt.Enabled() {
		if err := (<-self).Kill(); err != nil {
			t.Error(err)
		}
	}
	if err := greenrt.WithTimeout(patience, func() { wg.Wait() }); err != nil {
		t.Error("the group waits for one that was killed")
	}
}

// A lock that greenrt was told to wait for is the program's, and a wait for it can be ended,
// though no function of the program's is on the stack.
func TestKillInAFunctionOfSync(t *testing.T) {
	var mu sync.Mutex
	var rw sync.RWMutex
	for name, l := range map[string]sync.Locker{"Mutex": &mu, "RWMutex": &rw, "RLocker": rw.RLocker()} {
		t.Run(name, func(t *testing.T) {
			other := l
			if name == "RLocker" {
				other = &rw // readers do not wait for readers
			}
			other.Lock()
			gl := greenrt.Go(l.Lock)
			quiesce.Others()
			err := gl.KillTimeout(patience)
			if green := greenrt.Enabled(); gl.Killed() != green || green && err != nil || !green && err != greenrt.ErrUnreachable {
				t.Error(err, gl)
			}
			if greenrt.Enabled() {
				if err := greenrt.WithTimeout(time.Millisecond, l.Lock); err == nil {
					t.Error("locked what is locked")
				}
			}
			other.Unlock()
			if !greenrt.Enabled() {
				gl.Join() // and has the lock
				l.Unlock()
			}
			if !gl.Successful() {
				t.Error(gl.Err())
			}
			func() { other.Lock(); defer other.Unlock() }() // as if nobody had waited
		})
	}
}
