package realservices

import (
	"testing"

	"github.com/go-greenify/greenify/integration/internal/servers"
)

// startPostgres starts an empty PostgreSQL and returns its address. Root may
// not run it, so then nobody does.
func startPostgres(t *testing.T) string {
	t.Helper()
	dir := foreign(t)
	s, err := servers.Postgres(dir)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, "postgres", dir, s)
}

// startRedis starts an empty Redis and returns its address.
func startRedis(t *testing.T) string {
	t.Helper()
	dir := foreign(t)
	s, err := servers.Redis(dir)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, "redis", dir, s)
}

// start starts a server in dir, waits until it serves, and returns its address.
func start(t *testing.T, name, dir string, s *servers.Server) string {
	t.Helper()
	p := run(t, name, dir, nil, s.Command[0], s.Command[1:]...)
	p.ready(t, s.Ready)
	// Runs before the cleanup that kills: a killed PostgreSQL leaves its children
	// and its shared memory.
	t.Cleanup(func() { p.stop(t, s.End) })
	return s.Addr
}
