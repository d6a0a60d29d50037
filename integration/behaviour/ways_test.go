package behaviour

import (
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/go-greenify/greenify/greenrt"
)

// Every way of losing the P in a system call hands the hub on (rule 4), and the
// greenlet that was in the call comes back (rule 5). Each test provokes one
// way until greenrt counts it. Where it can, the call lasts until another goroutine ends it,
// which cannot if it has no hub.

// provoke calls round until count, read from greenrt's statistics, has grown: how soon that
// is depends on when the kernel lets the threads run. In a stock build it calls round once.
func provoke(t *testing.T, count func(greenrt.Stats) uint64, round func()) {
	t.Helper()
	before := greenrt.ReadStats()
	for {
		round()
		if !greenrt.Enabled() || count(greenrt.ReadStats()) > count(before) {
			break
		}
	}
	round() // ends what the last round may have begun
	if after := greenrt.ReadStats(); greenrt.Enabled() && after.Returned == before.Returned {
		t.Errorf("nobody came back: %+v", after)
	}
}

// A napper waits in system calls on a socket that blocks. Its naps are in a call that neither
// says that it waits nor is remembered to: a read with a timeout. Before each nap come short
// reads of the same descriptor, so that the last one is forgotten.
type napper struct {
	fds [2]int
}

func newNapper(t *testing.T) *napper {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := &napper{fds}
	t.Cleanup(func() {
		syscall.Close(n.fds[0])
		syscall.Close(n.fds[1])
	})
	return n
}

func (n *napper) nap(d time.Duration) {
	n.readShort()
	tv := syscall.NsecToTimeval(int64(d))
	syscall.SetsockoptTimeval(n.fds[0], syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &tv)
	var b [1]byte
	syscall.Read(n.fds[0], b[:])
}

// readShort makes short reads, after which a long one is forgotten.
func (n *napper) readShort() {
	var b [1]byte
	for range 40 {
		syscall.Write(n.fds[1], b[:])
		syscall.Read(n.fds[0], b[:])
	}
}

// read reads for as long as another goroutine needs for a few turns, which it sleeps between.
func (n *napper) read() {
	n.writeLater()
	var b [1]byte
	syscall.Read(n.fds[0], b[:])
}

// poll is read with a call of which the number says that it waits.
func (n *napper) poll() {
	n.writeLater()
	const in, forever = 1, ^uintptr(0)
	p := struct {
		fd              int32
		events, revents int16
	}{fd: int32(n.fds[0]), events: in}
	for p.revents == 0 { // a signal ends it as well
		syscall.Syscall(syscall.SYS_POLL, uintptr(unsafe.Pointer(&p)), 1, forever)
	}
	var b [1]byte
	syscall.Read(n.fds[0], b[:])
}

func (n *napper) writeLater() {
	go func() {
		for range 5 {
			time.Sleep(time.Millisecond)
		}
		syscall.Write(n.fds[1], []byte{1})
	}()
}

// nap sleeps in a system call that is known to wait.
func nap(d time.Duration) {
	ts := syscall.NsecToTimespec(int64(d))
	syscall.Nanosleep(&ts, nil)
}

func TestTakenBySysmon(t *testing.T) {
	n := newNapper(t)
	provoke(t, func(s greenrt.Stats) uint64 { return s.Sysmon }, func() {
		n.readShort()
		n.read()
	})
}

// collecting runs f while a goroutine with a thread of its own collects
// garbage. Each collection stops the world and runs functions on every P.
func collecting(f func()) {
	stop := make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	})
	f()
	close(stop)
	wg.Wait()
}

// napping has a few goroutines in short system calls for a while.
func napping(t *testing.T) func() {
	var nappers []*napper
	for range 4 {
		nappers = append(nappers, newNapper(t))
	}
	return func() {
		var wg sync.WaitGroup
		for _, n := range nappers {
			wg.Go(func() {
				for range 100 {
					n.nap(10 * time.Microsecond)
				}
			})
		}
		wg.Wait()
	}
}

func TestTakenByStopTheWorld(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // one P stops the other
	napping := napping(t)
	provoke(t, func(s greenrt.Stats) uint64 { return s.Stopped }, func() { collecting(napping) })
}

func TestTakenByEachP(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // one P stops the other
	napping := napping(t)
	provoke(t, func(s greenrt.Stats) uint64 { return s.SafePoint }, func() { collecting(napping) })
}

func TestGivenUpEntering(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2)) // one P stops the other
	provoke(t, func(s greenrt.Stats) uint64 { return s.Entering }, func() {
		collecting(func() {
			for range 20_000 {
				syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0) // Getppid itself is a raw call
			}
		})
	})
}

// TestReclaimed needs a thread that leaves a system call and finds its former P
// with somebody who is in one now.
func TestReclaimed(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var nappers []*napper
	for range 8 {
		nappers = append(nappers, newNapper(t))
	}
	provoke(t, func(s greenrt.Stats) uint64 { return s.Reclaimed }, func() {
		var wg sync.WaitGroup
		for i, n := range nappers {
			wg.Go(func() {
				if i < 2 {
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
				}
				for range 50 {
					n.nap(time.Duration(100+50*i) * time.Microsecond)
				}
			})
		}
		wg.Wait()
	})
}

// TestSignalLoop uses the call of the runtime's own that says beforehand that it
// blocks: the loop in os/signal that waits for the next signal.
func TestSignalLoop(t *testing.T) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR1)
	defer signal.Stop(c)
	provoke(t, func(s greenrt.Stats) uint64 { return s.Blocked }, func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
			t.Fatal(err)
		}
		<-c
	})
}

// TestKnownToBlock uses a call that says by its number that it waits.
func TestKnownToBlock(t *testing.T) {
	n := newNapper(t)
	provoke(t, func(s greenrt.Stats) uint64 { return s.Blocked }, n.poll)
}

// TestRemembered wants a descriptor that blocked once to be left for at once the
// second time.
func TestRemembered(t *testing.T) {
	n := newNapper(t)
	provoke(t, func(s greenrt.Stats) uint64 { return s.Blocked }, func() {
		n.readShort()
		n.read()
		n.read()
	})
}

// TestManyAway has more goroutines in system calls than there are Ps, so that
// calls end with and without one, beside one that sleeps.
func TestManyAway(t *testing.T) {
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			for range 5 {
				nap(time.Duration(i%10) * time.Millisecond)
			}
		})
	}
	wg.Wait()
	close(stop)
	<-stopped
}
