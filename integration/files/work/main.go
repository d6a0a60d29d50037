// Command work does one kind of work on files for a while, from some goroutines at a
// time, and prints what it cost:
//
//	ops N          operations
//	seconds X
//	cpu X          processor time of the process meanwhile, in seconds
//	late X         how late a goroutine was that wanted to run each millisecond, in
//	               ms: the 99th percentile
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/internal/batch"
)

var (
	kind   = flag.String("kind", "cached", "cached, cold, append or fsync")
	size   = flag.Int("size", 4<<10, "bytes of a read or write, up to 64 KB")
	number = flag.Int("goroutines", 1, "how many work at a time")
	length = flag.Duration("time", 2*time.Second, "for how long")
	dir    = flag.String("dir", "", "a directory for files")
	noise  = flag.Bool("ticker", true, "a goroutine wants to run each millisecond")
)

// A kit is what the goroutines work with.
type kit struct {
	large *os.File   // of largeSize bytes
	own   []*os.File // one for each goroutine
	order []int      // of the large file's blocks, for cold
	next  atomic.Int64
}

const (
	largeSize = 512 << 20
	hotSize   = 32 << 20 // the part of the large file that cached reads
	block     = 64 << 10
	page      = 4 << 10
)

// works are the kinds of work: each function does one operation for goroutine i, and
// returns io.EOF when there is no more to do.
var works = map[string]func(k *kit, i int, p []byte) error{
	// In the page cache.
	"cached": func(k *kit, i int, p []byte) error {
		_, err := k.large.ReadAt(p, rand.Int64N((hotSize-block)/page)*page)
		return err
	},
	// In no cache of this machine, nor read before.
	"cold": func(k *kit, i int, p []byte) error {
		n := int(k.next.Add(1)) - 1
		if n >= len(k.order) {
			return io.EOF
		}
		_, err := k.large.ReadAt(p, int64(k.order[n])*block)
		return err
	},
	// Written to the end of a file, in the page cache.
	"append": func(k *kit, i int, p []byte) error {
		_, err := k.own[i].Write(p)
		return err
	},
	// Written and flushed to the disk.
	"fsync": func(k *kit, i int, p []byte) error {
		if _, err := k.own[i].WriteAt(p, 0); err != nil {
			return err
		}
		return k.own[i].Sync()
	},
}

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "work:", err)
		os.Exit(1)
	}
}

func run() error {
	work := works[*kind]
	if work == nil || *size < 1 || *size > block {
		return fmt.Errorf("no work of kind %q and size %d", *kind, *size)
	}
	k, err := prepare()
	if err != nil {
		return err
	}
	var ops atomic.Int64
	var late []time.Duration
	var failed error
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if *noise {
			late = ticks(stop)
		}
	}()
	cpu, start := batch.CPUTime(), time.Now()
	end := start.Add(*length)
	var wg sync.WaitGroup
	var once sync.Once
	for i := range *number {
		wg.Go(func() {
			p := make([]byte, *size)
			for time.Now().Before(end) {
				for range 8 {
					if err := work(k, i, p); err != nil {
						if !errors.Is(err, io.EOF) {
							once.Do(func() { failed = err })
						}
						return
					}
					ops.Add(1)
				}
			}
		})
	}
	wg.Wait()
	cpu, took := batch.CPUTime()-cpu, time.Since(start)
	close(stop)
	<-stopped
	if failed != nil {
		return failed
	}
	slices.Sort(late)
	worst := time.Duration(0)
	if len(late) > 0 {
		worst = late[len(late)*99/100]
	}
	fmt.Printf("ops %d\nseconds %f\ncpu %f\nlate %f\n", ops.Load(), took.Seconds(), cpu.Seconds(), worst.Seconds()*1e3)
	return nil
}

// ticks sleeps for a millisecond at a time and returns how late it woke.
func ticks(stop chan struct{}) []time.Duration {
	var late []time.Duration
	for {
		select {
		case <-stop:
			return late
		default:
		}
		begin := time.Now()
		time.Sleep(time.Millisecond)
		late = append(late, time.Since(begin)-time.Millisecond)
	}
}

func prepare() (*kit, error) {
	k := new(kit)
	var err error
	name := filepath.Join(*dir, "large")
	if k.large, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	info, err := k.large.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < largeSize {
		chunk := make([]byte, 1<<20)
		for off := int64(0); off < largeSize; off += int64(len(chunk)) {
			if _, err := k.large.WriteAt(chunk, off); err != nil {
				return nil, err
			}
		}
		if err := k.large.Sync(); err != nil {
			return nil, err
		}
	}
	switch *kind {
	case "cold":
		k.order = rand.Perm(largeSize / block)
		// No read-ahead, and nothing in the page cache.
		for _, advice := range []uintptr{fadvRandom, fadvDontNeed} {
			if _, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, k.large.Fd(), 0, 0, advice, 0, 0); errno != 0 {
				return nil, errno
			}
		}
	case "cached":
		if _, err := io.Copy(io.Discard, io.NewSectionReader(k.large, 0, hotSize)); err != nil {
			return nil, err
		}
	}
	for i := range *number {
		f, err := os.OpenFile(filepath.Join(*dir, fmt.Sprint("own", i)), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return nil, err
		}
		if *kind == "fsync" {
			// So that no write changes the length.
			if _, err := f.WriteAt(make([]byte, block), 0); err != nil {
				return nil, err
			}
			if err := f.Sync(); err != nil {
				return nil, err
			}
		}
		k.own = append(k.own, f)
	}
	return k, nil
}

// From the kernel's fadvise.h.
const (
	fadvRandom   = 1
	fadvDontNeed = 4
)
