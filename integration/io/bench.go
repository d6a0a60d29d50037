package main

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/go-greenify/greenify/integration/internal/pairs"
	"github.com/go-greenify/greenify/integration/internal/servers"
)

// A bench has the programs that the rows need.
type bench struct {
	dir       string
	programs  map[string][]pairs.Build // by the row's program
	load      string
	peers     []peer
	databases []*servers.Process
	postgres  string // URL
	redis     string // address
}

// prepare builds and starts what is needed.
func (b *bench) prepare(root string, rows []*row) error {
	if slices.ContainsFunc(rows, func(r *row) bool { return r.idle }) {
		if err := descriptors(*idle); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(rows, func(r *row) bool { return r.program == "db" }) {
		if err := b.startDatabases(); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if b.programs[r.program] != nil {
			continue
		}
		built, err := pairs.BuildAll(root, filepath.Join(b.dir, r.program), "integration/io/"+r.program, *layouts)
		if err != nil {
			return err
		}
		b.programs[r.program] = built
	}
	b.load = filepath.Join(b.dir, "load")
	if err := pairs.Command(root, "go", "build", "-o", b.load, "./integration/io/load"); err != nil {
		return err
	}
	if !*others || *groups == 0 || !slices.ContainsFunc(rows, hasPeers) {
		return nil
	}
	var err error
	b.peers, err = findPeers(root, b.dir)
	return err
}

// command returns the command that serves for group i of the row by a build of kind k.
func (b *bench) command(r *row, i int, k pairs.Kind) []string {
	builds := b.programs[r.program]
	command := []string{builds[i%len(builds)].Program(k)}
	if r.program == "db" {
		return append(command, "-postgres="+b.postgres, "-redis="+b.redis, fmt.Sprint("-pool=", r.conns))
	}
	return append(command, "-serve="+r.serve)
}

// stop ends what prepare has started.
func (b *bench) stop() error {
	var first error
	for _, d := range b.databases {
		if err := d.Stop(); first == nil {
			first = err
		}
	}
	return first
}
