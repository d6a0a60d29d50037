package realservices

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/integration/internal/suite"
)

// postgresBin is where Debian puts the server's programs.
const postgresBin = "/usr/lib/postgresql/15/bin"

// startPostgres starts an empty PostgreSQL and returns its address. Root may
// not run it, so then nobody does.
func startPostgres(t *testing.T) string {
	t.Helper()
	dir := foreign(t)
	data, port := filepath.Join(dir, "data"), freePort(t)
	initdb := exec.CommandContext(t.Context(), filepath.Join(postgresBin, "initdb"),
		"-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.Dir = dir
	initdb.Env = append(os.Environ(), "HOME="+dir)
	if suite.Root() {
		initdb.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{
			Uid: suite.Nobody.UID, Gid: suite.Nobody.GID, Groups: []uint32{},
		}}
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	// The data lives as long as the test: nothing has to reach the disk.
	p := run(t, "postgres", dir, nil, filepath.Join(postgresBin, "postgres"), "-D", data,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+port, "-c", "unix_socket_directories=", "-c", "fsync=off")
	p.ready(t, func() error {
		return exec.Command(filepath.Join(postgresBin, "pg_isready"), "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres").Run()
	})
	// Runs before the cleanup that kills: a killed server leaves its children
	// and its shared memory.
	t.Cleanup(func() { p.stop(t, syscall.SIGINT) })
	return "127.0.0.1:" + port
}

// startRedis starts an empty Redis and returns its address.
func startRedis(t *testing.T) string {
	t.Helper()
	dir, addr := foreign(t), ""
	port := freePort(t)
	addr = "127.0.0.1:" + port
	p := run(t, "redis", dir, nil, "/usr/bin/redis-server", "--bind", "127.0.0.1", "--port", port,
		"--dir", dir, "--save", "", "--appendonly", "no")
	p.ready(t, func() error {
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
	})
	t.Cleanup(func() { p.stop(t, syscall.SIGTERM) })
	return addr
}
