package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
	"unsafe"
)

// Calls that say themselves that they wait, as a program makes them that does not go
// through package os or net.

func init() {
	add(
		&way{name: "nothing", does: "a channel: nobody blocks", least: least, setup: nothing},
		&way{name: "nanosleep", does: "syscall.Nanosleep", least: least, setup: nanosleep},
		&way{name: "poll", does: "syscall.Syscall(SYS_POLL)", least: least, setup: poll},
		&way{name: "select", does: "syscall.Select", least: least, setup: selects},
		&way{name: "epoll_wait", does: "syscall.EpollWait", least: least, setup: epollWait},
		&way{name: "futex", does: "syscall.Syscall6(SYS_FUTEX), FUTEX_WAIT", least: least, setup: futex},
		&way{name: "flock", does: "syscall.Flock, another process has it", least: least, setup: flock},
		&way{name: "wait4", does: "syscall.Wait4 of a child", least: least, setup: wait4},
		&way{name: "exec", does: `exec.Command("sleep").Run`, least: least, setup: command},
	)
}

func nothing(*bed) (func() error, error) {
	return func() error {
		<-time.After(lasting)
		return nil
	}, nil
}

func nanosleep(*bed) (func() error, error) {
	return nap, nil
}

func nap() error {
	ts := syscall.NsecToTimespec(int64(lasting))
	return again(func() error { return syscall.Nanosleep(&ts, &ts) })
}

func poll(*bed) (func() error, error) {
	return func() error {
		return again(func() error {
			// No descriptor at all: only the timeout ends it.
			_, _, errno := syscall.Syscall(syscall.SYS_POLL, 0, 0, uintptr(lasting/time.Millisecond))
			return failed(errno)
		})
	}, nil
}

func selects(*bed) (func() error, error) {
	return func() error {
		tv := syscall.NsecToTimeval(int64(lasting))
		return again(func() error {
			_, err := syscall.Select(0, nil, nil, nil, &tv) // leaves in tv what is left
			return err
		})
	}, nil
}

func epollWait(b *bed) (func() error, error) {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	b.atEnd(func() { syscall.Close(fd) })
	return func() error {
		return again(func() error {
			_, err := syscall.EpollWait(fd, make([]syscall.EpollEvent, 1), int(lasting/time.Millisecond))
			return err
		})
	}, nil
}

func futex(*bed) (func() error, error) {
	word := new(uint32)
	return func() error {
		const wait = 0 // FUTEX_WAIT while *word is 0
		ts := syscall.NsecToTimespec(int64(lasting))
		return again(func() error {
			_, _, errno := syscall.Syscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(word)), wait, 0, uintptr(unsafe.Pointer(&ts)), 0, 0)
			if errno == syscall.ETIMEDOUT {
				return nil
			}
			return failed(errno)
		})
	}, nil
}

// flock waits for a lock that flock(1) holds until the call begins, and a little
// longer.
func flock(b *bed) (func() error, error) {
	f, err := os.Create(filepath.Join(b.dir, "lock"))
	if err != nil {
		return nil, err
	}
	b.closing(f)
	fd := int(f.Fd())
	var holder *exec.Cmd
	var let io.WriteCloser
	end := func() error {
		if holder == nil {
			return nil
		}
		let.Close()
		return holder.Wait()
	}
	b.atEnd(func() { end() })
	b.before = func() error {
		if err := end(); err != nil {
			return err
		}
		if err := syscall.Flock(fd, syscall.LOCK_UN); err != nil {
			return err
		}
		holder = exec.Command("flock", f.Name(), "sh", "-c", "echo held; read go; sleep 0.05")
		out, err := holder.StdoutPipe()
		if err != nil {
			return err
		}
		if let, err = holder.StdinPipe(); err != nil {
			return err
		}
		if err := holder.Start(); err != nil {
			return err
		}
		_, err = out.Read(make([]byte, 8))
		return err
	}
	return func() error {
		if _, err := let.Write([]byte("go\n")); err != nil {
			return err
		}
		return again(func() error { return syscall.Flock(fd, syscall.LOCK_EX) })
	}, nil
}

// wait4 waits for a child that package os knows nothing of, and that ends a little
// after the call begins.
func wait4(b *bed) (func() error, error) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b.closing(r)
	b.closing(w) // which ends a child that nobody waited for
	var pid int
	b.before = func() (err error) {
		pid, err = syscall.ForkExec(sh, []string{"sh", "-c", "read go; sleep 0.05"}, &syscall.ProcAttr{Files: []uintptr{r.Fd()}})
		return err
	}
	return func() error {
		if _, err := w.Write([]byte("go\n")); err != nil {
			return err
		}
		return again(func() error {
			_, err := syscall.Wait4(pid, nil, 0, nil)
			return err
		})
	}, nil
}

func command(*bed) (func() error, error) {
	return func() error { return exec.Command("sleep", "0.05").Run() }, nil
}

// again makes a call again that a signal of the scheduler's interrupted.
func again(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR {
			return err
		}
	}
}

// failed turns what Syscall returns into an error.
func failed(errno syscall.Errno) error {
	if errno != 0 {
		return errno
	}
	return nil
}
