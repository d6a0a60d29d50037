package traces

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/go-greenify/greenify"

func TestSameLines(t *testing.T) {
	dir := t.TempDir()
	greenify := filepath.Join(dir, "greenify")
	run(t, nil, "go", "build", "-o", greenify, module+"/cmd/greenify")
	for _, tt := range []struct {
		kind  string
		flags []string
		// The frames to compare: those that are in every trace, and always at
		// the same call. Where the runtime's own goroutines stand, and how far
		// main has got, is a matter of luck. The last one of proc.go is
		// behind nearly all that is inserted there.
		compared []string
	}{
		{"profile", nil, []string{"runtime.gopark src/runtime/proc.go"}},
		{"panic", nil, []string{
			"runtime.gopark src/runtime/proc.go",
			"runtime.gcenable src/runtime/mgc.go",
			"runtime.defaultGOMAXPROCSUpdateEnable src/runtime/proc.go",
			"time.goFunc src/time/sleep.go",
		}},
		{"race", []string{"-race"}, []string{"time.goFunc src/time/sleep.go"}},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			stock, green := filepath.Join(dir, tt.kind+"-stock"), filepath.Join(dir, tt.kind+"-green")
			args := append([]string{"build", "-trimpath"}, tt.flags...)
			run(t, nil, "go", append(args, "-o", stock, "./prog")...)
			run(t, nil, greenify, append(args, "-o", green, "./prog")...)
			all, allGreen := frames(t, stock, tt.kind), frames(t, green, tt.kind)
			for _, frame := range tt.compared {
				want, got := lines(all, frame), lines(allGreen, frame)
				if len(want) == 0 {
					t.Errorf("no frame %s in\n\t%s", frame, strings.Join(all, "\n\t"))
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: lines %v, in stock %v", frame, got, want)
				}
			}
		})
	}
}

// lines returns the lines at which frame, a function and a file, is in frames.
func lines(frames []string, frame string) (lines []string) {
	for _, f := range frames {
		if line, ok := strings.CutPrefix(f, frame+":"); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// frames runs prog and returns the distinct frames of std in what it printed,
// as "function src/file:line", sorted.
func frames(t *testing.T, prog, kind string) []string {
	t.Helper()
	out := run(t, []string{"GOTRACEBACK=system"}, prog, kind)
	var pairs [][]string
	if kind == "profile" {
		file := filepath.Join(t.TempDir(), "profile")
		if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
		out = run(t, nil, "go", "tool", "pprof", "-traces", "-lines", prog, file)
		pairs = regexp.MustCompile(`([\w./*()]+) (\S*?[\w/]+\.go:\d+)`).FindAllStringSubmatch(out, -1)
	} else {
		pairs = regexp.MustCompile(`(?m)^(?:created by |  )?([\w./*()]+?)\([^\n]*\n\s+(\S+?\.go:\d+)`).FindAllStringSubmatch(out, -1)
		pairs = append(pairs, regexp.MustCompile(`(?m)^created by ([\w./*()]+?)(?: in goroutine \d+)?\n\s+(\S+?\.go:\d+)`).FindAllStringSubmatch(out, -1)...)
	}
	var found []string
	for _, p := range pairs {
		file := p[2]
		if !strings.HasPrefix(file, "github.com/") && !strings.HasPrefix(file, "src/") {
			file = "src/" + file
		}
		if !strings.Contains(p[1], "green") {
			found = append(found, p[1]+" "+file)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// run runs a command and returns its output. A race or panic makes prog fail,
// which is no failure here.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !(len(args) == 1 && errors.As(err, &exit)) {
		t.Fatalf("%v: %v\n%s", cmd, err, out.Bytes())
	}
	return out.String()
}
