package files

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"
)

// oracle runs f on a goroutine that is locked to its thread, which therefore makes its
// system calls as in any Go program.
func oracle(f func() (int, error)) (n int, err error) {
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(done)
		n, err = f()
	}()
	<-done
	return n, err
}

// Whatever the descriptor and the arguments, the answer is that of the system call.
func TestSameAnswers(t *testing.T) {
	k := create(t, 64<<10, 6)
	open := func(name string, flags int) int {
		fd, err := syscall.Open(name, flags|syscall.O_CLOEXEC, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { syscall.Close(fd) })
		return fd
	}
	var pipe [2]int
	if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC|syscall.O_NONBLOCK); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(pipe[0])
	defer syscall.Close(pipe[1])
	none, err := syscall.Mmap(-1, 0, 1<<16, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(none)
	foreign, err := syscall.Mmap(-1, 0, 1<<16, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(foreign)
	fds := map[string]int{
		"file":       open(k.Name(), syscall.O_RDWR),
		"read-only":  open(k.Name(), syscall.O_RDONLY),
		"write-only": open(k.Name(), syscall.O_WRONLY),
		"path only":  open(k.Name(), 0o10000000), // O_PATH
		"directory":  open(filepath.Dir(k.Name()), syscall.O_RDONLY),
		"null":       open(os.DevNull, syscall.O_RDWR),
		"zero":       open("/dev/zero", syscall.O_RDWR),
		"proc":       open("/proc/self/comm", syscall.O_RDONLY),
		"pipe":       pipe[0],
		"closed":     1 << 20,
		"negative":   -1,
	}
	buffers := map[string][]byte{
		"heap":    heap(4096),
		"one":     heap(1),
		"large":   heap(256 << 10),
		"none":    none[:4096],
		"partly":  foreign[:],
		"empty":   {},
		"foreign": foreign[:100],
	}
	// Where a signal comes, perhaps one of the scheduler's, Linux stops to read zeros after the
	// page at which it is.
	short := func(fd string, n int, err error) bool { return fd == "zero" && n > 0 && n%4096 == 0 && err == nil }
	offsets := []int64{0, 1, 64<<10 - 10, 64 << 10, 1 << 40, -1, 1<<63 - 1}
	calls := 0
	for fdName, fd := range fds {
		for bufName, buf := range buffers {
			for _, at := range offsets {
				call := func() (int, error) { return syscall.Pread(fd, buf, at) }
				n, err := call()
				wantN, wantErr := oracle(call)
				shortened := short(fdName, n, err) && short(fdName, wantN, wantErr)
				if (n != wantN || err != wantErr) && !shortened {
					t.Errorf("pread of %s into %s at %d: %d, %v; want %d, %v", fdName, bufName, at, n, err, wantN, wantErr)
				}
				calls++
			}
		}
	}
	for fdName, fd := range fds {
		for bufName, buf := range buffers {
			for _, at := range []int64{0, 100, -1, 1<<63 - 1} {
				call := func() (int, error) { return syscall.Pwrite(fd, buf, at) }
				n, err := call()
				wantN, wantErr := oracle(call)
				if n != wantN || err != wantErr {
					t.Errorf("pwrite to %s from %s at %d: %d, %v; want %d, %v", fdName, bufName, at, n, err, wantN, wantErr)
				}
				calls++
			}
		}
	}
	t.Log(calls, "calls")
}

// To read at an offset leaves the file's own offset alone.
func TestOffsetStays(t *testing.T) {
	k := create(t, 64<<10, 7)
	if _, err := k.Seek(1000, 0); err != nil {
		t.Fatal(err)
	}
	for at := range 16 {
		if _, err := k.ReadAt(heap(4096), int64(at*4096)); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := k.Seek(0, 1); at != 1000 || err != nil {
		t.Errorf("offset %d, %v; want 1000", at, err)
	}
}

// A file that was opened for appending is written at its end, whatever the offset; os
// refuses.
func TestAppend(t *testing.T) {
	for _, direct := range []int{0, syscall.O_DIRECT} {
		name := filepath.Join(t.TempDir(), "appended")
		f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND|direct, 0o600)
		if err != nil {
			if direct != 0 {
				t.Log(err) // this file system has none
				continue
			}
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt([]byte("x"), 0); err == nil {
			t.Error("os writes at an offset of a file that it appends to")
		}
		const writers, rounds, size = 4, 8, 4096
		done := make(chan error)
		for w := range writers {
			go func() {
				p := aligned(size)
				for i := range p {
					p[i] = byte('a' + w)
				}
				for range rounds {
					if n, err := syscall.Pwrite(int(f.Fd()), p, 0); n != size || err != nil {
						done <- fmt.Errorf("wrote %d bytes: %w", n, err)
						return
					}
				}
				done <- nil
			}()
		}
		for range writers {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		all, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		count := make(map[byte]int)
		for i := 0; i < len(all); i += size {
			for _, b := range all[i : i+size] {
				if b != all[i] {
					t.Fatalf("block %d is of several writers", i/size)
				}
			}
			count[all[i]]++
		}
		for w := range writers {
			if n := count[byte('a'+w)]; n != rounds {
				t.Errorf("direct %#x: %d blocks of writer %d, want %d", direct, n, w, rounds)
			}
		}
	}
}

// Direct I/O: what is written is read, and what is not aligned is refused as by the
// system call.
func TestDirect(t *testing.T) {
	name := filepath.Join(t.TempDir(), "direct")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|syscall.O_DIRECT, 0o600)
	if err != nil {
		t.Log(err) // this file system has none
		return
	}
	defer f.Close()
	const block, blocks = 4096, 64
	before, all := ring()
	for round := range 2 { // the second finds blocks that it need not allocate
		done := make(chan error)
		for w := range 4 {
			go func() {
				p, q := aligned(block), aligned(block)
				for i := w; i < blocks; i += 4 {
					for j := range p {
						p[j] = byte(i + round)
					}
					if n, err := f.WriteAt(p, int64(i*block)); n != block || err != nil {
						done <- fmt.Errorf("wrote %d bytes: %w", n, err)
						return
					}
					if n, err := f.ReadAt(q, int64(i*block)); n != block || err != nil || string(p) != string(q) {
						done <- fmt.Errorf("read %d bytes: %v; the same: %t", n, err, string(p) == string(q))
						return
					}
				}
				done <- nil
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
	}
	if after, _ := ring(); all && after < before+2*blocks {
		t.Errorf("io_uring answered %d calls, want at least %d", after-before, 2*blocks)
	}
	p := aligned(2 * block)
	for _, args := range []struct{ from, size, at int }{{1, block, 0}, {0, 100, 0}, {0, block, 7}, {0, block, blocks * block}, {256, 256, 256}} {
		buf := p[args.from : args.from+args.size]
		for what, call := range map[string]func() (int, error){
			"read":  func() (int, error) { return syscall.Pread(int(f.Fd()), buf, int64(args.at)) },
			"write": func() (int, error) { return syscall.Pwrite(int(f.Fd()), buf, int64(args.at)) },
		} {
			if what == "write" && args.at == blocks*block {
				continue // would succeed, once
			}
			n, err := call()
			wantN, wantErr := oracle(call)
			if n != wantN || err != wantErr {
				t.Errorf("%s of %+v: %d, %v; want %d, %v", what, args, n, err, wantN, wantErr)
			}
		}
	}
}

// aligned returns memory that direct I/O accepts.
func aligned(size int) []byte {
	p := heap(size + 4096)
	skip := -int(uintptr(unsafe.Pointer(&p[0]))) & 4095
	return p[skip : skip+size : skip+size]
}
