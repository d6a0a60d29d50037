package figures

import (
	"fmt"
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

func cpu() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, model, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return "unknown processor"
}

// Load tells a quiet machine from a busy one: the average of the last minute.
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
