package monkey

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/go-greenify/greenify/greenrt"
)

// A Manifest says what a program was built with.
type Manifest struct {
	// Greenify is the version of greenify, "(devel)" for one that was built in a
	// checkout, or "" for a stock build.
	Greenify string
	// Go is the Go release whose standard library the program has, as in "go1.26.8".
	Go string
	// Sum tells two sets of rules apart: it is a hash, in hexadecimal, of all that was
	// changed and added. It does not depend on the machine.
	Sum string
	// Patches are what was applied, in that order.
	Patches []Patch
	// Settings are those of GREENRT, with their present values.
	Settings []greenrt.Setting
}

// A Patch is the counterpart of one gevent patch.
type Patch struct {
	Name string // as in greenify build -patch
	// Covers are the packages in which a wait is green by this patch, whether or not
	// files of theirs were changed.
	Covers []string
	// Rewrites are the functions and struct types that were changed, as in
	// "internal/poll.(*FD).Read" and "runtime.g", sorted.
	Rewrites []string
	// Adds are the files that were added, as in "runtime/green.go".
	Adds []string
}

// parsed is the manifest without what changes. It is shared.
var parsed = sync.OnceValue(func() *Manifest { return parse(built()) })

// parse reads the text that package rewrite has written.
func parse(text string) *Manifest {
	m := &Manifest{Go: runtime.Version()}
	var p *Patch
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		switch word, rest := fields[0], fields[1:]; word {
		case "greenify":
			m.Greenify = strings.Join(rest, " ")
		case "go":
			m.Go = strings.Join(rest, " ")
		case "sum":
			m.Sum = strings.Join(rest, " ")
		case "patch":
			m.Patches = append(m.Patches, Patch{Name: strings.Join(rest, " ")})
			p = &m.Patches[len(m.Patches)-1]
		case "covers":
			p.Covers = rest
		case "rewrites":
			p.Rewrites = rest
		case "adds":
			p.Adds = rest
		}
	}
	return m
}

// Read returns the manifest, which is the caller's. Of a stock build it has Go alone.
func Read() *Manifest {
	m := *parsed()
	m.Patches = slices.Clone(m.Patches)
	for i := range m.Patches {
		p := &m.Patches[i]
		p.Covers, p.Rewrites, p.Adds = slices.Clone(p.Covers), slices.Clone(p.Rewrites), slices.Clone(p.Adds)
	}
	m.Settings = greenrt.Settings()
	return &m
}

// Stock reports whether the program was built by an ordinary go build.
func (m *Manifest) Stock() bool { return m.Greenify == "" }

// Packages returns the packages of which files were changed or added, sorted.
func (m *Manifest) Packages() []string {
	var list []string
	for _, p := range m.Patches {
		for _, r := range p.Rewrites {
			pkg, _ := split(r)
			list = append(list, pkg)
		}
		for _, a := range p.Adds {
			list = append(list, a[:strings.LastIndexByte(a, '/')])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// String returns the manifest as text for people, of some 20 lines.
func (m *Manifest) String() string {
	var b strings.Builder
	if m.Stock() {
		fmt.Fprintf(&b, "stock build, %s: nothing is patched\n", m.Go)
		return b.String()
	}
	fmt.Fprintf(&b, "greenify %s, %s, rules %s\n", m.Greenify, m.Go, m.Sum)
	for _, p := range m.Patches {
		fmt.Fprintf(&b, "patch %-10s %3d rewritten, %2d files added", p.Name, len(p.Rewrites), len(p.Adds))
		if len(p.Covers) > 0 {
			fmt.Fprintf(&b, "; covers %s", strings.Join(p.Covers, " "))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "packages %s\n", strings.Join(m.Packages(), " "))
	for _, s := range m.Settings {
		fmt.Fprintf(&b, "setting %s=%s", s.Name, s.Value)
		if s.Note != "" {
			fmt.Fprintf(&b, " (%s)", s.Note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
