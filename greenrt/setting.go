package greenrt

import (
	"fmt"
	"strings"
	"sync"
)

// A Setting is one that the environment variable GREENRT has for a green program; the
// command "greenify help settings" prints the same table.
type Setting struct {
	Name    string // as in GREENRT=name=value
	Values  string // what it may be, in words
	Default string // what it is if nothing is said
	Value   string // what it is now
	Note    string // why it is not what was asked for, or empty
	Doc     string // a sentence or two
	Live    bool   // whether [ChangeSetting] can change it
}

// settings orders those who read and change the runtime's table.
var settings sync.Mutex

// Settings returns the settings in the order of the manual. There are none in a program
// that was built by an ordinary go build, which does not read GREENRT.
func Settings() []Setting {
	settings.Lock()
	defer settings.Unlock()
	var list []Setting
	greenEachSetting(func(name, values, def, value, doc string, live bool) {
		s := Setting{Name: name, Values: values, Default: def, Value: value, Doc: doc, Live: live}
		if refused := ReadFileStats().Refused; name == "files" && refused != "" {
			s.Value, s.Note = "thread", refused
		}
		list = append(list, s)
	})
	return list
}

// ChangeSetting changes a setting while the program runs, to a value as GREENRT takes it,
// such as "100ms" for monitor. It holds from the next time that the scheduler looks at
// it, within a few milliseconds. An error says what is wrong: there is no such setting,
// it can be set only when the program starts, the value is none of its, or
// the program is not green.
func ChangeSetting(name, value string) error {
	if !Enabled() {
		return fmt.Errorf("greenrt: setting %s: the program is not green, and has no scheduler to set: build it with greenify, and start it without GREENRT=off=1", name)
	}
	var known, live []string
	for _, s := range Settings() {
		if s.Live {
			live = append(live, s.Name)
		}
		known = append(known, s.Name)
		if s.Name != name {
			continue
		}
		if !s.Live {
			return fmt.Errorf("greenrt: setting %s is read when the program starts: start it with GREENRT=%s=%s", name, name, value)
		}
		settings.Lock()
		defer settings.Unlock()
		if value == "" || !greenChange(name, strings.Clone(value)) {
			return fmt.Errorf("greenrt: bad value %q for setting %s: want %s", value, name, s.Values)
		}
		return nil
	}
	return fmt.Errorf("greenrt: unknown setting %q: want one of %s, of which %s can be changed", name, strings.Join(known, " "), strings.Join(live, " "))
}
