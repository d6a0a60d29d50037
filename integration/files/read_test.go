package files

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// Reads of all sizes, from all places, by many goroutines, into the heap and into
// stacks, while the collector runs and stacks move.
func TestReadAt(t *testing.T) {
	k := create(t, 1<<20+13, 1)
	before, all := ring()
	stop := collect()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for round := range 60 {
				if round%20 == 0 {
					k.chill(t)
				}
				at := rand.IntN(k.size + 100)
				size := 1 + rand.IntN([]int{16, 4096, 64 << 10, 300 << 10}[round%4])
				p := heap(size)
				n, err := k.ReadAt(p, int64(at))
				want := max(0, min(size, k.size-at))
				if n != want || (err != nil) != (n < size) || err != nil && err != io.EOF {
					t.Errorf("read %d of %d bytes at %d of %d: %v", n, size, at, k.size, err)
					return
				}
				if !k.check(t, p[:n], at) || !readOntoStack(t, k, rand.IntN(k.size-1000), round%30) {
					return
				}
			}
		})
	}
	wg.Wait()
	stop()
	if after, _ := ring(); all && after < before+16*30 {
		t.Errorf("io_uring answered %d calls of some 900", after-before)
	}
}

// readOntoStack reads into an array on a stack that then grows.
func readOntoStack(t *testing.T, k *known, at, depth int) bool {
	var p [512]byte
	n, err := k.ReadAt(p[:], int64(at))
	if n != len(p) || err != nil {
		t.Errorf("read %d of %d bytes: %v", n, len(p), err)
		return false
	}
	if depth > 0 && !readOntoStack(t, k, at+8, depth-1) {
		return false
	}
	return k.check(t, p[:], at)
}

// The kernel never gets a pointer to a stack, be it the caller's or somebody else's.
func TestStackIsNotLent(t *testing.T) {
	k := create(t, 64<<10, 2)
	fd := k.Fd()
	before, all := ring()
	for range 50 {
		readOntoOwnStack(t, k, fd)
	}
	readOntoAnothersStack(t, k, fd)
	if after, _ := ring(); after != before {
		t.Errorf("io_uring answered %d reads into stacks", after-before)
	}
	if _, err := k.ReadAt(heap(4096), 0); err != nil {
		t.Fatal(err)
	}
	if after, _ := ring(); all && after != before+1 {
		t.Errorf("io_uring answered %d reads into the heap, want 1", after-before)
	}
}

// readOntoOwnStack reads into an array that is on the stack in every build, the race
// detector's too: Syscall6 takes an address as a number, by which nothing escapes.
//
//go:noinline
func readOntoOwnStack(t *testing.T, k *known, fd uintptr) {
	var p [512]byte
	n, _, errno := syscall.Syscall6(syscall.SYS_PREAD64, fd, uintptr(unsafe.Pointer(&p)), uintptr(len(p)), 8, 0, 0)
	if n != uintptr(len(p)) || errno != 0 {
		t.Errorf("read %d of %d bytes: %v", n, len(p), errno)
	}
	k.check(t, p[:], 8)
	var next byte // has its place beside p if both are on the stack
	if apart := int(uintptr(unsafe.Pointer(&next)) - uintptr(unsafe.Pointer(&p))); max(apart, -apart) > 4096 {
		t.Errorf("the array is %d bytes from its function's stack", apart)
	}
}

// readOntoAnothersStack reads into an array of a goroutine that waits. Its stack stays
// where it is: it has grown before to more than the goroutine needs, and no collection
// shrinks it, neither a new one nor one that the tests before have begun, which
// SetGCPercent does not end and GC does.
//
//go:noinline
func readOntoAnothersStack(t *testing.T, k *known, fd uintptr) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	place, filled := make(chan uintptr), make(chan bool)
	go func() {
		growStack()
		var p [512]byte
		place <- uintptr(unsafe.Pointer(&p))
		<-filled
		k.check(t, p[:], 16)
		close(filled)
	}()
	n, _, errno := syscall.Syscall6(syscall.SYS_PREAD64, fd, <-place, 512, 16, 0, 0)
	if n != 512 || errno != 0 {
		t.Errorf("read %d of 512 bytes: %v", n, errno)
	}
	filled <- true
	<-filled
}

// growStack makes room on the caller's stack for all that it calls later.
//
//go:noinline
func growStack() {
	var room [16 << 10]byte
	runtime.KeepAlive(&room)
}

// What is read into is kept alive, though nobody else refers to it: nothing that
// is allocated meanwhile is written to.
func TestBufferIsKept(t *testing.T) {
	k := create(t, 4<<20, 3)
	defer collect()()
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 8 {
		readers.Go(func() {
			for round := range 40 {
				if round%10 == 0 {
					k.chill(t)
				}
				k.ReadAt(heap(4096), int64(rand.IntN(k.size-4096)))
			}
		})
	}
	go func() { readers.Wait(); close(done) }()
	zero := heap(4096)
	var kept [64][]byte
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		p := &kept[i%len(kept)]
		if *p != nil && !bytes.Equal(*p, zero) {
			t.Fatal("memory that nobody writes to has changed")
		}
		*p = heap(4096)
		runtime.Gosched()
	}
}

// collect has the collector run all the time, until the result is called.
func collect() (stop func()) {
	stopping := make(chan struct{})
	percent := debug.SetGCPercent(5)
	var collector sync.WaitGroup
	collector.Go(func() {
		for {
			select {
			case <-stopping:
				return
			default:
				runtime.GC()
				time.Sleep(time.Millisecond)
			}
		}
	})
	return func() {
		close(stopping)
		collector.Wait()
		debug.SetGCPercent(percent)
	}
}

// A goroutine that reads is not idle, so the time of its bubble stands still.
func TestBubble(t *testing.T) {
	k := create(t, 1<<20, 4)
	k.chill(t)
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var done atomic.Int32
		for i := range 8 {
			go func() {
				p := heap(4096)
				for at := i * 4096; at+len(p) <= k.size; at += 8 * 4096 {
					if n, err := k.ReadAt(p, int64(at)); n != len(p) || err != nil {
						t.Errorf("read %d bytes: %v", n, err)
					}
					if !k.check(t, p, at) {
						return
					}
				}
				time.Sleep(time.Hour)
				done.Add(1)
			}()
		}
		synctest.Wait()
		if d := time.Since(begin); d != 0 || done.Load() != 0 {
			t.Errorf("%v passed while files were read, and %d are done", d, done.Load())
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if n := done.Load(); n != 8 {
			t.Errorf("%d of 8 are done", n)
		}
	})
}

// A file has no deadlines, in whatever way it is read.
func TestNoDeadline(t *testing.T) {
	k := create(t, 4096, 5)
	for _, set := range []func(time.Time) error{k.SetDeadline, k.SetReadDeadline, k.SetWriteDeadline} {
		if err := set(time.Now().Add(time.Hour)); !errors.Is(err, os.ErrNoDeadline) {
			t.Errorf("deadline of a file: %v, want %v", err, os.ErrNoDeadline)
		}
	}
}
