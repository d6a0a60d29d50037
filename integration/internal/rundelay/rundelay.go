package rundelay

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// userHZ is the unit of /proc/stat on every Linux that Go runs on: ticks in a second.
const userHZ = 100

// A Reading is what had been lost at some time, since the process and the machine began.
// The zero value is nothing.
type Reading struct {
	threads map[string]time.Duration
	stolen  time.Duration
}

// Read reads what has been lost. It is an error if the kernel's account does not look as
// proc(5) says.
func Read() (Reading, error) {
	r := Reading{threads: make(map[string]time.Duration)}
	files, err := filepath.Glob("/proc/self/task/*/schedstat")
	if err != nil {
		return Reading{}, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		var ran, waited int64
		if _, err := fmt.Sscan(string(text), &ran, &waited); err != nil {
			return Reading{}, fmt.Errorf("rundelay: %s: %q: %w", file, text, err)
		}
		r.threads[file] = time.Duration(waited)
	}
	r.stolen, err = stolen()
	return r, err
}

// Since returns what was lost between two readings, by all threads and processors together.
func (r Reading) Since(before Reading) time.Duration {
	sum := r.stolen - before.stolen
	for thread, waited := range r.threads {
		sum += waited - before.threads[thread]
	}
	return sum
}

// stolen reads for how long the machine's processors were not run, all together.
func stolen() (time.Duration, error) {
	text, err := os.ReadFile("/proc/stat")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	var name string
	var times [8]int64 // user nice system idle iowait irq softirq steal
	args := []any{&name}
	for i := range times {
		args = append(args, &times[i])
	}
	if _, err := fmt.Sscan(string(line), args...); err != nil || name != "cpu" {
		return 0, fmt.Errorf("rundelay: /proc/stat begins with %q: %v", line, err)
	}
	return time.Duration(times[7]) * time.Second / userHZ, nil
}
