package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// settings are the environments in which green builds play, in turns.
var settings = [][]string{
	{"GOMAXPROCS=1", "GREENRT=check=1"},
	{"GOMAXPROCS=2", "GREENRT=check=1"},
	{"GOMAXPROCS=8", "GREENRT=check=1"},
	{"GOMAXPROCS=2", "GREENRT="},
	{"GOMAXPROCS=2", "GREENRT=check=1,preempt=off"},
	{"GOMAXPROCS=2", "GREENRT=check=1,spin=50us"},
	{"GOMAXPROCS=2", "GREENRT=off=1"},
}

// drive plays sequences from first on, count at a time, with the stock build and with each
// of the green ones under one of the settings in turn, and compares, until total is over.
func drive(w io.Writer, settings [][]string, stock, green string, first uint64, count int, total time.Duration) error {
	end := time.Now().Add(total)
	builds := strings.Split(green, ",")
	compared := 0
	for round := 0; round == 0 || time.Now().Before(end); round++ {
		want, err := run(stock, nil, first, count)
		if err != nil {
			return fmt.Errorf("stock build: %w", err)
		}
		env := settings[round%len(settings)]
		for _, build := range builds {
			got, err := run(build, env, first, count)
			where := fmt.Sprintf("%s %s, sequences %d to %d", strings.Join(env, " "), build, first, first+uint64(count)-1)
			if difference := compare(want, got); difference != "" {
				return errors.Join(fmt.Errorf("%s: %s", where, difference), err)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", where, err)
			}
			compared += count
		}
		first += uint64(count)
	}
	fmt.Fprintf(w, "oracle: %d transcripts are equal; the next seed is %d\n", compared, first)
	return nil
}

// run plays count sequences. A process that hangs is told to dump its goroutines.
func run(binary string, env []string, first uint64, count int) (string, error) {
	cmd := exec.Command(binary, "-play", fmt.Sprint("-seed=", first), fmt.Sprint("-count=", count))
	cmd.Env = append(os.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return "", err
	}
	late := time.AfterFunc(5*patience, func() {
		cmd.Process.Signal(syscall.SIGQUIT)
		time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() })
	})
	err := cmd.Wait()
	if !late.Stop() {
		err = errors.Join(errors.New("the process hangs"), err)
	}
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, errs.String())
	}
	return out.String(), err
}

// compare returns what is different between two lists of transcripts, or "".
func compare(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	sequence := 0 // the line at which it begins
	for i := range max(len(w), len(g)) {
		if i < len(w) && strings.HasPrefix(w[i], heading) {
			sequence = i
		}
		if i < len(w) && i < len(g) && w[i] == g[i] {
			continue
		}
		var text strings.Builder
		fmt.Fprintf(&text, "the builds differ:\n")
		for _, line := range w[sequence:min(i, len(w))] {
			fmt.Fprintf(&text, "  %s\n", line)
		}
		for _, side := range []struct {
			name  string
			lines []string
		}{{"stock", w}, {"green", g}} {
			line := "(nothing)"
			if i < len(side.lines) {
				line = side.lines[i]
			}
			fmt.Fprintf(&text, "%s:%s\n", side.name, line)
		}
		return text.String()
	}
	return ""
}
