package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// A peer is another way to write one of the servers.
type peer struct {
	name    string
	command []string
	serves  string // what: a row is measured if it serves that
}

// findPeers builds those of module peers, and takes gevent if Debian's python3-gevent
// is installed.
func findPeers(root, dir string) ([]peer, error) {
	bin := filepath.Join(dir, "peers")
	cmd := exec.Command("go", "build", "-o", bin, ".")
	cmd.Dir = filepath.Join(root, "integration", "io", "peers")
	cmd.Env = append(os.Environ(), "GOWORK=off") // the module is nobody else's
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("building the peers (or -peers=false): %w", err)
	}
	found := []peer{
		{"gnet", []string{bin, "-serve=echo"}, "echo"},
		{"fasthttp", []string{bin, "-serve=hello"}, "hello"},
	}
	const python = "/usr/bin/python3" // Debian's own, which has Debian's packages
	if err := exec.Command(python, "-c", "import gevent").Run(); err != nil {
		fmt.Fprintln(os.Stderr, "io: no row for gevent: python3-gevent is not installed")
		return found, nil
	}
	script := filepath.Join(cmd.Dir, "peers.py")
	for _, serves := range []string{"echo", "hello"} {
		found = append(found, peer{"gevent", []string{python, script, serves}, serves})
	}
	return found, nil
}

const peersHeader = "\nThe same served by others, in the same groups:\n\n" +
	"| workload | server | processor time | stock / it |\n|---|---|---|---|\n"

// measurePeers runs those peers once that serve what the row does. cpu has a list for
// each.
func (b *bench) measurePeers(r *row, cpu map[string]pairs.Samples) error {
	for _, p := range b.peers {
		if p.serves != r.serve {
			continue
		}
		err := serve(r, p.command, pairs.Stock.GREENRT(), func(addr string, pid int) error {
			m, err := b.load1(r, nil, addr, pid, *length)
			cpu[p.name] = append(cpu[p.name], m.cpu/m.measured*1e6)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// peerLines returns the row's lines of the table of peers. stock are the stock runs.
func (b *bench) peerLines(r *row, cpu map[string]pairs.Samples, stock []float64) string {
	var lines strings.Builder
	for _, p := range b.peers {
		var ratios []float64
		for i, x := range cpu[p.name] {
			// The stock runs at both ends of the group.
			ratios = append(ratios, stock[2*i]/x, stock[2*i+1]/x)
		}
		if len(ratios) > 0 && p.serves == r.serve {
			fmt.Fprintf(&lines, "| %s | %s | %.2f us | %v |\n", r.what, p.name, pairs.Quartiles(cpu[p.name]).Median, pairs.Quartiles(ratios))
		}
	}
	return lines.String()
}
