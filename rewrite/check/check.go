package check

import (
	"bytes"
	"cmp"
	"context"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Options say what to check.
type Options struct {
	Patterns []string // as the go command takes them; empty means "."
	Tests    bool     // the tests decide what is reached
	// Analyzers to run. Nil means all.
	Analyzers []*analysis.Analyzer
}

// Run checks the packages that opts name, as the go command would find them in
// cfg.Dir with cfg.Flags. A program that has not changed since it was last
// checked is not looked at again. Nothing to check at all gives a *LoadError;
// a package that does not load is a finding of the report.
func Run(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain, opts *Options) (*Report, error) {
	if err := overlaid(cfg, tc); err != nil {
		return nil, err
	}
	o := *opts
	if len(o.Patterns) == 0 {
		o.Patterns = []string{"."}
	}
	progress := func(step string) {
		if cfg.Progress != nil {
			cfg.Progress(step)
		}
	}
	var key string
	if o.Analyzers == nil { // a choice of analyzers is for tests
		o.Analyzers = Analyzers
		progress("listing " + strings.Join(o.Patterns, " "))
		var err error
		if key, err = fingerprint(ctx, cfg, tc, &o); err != nil {
			return nil, err
		}
		if r := cached(cfg, key); r != nil {
			return r, nil
		}
	}
	progress("loading and type-checking " + strings.Join(o.Patterns, " "))
	prog, err := load(ctx, cfg, tc, &o)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	progress("looking for what blocks")
	hits, err := analyze(prog, o.Analyzers)
	if err != nil {
		return nil, err
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	progress("following calls from main")
	r := findReach(prog)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	report := assemble(cfg, tc, &o, prog, hits, r)
	if key != "" {
		store(cfg, key, report)
	}
	return report, nil
}

// assemble makes the report.
func assemble(cfg *rewrite.Config, tc *rewrite.Toolchain, opts *Options, prog *program, hits []*hit, r *reach) *Report {
	report := &Report{
		Schema:     Schema,
		Go:         tc.Version,
		Target:     tc.GOOS + "/" + tc.GOARCH,
		Patterns:   opts.Patterns,
		Tests:      opts.Tests,
		Incomplete: r.everything,
		Packages:   []*Package{},
		Findings:   []*Finding{},
	}
	addPackages(report, prog)
	names := newFileNames(cfg, tc, prog)
	seen, unreached := make(map[string]bool), make(map[string]bool)
	for _, h := range hits {
		f, ok := r.counts(h)
		finding := Finding{ID: h.reason.ID, Class: h.reason.Class, Package: h.pkg.PkgPath, Message: h.message}
		if r.away(h) {
			finding.Class, finding.Message = reason.Offloaded, awayMessage(h)
		}
		switch {
		case f != nil:
			finding.Function = f.String()
		case h.name != "":
			finding.Function = h.pkg.PkgPath + "." + h.name
		}
		if h.pos.IsValid() {
			pos := prog.fset.Position(h.pos)
			finding.File, finding.Line, finding.Column = names.name(pos.Filename), pos.Line, pos.Column
			finding.Source = names.source(pos)
		}
		// With tests a package is there twice, once with its tests.
		id := finding.Package + "\n" + finding.Position() + "\n" + finding.Message
		if seen[id] {
			continue
		}
		if !ok {
			unreached[id] = true
			continue
		}
		seen[id] = true
		if f != nil {
			for _, s := range r.paths.to(f) {
				frame := Frame{Function: s.f.String()}
				if s.f.Pkg != nil {
					frame.Package = s.f.Pkg.Pkg.Path()
				}
				if s.call.IsValid() {
					pos := prog.fset.Position(s.call)
					frame.File, frame.Line = names.name(pos.Filename), pos.Line
				}
				finding.Path = append(finding.Path, frame)
			}
		}
		report.Findings = append(report.Findings, &finding)
	}
	for id := range unreached {
		if !seen[id] {
			report.Unreached++
		}
	}
	slices.SortFunc(report.Findings, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Message, b.Message))
	})
	report.judge()
	return report
}

