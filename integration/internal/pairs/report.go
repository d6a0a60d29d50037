package pairs

import (
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
	return fmt.Sprintf("%s, %s, %s.\n", time.Now().Format(time.DateOnly), Machine(), Load())
}

// Machine says where numbers are measured.
func Machine() string {
	return fmt.Sprintf("%s %s/%s, %s, %d processors, Linux %s", runtime.Version(), runtime.GOOS, runtime.GOARCH,
		cpu(), runtime.NumCPU(), firstLine("/proc/sys/kernel/osrelease"))
}

// Write puts text between the marks of the make target in the file, or at its end if
// it has none yet, and leaves the rest of the file alone.
func Write(file, target, text string) error {
	begin, end := marks(target)
	before, _, after, found, err := cut(file, target)
	if err != nil {
		return err
	}
	if !found {
		begin = "\n" + begin
	}
	return os.WriteFile(file, []byte(before+begin+text+end+after), 0o666)
}

// Read returns the text between the marks of the make target in the file, which is
// empty if there are none.
func Read(file, target string) (string, error) {
	_, text, _, _, err := cut(file, target)
	return text, err
}

func marks(target string) (begin, end string) {
	return "<!-- begin: make " + target + " -->\n", "<!-- end: make " + target + " -->\n"
}

// cut returns what the file has before the marks, between them and after them. A file
// that does not exist has a title.
func cut(file, target string) (before, text, after string, found bool, err error) {
	old, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = []byte("# Performance\n"), nil
	}
	if err != nil {
		return "", "", "", false, err
	}
	begin, end := marks(target)
	before, rest, found := strings.Cut(string(old), begin)
	text, after, closed := strings.Cut(rest, end)
	if found != closed {
		return "", "", "", false, fmt.Errorf("%s has the mark of the beginning of %s's table but not that of its end", file, target)
	}
	return before, text, after, found, nil
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
