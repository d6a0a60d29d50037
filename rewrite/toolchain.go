package rewrite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// A Toolchain is the Go that would build the target, and what it builds for.
type Toolchain struct {
	GOROOT       string
	Version      string // as in "go1.26.8"
	GOOS, GOARCH string
	CgoEnabled   bool
	Experiment   string // GOEXPERIMENT, empty for the default
	Flags        string // GOFLAGS, wherever it is set
	Go           string // path of the go command of GOROOT
}

// FindToolchain asks the go command that cfg.Env's PATH holds which Go builds
// what is in cfg.Dir. It asks there, and with that environment, because a
// toolchain line or GOTOOLCHAIN may switch to another Go; the first such switch
// downloads, so the call may take long and honours ctx.
//
// A green go is resolved to the GOROOT it was made of. A Go that greenify has no
// rules for is refused with an error that says what to do.
func FindToolchain(ctx context.Context, cfg *Config) (*Toolchain, error) {
	env := cfg.env()
	goCmd, err := lookPath("go", env)
	if err != nil {
		return nil, fmt.Errorf("no go command in PATH: install %s, or add the bin directory of its tree to PATH", patch.Tested)
	}
	tc, err := askGo(ctx, cfg.Dir, goCmd, env)
	if err != nil {
		return nil, err
	}
	if mark, err := readMarker(tc.GOROOT); err == nil {
		// GOROOT and GOTOOLCHAIN are Root.Env's doing, and would hide the switch
		// that the original go makes in this directory.
		env = withoutEnv(env, "GOROOT", "GOTOOLCHAIN")
		green := tc.GOROOT
		tc, err = askGo(ctx, cfg.Dir, filepath.Join(mark.GOROOT, "bin", "go"), env)
		if err != nil {
			return nil, fmt.Errorf("%s is a green GOROOT made of %s, which cannot be asked: %w", green, mark.GOROOT, err)
		}
		if _, err := readMarker(tc.GOROOT); err == nil {
			return nil, fmt.Errorf("%s is a green GOROOT: put the go command of an ordinary %s first in PATH", tc.GOROOT, patch.Tested)
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if err := tc.supported(); err != nil {
		return nil, err
	}
	return tc, nil
}

// supported says whether there are rules for tc.
func (tc *Toolchain) supported() error {
	if release(tc.Version) != patch.Release {
		return fmt.Errorf("%s (%s) is not supported: greenify's rules are for %s.x: set GOTOOLCHAIN=%s, or use the greenify for that release",
			tc.Version, tc.GOROOT, patch.Release, patch.Tested)
	}
	if tc.GOOS != "linux" || tc.GOARCH != "amd64" {
		return fmt.Errorf("%s/%s is not supported: greenify builds for linux/amd64: set GOOS=linux GOARCH=amd64", tc.GOOS, tc.GOARCH)
	}
	return nil
}

// release cuts the minor version off: "go1.26" for "go1.26.8", "go1.26rc1" and
// "go1.26". A development version ("devel go1.27-abc") is a release of its own.
func release(version string) string {
	v, ok := strings.CutPrefix(version, "go")
	if !ok {
		return version
	}
	dots := 0
	for i, c := range v {
		if c == '.' {
			dots++
		}
		if dots == 2 || c != '.' && (c < '0' || c > '9') {
			return "go" + v[:i]
		}
	}
	return version
}

// askGo runs `go env`.
func askGo(ctx context.Context, dir, goCmd string, env []string) (*Toolchain, error) {
	cmd := exec.CommandContext(ctx, goCmd, "env", "-json", "GOROOT", "GOVERSION", "GOOS", "GOARCH", "CGO_ENABLED", "GOEXPERIMENT", "GOFLAGS")
	cmd.Dir = dir
	cmd.Env = withPWD(env, dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if msg := strings.TrimSpace(stderr.String()); msg != "" {
			return nil, fmt.Errorf("go env: %s", msg)
		}
		return nil, fmt.Errorf("go env: %w", err)
	}
	var v struct{ GOROOT, GOVERSION, GOOS, GOARCH, CGO_ENABLED, GOEXPERIMENT, GOFLAGS string }
	if err := json.Unmarshal(stdout.Bytes(), &v); err != nil {
		return nil, fmt.Errorf("go env -json: %w", err)
	}
	if v.GOROOT == "" {
		return nil, fmt.Errorf("%s knows no GOROOT: set GOROOT to the tree that it came with", goCmd)
	}
	version, _, _ := strings.Cut(v.GOVERSION, " ") // "go1.26.8 X:..." with experiments
	if version == "devel" {
		version = v.GOVERSION
	}
	return &Toolchain{
		GOROOT:     v.GOROOT,
		Version:    version,
		GOOS:       v.GOOS,
		GOARCH:     v.GOARCH,
		CgoEnabled: v.CGO_ENABLED == "1",
		Experiment: v.GOEXPERIMENT,
		Flags:      v.GOFLAGS,
		Go:         filepath.Join(v.GOROOT, "bin", "go"),
	}, nil
}
