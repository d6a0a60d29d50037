package suite

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A User is somebody other than root to run test binaries as. Some suites
// damage a machine as root, and some test what only root may not do.
type User struct {
	Name     string
	UID, GID uint32
}

// Nobody is Debian's nobody.
var Nobody = &User{Name: "nobody", UID: 65534, GID: 65534}

// Root reports whether the caller is root, who may run binaries as others.
func Root() bool { return os.Geteuid() == 0 }

// credential is what setpriv --reuid --regid --clear-groups does.
func (u *User) credential() *syscall.Credential {
	return &syscall.Credential{Uid: u.UID, Gid: u.GID, Groups: []uint32{}}
}

// home makes the directory for u's files and returns the environment in which u
// lives there. The caches of whoever called are not u's.
func (u *User) home(dir string, env []string) ([]string, error) {
	tmp := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return nil, err
	}
	env = unsetenv(env, "GOCACHE", "GOMODCACHE", "GOPATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")
	return setenv(env, "HOME="+dir, "TMPDIR="+tmp, "USER="+u.Name, "LOGNAME="+u.Name), u.own(dir)
}

// copied makes a copy of tree for u in home, and returns the place of dir, a
// directory in tree, in it.
func (u *User) copied(tree, dir, home string) (string, error) {
	rel, err := filepath.Rel(tree, dir)
	if err != nil {
		return "", err
	}
	to := filepath.Join(home, "tree")
	if err := os.CopyFS(to, os.DirFS(tree)); err != nil {
		return "", fmt.Errorf("copying %s: %w", tree, err)
	}
	return filepath.Join(to, rel), u.own(to)
}

// own makes dir and what is in it u's.
func (u *User) own(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(u.UID), int(u.GID))
	})
}

// Reaches reports whether others than its owner can get to dir.
func Reaches(dir string) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o005 != 0o005 {
			return false
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return true
		}
		dir = parent
	}
}
