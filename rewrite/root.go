package rewrite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// A Root is a green GOROOT in the cache.
type Root struct {
	Dir    string
	Reused bool // it was there before
	Marker Marker
	Made   time.Time
}

// openRoot opens the green GOROOT at dir.
func openRoot(dir string) (*Root, error) {
	mark, err := readMarker(dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(filepath.Join(dir, markerName))
	if err != nil {
		return nil, err
	}
	return &Root{Dir: dir, Marker: *mark, Made: info.ModTime()}, nil
}

// Env returns base (nil means os.Environ()) changed so that the go command is
// the green one, and stays so: GOTOOLCHAIN=local keeps it from switching to an
// ordinary toolchain.
func (r *Root) Env(base []string) []string {
	if base == nil {
		base = os.Environ()
	}
	bin := filepath.Join(r.Dir, "bin")
	path := bin
	if old := getenv(base, "PATH"); old != "" {
		path += string(filepath.ListSeparator) + old
	}
	return append(withoutEnv(base, "GOROOT", "GOTOOLCHAIN", "PATH"),
		"GOROOT="+r.Dir, "GOTOOLCHAIN=local", "PATH="+path)
}

// Find returns the green GOROOT that NewPlan and Make would give, if it is in
// the cache, and nil if it is not. It parses nothing, so it is the fast way to a
// tree that has been made before: some 50 ms.
func Find(ctx context.Context, cfg *Config, tc *Toolchain) (*Root, error) {
	patches, err := choose(patch.All(), cfg.Patches)
	if err != nil {
		return nil, err
	}
	cache, err := cfg.CacheDir()
	if err != nil {
		return nil, err
	}
	key, err := cfg.key(tc, patches)
	if err != nil {
		return nil, err
	}
	return reuse(filepath.Join(cache, key))
}

// reuse opens the green GOROOT at dir; it returns nil if there is none.
func reuse(dir string) (*Root, error) {
	r, err := openRoot(dir)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return nil, &CacheError{filepath.Dir(dir), err}
	}
	if err != nil {
		return nil, err
	}
	r.Reused = true
	return r, nil
}

// Make lays the green GOROOT out in the cache, or finds it there. A tree takes
// 120 MB and about two seconds. When it fails or ctx is cancelled, nothing of it
// stays; any number of processes may make the same tree at once.
func (p *Plan) Make(ctx context.Context) (*Root, error) {
	cache, err := p.cfg.CacheDir()
	if err != nil {
		return nil, err
	}
	key, err := p.cfg.key(p.Toolchain, p.Patches)
	if err != nil {
		return nil, err
	}
	final := filepath.Join(cache, key)
	if r, err := reuse(final); r != nil || err != nil {
		return r, err
	}
	p.cfg.progress("making a green GOROOT of " + p.Toolchain.GOROOT)

	if err := os.MkdirAll(cache, 0o700); err != nil {
		return nil, &CacheError{cache, err}
	}
	// Best effort: what cannot be removed does not stand in the way.
	removeLeftovers(cache)
	d, err := newDraft(cache, key)
	if err != nil {
		return nil, &CacheError{cache, err}
	}
	mark := Marker{
		GOROOT:   p.Toolchain.GOROOT,
		Version:  p.Toolchain.Version,
		Key:      key,
		Greenify: greenifyVersion(),
	}
	for _, patch := range p.Patches {
		mark.Patches = append(mark.Patches, patch.Name)
	}
	if err := p.layOut(ctx, d.dir, &mark); err != nil {
		d.discard()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var w *writeError
		if errors.As(err, &w) {
			return nil, &CacheError{cache, w.err}
		}
		return nil, fmt.Errorf("making a green GOROOT: %w", err)
	}
	faster := false // another process was, and made the same tree
	if err := os.Rename(d.dir, final); err != nil {
		d.discard()
		faster = errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, fs.ErrExist)
		if !faster {
			return nil, &CacheError{cache, err}
		}
	} else {
		d.lock.Close()
	}
	r, err := openRoot(final)
	if err != nil {
		return nil, fmt.Errorf("%s is in the way of a green GOROOT, but is none: %w: remove it", final, err)
	}
	r.Reused = faster
	return r, nil
}
