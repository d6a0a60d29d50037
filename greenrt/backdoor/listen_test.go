package backdoor_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/go-greenify/greenify/greenrt/backdoor"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
)

const token = "0123456789abcdef"

func TestAddressesThatAreRefused(t *testing.T) {
	file := filepath.Join(shortDir(t), "file")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := file + "-link"
	if err := os.Symlink(file+"-gone", link); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ network, addr, token, want string }{
		{"", "", "", "no address"},
		{"unix", "@abstract", "", "abstract"},
		{"unix", "\x00abstract", "", "abstract"},
		{"unix", file, "", "no socket"},
		{"unix", link, "", "no socket"},
		{"unix", filepath.Join(file, "below"), "", "not a directory"},
		{"unix", "/" + strings.Repeat("x", 200), "", "shorter"},
		{"unix", file + "-2", "two\nlines", "line break"},
		{"tcp", "127.0.0.1:0", "", "Token"},
		{"tcp", "127.0.0.1:0", token[1:], "Token of 16"},
		{"tcp", ":0", token, "all interfaces"},
		{"tcp", "0.0.0.0:0", token, "all interfaces"},
		{"tcp", "[::]:0", token, "all interfaces"},
		{"tcp", "[::ffff:0.0.0.0]:0", token, "all interfaces"},
		{"tcp", "[::ffff:192.0.2.1]:0", token, "other machines"},
		{"tcp4", "192.0.2.1:0", token, "other machines"},
		{"tcp6", "[2001:db8::1]:0", token, "other machines"},
		{"tcp", "no port", token, "127.0.0.1:0"},
		{"tcp", "host.invalid:0", token, "host.invalid"},
		{"udp", "127.0.0.1:0", token, `network "udp"`},
		{"unixpacket", file + "-3", "", `network "unixpacket"`},
	} {
		s := &backdoor.Server{Network: tt.network, Addr: tt.addr, Token: tt.token}
		err := s.Start()
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "backdoor: ") {
			t.Errorf("%s %q: %v, want %q", tt.network, tt.addr, err, tt.want)
		}
		if s.LocalAddr() != nil {
			t.Errorf("%s %q: it listens", tt.network, tt.addr)
			s.Stop()
		}
		if err != nil && tt.token != "" && strings.Contains(err.Error(), tt.token) {
			t.Errorf("the token is in an error: %v", err)
		}
	}
	if b, err := os.ReadFile(file); string(b) != "mine" {
		t.Error("a file was removed:", err)
	}
}

// A name whose addresses are not all of loopback is refused: the machine's own, if it has one.
func TestHostThatIsNotLoopbackIsRefused(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	outside := false
	addrs, _ := net.LookupHost(host)
	for _, a := range addrs {
		outside = outside || !net.ParseIP(a).IsLoopback()
	}
	s := &backdoor.Server{Network: "tcp", Addr: host + ":0", Token: token, Log: testlog.Quiet}
	err = s.Start()
	if err == nil {
		s.Stop()
	}
	var unknown *net.DNSError // the name server does not answer each time
	if outside && (err == nil || !strings.Contains(err.Error(), "has the address") && !errors.As(err, &unknown)) {
		t.Errorf("%s, which is %v: %v", host, addrs, err)
	}
}

func TestAddressesThatAreTaken(t *testing.T) {
	for _, tt := range []struct{ network, addr string }{
		{"tcp", "127.0.0.1:0"},
		{"tcp4", "127.1.2.3:0"},
		{"tcp", "localhost:0"},
		{"unix", filepath.Join(shortDir(t), "s")},
	} {
		s := start(t, &backdoor.Server{Network: tt.network, Addr: tt.addr, Token: token})
		if tcp, ok := s.LocalAddr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
			t.Error(tcp)
		}
		c := login(t, s, token)
		c.expect("help", "list the commands")
		if err := s.Start(); err == nil {
			t.Error("started twice")
		}
		if err := s.Stop(); err != nil || s.LocalAddr() != nil {
			t.Error(err)
		}
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestStaleSocketIsReplacedAndOneInUseIsNot(t *testing.T) {
	path := filepath.Join(shortDir(t), "s")
	ln, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := &backdoor.Server{Addr: path, Log: testlog.Quiet}
	if err := s.Start(); !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
	ln.(*net.UnixListener).SetUnlinkOnClose(false)
	ln.Close()
	start(t, s)
	login(t, s, "").expect("help", "list the commands")
	s.Stop()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("the socket is still there:", err)
	}
}

// The socket is private from its first moment on, whatever umask is.
func TestSocketIsPrivateWhenItAppears(t *testing.T) {
	dir := shortDir(t)
	defer syscall.Umask(syscall.Umask(0))
	stop, bad := make(chan struct{}), make(chan error, 1)
	seen := 0
	go func() {
		defer close(bad)
		for {
			for i := range 50 {
				info, err := os.Lstat(filepath.Join(dir, fmt.Sprint(i)))
				if err != nil {
					continue
				}
				seen++
				if info.Mode() != os.ModeSocket|0o600 {
					bad <- fmt.Errorf("the mode is %v", info.Mode())
					return
				}
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for i := range 50 {
		path := filepath.Join(dir, fmt.Sprint(i))
		s := start(t, &backdoor.Server{Addr: path})
		info, err := os.Lstat(path)
		if err != nil || info.Mode() != os.ModeSocket|0o600 {
			t.Fatal(info, err)
		}
		defer s.Stop()
	}
	close(stop)
	if err := <-bad; err != nil {
		t.Error(err)
	}
	if seen == 0 {
		t.Error("the sockets were never seen")
	}
}
