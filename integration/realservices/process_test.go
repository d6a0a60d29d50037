package realservices

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/integration/internal/servers"
	"github.com/go-greenify/greenify/integration/internal/suite"
)

// A process is a running service or server.
type process struct {
	name string
	cmd  *exec.Cmd
	log  string        // the file that it writes to
	done chan struct{} // closed when it has ended, with err set
	err  error
}

// run starts a program in dir. What is still running at the end of the test is
// killed.
func run(t *testing.T, name, dir string, env []string, bin string, args ...string) *process {
	t.Helper()
	p := &process{name: name, log: filepath.Join(t.TempDir(), name+".log"), done: make(chan struct{})}
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	p.cmd = exec.Command(bin, args...)
	p.cmd.Dir = dir
	// A service that keeps something in its user's home keeps it in dir.
	p.cmd.Env = append(os.Environ(), "PWD="+dir, "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	p.cmd.Env = append(p.cmd.Env, env...)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if suite.Root() && owner(dir) != 0 {
		p.cmd.SysProcAttr = servers.AsNobody()
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.done
		if t.Failed() {
			t.Logf("%s said:\n%s", p.name, p.said())
		}
	})
	return p
}

// owner returns the user id of a directory: a program runs as the owner of the
// directory it works in.
func owner(dir string) uint32 {
	var st syscall.Stat_t
	if syscall.Stat(dir, &st) != nil {
		return 0
	}
	return st.Uid
}

// foreign makes a directory for a program that does not run as root.
func foreign(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if !suite.Root() {
		return dir
	}
	// The directory above is private to whoever runs the test.
	if err := os.Chmod(filepath.Dir(dir), 0o711); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, int(suite.Nobody.UID), int(suite.Nobody.GID)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// said returns the end of what the process printed.
func (p *process) said() []byte {
	const most = 64 << 10
	out, err := os.ReadFile(p.log)
	if err != nil {
		return []byte(err.Error())
	}
	return out[max(0, len(out)-most):]
}

// ready waits until ask says that the process serves.
func (p *process) ready(t *testing.T, ask func() error) {
	t.Helper()
	deadline := time.Now().Add(patience(t))
	for {
		err := ask()
		if err == nil {
			return
		}
		select {
		case <-p.done:
			t.Fatalf("%s ended before it served: %v", p.name, p.err)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			p.dump()
			t.Fatalf("%s does not serve: %v", p.name, err)
		}
	}
}

// listens waits until the process accepts connections at addr.
func (p *process) listens(t *testing.T, addr string) {
	t.Helper()
	p.ready(t, func() error {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			c.Close()
		}
		return err
	})
}

// stop sends a signal, upon which the process ends with exit code 0.
func (p *process) stop(t *testing.T, sig syscall.Signal) {
	t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatalf("%s: %v: %v", p.name, err, p.err)
	}
	select {
	case <-p.done:
		if p.err != nil {
			t.Errorf("%s on %v: %v", p.name, sig, p.err)
		}
		t.Logf("%s ended %v after %v", p.name, time.Since(began).Round(time.Millisecond), sig)
	case <-time.After(patience(t)):
		p.dump()
		t.Fatalf("%s still runs, long after %v", p.name, sig)
	}
	for _, bad := range []string{"fatal error: ", "panic: ", "DATA RACE"} {
		if bytes.Contains(p.said(), []byte(bad)) {
			t.Errorf("%s printed %q", p.name, bad)
		}
	}
}

// patience is how long a program may take for anything, on a machine that may be slow and busy:
// as long as the tests have, less some minutes for the others' ends and for what they say.
func patience(t *testing.T) time.Duration {
	deadline, ok := t.Deadline()
	if !ok {
		return 24 * time.Hour
	}
	return max(time.Until(deadline)-3*time.Minute, time.Second)
}

// dump has a Go program print where its goroutines are, which the test's end
// shows.
func (p *process) dump() {
	p.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
	}
}

// freePort returns a port of the loopback interface that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	return freePorts(t, 1)[0]
}

// freePorts returns n of them, which are different.
func freePorts(t *testing.T, n int) []string {
	t.Helper()
	ports, err := servers.FreePorts(n)
	if err != nil {
		t.Fatal(err)
	}
	return ports
}
