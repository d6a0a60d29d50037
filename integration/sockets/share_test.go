package sockets

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"unsafe"
)

// Somebody else gets a descriptor of a connection's socket, in ways that package net does
// not see, and raises SO_RCVLOWAT afterwards, so that the poller is silent about what a
// read would return. The reads that come then find what is there, as in stock Go, which
// reads before it asks the poller.

// An other has a descriptor of a socket. mark sets SO_RCVLOWAT on it.
type other struct {
	mark func(t *testing.T, n int)
}

// here is a descriptor that this process has.
func here(t *testing.T, fd int) other {
	t.Cleanup(func() { syscall.Close(fd) })
	return other{func(t *testing.T, n int) {
		if err := lowat(n)(fd); err != nil {
			t.Fatal(err)
		}
	}}
}

var sharings = []struct {
	name  string
	share func(t *testing.T, c *net.TCPConn, fd int) other
}{
	{"the number itself", func(t *testing.T, c *net.TCPConn, fd int) other {
		return other{func(t *testing.T, n int) {
			if err := lowat(n)(fd); err != nil {
				t.Fatal(err)
			}
		}}
	}},
	{"dup", func(t *testing.T, c *net.TCPConn, fd int) other {
		dup, err := syscall.Dup(fd)
		if err != nil {
			t.Fatal(err)
		}
		return here(t, dup)
	}},
	{"dup2", func(t *testing.T, c *net.TCPConn, fd int) other {
		to := spare(t)
		if err := syscall.Dup2(fd, to); err != nil {
			t.Fatal(err)
		}
		return here(t, to)
	}},
	{"dup3", func(t *testing.T, c *net.TCPConn, fd int) other {
		to := spare(t)
		if err := syscall.Dup3(fd, to, syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		return here(t, to)
	}},
	{"F_DUPFD", func(t *testing.T, c *net.TCPConn, fd int) other {
		return here(t, fcntl(t, fd, syscall.F_DUPFD, 0))
	}},
	{"F_DUPFD_CLOEXEC", func(t *testing.T, c *net.TCPConn, fd int) other {
		return here(t, fcntl(t, fd, syscall.F_DUPFD_CLOEXEC, 0))
	}},
	{"SCM_RIGHTS by package net", func(t *testing.T, c *net.TCPConn, fd int) other {
		near, far := ends(t, "unix")
		if _, _, err := far.(*net.UnixConn).WriteMsgUnix([]byte("x"), syscall.UnixRights(0, fd), nil); err != nil {
			t.Fatal(err)
		}
		oob := make([]byte, 64)
		_, n, _, _, err := near.(*net.UnixConn).ReadMsgUnix(make([]byte, 1), oob)
		if err != nil {
			t.Fatal(err)
		}
		return here(t, rights(t, oob[:n])[1])
	}},
	{"SCM_RIGHTS among other control messages", func(t *testing.T, c *net.TCPConn, fd int) other {
		fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(fds[0])
		defer syscall.Close(fds[1])
		oob := append(syscall.UnixCredentials(&syscall.Ucred{Pid: int32(os.Getpid()), Uid: uint32(os.Getuid()), Gid: uint32(os.Getgid())}), syscall.UnixRights(fd)...)
		if err := syscall.Sendmsg(fds[0], []byte("x"), oob, nil, 0); err != nil {
			t.Fatal(err)
		}
		return here(t, received(t, fds[1]))
	}},
	{"SCM_RIGHTS by sendmmsg", func(t *testing.T, c *net.TCPConn, fd int) other {
		fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(fds[0])
		defer syscall.Close(fds[1])
		text, oob := []byte("x"), syscall.UnixRights(fd)
		iov := syscall.Iovec{Base: &text[0], Len: 1}
		var msgs [2]struct {
			syscall.Msghdr
			n uint32
		}
		for i := range msgs {
			msgs[i].Iov, msgs[i].Iovlen = &iov, 1
		}
		msgs[1].Control, msgs[1].Controllen = &oob[0], uint64(len(oob))
		const sendmmsg = 307
		if n, _, errno := syscall.Syscall6(sendmmsg, uintptr(fds[0]), uintptr(unsafe.Pointer(&msgs)), 2, 0, 0, 0); errno != 0 || n != 2 {
			t.Fatal(n, errno)
		}
		if _, err := syscall.Read(fds[1], text); err != nil { // the first, without descriptors
			t.Fatal(err)
		}
		return here(t, received(t, fds[1]))
	}},
	{"given to a child", func(t *testing.T, c *net.TCPConn, fd int) other {
		r, w := pipe(t)
		back, answer := pipe(t)
		pid, err := syscall.ForkExec("/proc/self/exe", []string{"marker"}, &syscall.ProcAttr{
			Env:   append(os.Environ(), childVar+"=marker", "FD=3"),
			Files: []uintptr{r.Fd(), answer.Fd(), 2, uintptr(fd)},
		})
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		answer.Close()
		t.Cleanup(func() {
			w.Close()
			syscall.Wait4(pid, nil, 0, nil)
		})
		return marker(w, back)
	}},
	{"inherited by a child", func(t *testing.T, c *net.TCPConn, fd int) other {
		fcntl(t, fd, syscall.F_SETFD, 0)
		cmd := child("marker")
		cmd.Env = append(cmd.Env, fmt.Sprint("FD=", fd))
		w, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		back, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		start(t, cmd, w)
		return marker(w, back)
	}},
}

func TestSharing(t *testing.T) {
	for _, s := range sharings {
		t.Run(s.name, func(t *testing.T) {
			for i := range 2 {
				near, far := pair(t)
				fd := number(t, near)
				warmUp(t, near, far)
				var o other
				calls(i != 0, func() error { o = s.share(t, near, fd); return nil }).ends(t)
				warmUp(t, near, far) // it may have become known again
				o.mark(t, 100)
				for range 5 {
					write(t, far, "little")
					arrived(t, fd, len("little"))
					expect(t, near, "little")
				}
				o.mark(t, 1)
				warmUp(t, near, far)
			}
		})
	}
}

// TestShareEnds closes a descriptor that was shared: its number is as good as any for the
// next socket, and a number that was a shared socket's can be any file's.
func TestShareEnds(t *testing.T) {
	near, far := pair(t)
	fd := number(t, near)
	warmUp(t, near, far)
	dup, err := syscall.Dup(fd)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(dup)
	near.Close()
	if err := reads(near)(); !is(err, net.ErrClosed) {
		t.Fatal(err)
	}
	// The copy is open, so the other end sees nothing of that.
	write(t, far, "late")
	arrived(t, dup, len("late"))
	near, far = pair(t)
	warmUp(t, near, far)
	write(t, far, "next")
	expect(t, near, "next")
}

func warmUp(t *testing.T, near, far net.Conn) {
	t.Helper()
	for range 4 {
		write(t, far, "warm")
		expect(t, near, "warm")
	}
}

// spare returns a number that is no descriptor's.
func spare(t *testing.T) int {
	t.Helper()
	return fcntl(t, 0, syscall.F_DUPFD_CLOEXEC, 200)
}

func fcntl(t *testing.T, fd, cmd, arg int) int {
	t.Helper()
	n, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), uintptr(cmd), uintptr(arg))
	if errno != 0 {
		t.Fatal(errno)
	}
	return int(n)
}

