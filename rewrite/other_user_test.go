package rewrite

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOtherUser makes a root as a user who owns neither the Go tree nor, at
// first, a writable cache.
func TestOtherUser(t *testing.T) {
	if dir := os.Getenv("REWRITE_TEST_OTHER_USER"); dir != "" {
		asOtherUser(t, dir)
		return
	}
	if os.Getuid() != 0 {
		t.Skip("needs root, to become somebody else")
	}
	dir, err := os.MkdirTemp("", "other-user") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const nobody = 65534
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := copyFile(self, filepath.Join(dir, "test")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(filepath.Join(dir, "test"), 0o755)); err != nil {
		t.Fatal(err)
	}
	err = os.Chown(filepath.Join(dir, "home"), nobody, nobody)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EPERM) {
		t.Skip("this root, which may be a container's, has no nobody to become:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(dir, "test"), "-test.run=^TestOtherUser$", "-test.v")
	cmd.Dir = dir
	cmd.Env = []string{"REWRITE_TEST_OTHER_USER=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "home")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestOtherUser")) {
		t.Errorf("%v\n%s", err, out)
	}
}

func asOtherUser(t *testing.T, home string) {
	cfg, plan := toy(t)
	cfg.Cache = filepath.Join(home, "readonly")
	if err := os.Mkdir(cfg.Cache, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := plan.Make(t.Context())
	if err == nil || !strings.Contains(err.Error(), "permission denied: set GREENIFYCACHE") {
		t.Errorf("read-only cache: %v", err)
	}
	cfg.Cache = filepath.Join(home, "cache")
	r, err := plan.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Written to and removed by its owner, although the original is read-only.
	if err := os.WriteFile(filepath.Join(r.Dir, "src/p/testdata/data"), []byte("x"), 0o644); err != nil {
		t.Error(err)
	}
	if err := Clean(cfg); err != nil {
		t.Error(err)
	}
	if left := names(t, cfg.Cache); len(left) > 0 {
		t.Errorf("Clean left %v", left)
	}
}
