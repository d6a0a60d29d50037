package behaviour

import (
	"iter"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// Parking and waking: a g may be made ready the moment that it is published as
// waiting, from any thread (rule 1); what the poller or the collector wakes
// does not pass through ready (rule 9); an idle hub has no holder (rule 3).

// TestWokenWhileParking has a locked goroutine, which runs on a thread of its
// own, answer each message at once, so that the wake-up arrives while the other
// side is still on its way to sleep.
func TestWokenWhileParking(t *testing.T) {
	const rounds = 20_000
	ask, answer := make(chan int), make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for v := range ask {
			answer <- v + 1
		}
		close(answer)
	}()
	for i := range rounds {
		ask <- i
		if got := <-answer; got != i+1 {
			t.Fatalf("round %d: got %d", i, got)
		}
	}
	close(ask)
	<-answer
}

// TestUnlockfRefuses makes gopark's unlock function refuse: a read deadline that
// has passed by the time that the reader is about to wait.
func TestUnlockfRefuses(t *testing.T) {
	c, s := pipe(t)
	defer c.Close()
	defer s.Close()
	for i := range 2000 {
		c.SetReadDeadline(time.Now().Add(time.Duration(i%50) * time.Microsecond))
		var b [1]byte
		if _, err := c.Read(b[:]); err == nil {
			t.Fatal("read nothing without an error")
		}
	}
}

