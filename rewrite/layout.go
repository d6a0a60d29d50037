package rewrite

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// The layout of a green GOROOT, and why:
//
//	bin/*         copies. The go command finds its GOROOT from os.Executable,
//	              which resolves symbolic links
//	src           copies of all but cmd: neither patterns (go list std) nor
//	              //go:embed nor test data walk through symbolic links
//	src/cmd       real directories with a symbolic link for each file, because
//	              nothing embeds or tests it, and it is half of src; the files
//	              that it does embed are copies
//	pkg/tool      the compiler is a stand-in (compiler.go), its neighbours are
//	              symbolic links
//	go.env        with GOTOOLCHAIN=local
//	all others    symbolic links to the original's
//
// Hard links would be as good as copies, but the kernel refuses them to whoever
// does not own the file (fs.protected_hardlinks), and Go trees belong to root.

// A writeError is an error at the green side of the layout, as opposed to one in
// reading the original.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

func wrote(err error) error {
	if err == nil {
		return nil
	}
	return &writeError{err}
}

// layOut fills dir with the green GOROOT. The marker comes last.
func (p *Plan) layOut(ctx context.Context, dir string, mark *Marker) error {
	files := make(map[string]*File) // by path below GOROOT
	for i := range p.Files {
		f := &p.Files[i]
		files[filepath.Join("src", filepath.FromSlash(f.Path))] = f
	}

	g, gctx := errgroup.WithContext(ctx)
	// More goroutines than processors, since some wait for the disk.
	g.SetLimit(4 * runtime.GOMAXPROCS(0))
	do := func(f func() error) {
		g.Go(func() error {
			if err := cmp.Or(ctx.Err(), gctx.Err()); err != nil {
				return err
			}
			return f()
		})
	}
	err := p.walk(gctx, dir, files, do)
	if err2 := g.Wait(); err2 != nil {
		// The cause; walk's error is likely to be the cancellation.
		return err2
	}
	if err != nil {
		return err
	}
	for path, f := range files {
		dest := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(dest), 0o755); err != nil {
			return wrote(err)
		}
		if err := os.WriteFile(dest, f.New, 0o644); err != nil {
			return wrote(err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return wrote(mark.write(dir))
}

// walk makes the directories and symbolic links, and calls do for each copy.
func (p *Plan) walk(ctx context.Context, dir string, files map[string]*File, do func(func() error)) error {
	goroot := p.Toolchain.GOROOT
	top, err := os.ReadDir(goroot)
	if err != nil {
		return err
	}
	for _, e := range top {
		from, to := filepath.Join(goroot, e.Name()), filepath.Join(dir, e.Name())
		switch e.Name() {
		case "bin", "src":
			if err := p.walkTree(ctx, dir, e.Name(), files, do); err != nil {
				return err
			}
		case "go.env", markerName:
		case "pkg":
			if err := p.layOutTools(from, to); err != nil {
				return err
			}
		default:
			if err := os.Symlink(from, to); err != nil {
				return wrote(err)
			}
		}
	}
	env, err := os.ReadFile(filepath.Join(goroot, "go.env"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	return wrote(os.WriteFile(filepath.Join(dir, "go.env"), localToolchain(env), 0o644))
}

// walkTree walks one of the trees that are not symbolic links as a whole.
func (p *Plan) walkTree(ctx context.Context, dir, tree string, files map[string]*File, do func(func() error)) error {
	goroot := p.Toolchain.GOROOT
	command := filepath.Join("src", "cmd")
	return filepath.WalkDir(filepath.Join(goroot, tree), func(from string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(goroot, from)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		switch {
		case e.IsDir() && rel == command:
			do(func() error { return linkTree(ctx, from, to) })
			return fs.SkipDir
		case e.IsDir():
			return wrote(os.MkdirAll(to, 0o755))
		case files[rel] != nil:
			// Written at the end, as New.
		default:
			do(func() error { return copyFile(from, to) })
		}
		return nil
	})
}

// copyFile copies a regular file, or what a symbolic link leads to. Of the mode
// only the executable bit is kept: the original may be read-only, as in the
// module cache, and the copy must be removable.
func copyFile(from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644|info.Mode()&0o111)
	if err != nil {
		return wrote(err)
	}
	// In the kernel: io.Copy becomes copy_file_range.
	_, err = io.Copy(dst, src)
	if err2 := dst.Close(); err == nil {
		err = err2
	}
	return wrote(err)
}

// localToolchain returns go.env with GOTOOLCHAIN=local, so that a go.mod that
// asks for another Go is refused, and not silently built with a Go that is not
// green.
func localToolchain(env []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(env) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("GOTOOLCHAIN=")) {
			out.Write(line)
		}
	}
	if b := out.Bytes(); len(b) > 0 && b[len(b)-1] != '\n' {
		out.WriteByte('\n')
	}
	out.WriteString("# A green GOROOT does not switch to toolchains that are not green.\nGOTOOLCHAIN=local\n")
	return out.Bytes()
}
