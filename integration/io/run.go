package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// The cores of the server and of the load.
const serverCore, loadCore = "0", "1"

// measured is what a run of the load saw.
type measured struct {
	requests float64 // all of them
	measured float64 // those in the time that was measured
	seconds  float64
	cpu      float64 // seconds of the server in that time

	p50, p99, p999 float64 // seconds, in an open loop
}

// run starts a server of kind k for the row's group i, puts the load on and stops it.
func (b *bench) run(r *row, i int, k pairs.Kind) (m measured, err error) {
	err = b.serve(r, b.command(r, i, k), k.GREENRT(), func(s *server) error {
		m, err = b.load1(r, nil, s, length.String())
		return err
	})
	return m, err
}

// A server is a process that serves.
type server struct {
	addr string
	pid  int
	in   io.Writer
	out  *bufio.Reader
}

// serve runs a server while f does.
func (b *bench) serve(r *row, command []string, env string, f func(*server) error) error {
	cmd := exec.Command("taskset", append([]string{"-c", serverCore}, command...)...)
	cmd.Env = append(os.Environ(), env)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// taskset becomes the server, whose process is the same.
	s := &server{pid: cmd.Process.Pid, in: stdin, out: bufio.NewReader(stdout)}
	s.addr, err = s.out.ReadString('\n')
	if err == nil {
		s.addr = strings.TrimSpace(s.addr)
		err = f(s)
	}
	stdin.Close()
	if err2 := cmd.Wait(); err == nil {
		err = err2
	}
	if err != nil {
		return fmt.Errorf("%s, %v %s: %w", r.name, command, env, err)
	}
	return nil
}

// loading returns the command of the row's load, as a child of the command wrapper if
// that is not nil.
func (b *bench) loading(r *row, wrapper []string, s *server, more ...string) *exec.Cmd {
	args := append(wrapper, "taskset", "-c", loadCore, b.load, "-addr="+s.addr, "-kind="+r.load)
	args = append(args, more...)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	return cmd
}

// load1 puts the row's load on the server once.
func (b *bench) load1(r *row, wrapper []string, s *server, length string) (m measured, err error) {
	cmd := b.loading(r, wrapper, s, "-conns="+strconv.Itoa(r.conns), "-pid="+strconv.Itoa(s.pid), "-time="+length, fmt.Sprint("-rate=", r.rate))
	out, err := cmd.Output()
	if err == nil {
		m, err = parse(out)
	}
	if err != nil {
		return m, fmt.Errorf("%v: %w", cmd.Args, err)
	}
	return m, nil
}

// parse reads what the load prints.
func parse(out []byte) (m measured, err error) {
	values := map[string]*float64{
		"requests": &m.requests, "measured": &m.measured, "seconds": &m.seconds, "cpu": &m.cpu,
		"p50": &m.p50, "p99": &m.p99, "p999": &m.p999,
	}
	for line := range bytes.Lines(out) {
		name, value, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		to, ok := values[name]
		if !ok {
			return m, fmt.Errorf("the load printed %q", line)
		}
		if *to, err = strconv.ParseFloat(value, 64); err != nil {
			return m, fmt.Errorf("the load printed %q", line)
		}
	}
	if m.measured == 0 {
		return m, fmt.Errorf("no request was answered in time")
	}
	return m, nil
}

// leaveAlone runs f while the server has conns idle connections.
func (b *bench) leaveAlone(r *row, s *server, conns int, f func() error) error {
	cmd := b.loading(r, nil, s, "-idle", "-conns="+strconv.Itoa(conns))
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err = bufio.NewReader(stdout).ReadString('\n'); err == nil {
		err = f()
	}
	stdin.Close()
	if err2 := cmd.Wait(); err2 != nil {
		err = err2 // and why has been printed
	}
	if err != nil {
		return fmt.Errorf("%v: %w", cmd.Args, err)
	}
	return nil
}
