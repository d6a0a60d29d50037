// Package source gets the source of somebody else's module, to build it as a
// main module: in a writable tree, at a given version, unedited.
package source

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// Fetch downloads a module through the module proxy and copies it to dir. The
// module cache itself is read-only, and the go command treats what lies in it
// as nobody's main module.
func Fetch(ctx context.Context, path, version, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", path+"@"+version)
	// Outside of any module, so that this repository's go.sum stays as it is.
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(), "GOWORK=off", "PWD="+cmd.Dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var got struct{ Dir, Error string }
	if jerr := json.Unmarshal(out, &got); jerr == nil && got.Error != "" {
		return fmt.Errorf("%s@%s: %s", path, version, got.Error)
	}
	if err != nil {
		return fmt.Errorf("%s@%s: go mod download: %w\n%s", path, version, err, stderr.Bytes())
	}
	if err := os.CopyFS(dir, os.DirFS(got.Dir)); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		return os.Chmod(path, info.Mode().Perm()|0o644|searchable(d))
	})
}

// searchable is what a directory's mode needs besides, for every user.
func searchable(d fs.DirEntry) fs.FileMode {
	if d.IsDir() {
		return 0o755
	}
	return 0
}
