package rewrite

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// A Compiler stands in for the compiler of a green GOROOT: a program that is
// called with the compiler's arguments for each package, may change the sources
// among them, and then runs the compiler of the original tree, which StockCompiler
// finds. Thus every way to build with the tree's go command is served: vendored
// packages, workspaces, overlays, coverage, and a plain go build with that command.
//
// Rejected: copies of the modules that are to be changed, wired by a generated
// go.work. It has no answer for vendor directories, gets in the way of a
// workspace of the user's, and needs a go.sum that lists the same modules.
//
// Rejected: -toolexec, which is one flag that other tools want, too.
type Compiler struct {
	// Path is the program; the tree gets a copy of it.
	Path string
	// ID says how it changes sources: two with the same ID change all sources
	// alike. It is part of the tree's name. The program must append it to what the
	// compiler answers to -V=full, as the go command takes that for a part of
	// the names of everything compiled.
	ID string
}

// toolDir is where a Go tree has the tools that run on this machine.
var toolDir = filepath.Join("pkg", "tool", runtime.GOOS+"_"+runtime.GOARCH)

const compilerName = "compile"

// layOutTools lays pkg out at to: symbolic links for all that is in from, but for
// the directories above the compiler, and a copy of the stand-in in its place.
func (p *Plan) layOutTools(from, to string) error {
	c := p.cfg.Compiler
	if c == nil {
		return wrote(os.Symlink(from, to))
	}
	stock, dest := filepath.Dir(from), filepath.Dir(to) // GOROOTs
	if _, err := os.Stat(filepath.Join(stock, toolDir, compilerName)); err != nil {
		return fmt.Errorf("%s has no compiler: %w: use a GOROOT as it came from go.dev", stock, err)
	}
	for _, dir := range []string{"pkg", filepath.Dir(toolDir), toolDir} {
		if err := os.Mkdir(filepath.Join(dest, dir), 0o755); err != nil {
			return wrote(err)
		}
		entries, err := os.ReadDir(filepath.Join(stock, dir))
		if err != nil {
			return err
		}
		for _, e := range entries {
			switch path := filepath.Join(dir, e.Name()); path {
			case filepath.Dir(toolDir), toolDir:
			case filepath.Join(toolDir, compilerName):
				if err := copyFile(c.Path, filepath.Join(dest, path)); err != nil {
					return err
				}
			default:
				if err := os.Symlink(filepath.Join(stock, path), filepath.Join(dest, path)); err != nil {
					return wrote(err)
				}
			}
		}
	}
	return nil
}

// StockCompiler returns the compiler that the program at path, an absolute path,
// stands in for. It returns "" if path is not where a green GOROOT has its compiler.
func StockCompiler(path string) (string, error) {
	root := filepath.Clean(filepath.Join(filepath.Dir(path), "..", "..", ".."))
	if filepath.Join(root, toolDir, compilerName) != filepath.Clean(path) {
		return "", nil
	}
	mark, err := readMarker(root)
	if os.IsNotExist(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return filepath.Join(mark.GOROOT, toolDir, compilerName), nil
}
