package rewrite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// A Plan is what a green GOROOT will differ in from the original.
type Plan struct {
	Toolchain *Toolchain
	Patches   []*patch.Patch // in the order of application
	Files     []File         // sorted by Path

	cfg *Config
}

// A File is one file of a green GOROOT that differs from the original's.
type File struct {
	Path  string        // slash path below GOROOT/src
	Old   []byte        // nil if the file is added
	New   []byte        // with line directives
	Rules []*patch.Rule // in the order of application; none if the file is added
}

// NewPlan chooses the patches that cfg names, and those that they need, and
// applies their rules in memory. It reads GOROOT and writes nothing.
//
// A standard library that a rule does not fit gives a *ShapeError.
func NewPlan(ctx context.Context, cfg *Config, tc *Toolchain) (*Plan, error) {
	patches, err := choose(patch.All(), cfg.Patches)
	if err != nil {
		return nil, err
	}
	return newPlan(ctx, cfg, tc, patches)
}

func newPlan(ctx context.Context, cfg *Config, tc *Toolchain, patches []*patch.Patch) (*Plan, error) {
	cfg.progress("rewriting the standard library of " + tc.Version)
	files, err := rewriteAll(ctx, tc, patches)
	if err != nil {
		return nil, err
	}
	added, err := readAdds(cfg.Adds, patches)
	if err != nil {
		return nil, err
	}
	added = append(added, cfg.manifests(tc, patches, added)...)
	for _, f := range added {
		_, err := os.Lstat(filepath.Join(tc.GOROOT, "src", filepath.FromSlash(f.Path)))
		if err == nil {
			return nil, fmt.Errorf("%s: %s has a file of the name that greenify adds: use GOTOOLCHAIN=%s or a newer greenify", f.Path, tc.Version, patch.Tested)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	files = append(files, added...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return &Plan{Toolchain: tc, Patches: patches, Files: files, cfg: cfg}, nil
}

// choose returns the patches of all that names names, and those that they need,
// in the order of all.
func choose(all []*patch.Patch, names []string) ([]*patch.Patch, error) {
	if names == nil {
		return all, nil
	}
	byName := make(map[string]*patch.Patch)
	var known []string
	for _, p := range all {
		byName[p.Name] = p
		known = append(known, p.Name)
	}
	chosen := make(map[*patch.Patch]bool)
	var add func(name string) error
	add = func(name string) error {
		p := byName[name]
		if p == nil {
			return fmt.Errorf("there is no patch %q: choose from %s", name, strings.Join(known, ", "))
		}
		if chosen[p] {
			return nil
		}
		chosen[p] = true
		for _, need := range p.Needs {
			if err := add(need); err != nil {
				return fmt.Errorf("patch %s: %w", p.Name, err)
			}
		}
		return nil
	}
	for _, name := range names {
		if err := add(name); err != nil {
			return nil, err
		}
	}
	var list []*patch.Patch
	for _, p := range all {
		if chosen[p] {
			list = append(list, p)
		}
	}
	return list, nil
}

// rewriteAll applies the rules of patches, one goroutine for each file.
func rewriteAll(ctx context.Context, tc *Toolchain, patches []*patch.Patch) ([]File, error) {
	byFile := make(map[string]*File)
	std := newStdFiles(tc)
	for _, p := range patches {
		for i := range p.Rules {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			r := &p.Rules[i]
			if err := checkRule(r); err != nil {
				return nil, fmt.Errorf("patch %s: %w", p.Name, err)
			}
			path, src, err := std.find(r)
			if err != nil {
				return nil, fmt.Errorf("patch %s: %w", p.Name, err)
			}
			if byFile[path] == nil {
				byFile[path] = &File{Path: path, Old: src}
			}
			byFile[path].Rules = append(byFile[path].Rules, r)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	var files []File
	for _, f := range byFile {
		g.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			f.New, err = rewriteSource(tc.Version, f.Path, f.Old, f.Rules)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	for _, f := range byFile {
		files = append(files, *f)
	}
	return files, nil
}

// readAdds reads the files that patches add. Two patches may add the same one.
func readAdds(adds fs.FS, patches []*patch.Patch) ([]File, error) {
	var files []File
	seen := make(map[string]bool)
	for _, p := range patches {
		for _, path := range p.Adds {
			if seen[path] {
				continue
			}
			seen[path] = true
			if adds == nil {
				return nil, fmt.Errorf("patch %s adds %s, but Config.Adds is nil", p.Name, path)
			}
			b, err := fs.ReadFile(adds, path)
			if err != nil {
				return nil, fmt.Errorf("patch %s adds a file: %w", p.Name, err)
			}
			files = append(files, File{Path: path, New: bytes.Clone(b)})
		}
	}
	return files, nil
}
