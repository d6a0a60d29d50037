package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is Debian's user and group of that name.
const nobody = 65534

// TestNobody runs greenify as somebody to whom nothing belongs: GOROOT is
// root's, the caches are empty, and the working directory may not be written.
func TestNobody(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become somebody else; GOROOT being root's is what every other test has then")
	}
	// Beneath the temporary directory of the test nobody may not go.
	home, err := os.MkdirTemp("/tmp", "greenify-nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	err = os.Chown(home, nobody, nobody)
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.EPERM) {
		t.Skip("this root, which may be a container's, has no nobody to become:", err)
	}
	if err := errors.Join(err, os.Chown(home, 0, 0)); err != nil {
		t.Fatal(err)
	}
	bin := copyOfGreenify(t, home)
	src := filepath.Join(home, "src")
	for name, text := range map[string]string{
		"go.mod":  "module example.com/nobody\n\ngo 1.26\n",
		"main.go": "package main\n\nfunc main() { println(\"nobody is here\") }\n",
	} {
		if err := os.MkdirAll(src, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(src, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	private := filepath.Join(home, "private")
	if err := os.MkdirAll(filepath.Join(private, "tmp"), 0o755); err != nil {
		t.Fatal(err)
	}
	chown(t, private)

	as := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = src
		cmd.Env = []string{
			"PATH=" + os.Getenv("PATH"),
			"HOME=" + private,
			"TMPDIR=" + filepath.Join(private, "tmp"),
			"GOTOOLCHAIN=local",
			"GOPROXY=off",
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: nobody, Gid: nobody},
		}
		return cmd
	}
	if err := as("go", "version").Run(); errors.Is(err, fs.ErrPermission) {
		t.Skip("the go command is where nobody cannot get at it:", err)
	}
	command := func(args ...string) *exec.Cmd { return as(bin, args...) }
	run := func(args ...string) string {
		t.Helper()
		out, err := command(args...).CombinedOutput()
		if err != nil {
			t.Fatalf("greenify %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	if out := run("run", "."); !strings.Contains(out, "nobody is here") {
		t.Errorf("got %q", out)
	}
	root := strings.TrimSpace(run("env", "GOROOT"))
	if !strings.HasPrefix(root, filepath.Join(private, ".cache", "greenify")+"/") {
		t.Errorf("the green GOROOT is %s, not in nobody's cache", root)
	}
	info, err := os.Stat(filepath.Dir(root))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the cache directory has mode %v, want 0700", info.Mode())
	}
	run("clean")
	if _, err := os.Stat(root); err == nil {
		t.Errorf("greenify clean left %s", root)
	}

	// A cache directory that nobody may not write, or not even make.
	for _, cache := range []string{src, filepath.Join(src, "cache")} {
		cmd := command("build", ".")
		cmd.Env = append(cmd.Env, "GREENIFYCACHE="+cache)
		out, err := cmd.CombinedOutput()
		msg := string(out)
		if err == nil || cmd.ProcessState.ExitCode() != 2 ||
			!strings.HasPrefix(msg, "greenify: ") || !strings.Contains(msg, "permission denied") ||
			!strings.Contains(msg, "GREENIFYCACHE") || strings.Count(msg, "\n") != 1 {
			t.Errorf("GREENIFYCACHE=%s: %v, %q", cache, err, msg)
		}
	}
}

// copyOfGreenify puts this test binary, which is greenify under that name,
// where everybody may run it.
func copyOfGreenify(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	name := filepath.Join(dir, "greenify")
	to, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

func chown(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
}
