// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

package runtime

import _ "unsafe" // for go:linkname

// The environment variable GREENRT steers a green binary, in the manner of
// GODEBUG: a comma-separated list of name=value. greenSettings is the one place
// that says which there are; greenify help settings is made from it. A wrong
// name or value ends the program at start-up with exit status 2: a
// misspelt kill switch must not pass for one.

type greenSetting struct {
	name   string
	values string // what is allowed, for people
	def    string
	doc    string
	set    func(value string) bool // changes nothing if it returns false
	live   bool                    // may be changed while the program runs
	value  string                  // what it was set to, or "" for def
}

var greenSettings = [...]greenSetting{
	{
		name: "off", values: "0 or 1", def: "0",
		doc: "1 makes the binary behave as one of the plain go command: no goroutine is a greenlet.",
		set: func(v string) bool { return greenBool(v, &greenOff) },
	},
	{
		name: "hubs", values: "1", def: "1",
		doc: "number of hubs. This release has one hub, so that at most one greenlet runs at a time.",
		set: func(v string) bool { return v == "1" },
	},
	{
		name: "preempt", values: "on or off", def: "on",
		doc: "off lets a greenlet run until it waits, as in gevent; on makes greenlets that compute share their hub, 10 ms at a time.",
		set: func(v string) bool {
			if v != "on" && v != "off" {
				return false
			}
			greenNoPreempt = v == "off"
			return true
		},
		live: true,
	},
	{
		name: "monitor", values: "a time such as 100ms, or 0", def: "0",
		doc:  "reports on stderr a greenlet that keeps others from running for longer: with its stack the first time at each place, and in a line the 10th, 100th and 1000th; 0 is off.",
		set:  func(v string) bool { return greenTime(v, &greenMonitor) },
		live: true,
	},
	{
		name: "spin", values: "a time such as 20us, or 0", def: "0",
		doc:  "how long an idle hub looks for events before its thread sleeps: less latency under light load, for a busy processor.",
		set:  func(v string) bool { return greenTime(v, &greenSpin) },
		live: true,
	},
	{
		name: "files", values: "thread or uring", def: "thread",
		doc: "uring makes greenlets that read a file at an offset, with ReadAt or pread, wait for the kernel's io_uring where they would leave the hub, if many do: less work for cold reads of up to 32 KB. If the kernel refuses that, it is as thread, and greenrt.Settings says why.",
		set: func(v string) bool {
			if v != "thread" && v != "uring" {
				return false
			}
			greenFiles = v == "uring"
			return true
		},
	},
	{
		name: "check", values: "0 or 1", def: "0",
		doc: "1 asserts the invariants of the scheduler at every switch, for tests; a broken one is a fatal error.",
		set: func(v string) bool { return greenBool(v, &greenChecking) },
	},
}

var (
	greenOff       bool // GREENRT=off=1
	greenNoPreempt bool // GREENRT=preempt=off
)

func greenBool(v string, p *bool) bool {
	if v != "0" && v != "1" {
		return false
	}
	*p = v == "1"
	return true
}

// greenTime sets p, in ns, from a whole number with a unit of us, ms or s.
func greenTime(v string, p *int64) bool {
	n, unit := int64(0), 0
	for unit < len(v) && '0' <= v[unit] && v[unit] <= '9' && n < 1<<32 {
		n = n*10 + int64(v[unit]-'0')
		unit++
	}
	switch v[unit:] {
	case "us":
		n *= 1e3
	case "ms":
		n *= 1e6
	case "s":
		n *= 1e9
	case "":
		if v != "0" {
			return false
		}
		*p = 0
		return true
	default:
		return false
	}
	if n == 0 {
		return false
	}
	*p = n
	return true
}

// greenInit reads GREENRT and, unless that says off, makes the calling
// goroutine, which is the main goroutine before any user code has run, the
// first member. It is locked to the main thread during package initialization
// and therefore away.
func greenInit() {
	if problem := greenParse(gogetenv("GREENRT")); problem != "" {
		print("greenrt: GREENRT: ", problem, "\n")
		exit(2)
	}
	if greenOff {
		return
	}
	greenOn = true
	greenFilesAlways = greenFiles && greenChecking
	greenEnd = greenExit
	gp := getg()
	gp.green = greenInherit(gp)
	gp.greenAway = true
}

// greenParse applies the settings in list. It returns what is wrong with them,
// or "".
func greenParse(list string) string {
	for list != "" {
		var item string
		item, list = greenCut(list, ',')
		if item == "" {
			continue
		}
		name, value := greenCut(item, '=')
		known, ok := "", false
		for i := range greenSettings {
			s := &greenSettings[i]
			if s.name == name {
				if !s.set(value) {
					return "bad value \"" + value + "\" for " + name + ": want " + s.values
				}
				s.value = value
				ok = true
			}
			known += " " + s.name
		}
		if !ok {
			return "unknown setting \"" + name + "\": want one of" + known
		}
	}
	return ""
}

// greenCut splits s at the first sep.
func greenCut(s string, sep byte) (before, after string) {
	for i := 0; i < len(s); i++ {
		if s[i] == sep {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// greenEachSetting calls f with each setting. Package greenrt calls it and
// greenChange one at a time.
//
//go:linkname greenEachSetting
func greenEachSetting(f func(name, values, def, value, doc string, live bool)) {
	for i := range greenSettings {
		s := &greenSettings[i]
		value := s.value
		if value == "" {
			value = s.def
		}
		f(s.name, s.values, s.def, value, s.doc, s.live)
	}
}

// greenChange changes a setting while the program runs, if that is allowed. What a live
// setting sets is one word, which sysmon and the scheduler read whenever they need it.
// It reports false if value is not one of the setting's.
//
//go:linkname greenChange
func greenChange(name, value string) bool {
	for i := range greenSettings {
		s := &greenSettings[i]
		if s.name == name && s.live && s.set(value) {
			s.value = value
			return true
		}
	}
	return false
}
