package main

import (
	"fmt"
	"net"
	"os/exec"

	"github.com/go-greenify/greenify/integration/internal/servers"
)

// A database is what the tests of a module talk to. It serves in dir until stop is
// called; env says to the tests where it is.
type database func(dir string) (env []string, stop func() error, err error)

// pgxDatabase is an empty PostgreSQL as pgx's own script for CI sets it up.
func pgxDatabase(dir string) (env []string, stop func() error, err error) {
	s, err := servers.Postgres(dir)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.Start(dir)
	if err != nil {
		return nil, nil, err
	}
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, p.Stop, err
	}
	psql := exec.Command(servers.PSQL, "-h", host, "-p", port, "-U", "postgres", "-v", "ON_ERROR_STOP=1",
		"-c", "create extension hstore", "-c", "create extension ltree", "-c", "create domain uint64 as numeric(20,0)")
	if out, err := psql.CombinedOutput(); err != nil {
		return nil, p.Stop, fmt.Errorf("psql: %w\n%s", err, out)
	}
	return []string{fmt.Sprintf("PGX_TEST_DATABASE=host=%s port=%s user=postgres database=postgres sslmode=disable", host, port)}, p.Stop, nil
}
