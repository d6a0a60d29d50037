// Package servers says how the servers are started that tests and benchmarks of services
// need: empty, on free ports of the loopback interface, with what they keep in a temporary
// directory. Who starts them decides how: a test shows what they printed, a benchmark binds
// them to a core.
package servers

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/internal/suite"
)

// Where Debian puts the servers' programs.
const (
	postgresBin = "/usr/lib/postgresql/15/bin/"
	redisBin    = "/usr/bin/redis-server"
)

// PSQL is PostgreSQL's client.
const PSQL = postgresBin + "psql"

// A Server is one that can be started.
type Server struct {
	Command []string       // to be run in its directory
	Addr    string         // where it will listen, on TCP
	Ready   func() error   // asks whether it serves
	End     syscall.Signal // ends it in good order
}

// Postgres makes a database in dir, and returns its server. settings are more of
// PostgreSQL's, as in "autovacuum=off". It does not run as root: then dir belongs to
// suite.Nobody, who has to run it, see [AsNobody].
func Postgres(dir string, settings ...string) (*Server, error) {
	if err := installed(postgresBin + "postgres"); err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	files := filepath.Join(dir, "postgres")
	initdb := exec.Command(postgresBin+"initdb", "-D", files, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, AsNobody()
	initdb.Env = append(os.Environ(), "HOME="+dir)
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	s := &Server{Addr: "127.0.0.1:" + port, End: syscall.SIGINT}
	s.Command = []string{postgresBin + "postgres", "-D", files}
	// The data lives as long as the server: nothing has to reach the disk.
	for _, setting := range append([]string{"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=", "fsync=off"}, settings...) {
		s.Command = append(s.Command, "-c", setting)
	}
	s.Ready = func() error {
		return exec.Command(postgresBin+"pg_isready", "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres").Run()
	}
	return s, nil
}

// Redis returns a server that works in dir.
func Redis(dir string) (*Server, error) {
	if err := installed(redisBin); err != nil {
		return nil, err
	}
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	s := &Server{Addr: "127.0.0.1:" + port, End: syscall.SIGTERM}
	s.Command = []string{redisBin, "--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no"}
	s.Ready = func() error { return ping(s.Addr) }
	return s, nil
}

// ping asks a Redis for a sign of life.
func ping(addr string) error {
	c, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Second))
	const pong = "+PONG\r\n"
	answer := make([]byte, len(pong))
	if _, err := io.WriteString(c, "PING\r\n"); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, answer); err != nil || string(answer) != pong {
		return fmt.Errorf("redis answers %q, %v", answer, err)
	}
	return nil
}

func installed(program string) error {
	if _, err := os.Stat(program); err != nil {
		return fmt.Errorf("%w; integration/realservices/install.sh installs it", err)
	}
	return nil
}

// MakeDir makes dir, below the private directory above, for a server that does not run
// as root.
func MakeDir(above, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil || !suite.Root() {
		return err
	}
	if err := os.Chmod(above, 0o755); err != nil {
		return err
	}
	if !suite.Reaches(dir) {
		return fmt.Errorf("servers do not run as root, and no other user gets to %s: set TMPDIR", dir)
	}
	return os.Chown(dir, int(suite.Nobody.UID), int(suite.Nobody.GID))
}

// AsNobody returns what a program needs to run as suite.Nobody, if this one runs as root.
func AsNobody() *syscall.SysProcAttr {
	if !suite.Root() {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: suite.Nobody.UID, Gid: suite.Nobody.GID, Groups: []uint32{}}}
}

// FreePort returns a port of the loopback interface that nobody listens on.
func FreePort() (string, error) {
	ports, err := FreePorts(1)
	if err != nil {
		return "", err
	}
	return ports[0], nil
}

// FreePorts returns n of them, which are different.
func FreePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // when all have been found: what is closed may be found again
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}
