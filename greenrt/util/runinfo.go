package util

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/go-greenify/greenify/greenrt"
)

// PrintRunInfo writes to w what [FormatRunInfo] returns.
func PrintRunInfo(w io.Writer) error {
	_, err := io.WriteString(w, FormatRunInfo())
	return err
}

// FormatRunInfo returns all that greenrt knows of what runs: how the program is
// built, its hub, and each greenlet and goroutine with its stack, where, by whom and from
// which stack it was started, and its locals. It is for people, megabytes in a program
// with ten thousand greenlets, and stops the world for a moment.
func FormatRunInfo() string {
	forest := Forest()
	greenlets, all := 0, 0
	for _, root := range forest {
		for t := range root.All() {
			all++
			if t.Greenlet != nil {
				greenlets++
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "process %d, %s, GOMAXPROCS=%d, ", os.Getpid(), runtime.Version(), runtime.GOMAXPROCS(0))
	if !greenrt.Enabled() {
		b.WriteString("not green\n")
	} else {
		s := greenrt.ReadStats()
		left := s.Locked + s.Blocked + s.Sysmon + s.Stopped + s.SafePoint + s.Reclaimed + s.Entering + s.Offloaded
		fmt.Fprintf(&b, "green\nhub: left %d times, returned to %d times, longest stall %v\n", left, s.Returned, greenrt.MaxStall(false))
	}
	fmt.Fprintf(&b, "%d goroutines, of which greenrt knows %d as greenlets, in %d trees\n", all, greenlets, len(forest))
	for _, root := range forest {
		b.WriteByte('\n')
		b.WriteString(root.Format(true))
	}
	return b.String()
}
