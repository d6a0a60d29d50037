package reason

import "fmt"

// A Class says what a finding, or all findings of a package together, mean for
// the hub. A later class is worse.
type Class int

const (
	Green       Class = iota // waits switch to another greenlet
	Offloaded                // waits leave the hub, which goes on without them
	ThreadBound              // greenlets stay away from the hub, locked to a thread
	NotGreen                 // can hold the hub
	Unknown                  // could not be looked at; counts as not green
)

var classNames = [...]string{"green", "offloaded", "thread-bound", "not green", "unknown"}

// String returns the class as reports, JSON and -fail-on have it.
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return fmt.Sprintf("Class(%d)", int(c))
	}
	return classNames[c]
}

// MarshalText makes a class its name in JSON.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (c *Class) UnmarshalText(text []byte) error {
	for i, name := range classNames {
		if name == string(text) {
			*c = Class(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no verdict: use one of %q", text, classNames)
}

// Severity is the level that SARIF and editors know for a class of findings.
func (c Class) Severity() string {
	switch c {
	case Green, Offloaded:
		return "note"
	case ThreadBound:
		return "warning"
	}
	return "error"
}
