package rewrite

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
)

// markerName is the file at the top of a tree that makes it a green GOROOT. It
// is written last, so a tree that has it is whole.
const markerName = "greenify.json"

// A Marker says what a green GOROOT was made of.
type Marker struct {
	GOROOT   string   // the original
	Version  string   // its version, as in "go1.26.8"
	Patches  []string // names, in the order of application
	Key      string   // the name of the tree in the cache
	Greenify string   // the version of greenify, "(devel)" if unknown
}

// readMarker reads the marker of the tree at dir; the error is os.ErrNotExist
// for a tree that is not green.
func readMarker(dir string) (*Marker, error) {
	path := filepath.Join(dir, markerName)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	m := new(Marker)
	if err := json.Unmarshal(b, m); err != nil {
		return nil, fmt.Errorf("%s: %w: remove %s", path, err, dir)
	}
	return m, nil
}

// write puts the marker into the tree at dir.
func (m *Marker) write(dir string) error {
	b, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, markerName), append(b, '\n'), 0o644)
}

// greenifyVersion is the version of the module that this package came with, as the module
// proxy has it. What was built in a checkout is "(devel)": the go command calls that by
// its commit, and each commit would have a green GOROOT of its own, whether the rules have
// changed or not.
func greenifyVersion() string {
	const module = "github.com/go-greenify/greenify"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)"
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == module && m.Version != "" && m.Sum != "" && m.Replace == nil {
			return m.Version
		}
	}
	return "(devel)"
}
