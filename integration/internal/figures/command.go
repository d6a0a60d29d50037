package figures

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Keep defines the flag -write: whether what is named by kind is kept.
func Keep(kind string) *bool {
	return flag.Bool("write", false, "keep "+kind+" in docs/performance.md")
}

// Layouts defines the flag -layouts, for pairs.BuildAll.
func Layouts(n int) *int {
	return flag.Int("layouts", n, "binaries of each build, linked in different orders")
}

// A Site is where a command measures.
type Site struct {
	Root string // the directory of the module
	Dir  string // an empty directory, which goes when the command is through
}

// File is the file of the blocks.
func (s Site) File() string { return filepath.Join(s.Root, "docs", "performance.md") }

// Main is the main function of the command with the name: it parses the flags and measures.
// An error is printed behind the name, and the exit code is 1 then.
func Main(name string, measure func(Site) error) {
	flag.Parse()
	if err := Run(name, measure); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Run measures in the module that the caller runs in. The flags are parsed.
func Run(name string, measure func(Site) error) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return measure(Site{Root: root, Dir: dir})
}

// moduleRoot returns the directory of the module that the caller runs in.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}
