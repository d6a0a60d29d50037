package main

import (
	"fmt"
	"path/filepath"

	"github.com/go-greenify/greenify/integration/internal/servers"
)

// startDatabases starts Redis and PostgreSQL, the servers of row db, on the core of the
// load. What they keep is in a temporary directory.
func (b *bench) startDatabases() error {
	if err := b.startBoth(); err != nil {
		return fmt.Errorf("row db: %w", err)
	}
	return nil
}

func (b *bench) startBoth() error {
	dir := filepath.Join(b.dir, "databases")
	if err := servers.MakeDir(b.dir, dir); err != nil {
		return err
	}
	redis, err := servers.Redis(dir)
	if err != nil {
		return err
	}
	postgres, err := servers.Postgres(dir, "autovacuum=off")
	if err != nil {
		return err
	}
	b.redis, b.postgres = redis.Addr, "postgres://postgres@"+postgres.Addr+"/postgres?sslmode=disable"
	for _, s := range []*servers.Server{redis, postgres} {
		p, err := s.Start(dir, "taskset", "-c", loadCore)
		if err != nil {
			return err
		}
		b.databases = append(b.databases, p)
	}
	return nil
}
