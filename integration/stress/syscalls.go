package main

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// syscalls blocks threads for real: reads on a pipe that nobody polls, sleeps in
// the kernel, files. What arrives through the pipe is summed up, and the
// system calls' results are checked after the goroutine has come back to its hub.
func syscalls(w *worker) {
	dir, err := os.MkdirTemp("", "stress")
	w.must(err)
	defer os.RemoveAll(dir)
	for !w.over() {
		switch w.rng.IntN(3) {
		case 0:
			pipe(w)
		case 1:
			var all sync.WaitGroup
			for range 1 + w.rng.IntN(8) {
				rng := w.fork()
				all.Go(func() {
					for range 5 {
						d := upTo(rng, 3*time.Millisecond)
						if chance(rng, 10) {
							d = upTo(rng, 30*time.Millisecond) // longer than sysmon's longest nap
						}
						start := time.Now()
						nanosleep(d)
						if took := time.Since(start); took < d {
							w.failf("nanosleep(%v) took %v", d, took)
						}
						breathe(rng)
					}
				})
			}
			all.Wait()
		case 2:
			file(w, filepath.Join(dir, "file"))
		}
		w.tick()
	}
}

// pipe moves bytes through a pipe in blocking mode.
func pipe(w *worker) {
	var p [2]int
	w.must(syscall.Pipe2(p[:], syscall.O_CLOEXEC))
	rng := w.fork()
	n := 1 + w.rng.IntN(300)
	sent := make(chan int, 1)
	go func() {
		sum := 0
		for range n {
			b := byte(rng.Uint32())
			sum += int(b)
			breathe(rng)
			if _, err := write(p[1], []byte{b}); err != nil {
				w.failf("write to a pipe: %v", err)
			}
		}
		w.must(syscall.Close(p[1]))
		sent <- sum
	}()
	sum := 0
	buf := make([]byte, 1+w.rng.IntN(16))
	for {
		got, err := read(p[0], buf)
		if err != nil {
			w.failf("read from a pipe: %v", err)
		}
		if got == 0 {
			break
		}
		for _, b := range buf[:got] {
			sum += int(b)
		}
		breathe(w.rng)
	}
	same(w, "sum of a pipe's bytes", sum, <-sent)
	w.must(syscall.Close(p[0]))
}

// read is the system call as a program makes it that does not go through package os.
func read(fd int, buf []byte) (int, error) {
	for {
		n, _, errno := syscall.Syscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
		switch errno {
		case 0:
			return int(n), nil
		case syscall.EINTR:
		default:
			return 0, errno
		}
	}
}

func write(fd int, buf []byte) (int, error) {
	for {
		n, _, errno := syscall.Syscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
		switch errno {
		case 0:
			return int(n), nil
		case syscall.EINTR:
		default:
			return 0, errno
		}
	}
}

// nanosleep sleeps in the kernel for all of d, whatever signals arrive.
func nanosleep(d time.Duration) {
	t := syscall.NsecToTimespec(int64(d))
	for syscall.Nanosleep(&t, &t) == syscall.EINTR {
	}
}

// file writes a file and reads it back.
func file(w *worker, name string) {
	f, err := os.Create(name)
	w.must(err)
	data := make([]byte, 1+w.rng.IntN(1<<16))
	for i := range data {
		data[i] = byte(i * len(data))
	}
	_, err = f.Write(data)
	w.must(err)
	if chance(w.rng, 8) {
		w.must(f.Sync())
	}
	w.must(f.Close())
	got, err := os.ReadFile(name)
	w.must(err)
	same(w, "file read back", string(got) == string(data), true)
}

// getppid is as short as a system call that the runtime knows of can be.
func getppid() int {
	pid, _, _ := syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
	return int(pid)
}

func gettid() int {
	tid, _, _ := syscall.RawSyscall(syscall.SYS_GETTID, 0, 0, 0)
	return int(tid)
}
