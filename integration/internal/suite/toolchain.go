package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A Toolchain builds test binaries and names the environment they run in.
type Toolchain struct {
	Name   string
	GOROOT string
	// Env is the environment of the go command and of the test binaries: a
	// test that starts "go" must get this toolchain's.
	Env []string

	goCmd string   // GOROOT/bin/go
	test  []string // what stands for go test
	env   []string // the environment that test is called in
}

// Stock is the go command's own toolchain, as chosen in dir.
func Stock(ctx context.Context, dir string) (*Toolchain, error) {
	out, err := output(ctx, dir, nil, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	goroot := strings.TrimSpace(string(out))
	env := setenv(os.Environ(),
		"GOROOT="+goroot,
		// A module under test must not switch to another release: then stock
		// and green would differ in more than being green.
		"GOTOOLCHAIN=local",
		// go test puts GOROOT/bin first as well.
		"PATH="+filepath.Join(goroot, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
	)
	env = unsetenv(env, "GREENRT")
	goCmd := filepath.Join(goroot, "bin", "go")
	return &Toolchain{Name: "stock", GOROOT: goroot, Env: env, goCmd: goCmd, test: []string{goCmd, "test"}, env: env}, nil
}

// Green is the toolchain that the command greenify makes of stock, with greenrt
// as the binaries' GREENRT. Its GOROOT lies in the directory cache.
func Green(ctx context.Context, dir string, stock *Toolchain, greenify, cache, greenrt string) (*Toolchain, error) {
	call := setenv(stock.Env, "GREENIFYCACHE="+cache)
	out, err := output(ctx, dir, call, greenify, "env", "-json")
	if err != nil {
		return nil, err
	}
	vars := make(map[string]string)
	if err := json.Unmarshal(out, &vars); err != nil {
		return nil, fmt.Errorf("greenify env -json: %w", err)
	}
	if vars["GOROOT"] == "" {
		return nil, errors.New("greenify env -json: no GOROOT: is this a green toolchain already?")
	}
	// greenify keeps its cache private. Tests that run as another user have to
	// get at this one.
	for _, dir := range []string{cache, vars["GOROOT"]} {
		if err := os.Chmod(dir, 0o755); err != nil {
			return nil, err
		}
	}
	env := stock.Env
	for name, value := range vars {
		env = setenv(env, name+"="+value)
	}
	if greenrt != "" {
		env = setenv(env, "GREENRT="+greenrt)
	}
	return &Toolchain{
		Name:   "green",
		GOROOT: vars["GOROOT"],
		Env:    env,
		goCmd:  filepath.Join(vars["GOROOT"], "bin", "go"),
		test:   []string{greenify, "test"},
		env:    call,
	}, nil
}

// A Package is a package that has tests.
type Package struct {
	ImportPath string
	Dir        string // in which its tests run
	Binary     string // its test binary, once built
}

// List returns those packages matching patterns, seen from dir, that have
// tests.
func (tc *Toolchain) List(ctx context.Context, dir string, patterns []string) ([]*Package, error) {
	args := append([]string{"list", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles"}, patterns...)
	out, err := output(ctx, dir, tc.Env, tc.goCmd, args...)
	if err != nil {
		return nil, err
	}
	var pkgs []*Package
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			Package
			TestGoFiles, XTestGoFiles []string
		}
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 {
			pkgs = append(pkgs, &p.Package)
		}
	}
	return pkgs, nil
}

// Build compiles the test binaries of pkgs, seen from dir, into the directory
// out. It must not run beside a binary whose time is measured.
func (tc *Toolchain) Build(ctx context.Context, dir, out string, flags []string, pkgs []*Package) error {
	// One command compiles many packages in parallel, but names a binary after
	// the last element of its import path: those that share it go into a
	// directory, and so a command, of their own.
	for i, group := range distinct(pkgs) {
		sub := filepath.Join(out, fmt.Sprint(i))
		if err := os.MkdirAll(sub, 0o755); err != nil {
			return err
		}
		args := slices.Concat(tc.test[1:], []string{"-c", "-vet=off", "-o", sub + string(filepath.Separator)}, flags)
		for _, p := range group {
			args = append(args, p.ImportPath)
		}
		if _, err := output(ctx, dir, tc.env, tc.test[0], args...); err != nil {
			return err
		}
		for _, p := range group {
			p.Binary = filepath.Join(sub, binaryName(p.ImportPath))
			if _, err := os.Stat(p.Binary); err != nil {
				return fmt.Errorf("%s: no test binary: %w", p.ImportPath, err)
			}
		}
	}
	return nil
}

// binaryName is the name that go test -c gives to a package's binary: the last
// element of the import path that is not a major version.
func binaryName(importPath string) string {
	dir, base := filepath.Split(importPath)
	if dir != "" && len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = filepath.Base(dir)
	}
	return base + ".test"
}

// distinct splits pkgs into groups without two binaries of one name.
func distinct(pkgs []*Package) [][]*Package {
	var groups [][]*Package
	count := make(map[string]int)
	for _, p := range pkgs {
		name := binaryName(p.ImportPath)
		i := count[name]
		count[name]++
		if i == len(groups) {
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], p)
	}
	return groups
}

// output runs a command and returns what it prints to standard output. The
// error of a command that fails holds the end of its standard error.
func output(ctx context.Context, dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if env != nil {
		cmd.Env = setenv(env, "PWD="+dir)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		text := strings.TrimSpace(stderr.String())
		return nil, fmt.Errorf("%s: %w\n%s", shorten(cmd.Args), err, tail(text, 40))
	}
	return out, nil
}

// shorten prints a command line for an error.
func shorten(args []string) string {
	line := strings.Join(args, " ")
	if len(line) > 120 {
		line = line[:117] + "..."
	}
	return line
}

// tail returns the last n lines of text.
func tail(text string, n int) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// setenv returns env with the given settings, each in place of an earlier one.
func setenv(env []string, settings ...string) []string {
	for _, s := range settings {
		name, _, _ := strings.Cut(s, "=")
		env = append(unsetenv(env, name), s)
	}
	return env
}

// unsetenv returns a copy of env without the named variables.
func unsetenv(env []string, names ...string) []string {
	var kept []string
next:
	for _, kv := range env {
		for _, name := range names {
			if strings.HasPrefix(kv, name+"=") {
				continue next
			}
		}
		kept = append(kept, kv)
	}
	return kept
}