// addPackages lists the packages, without those of the standard library, test
// mains and duplicates.
func addPackages(report *Report, prog *program) {
	std := make(map[string]bool)
	byPath := make(map[string]*Package)
	for _, p := range prog.all {
		if prog.tc.IsStd(p) {
			std[p.PkgPath] = true
			continue
		}
		if isTestMain(p) || byPath[p.PkgPath] != nil {
			continue
		}
		entry := &Package{Path: p.PkgPath, Module: moduleOf(p)}
		byPath[p.PkgPath] = entry
		report.Packages = append(report.Packages, entry)
	}
	for _, p := range prog.all {
		entry := byPath[p.PkgPath]
		if entry == nil {
			continue
		}
		for _, imp := range p.Imports {
			if byPath[imp.PkgPath] != nil && imp.PkgPath != p.PkgPath && !slices.Contains(entry.Imports, imp.PkgPath) {
				entry.Imports = append(entry.Imports, imp.PkgPath)
			}
		}
		slices.Sort(entry.Imports)
	}
	for _, p := range prog.named {
		if entry := byPath[p.PkgPath]; entry != nil {
			entry.Named = true
		}
	}
	report.Std = len(std)
	slices.SortFunc(report.Packages, func(a, b *Package) int { return cmp.Compare(a.Path, b.Path) })
}

func moduleOf(p *packages.Package) string {
	m := p.Module
	switch {
	case m == nil:
		return ""
	case m.Version == "":
		return m.Path
	}
	return m.Path + "@" + m.Version
}

// fileNames gives files names that are the same on each machine, and reads them.
type fileNames struct {
	dir  string // of the command
	dirs []dirName
	text map[string][][]byte
}

type dirName struct{ dir, name string }

func newFileNames(cfg *rewrite.Config, tc *rewrite.Toolchain, prog *program) *fileNames {
	n := &fileNames{text: make(map[string][][]byte)}
	n.dir, _ = filepath.Abs(cfg.Dir)
	n.dirs = append(n.dirs, dirName{filepath.Join(tc.GOROOT, "src"), "$GOROOT/src"})
	seen := make(map[string]bool)
	for _, p := range prog.all {
		m := p.Module
		if m == nil {
			continue
		}
		dir := m.Dir
		if m.Replace != nil && m.Replace.Dir != "" {
			dir = m.Replace.Dir
		}
		if dir != "" && !seen[dir] {
			seen[dir] = true
			n.dirs = append(n.dirs, dirName{dir, moduleOf(p)})
		}
	}
	// The longest first: modules may lie in each other.
	slices.SortFunc(n.dirs, func(a, b dirName) int { return cmp.Compare(len(b.dir), len(a.dir)) })
	return n
}

func (n *fileNames) name(file string) string {
	if rel, ok := below(n.dir, file); ok {
		return rel
	}
	for _, d := range n.dirs {
		if rel, ok := below(d.dir, file); ok {
			return d.name + "/" + rel
		}
	}
	return filepath.Base(file) // a file that a tool has made somewhere
}

// below returns the slash path of file in dir.
func below(dir, file string) (string, bool) {
	rel, ok := strings.CutPrefix(file, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
	return filepath.ToSlash(rel), ok
}

// source returns the line at pos, cut to what fits on a screen.
func (n *fileNames) source(pos token.Position) string {
	const most = 160
	lines, ok := n.text[pos.Filename]
	if !ok {
		text, err := os.ReadFile(pos.Filename)
		if err == nil { // else there is no line to show
			lines = bytes.Split(text, []byte("\n"))
		}
		n.text[pos.Filename] = lines
	}
	if pos.Line < 1 || pos.Line > len(lines) {
		return ""
	}
	line := strings.ToValidUTF8(string(bytes.TrimSpace(lines[pos.Line-1])), "?")
	if runes := []rune(line); len(runes) > most {
		line = string(runes[:most]) + " ..."
	}
	return line
}
