package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/integration/internal/servers"
	"github.com/go-greenify/greenify/integration/internal/suite"
)

// A database is a server process of row db, on the core of the load.
type database struct {
	cmd  *exec.Cmd
	end  syscall.Signal // that ends it in good order
	said bytes.Buffer   // what it printed; to be read when it has ended
	done chan struct{}  // closed when it has ended
	err  error
}

// startDatabases starts Redis and PostgreSQL. What they keep is in a temporary directory.
func (b *bench) startDatabases() error {
	dir := filepath.Join(b.dir, "databases")
	if err := foreign(b.dir, dir); err != nil {
		return err
	}
	redis, err := servers.Redis(dir)
	if err != nil {
		return fmt.Errorf("row db: %w", err)
	}
	postgres, err := servers.Postgres(dir, "autovacuum=off")
	if err != nil {
		return fmt.Errorf("row db: %w", err)
	}
	b.redis, b.postgres = redis.Addr, "postgres://postgres@"+postgres.Addr+"/postgres?sslmode=disable"
	for _, s := range []*servers.Server{redis, postgres} {
		if err := b.start(dir, s); err != nil {
			return err
		}
	}
	return nil
}

// start starts a server in dir and waits until it serves.
func (b *bench) start(dir string, s *servers.Server) error {
	d := &database{end: s.End, done: make(chan struct{})}
	d.cmd = exec.Command("taskset", append([]string{"-c", loadCore}, s.Command...)...)
	d.cmd.Dir, d.cmd.SysProcAttr = dir, servers.AsNobody()
	d.cmd.SysProcAttr.Pdeathsig = s.End // if this process is killed
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
		err := s.Ready()
		if err == nil {
			return nil
		}
		select {
		case <-d.done:
			return fmt.Errorf("%s ended before it served: %v\n%s", s.Command[0], d.err, d.said.Bytes())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Since(began) > patience {
			return fmt.Errorf("%s does not serve after %v: %w", s.Command[0], patience, err)
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
