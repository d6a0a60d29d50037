package backdoor_test

import (
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/go-greenify/greenify/greenrt/backdoor"
)

// dialAs connects to path as another user and returns the connection. The thread that has
// become the user is thrown away.
func dialAs(uid int, path string) (net.Conn, error) {
	type result struct {
		fd  int
		err error
	}
	results := make(chan result)
	go func() {
		runtime.LockOSThread() // for good
		keep := ^uintptr(0)
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, keep, uintptr(uid), keep); errno != 0 {
			results <- result{-1, os.NewSyscallError("setresuid", errno)}
			return
		}
		fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
		if err == nil {
			err = os.NewSyscallError("connect", syscall.Connect(fd, &syscall.SockaddrUnix{Name: path}))
		}
		results <- result{fd, err}
	}()
	r := <-results
	if r.err != nil {
		return nil, r.err
	}
	f := os.NewFile(uintptr(r.fd), path)
	defer f.Close()
	return net.FileConn(f)
}

// enterable reports whether every user can come to dir.
func enterable(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err != nil || info.Mode()&0o001 == 0 {
			return false
		}
		if dir == "/" || dir == "." {
			return dir == "/"
		}
	}
}

// Another user is kept out by the mode of the socket, and if that was changed by who he is.
func TestOtherUsersAreRefused(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("becoming another user takes root")
	}
	parent := os.TempDir()
	if !enterable(parent) {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "backdoor")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s")
	s := start(t, &backdoor.Server{Addr: path})
	if _, err := dialAs(12345, path); err == nil || !strings.Contains(err.Error(), "permission denied") {
		if err != nil && strings.HasPrefix(err.Error(), "setresuid: ") {
			t.Skip("becoming another user takes a root that may:", err)
		}
		t.Error("the mode keeps nobody out:", err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	conn, err := dialAs(12345, path)
	if err != nil {
		t.Fatal(err)
	}
	if got := newConsole(t, conn).rest(); !strings.Contains(got, "refused: user 12345") || strings.Contains(got, "greenify>") {
		t.Errorf("user 12345 was told %q", got)
	}
	login(t, s, "").expect("help", "list the commands")
}
