package monitor

import (
	"runtime"
	"strconv"

	"github.com/go-greenify/greenify/greenrt"
)

// A Site is the place of a go statement, or of the call of greenrt that started a
// greenlet.
type Site struct {
	Function string // in which it is
	File     string // its full path, or as -trimpath has it
	Line     int    // from 1
}

// String returns the function and the line. That of a nil Site is "?".
func (s *Site) String() string {
	if s == nil {
		return "?"
	}
	return s.Function + " " + s.File + ":" + strconv.Itoa(s.Line)
}

// siteOf returns the site with a return address, or nil if nothing is known of it.
func siteOf(pc uintptr) *Site {
	if pc == 0 {
		return nil
	}
	f, _ := runtime.CallersFrames([]uintptr{pc}).Next()
	if f.Function == "" {
		return nil
	}
	return &Site{f.Function, f.File, f.Line}
}

// sites finds sites, each of which it makes once, so that they can be compared.
type sites struct {
	byPC  map[uintptr]*Site
	bySet map[Site]*Site
	// What greenrt knows: where it was asked for a goroutine, and how that is called.
	greenlets map[uint64]*greenrt.Greenlet
}

func newSites() *sites {
	s := &sites{byPC: make(map[uintptr]*Site), bySet: make(map[Site]*Site), greenlets: make(map[uint64]*greenrt.Greenlet)}
	for _, gl := range greenrt.All() {
		if id := gl.GoroutineID(); id != 0 {
			s.greenlets[id] = gl
		}
	}
	return s
}

// of returns the site of a goroutine that a go statement at pc has started.
func (s *sites) of(goid uint64, pc uintptr) *Site {
	if gl := s.greenlets[goid]; gl != nil {
		if site := s.ofGreenlet(gl); site != nil {
			return site
		}
	}
	if goid == 1 {
		return nil // main, which the runtime starts
	}
	site, ok := s.byPC[pc]
	if !ok {
		site = s.one(siteOf(pc))
		s.byPC[pc] = site
	}
	return site
}

// ofGreenlet returns where greenrt was asked for gl, or nil.
func (s *sites) ofGreenlet(gl *greenrt.Greenlet) *Site {
	f := gl.Site()
	if f.Function == "" {
		return nil
	}
	return s.one(&Site{f.Function, f.File, f.Line})
}

func (s *sites) one(site *Site) *Site {
	if site == nil {
		return nil
	}
	if same := s.bySet[*site]; same != nil {
		return same
	}
	s.bySet[*site] = site
	return site
}
