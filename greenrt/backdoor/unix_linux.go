package backdoor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// maxPath is how long a unix socket's path may be, without the zero behind it.
const maxPath = 107

// listenUnix listens at path, for this user only.
func listenUnix(path string) (net.Listener, error) {
	switch {
	case path == "":
		return nil, errors.New("backdoor: no address: use the path of a unix socket in a directory of your own")
	case path[0] == '@' || path[0] == 0:
		return nil, fmt.Errorf("backdoor: %q is an abstract address, which has no file mode to keep others out: use a path", path)
	case len(path) > maxPath:
		return nil, fmt.Errorf("backdoor: the path %s has %d bytes, and a unix socket's may have %d: use a shorter one", path, len(path), maxPath)
	}
	if err := removeStale(path); err != nil {
		return nil, err
	}
	// On Linux, bind gives the file the mode of the socket, less umask.
	private := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		var err error
		if err2 := c.Control(func(fd uintptr) { err = syscall.Fchmod(int(fd), 0o600) }); err2 != nil {
			return err2
		}
		return os.NewSyscallError("fchmod", err)
	}}
	ln, err := private.Listen(context.Background(), "unix", path)
	if err != nil {
		return nil, fmt.Errorf("backdoor: %w", err)
	}
	if err := checkPrivate(path); err != nil {
		ln.Close()
		return nil, err
	}
	return ln, nil
}

// checkPrivate asserts what the doc promises, of the file that there is.
func checkPrivate(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("backdoor: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || info.Mode().Type() != os.ModeSocket || info.Mode().Perm()&^0o600 != 0 || int(stat.Uid) != os.Geteuid() {
		return fmt.Errorf("backdoor: %s has the mode %v, and should be a socket of this user's with mode 0600: use a directory on another file system", path, info.Mode())
	}
	return nil
}

// removeStale removes the socket of a program that has ended, if there is one at path. If
// there is anything else it is an error.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("backdoor: %w", err)
	}
	if info.Mode().Type() != os.ModeSocket {
		return fmt.Errorf("backdoor: %s is there and no socket: use another path, or remove it", path)
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
		return fmt.Errorf("backdoor: somebody listens at %s: %w: use another path", path, syscall.EADDRINUSE)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("backdoor: %s is there, and it is not known whether it is used: %w: use another path, or remove it", path, err)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("backdoor: %w", err)
	}
	return nil
}

// admit returns an error if who has connected to a unix socket is another user.
func admit(conn net.Conn) error {
	uc, ok := conn.(*net.UnixConn)
	if !ok {
		return nil // the token keeps others out
	}
	raw, err := uc.SyscallConn()
	if err != nil {
		return err
	}
	var peer *syscall.Ucred
	var err2 error
	if err := raw.Control(func(fd uintptr) {
		peer, err2 = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil {
		return err
	}
	if err2 != nil {
		return os.NewSyscallError("getsockopt", err2)
	}
	if me := os.Geteuid(); peer.Uid != 0 && int(peer.Uid) != me {
		return fmt.Errorf("user %d is neither root nor the program's own, %d", peer.Uid, me)
	}
	return nil
}
