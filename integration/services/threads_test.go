package services

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tick is the unit of the CPU times in /proc, USER_HZ: 100 on every linux.
const tick = 10 * time.Millisecond

// threads reads the CPU time of each thread of a process.
func threads(t *testing.T, pid int) map[string]time.Duration {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	times := make(map[string]time.Duration)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		// The second field is the name, in parentheses; the fields 14 and 15
		// are utime and stime.
		_, rest, ok := strings.Cut(string(data), ") ")
		fields := strings.Fields(rest)
		if !ok || len(fields) < 13 {
			t.Fatalf("%s: %s", file, data)
		}
		var cpu time.Duration
		for _, f := range fields[11:13] {
			n, err := strconv.Atoi(f)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			cpu += time.Duration(n) * tick
		}
		times[filepath.Base(filepath.Dir(file))] = cpu
	}
	return times
}

// usage is how the threads of a process used the CPU during some time.
type usage struct {
	wall  time.Duration
	total time.Duration // of all threads
	top   time.Duration // of the busiest
}

// measure measures the usage during d. The wall time is that from before the first look to behind
// the last, each of which may take long on a busy machine: never less than what the CPU
// times are of.
func measure(t *testing.T, pid int, d time.Duration) usage {
	t.Helper()
	start := time.Now()
	before := threads(t, pid)
	time.Sleep(d)
	after := threads(t, pid)
	u := usage{wall: time.Since(start)}
	for id, cpu := range after {
		used := cpu - before[id]
		u.total += used
		u.top = max(u.top, used)
	}
	return u
}

func (u usage) String() string {
	return fmt.Sprintf("%v of CPU in %v (%.2f cores), %.0f%% of it in one thread",
		u.total, u.wall.Round(tick), u.cores(), 100*u.top.Seconds()/max(u.total, tick).Seconds())
}

// cores is how many cores the process used on average.
func (u usage) cores() float64 { return u.total.Seconds() / u.wall.Seconds() }
