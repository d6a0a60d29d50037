package check

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite"
)

// reportsDir is where reports are kept in the cache of green GOROOTs.
const reportsDir = "reports"

// fingerprint names the report of a program: another file, flag, Go or greenify
// gives another name. The go command lists the files, which takes a second for a
// thousand packages. Files of the module cache never change and are known by
// their path; all others by size and time.
func fingerprint(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain, opts *Options) (string, error) {
	named, err := packages.Load(&packages.Config{
		Context:    ctx,
		Mode:       packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Dir:        cfg.Dir,
		Env:        cfg.GoEnv(),
		BuildFlags: cfg.Flags,
		Tests:      opts.Tests,
	}, opts.Patterns...)
	if err != nil {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", &LoadError{goMessage(err.Error())}
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%q\n%q %q %q %v %q\n%q %q %v\n", Schema, self(),
		dir, tc.GOROOT, tc.Version, tc.GOARCH, tc.CgoEnabled, tc.Experiment, cfg.Flags, opts.Patterns, opts.Tests)
	for _, kv := range cfg.GoEnv() {
		// What cgo runs decides what C code looks like.
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "CGO_") || name == "CC" || name == "GOFLAGS" || name == "PKG_CONFIG" {
			fmt.Fprintf(h, "%q\n", kv)
		}
	}
	packages.Visit(named, nil, func(p *packages.Package) {
		fmt.Fprintf(h, "package %q %q\n", p.ID, moduleOf(p))
		for _, e := range p.Errors {
			fmt.Fprintf(h, "error %q\n", e.Error())
		}
		if tc.IsStd(p) {
			return // known by the version
		}
		fixed := p.Module != nil && p.Module.Version != "" && p.Module.Replace == nil && strings.Contains(p.Module.Dir, "@")
		for _, list := range [][]string{p.GoFiles, p.OtherFiles, p.IgnoredFiles} {
			for _, file := range list {
				known(h, file, fixed)
			}
		}
	})
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// known writes what a file is known by.
func known(h hash.Hash, file string, fixed bool) {
	if fixed {
		fmt.Fprintf(h, "%q\n", file)
		return
	}
	info, err := os.Stat(file)
	if err != nil {
		fmt.Fprintf(h, "%q %q\n", file, err) // it was listed, and is gone
		return
	}
	fmt.Fprintf(h, "%q %d %d\n", file, info.Size(), info.ModTime().UnixNano())
}

// self names this build of greenify: by its commit, or for a build of changed
// sources by the binary itself.
func self() string {
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && !strings.Contains(info.Main.Version, "devel") && !strings.Contains(info.Main.Version, "dirty") {
		return info.Main.Version
	}
	name, err := os.Executable()
	if err != nil {
		return "unknown"
	}
	stat, err := os.Stat(name)
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%s %d %d", name, stat.Size(), stat.ModTime().UnixNano())
}

// cached returns the stored report, or nil. A report that cannot be read is made
// again.
func cached(cfg *rewrite.Config, key string) *Report {
	dir, err := cfg.CacheDir()
	if err != nil {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(dir, reportsDir, key+".json"))
	if err != nil {
		return nil
	}
	r := new(Report)
	if json.Unmarshal(text, r) != nil || r.Schema != Schema {
		return nil
	}
	return r
}

// keep is how many reports stay in the cache.
const keep = 50

// store keeps a report. Where that is not possible the next run takes longer,
// and nothing else is lost.
func store(cfg *rewrite.Config, key string, r *Report) {
	dir, err := cfg.CacheDir()
	if err != nil {
		return
	}
	dir = filepath.Join(dir, reportsDir)
	text, err := json.Marshal(r)
	if err != nil || os.MkdirAll(dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(dir, "unfinished-")
	if err != nil {
		return
	}
	_, err = f.Write(text)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, key+".json"))
	}
	if err != nil {
		os.Remove(f.Name())
		return
	}
	forget(dir)
}

// forget removes the oldest reports, all but the last few.
func forget(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) <= keep {
		return
	}
	type old struct {
		name string
		time int64
	}
	var list []old
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			list = append(list, old{e.Name(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(list, func(a, b old) int { return cmp.Compare(b.time, a.time) })
	for _, o := range list[min(keep, len(list)):] {
		os.Remove(filepath.Join(dir, o.name))
	}
}
