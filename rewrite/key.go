package rewrite

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// layoutVersion changes with anything that makes Plan.Make lay out another tree
// from the same input: the layout itself, and how rules are applied.
const layoutVersion = 3

// key names the green GOROOT that patches make of tc: the same input gives the
// same name, and a tree is never changed once it is there. (One changed in place
// would meet the go command's index, which knows files by size and time only.)
//
// The standard library is known by the size and time of its files, not by what
// is in them: reading 91 MB before each build would cost more than the build.
func (cfg *Config) key(tc *Toolchain, patches []*patch.Patch) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "layout %d\ngoroot %q\nversion %q\n", layoutVersion, tc.GOROOT, tc.Version)
	version, err := os.ReadFile(filepath.Join(tc.GOROOT, "VERSION"))
	if err != nil {
		return "", fmt.Errorf("%s is not a whole Go tree: %w: use one as it came from go.dev", tc.GOROOT, err)
	}
	fmt.Fprintf(h, "VERSION %q\n", version)
	goenv, _ := os.ReadFile(filepath.Join(tc.GOROOT, "go.env"))
	fmt.Fprintf(h, "go.env %q\n", goenv)
	adds, err := readAdds(cfg.Adds, patches)
	if err != nil {
		return "", err
	}
	cfg.sum(h, patches, adds)
	for _, f := range cfg.manifests(tc, patches, adds) {
		fmt.Fprintf(h, "manifest %q %q\n", f.Path, f.New) // has greenify's version
	}
	if err := fingerprint(h, tc.GOROOT); err != nil {
		return "", err
	}
	return strings.TrimPrefix(tc.Version, "go") + "-" + hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// fingerprint writes path, size and modification time of bin and of the standard
// library's files to w. The directories are read in parallel: the system calls
// are most of what it costs.
func fingerprint(w io.Writer, goroot string) error {
	var mu sync.Mutex
	var lines []string
	g := new(errgroup.Group)
	g.SetLimit(8)
	var walk func(rel string) error
	walk = func(rel string) error {
		entries, err := os.ReadDir(filepath.Join(goroot, rel))
		if err != nil {
			return err
		}
		var mine []string
		for _, e := range entries {
			path := filepath.Join(rel, e.Name())
			if e.IsDir() {
				if path == filepath.Join("src", "cmd") {
					continue
				}
				if !g.TryGo(func() error { return walk(path) }) {
					if err := walk(path); err != nil {
						return err
					}
				}
				continue
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			mine = append(mine, fmt.Sprintf("%q %d %d\n", path, info.Size(), info.ModTime().UnixNano()))
		}
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, mine...)
		return nil
	}
	g.Go(func() error { return walk("bin") })
	g.Go(func() error { return walk("src") })
	if err := g.Wait(); err != nil {
		return err
	}
	slices.Sort(lines)
	for _, l := range lines {
		if _, err := io.WriteString(w, l); err != nil {
			return err
		}
	}
	return nil
}