// TestPollerWakesMany lets one poll make many goroutines ready at once, first
// from an idle hub and then beside a busy one.
func TestPollerWakesMany(t *testing.T) {
	const conns = 64
	var wg sync.WaitGroup
	stop := make(chan bool)
	for _, busy := range []bool{false, true} {
		if busy {
			go func() {
				for {
					select {
					case <-stop:
						return
					default:
						runtime.Gosched()
					}
				}
			}()
		}
		var writers []net.Conn
		for range conns {
			c, s := pipe(t)
			writers = append(writers, c)
			wg.Go(func() {
				defer s.Close()
				var b [1]byte
				for range 20 {
					if _, err := s.Read(b[:]); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 20 {
			for _, c := range writers {
				if _, err := c.Write([]byte{1}); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(100 * time.Microsecond)
		}
		wg.Wait()
		for _, c := range writers {
			c.Close()
		}
	}
	close(stop)
}

// TestAssist allocates from many goroutines under a small heap limit, so that
// they wait for the collector's credit and are woken by it in a list.
func TestAssist(t *testing.T) {
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			var keep [][]byte
			for i := range 300 {
				keep = append(keep, make([]byte, 4096))
				if i%100 == 0 {
					keep = nil
				}
			}
			runtime.KeepAlive(keep)
		})
	}
	for range 5 {
		runtime.GC()
	}
	wg.Wait()
}

// TestIdleThenWoken leaves nothing to run and then wakes by a timer, by the
// poller, and from a thread of its own.
func TestIdleThenWoken(t *testing.T) {
	c, s := pipe(t)
	defer c.Close()
	defer s.Close()
	locked := make(chan int)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for range 5 {
			time.Sleep(3 * time.Millisecond)
			locked <- 1
		}
	}()
	for range 5 {
		time.Sleep(2 * time.Millisecond)
		time.AfterFunc(2*time.Millisecond, func() { c.Write([]byte{1}) })
		var b [1]byte
		if _, err := s.Read(b[:]); err != nil {
			t.Fatal(err)
		}
		<-locked
	}
}

// pipe returns the two ends of a TCP connection.
func pipe(t *testing.T) (client, server net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	accepted := make(chan net.Conn, 1)
	go func() {
		c, err := ln.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}()
	client, err = net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return client, <-accepted
}

// TestYieldScanned has goroutines yield, and wait for each other, at all depths
// of the stack while the collector scans and moves their stacks and a dump unwinds
// them: what a switch leaves on a stack must be what the runtime expects there.
func TestYieldScanned(t *testing.T) {
	var stop atomic.Bool
	var wg sync.WaitGroup
	var deep func(n int, c chan int) int
	deep = func(n int, c chan int) int {
		var pad [64]int
		pad[n%64] = n
		if n == 0 {
			runtime.Gosched()
			return <-c
		}
		if n%8 == 0 {
			runtime.Gosched()
		}
		return deep(n-1, c) + pad[n%64] - n
	}
	for id := range 4 {
		c := make(chan int)
		wg.Go(func() {
			for !stop.Load() {
				c <- id
				runtime.Gosched()
			}
			close(c)
		})
		wg.Go(func() {
			for n := 0; ; n = (n + 7) % 200 {
				if got := deep(n, c); got != id {
					if got != 0 || !stop.Load() {
						t.Errorf("got %d from a channel that carries %d", got, id)
					}
					return
				} else if id == 0 && stop.Load() {
					for range c {
					}
					return
				}
			}
		})
	}
	buf := make([]byte, 1<<20)
	for range 50 {
		runtime.GC()
		if n := runtime.Stack(buf, true); n == 0 {
			t.Error("empty dump")
		}
		runtime.Gosched()
	}
	stop.Store(true)
	wg.Wait()
}

// TestChainBesideSpinner has two goroutines wake each other beside one that
// computes, in a loop or in the coroutine of an iter.Pull. They must not pay for each
// wake-up with a time slice of 10 ms, which would make 12 s of these, where a chain of its
// own takes a millisecond.
func TestChainBesideSpinner(t *testing.T) {
	if os.Getenv("GREENRT") == "preempt=off" {
		t.Skip("with preempt=off who computes has the hub until it waits")
	}
	for name, spin := range map[string]func(on func() bool){
		"loop": func(on func() bool) {
			for on() {
			}
		},
		"iter.Pull": func(on func() bool) {
			next, end := iter.Pull(func(yield func(int) bool) {
				for yield(0) {
				}
			})
			defer end()
			for on() {
				next()
			}
		},
	} {
		t.Run(name, func(t *testing.T) { chainBeside(t, spin) })
	}
}

func chainBeside(t *testing.T, spin func(on func() bool)) {
	var stop atomic.Bool
	defer stop.Store(true)
	var trips, turns atomic.Int64 // of the spinner, who had one if there were trips meanwhile
	last := int64(0)
	go spin(func() bool {
		if now := trips.Load(); now != last {
			last = now
			turns.Add(1)
		}
		return !stop.Load()
	})
	a, b := make(chan int), make(chan int)
	go func() {
		for i := range a {
			b <- i
		}
		close(b)
	}()
	defer close(a)
	for i := range 400 {
		a <- i
		if got := <-b; got != i {
			t.Fatalf("got %d, want %d", got, i)
		}
		trips.Add(1)
	}
	// Turns, and not time, which the trips also take on a busy machine.
	if n := turns.Load(); greenrt.Enabled() && n > 200 {
		t.Errorf("400 round trips took %d turns of who computes", n)
	}
}

// TestWokenBesideLeavers has a goroutine be woken by another thread beside many that
// compute, each of them after a short call that left the hub. However many they are, it
// waits for a time slice or two of theirs.
func TestWokenBesideLeavers(t *testing.T) {
	if os.Getenv("GREENRT") == "preempt=off" {
		t.Skip("with preempt=off who computes has the hub until it waits")
	}
	const leavers, wakes = 60, 20
	var stop atomic.Bool
	var turns atomic.Int64 // of leavers
	var wg sync.WaitGroup
	for range leavers {
		wg.Go(func() {
			for !stop.Load() {
				nap(1)
				for mine := turns.Add(1); turns.Load() == mine && !stop.Load(); {
				}
			}
		})
	}
	woken := make(chan int64)
	go func() {
		runtime.LockOSThread() // away
		defer runtime.UnlockOSThread()
		defer close(woken)
		for range wakes {
			nap(25 * time.Millisecond)
			woken <- turns.Load()
		}
	}()
	var late []int64
	for begun := range woken {
		late = append(late, turns.Load()-begun)
	}
	stop.Store(true)
	wg.Wait()
	// In any one case the kernel may stop a thread between its looking and its sending.
	slices.Sort(late)
	if greenrt.Enabled() && late[wakes*3/4] > 3 {
		t.Errorf("others had so many turns before who was woken: %d", late)
	}
	t.Log(late)
}
