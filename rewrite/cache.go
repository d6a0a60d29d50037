package rewrite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// In the cache directory a green GOROOT is called by its key, and a tree that is
// being made or removed by a name with this prefix.
const unfinished = "unfinished-"

// CacheDir returns the directory that holds green GOROOTs. It need not exist.
func (cfg *Config) CacheDir() (string, error) {
	if cfg.Cache != "" {
		return filepath.Abs(cfg.Cache)
	}
	env := cfg.env()
	if dir := getenv(env, "GREENIFYCACHE"); dir != "" {
		if !filepath.IsAbs(dir) {
			return "", fmt.Errorf("GREENIFYCACHE=%s is not an absolute path: set it to one", dir)
		}
		return filepath.Clean(dir), nil
	}
	// As os.UserCacheDir, which reads this process's environment only.
	if dir := getenv(env, "XDG_CACHE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "greenify"), nil
	}
	if home := getenv(env, "HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".cache", "greenify"), nil
	}
	return "", errors.New("no place for the cache, as neither HOME nor XDG_CACHE_HOME is set: set GREENIFYCACHE to a directory")
}

// A CacheError says that the cache directory cannot be written to or read.
type CacheError struct {
	Dir string
	Err error
}

// Error names the directory, what the system says of it, and the variable that chooses another.
func (e *CacheError) Error() string {
	return fmt.Sprintf("cache directory %s: %v: set GREENIFYCACHE to a directory that can be written to and has 200 MB free", e.Dir, reason(e.Err))
}

// Unwrap is for errors.Is, as with fs.ErrPermission.
func (e *CacheError) Unwrap() error { return e.Err }

// reason cuts an error down to the operating system's words, because a path deep
// in a tree that will be gone says nothing to the user.
func reason(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}

// Cached lists the green GOROOTs in the cache, the most recently made first.
func Cached(cfg *Config) ([]*Root, error) {
	dir, err := cfg.CacheDir()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &CacheError{dir, err}
	}
	var roots []*Root
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			continue
		}
		if r, err := openRoot(filepath.Join(dir, e.Name())); err == nil {
			roots = append(roots, r)
		}
	}
	slices.SortFunc(roots, func(a, b *Root) int { return b.Made.Compare(a.Made) })
	return roots, nil
}

// Clean removes every green GOROOT from the cache, and what killed runs left
// there. A tree that another process is making stays; a build that is using one
// of the removed trees fails. Nothing that greenify did not make is touched.
func Clean(cfg *Config) error {
	dir, err := cfg.CacheDir()
	if err != nil {
		return err
	}
	roots, err := Cached(cfg)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range roots {
		// Out of the way first, so that nobody finds half a tree.
		gone, err := os.MkdirTemp(dir, unfinished+"removed-")
		if err == nil {
			err = os.Rename(r.Dir, filepath.Join(gone, "root"))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, &CacheError{dir, err})
		}
	}
	if err := removeLeftovers(dir); err != nil {
		errs = append(errs, &CacheError{dir, err})
	}
	return errors.Join(errs...)
}

// A draft is a tree in the cache that is being made. Its maker holds a lock on
// the directory itself for as long as it lives, so that others can tell it from
// what a killed run left. A process ID in the name would not do: caches are
// shared with containers, where the numbers mean something else.
type draft struct {
	dir  string
	lock *os.File
}

// newDraft makes an empty draft in the cache directory.
func newDraft(cache, key string) (*draft, error) {
	for {
		dir, err := os.MkdirTemp(cache, unfinished+key[:12]+"-")
		if err != nil {
			return nil, err
		}
		lock, err := lockDir(dir)
		if err != nil {
			os.Remove(dir)
			return nil, err
		}
		if lock == nil {
			continue // removeLeftovers was faster
		}
		// It may have been removed between its making and the lock.
		if _, err := os.Lstat(dir); err != nil {
			lock.Close()
			continue
		}
		return &draft{dir, lock}, nil
	}
}

// discard removes the draft.
func (d *draft) discard() {
	os.RemoveAll(d.dir)
	d.lock.Close()
}

// lockDir locks a directory, without waiting. It returns nil if somebody else
// holds the lock, or the directory is gone.
func lockDir(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if err == syscall.EWOULDBLOCK {
			return nil, nil
		}
		return nil, err
	}
	return f, nil
}

// removeLeftovers removes the drafts whose maker is no more.
func removeLeftovers(cache string) error {
	list, err := filepath.Glob(filepath.Join(escapeGlob(cache), unfinished+"*"))
	if err != nil {
		return err
	}
	var errs []error
	for _, dir := range list {
		lock, err := lockDir(dir)
		if err != nil || lock == nil {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			errs = append(errs, err)
		}
		lock.Close()
	}
	return errors.Join(errs...)
}

// escapeGlob makes a path match itself only.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
