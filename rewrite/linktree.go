package rewrite

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// linkTree lays src/cmd out at to: real directories, a symbolic link for each
// file of from, and copies of the files that one of the Go files embeds.
func linkTree(ctx context.Context, from, to string) error {
	return filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		dest := filepath.Join(to, rel)
		if !e.IsDir() {
			err := os.Symlink(name, dest)
			if errors.Is(err, fs.ErrExist) {
				return nil // an embedded file, copied when its package was entered
			}
			return wrote(err)
		}
		if err := os.MkdirAll(dest, 0o755); err != nil {
			return wrote(err)
		}
		patterns, err := embedPatterns(name)
		if err != nil {
			return err
		}
		for _, p := range patterns {
			if err := copyEmbedded(name, dest, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// embedPatterns returns the patterns of all //go:embed lines in dir's Go files,
// tests aside: greenify does not test the go command.
func embedPatterns(dir string) ([]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var patterns []string
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.IsDir() {
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		const directive = "\n//go:embed "
		for {
			i := bytes.Index(src, []byte(directive))
			if i < 0 {
				break
			}
			src = src[i+len(directive):]
			line, _, _ := bytes.Cut(src, []byte("\n"))
			for _, p := range strings.Fields(string(line)) {
				if q, err := strconv.Unquote(p); err == nil {
					p = q
				}
				patterns = append(patterns, strings.TrimPrefix(p, "all:"))
			}
		}
	}
	return patterns, nil
}

// copyEmbedded copies the files below the package directory from that pattern
// names; a directory stands for all that is in it.
func copyEmbedded(from, to, pattern string) error {
	matches, err := filepath.Glob(filepath.Join(escapeGlob(from), filepath.FromSlash(path.Clean(pattern))))
	if err != nil {
		return nil // in a string that only looks like a directive
	}
	for _, m := range matches {
		err := filepath.WalkDir(m, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(from, name)
			if err != nil {
				return err
			}
			dest := filepath.Join(to, rel)
			if e.IsDir() {
				return wrote(os.MkdirAll(dest, 0o755))
			}
			if err := os.MkdirAll(filepath.Dir(dest), 0o755); err != nil {
				return wrote(err)
			}
			if err := copyFile(name, dest); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
