package conform

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

func TestPipe(t *testing.T) {
	r, w := pipe(t)
	//gevent:os.pipe
	cooperates(t, func() error { _, err := r.Read(make([]byte, 1)); return err }, func() { w.Write([]byte("x")) })
	reader := greenrt.GoErr(func() error { _, err := r.Read(make([]byte, 1)); return err })
	settle()
	r.Close()
	reader.Join()
	//gevent:os.close
	if err := reader.Err(); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

// A file of a disk has no poller to wait in. What blocks its reader's thread is a blocking
// pipe here, which os.File treats in the same way.
func TestFileThatBlocks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	//gevent:fileobject.open
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	//gevent:fileobject.regular
	if flags(t, f)&syscall.O_NONBLOCK != 0 {
		t.Error("a file of a disk is non-blocking")
	}
	if text, err := io.ReadAll(f); string(text) != "text" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	r, _ := pipe(t)
	//gevent:fileobject.kinds
	if flags(t, r)&syscall.O_NONBLOCK == 0 {
		t.Error("a pipe blocks")
	}
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	slow := os.NewFile(uintptr(fds[0]), "slow")
	defer slow.Close()
	defer syscall.Close(fds[1])
	//gevent:os.regular
	leavesHub(t, func() {
		writer := greenrt.GoErr(func() error {
			settle()
			_, err := syscall.Write(fds[1], []byte("x"))
			return err
		})
		if _, err := slow.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		writer.Join()
	})
}

func TestSelect(t *testing.T) {
	var fds [2]int
	if err := syscall.Pipe2(fds[:], syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fds[0])
	defer syscall.Close(fds[1])
	epoll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(epoll)
	if err := syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, fds[0], &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fds[0])}); err != nil {
		t.Fatal(err)
	}
	for name, wait := range map[string]func(time.Duration) (int, error){
		"select": func(d time.Duration) (int, error) {
			var set syscall.FdSet
			set.Bits[fds[0]/64] |= 1 << (fds[0] % 64)
			tv := syscall.NsecToTimeval(int64(d))
			return syscall.Select(fds[0]+1, &set, nil, nil, &tv)
		},
		"epoll": func(d time.Duration) (int, error) {
			return syscall.EpollWait(epoll, make([]syscall.EpollEvent, 1), int(d.Milliseconds()))
		},
	} {
		again := func(d time.Duration) (n int, err error) {
			for n, err = wait(d); err == syscall.EINTR; n, err = wait(d) {
			}
			return n, err
		}
		begin := time.Now()
		//gevent:select.timeout
		if n, err := again(5 * time.Millisecond); n != 0 || err != nil || time.Since(begin) < 5*time.Millisecond {
			t.Error(name, n, err, time.Since(begin))
		}
		//gevent:select.cooperative
		//gevent:select.removed
		leavesHub(t, func() {
			writer := greenrt.GoErr(func() error {
				settle()
				_, err := syscall.Write(fds[1], []byte("x"))
				return err
			})
			if n, err := again(time.Minute); n != 1 || err != nil {
				t.Error(name, n, err)
			}
			writer.Join()
		})
		begin = time.Now()
		//gevent:select.ready
		if n, err := again(time.Minute); n != 1 || err != nil || time.Since(begin) > 30*time.Second {
			t.Error(name, n, err, time.Since(begin))
		}
		syscall.Read(fds[0], make([]byte, 1))
	}
}
