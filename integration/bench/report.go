package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"
)

// about writes what one must know to judge the table, and to make it again.
func about(b *strings.Builder) {
	fmt.Fprintf(b, "%s, %s %s/%s, %s, %d processors, Linux %s, %s.\n\n",
		time.Now().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, cpu(), runtime.NumCPU(),
		firstLine("/proc/sys/kernel/osrelease"), load())
	fmt.Fprintf(b, "`make bench BENCH=\"-groups=%d -layouts=%d\"`: medians of %d pairs over %d orders of linking, quartiles in brackets. Times are of one operation.\n\n",
		*groups, *layouts, 2**groups, *layouts)
}

// write puts text between the marks in the file, or at its end if it has none
// yet, and leaves the rest of the file alone.
func write(name, text string) error {
	const begin, end = "<!-- begin: make bench -->\n", "<!-- end: make bench -->\n"
	old, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = []byte("# Performance\n\n"), nil
	}
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(old, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if found != closed {
		return fmt.Errorf("%s has the mark of the table's beginning but not that of its end", name)
	}
	return os.WriteFile(name, []byte(string(before)+begin+text+end+string(after)), 0o666)
}

func cpu() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, model, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return "unknown processor"
}

// load tells a quiet machine from a busy one.
func load() string {
	f := strings.Fields(firstLine("/proc/loadavg"))
	if len(f) == 0 {
		return "load unknown"
	}
	return "load " + f[0]
}

func firstLine(name string) string {
	text, _ := os.ReadFile(name)
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}
