package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// The cores of the server and of the load.
const serverCore, loadCore = "0", "1"

// A bench has the programs.
type bench struct {
	servers []pairs.Build
	load    string
	peers   []peer
}

// measured is what a run of the load saw.
type measured struct {
	requests float64 // all of them
	measured float64 // those in the time that was measured
	seconds  float64
	cpu      float64 // seconds of the server in that time
}

// run starts a server of one of the builds, puts the load on and stops the server.
func (b *bench) run(r *row, program pairs.Build, k pairs.Kind, length time.Duration) (m measured, err error) {
	err = serve(r, build(r, program, k), k.GREENRT(), func(addr string, pid int) error {
		m, err = b.load1(r, nil, addr, pid, length)
		return err
	})
	return m, err
}

// build returns the command that serves for the row by a build of kind k.
func build(r *row, program pairs.Build, k pairs.Kind) []string {
	return []string{program.Program(k), "-serve=" + r.serve}
}

// serve runs a server while f does.
func serve(r *row, command []string, env string, f func(addr string, pid int) error) error {
	server := exec.Command("taskset", append([]string{"-c", serverCore}, command...)...)
	server.Env = append(os.Environ(), env)
	server.Stderr = os.Stderr
	stdin, err := server.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	addr, err := bufio.NewReader(stdout).ReadString('\n')
	if err == nil {
		// taskset has become the server, whose process is the same.
		err = f(strings.TrimSpace(addr), server.Process.Pid)
	}
	stdin.Close()
	if err2 := server.Wait(); err == nil {
		err = err2
	}
	if err != nil {
		return fmt.Errorf("%s, %v %s: %w", r.name, command, env, err)
	}
	return nil
}

// load1 puts the row's load on the server once, as a child of the command wrapper if
// that is not nil.
func (b *bench) load1(r *row, wrapper []string, addr string, pid int, length time.Duration) (m measured, err error) {
	args := append(wrapper, "taskset", "-c", loadCore, b.load,
		"-addr="+addr, "-kind="+r.load, fmt.Sprint("-conns=", r.conns), fmt.Sprint("-pid=", pid), fmt.Sprint("-time=", length))
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return m, fmt.Errorf("%v: %w", args, err)
	}
	values := map[string]*float64{"requests": &m.requests, "measured": &m.measured, "seconds": &m.seconds, "cpu": &m.cpu}
	for line := range bytes.Lines(out) {
		name, value, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		to, ok := values[name]
		if !ok {
			return m, fmt.Errorf("%v: %q", args, line)
		}
		if *to, err = strconv.ParseFloat(value, 64); err != nil {
			return m, err
		}
	}
	if m.measured == 0 {
		return m, fmt.Errorf("%v: no request was answered", args)
	}
	return m, nil
}
