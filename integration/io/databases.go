package main

import (
	"bytes"
	"errors"
	"fmt"
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

// A database is a server process of row db, on the core of the load.
type database struct {
	cmd  *exec.Cmd
	end  syscall.Signal // that ends it in good order
	said bytes.Buffer   // what it printed; to be read when it has ended
	done chan struct{}  // closed when it has ended
	err  error
}

// startDatabases starts PostgreSQL and Redis, empty, on free ports of the loopback
// interface. What they keep is in a temporary directory and has to reach no disk.
func (b *bench) startDatabases() error {
	dir := filepath.Join(b.dir, "databases")
	if err := foreign(b.dir, dir); err != nil {
		return err
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	b.redis = "127.0.0.1:" + port
	err = b.start(dir, syscall.SIGTERM, func() error {
		c, err := net.Dial("tcp", b.redis)
		if err == nil {
			c.Close()
		}
		return err
	}, redisBin, "--bind", "127.0.0.1", "--port", port, "--dir", dir, "--save", "", "--appendonly", "no")
	if err != nil {
		return err
	}

	files := filepath.Join(dir, "postgres")
	initdb := exec.Command(postgresBin+"initdb", "-D", files, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, asNobody()
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if port, err = freePort(); err != nil {
		return err
	}
	b.postgres = "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"
	return b.start(dir, syscall.SIGINT, func() error {
		return exec.Command(postgresBin+"pg_isready", "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres").Run()
	}, postgresBin+"postgres", "-D", files, "-c", "listen_addresses=127.0.0.1", "-c", "port="+port,
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "autovacuum=off")
}

// start starts a program in dir and waits until ask says that it serves.
func (b *bench) start(dir string, end syscall.Signal, ask func() error, command ...string) error {
	if _, err := os.Stat(command[0]); err != nil {
		return fmt.Errorf("row db: %w; integration/realservices/install.sh installs it", err)
	}
	d := &database{end: end, done: make(chan struct{})}
	d.cmd = exec.Command("taskset", append([]string{"-c", loadCore}, command...)...)
	d.cmd.Dir, d.cmd.SysProcAttr = dir, asNobody()
	d.cmd.SysProcAttr.Pdeathsig = end // if this process is killed
	d.cmd.Stdout, d.cmd.Stderr = &d.said, &d.said
	if err := d.cmd.Start(); err != nil {
		return err
	}
	go func() {
		d.err = d.cmd.Wait()
		close(d.done)
	}()
	b.databases = append(b.databases, d)
	const patience = 30 * time.Second
	for began := time.Now(); ; {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-d.done:
			return fmt.Errorf("%s ended before it served: %v\n%s", command[0], d.err, d.said.Bytes())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Since(began) > patience {
			return fmt.Errorf("%s does not serve after %v: %w", command[0], patience, err)
		}
	}
}

// stop ends the server, if it has not ended already.
func (d *database) stop() error {
	if err := d.cmd.Process.Signal(d.end); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-d.done
	if d.err != nil {
		return fmt.Errorf("%v: %w\n%s", d.cmd.Args, d.err, d.said.Bytes())
	}
	return nil
}

// foreign makes dir, below the private directory above, for those who are not root:
// PostgreSQL refuses to run as root, so that nobody runs it then.
func foreign(above, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil || !suite.Root() {
		return err
	}
	if err := os.Chmod(above, 0o755); err != nil {
		return err
	}
	if !suite.Reaches(dir) {
		return fmt.Errorf("row db: PostgreSQL does not run as root, and no other user gets to %s: set TMPDIR", dir)
	}
	return os.Chown(dir, int(suite.Nobody.UID), int(suite.Nobody.GID))
}

func asNobody() *syscall.SysProcAttr {
	if !suite.Root() {
		return &syscall.SysProcAttr{}
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: suite.Nobody.UID, Gid: suite.Nobody.GID, Groups: []uint32{}}}
}

// freePort returns a port of the loopback interface that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
