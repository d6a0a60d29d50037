package pairs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A Build is one program in its two kinds.
type Build struct{ Stock, Green string }

// Program returns the binary for runs of kind k.
func (b Build) Program(k Kind) string {
	if k == Stock {
		return b.Stock
	}
	return b.Green
}

// BuildAll builds the package in pkg, a directory below root, stock and green, once for
// each of the layouts, into dir, which it makes. Where the linker happens to put a
// function makes the same code up to 7 % slower or faster, so each layout is linked in
// another random order. pkg may be a module of its own; greenify is that of root.
func BuildAll(root, dir, pkg string, layouts int) ([]Build, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	greenify := filepath.Join(dir, "greenify")
	if err := Command(root, "go", "build", "-o", greenify, "./cmd/greenify"); err != nil {
		return nil, err
	}
	var builds []Build
	for i := range max(1, layouts) {
		b := Build{filepath.Join(dir, fmt.Sprint("stock", i)), filepath.Join(dir, fmt.Sprint("green", i))}
		order := fmt.Sprintf("-ldflags=-randlayout=%d", i) // 0 is the linker's own
		if err := Command(filepath.Join(root, pkg), "go", "build", order, "-o", b.Stock, "."); err != nil {
			return nil, err
		}
		if err := Command(filepath.Join(root, pkg), greenify, "build", order, "-o", b.Green, "."); err != nil {
			return nil, err
		}
		builds = append(builds, b)
	}
	return builds, nil
}

// Command runs a command in the foreground, and in no workspace: a module of its own is
// in nobody else's.
func Command(dir string, args ...string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stderr, os.Stderr
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+dir)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return nil
}