// rights returns the descriptors in a control message.
func rights(t *testing.T, oob []byte) []int {
	t.Helper()
	msgs, err := syscall.ParseSocketControlMessage(oob)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range msgs {
		if m.Header.Type != syscall.SCM_RIGHTS {
			continue
		}
		fds, err := syscall.ParseUnixRights(&m)
		if err != nil {
			t.Fatal(err)
		}
		return fds
	}
	t.Fatal("no descriptors came")
	return nil
}

// received returns a descriptor that comes to a socket.
func received(t *testing.T, fd int) int {
	t.Helper()
	oob := make([]byte, 64)
	_, n, _, _, err := syscall.Recvmsg(fd, make([]byte, 1), oob, 0)
	if err != nil {
		t.Fatal(err)
	}
	return rights(t, oob[:n])[0]
}

func start(t *testing.T, cmd *exec.Cmd, stdin io.Closer) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

// marker talks to a child that sets the mark of its descriptor to what it is told.
func marker(w io.Writer, r io.Reader) other {
	answers := bufio.NewReader(r)
	return other{func(t *testing.T, n int) {
		if _, err := fmt.Fprintln(w, n); err != nil {
			t.Fatal(err)
		}
		if line, err := answers.ReadString('\n'); line != "ok\n" {
			t.Fatalf("%q, %v", line, err)
		}
	}}
}

func init() {
	children["marker"] = func() error {
		fd, err := strconv.Atoi(os.Getenv("FD"))
		if err != nil {
			return err
		}
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			n, err := strconv.Atoi(lines.Text())
			if err := errors.Join(err, lowat(n)(fd)); err != nil {
				return err
			}
			fmt.Println("ok")
		}
		return lines.Err()
	}
}
