package services

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A build is one of the two ways to build a service.
type build string

const (
	stock build = "stock"
	green build = "green"
)

var builds = []build{stock, green}

var (
	binDir   string // of the binaries that buildService makes
	greenify string // the command
)

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "greenify-services")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binDir, greenify = dir, filepath.Join(dir, "greenify")
	out, err := exec.Command("go", "build", "-o", greenify, "../../cmd/greenify").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "go build greenify: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// buildService builds the service of that name and returns the binary.
func buildService(t *testing.T, b build, name string) string {
	t.Helper()
	goCmd := "go"
	if b == green {
		goCmd = greenify
	}
	bin := filepath.Join(binDir, name+"."+string(b))
	if _, err := os.Stat(bin); err == nil {
		return bin // for an earlier test
	}
	cmd := exec.Command(goCmd, "build", "-o", bin, "../../testdata/services/"+name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s build %s: %v\n%s", b, name, err, out)
	}
	return bin
}

// A service is a running service.
type service struct {
	cmd    *exec.Cmd
	urls   []string // where it listens
	stderr *strings.Builder
	done   chan error
}

// start runs a service with that many listeners, on free ports. The test's end
// kills it if stop has not been called.
func start(t *testing.T, bin string, listeners int, env ...string) *service {
	t.Helper()
	s := &service{stderr: new(strings.Builder), done: make(chan error, 1)}
	s.cmd = exec.Command(bin, "-addr", "127.0.0.1:0")
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stderr = s.stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	lines := bufio.NewScanner(stdout)
	for len(s.urls) < listeners && lines.Scan() {
		url, ok := strings.CutPrefix(lines.Text(), "listening on ")
		if !ok {
			t.Fatalf("%s: unexpected line %q", bin, lines.Text())
		}
		s.urls = append(s.urls, url)
	}
	if len(s.urls) < listeners {
		s.cmd.Wait()
		t.Fatalf("%s ended before it listened:\n%s", bin, s.stderr)
	}
	go func() {
		io.Copy(io.Discard, stdout)
		s.done <- s.cmd.Wait()
	}()
	return s
}

// stop sends SIGTERM, upon which a service ends with exit code 0.
func (s *service) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.done:
		if err != nil {
			t.Errorf("%s on SIGTERM: %v\n%s", s.cmd.Path, err, s.stderr)
		}
	case <-time.After(patience(t)):
		s.cmd.Process.Signal(syscall.SIGQUIT) // it prints where everybody is
		select {
		case <-s.done:
		case <-time.After(5 * time.Second):
			s.cmd.Process.Kill()
			<-s.done
		}
		t.Fatalf("%s still runs, long after SIGTERM:\n%s", s.cmd.Path, s.stderr)
	}
}

// patience is how long a service may take for anything, on a machine that may be slow and busy:
// as long as the test has, less a minute in which it can tell what hangs.
func patience(t *testing.T) time.Duration {
	deadline, ok := t.Deadline()
	if !ok {
		return 24 * time.Hour
	}
	return max(time.Until(deadline)-time.Minute, time.Second)
}
