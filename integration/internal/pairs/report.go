package pairs

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

// About says in a line when and where the numbers were measured.
func About() string {
	return fmt.Sprintf("%s, %s %s/%s, %s, %d processors, Linux %s, %s.\n",
		time.Now().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, cpu(), runtime.NumCPU(),
		firstLine("/proc/sys/kernel/osrelease"), Load())
}

// Write puts text between the marks of the make target in the file, or at its end if
// it has none yet, and leaves the rest of the file alone.
func Write(file, target, text string) error {
	begin, end := "<!-- begin: make "+target+" -->\n", "<!-- end: make "+target+" -->\n"
	old, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = []byte("# Performance\n"), nil
	}
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(old, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if found != closed {
		return fmt.Errorf("%s has the mark of the beginning of %s's table but not that of its end", file, target)
	}
	if !found {
		begin = "\n" + begin
	}
	return os.WriteFile(file, []byte(string(before)+begin+text+end+string(after)), 0o666)
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

// Load tells a quiet machine from a busy one.
func Load() string {
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
