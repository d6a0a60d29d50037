package backdoor_test

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-greenify/greenify/greenrt/backdoor"
)

func ExampleServer() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s := &backdoor.Server{
		Addr: filepath.Join(dir, "s"),
		Log:  slog.New(slog.DiscardHandler),
		Commands: []backdoor.Command{{
			Name: "sessions", Doc: "how many there are",
			Run: func(w io.Writer, _ []string) error { fmt.Fprintln(w, "3 sessions"); return nil },
		}},
	}
	if err := s.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer s.Stop()

	// socat READLINE UNIX:path, for people.
	conn, err := net.Dial("unix", s.Addr)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(conn, "sessions\nquit\n")
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if !strings.Contains(lines.Text(), "process") {
			fmt.Println(lines.Text())
		}
	}
	// Output:
	// greenify> 3 sessions
	// greenify>
}

func ExampleServer_tcp() {
	s := &backdoor.Server{Network: "tcp", Addr: "127.0.0.1:0", Token: rand.Text()}
	if err := s.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer s.Stop()
	fmt.Fprintln(os.Stderr, "console at", s.LocalAddr(), "with the token", s.Token)
}
