package page

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// A view is what the page shows.
type view struct {
	Program  string
	PID      int
	Reload   time.Duration
	Window   time.Duration
	Status   monitor.Status
	Tiles    []tile
	Picture  *picture // nil if there is nothing to see
	Closeup  *closeup
	Places   []monitor.StallPlace
	Bars     *bars
	Tree     []*node
	Total    int // greenlets in the tree
	LeftRows []row
}

// A tile is a figure in large type.
type tile struct{ Name, Value, More string }

// A row is a line of a table of counts.
type row struct {
	Name string
	N    uint64
}

// newView looks at the program.
func newView(window, reload time.Duration) *view {
	s := monitor.Read()
	t := monitor.ReadTimeline(window)
	all := monitor.Greenlets()
	v := &view{
		Program: filepath.Base(os.Args[0]), PID: os.Getpid(), Reload: reload, Window: window, Status: s,
		Places: monitor.StallPlaces(), Bars: newBars(s.Ready), Tree: newTree(all), Total: len(all),
	}
	v.Tiles = tiles(&s, all)
	if len(t.Spans) != 0 {
		l := newLanes(t)
		v.Picture = newPicture(t, l, s.Hubs[0].Samples, monitor.Stalls())
		v.Closeup = newCloseup(t, l)
	}
	for _, r := range []row{
		{"locked to its thread, or called by C", s.Left.Locked}, {"a call that is known to block", s.Left.Blocked},
		{"a call that lasted", s.Left.Sysmon}, {"the world was stopped during a call", s.Left.Stopped},
		{"a safe point during a call", s.Left.SafePoint}, {"the processor was taken during a call", s.Left.Reclaimed},
		{"the world was about to stop", s.Left.Entering}, {"//greenify:offload", s.Left.Offloaded}, {"came back", s.Left.Returned},
	} {
		if r.N != 0 {
			v.LeftRows = append(v.LeftRows, r)
		}
	}
	return v
}

// tiles are the figures at the top: of the last second, where there are samples.
func tiles(s *monitor.Status, all []monitor.Greenlet) []tile {
	var list []tile
	ready, away := 0, 0
	for _, g := range all {
		if g.State == monitor.Ready {
			ready++
		}
		if g.Away {
			away++
		}
	}
	if s.On && s.Green {
		h := &s.Hubs[0]
		var length, idle time.Duration
		var switches uint64
		for _, one := range h.Samples[max(len(h.Samples)-10, 0):] {
			length, idle, switches = length+one.Length, idle+one.Idle, switches+one.Switches
		}
		use, rate := "–", "–"
		if length > 0 {
			use = fmt.Sprintf("%.0f %%", 100*monitor.Sample{Length: length, Idle: idle}.Utilisation())
			rate = count(uint64(float64(switches) / length.Seconds()))
		}
		list = append(list, tile{"hub busy", use, "of the last second"}, tile{"switches a second", rate, count(h.Switches) + " since the start"})
	}
	list = append(list, tile{"greenlets", count(len(all)), fmt.Sprintf("%s ready, %s away", count(ready), count(away))})
	if s.Ready.Total() != 0 {
		list = append(list, tile{"ready to run, median", "≤ " + brief(s.Ready.Quantile(0.5)), "99 % ≤ " + brief(s.Ready.Quantile(0.99))})
	}
	if s.Green {
		more := "the monitor is off"
		if s.On {
			more = fmt.Sprintf("%s over the threshold", count(s.Stalls))
		}
		list = append(list, tile{"longest stall", brief(s.Longest), more})
	}
	return list
}

// brief writes a time with two or three digits.
func brief(d time.Duration) string {
	unit, name := time.Duration(1), "ns"
	switch {
	case d >= 999500*time.Microsecond:
		unit, name = time.Second, "s"
	case d >= 999500:
		unit, name = time.Millisecond, "ms"
	case d >= 1000:
		unit, name = time.Microsecond, "µs"
	}
	x := float64(d) / float64(unit)
	switch {
	case unit == 1 || x >= 99.95:
		return fmt.Sprintf("%.0f %s", x, name)
	case x >= 9.995:
		return fmt.Sprintf("%.1f %s", x, name)
	}
	return fmt.Sprintf("%.2f %s", x, name)
}

// count writes a number with spaces between thousands, or in millions.
func count[T int | uint64](n T) string {
	if n >= 10_000_000 {
		return fmt.Sprintf("%.1f M", float64(n)/1e6)
	}
	s := strconv.FormatUint(uint64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// shortName returns the name of a function without the path of its package.
func shortName(function string) string {
	return function[strings.LastIndexByte(function, '/')+1:]
}

// siteName returns what a lane or a branch is called: the function in which its greenlets
// were started.
func siteName(s *monitor.Site) string {
	if s == nil {
		return "main"
	}
	return shortName(s.Function)
}

// siteFile returns the file of a site with its directory, and the line.
func siteFile(s *monitor.Site) string {
	if s == nil {
		return ""
	}
	file := s.File
	if i := strings.LastIndexByte(file, '/'); i >= 0 {
		file = file[strings.LastIndexByte(file[:i], '/')+1:]
	}
	return fmt.Sprintf("%s:%d", file, s.Line)
}
