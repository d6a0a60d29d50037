package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

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
	module := filepath.Join(root, "integration", "io", "peers")
	if err := pairs.Command(module, "go", "build", "-o", bin, "."); err != nil {
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
	script := filepath.Join(module, "peers.py")
	for _, serves := range []string{"echo", "hello"} {
		found = append(found, peer{"gevent", []string{python, script, serves}, serves})
	}
	return found, nil
}

// hasPeers reports whether somebody else serves what the row does.
func hasPeers(r *row) bool { return r.faster > 0 && (r.serve == "echo" || r.serve == "hello") }

// measurePeers runs those peers once that serve what the row does. cpu has a list for
// each.
func (b *bench) measurePeers(r *row, cpu map[string]pairs.Samples) error {
	for _, p := range b.peers {
		if p.serves != r.serve {
			continue
		}
		err := b.serve(r, p.command, pairs.Stock.GREENRT(), func(s *server) error {
			m, err := b.load1(r, nil, s, length.String())
			cpu[p.name] = append(cpu[p.name], m.cpu/m.measured*1e6)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addPeers adds the row's lines about peers. stock are the stock runs.
func (b *bench) addPeers(r *row, cpu map[string]pairs.Samples, stock []float64, out *report) {
	for _, p := range b.peers {
		if p.serves != r.serve {
			continue
		}
		var ratios []float64
		for i, x := range cpu[p.name] {
			// The stock runs at both ends of the group.
			ratios = append(ratios, stock[2*i]/x, stock[2*i+1]/x)
		}
		out.add(peerCosts, r, "%s | %s | %.2f us | %v", r.what, p.name, pairs.Quartiles(cpu[p.name]).Median, pairs.Quartiles(ratios))
	}
}
