package patch

import (
	"go/build"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestAll(t *testing.T) {
	seen := make(map[string]bool)
	manifests := 0
	for _, p := range All() {
		if p.Manifest != "" {
			manifests++
		}
		for _, pkg := range p.Covers {
			if dir, err := build.Default.Import(pkg, "", build.FindOnly); err != nil || !dir.Goroot {
				t.Errorf("patch %s covers %q, which is no package of the standard library", p.Name, pkg)
			}
		}
		if p.Name == "" || seen[p.Name] {
			t.Errorf("patch %q: no name, or not its own", p.Name)
		}
		// What a patch needs comes before it, so there can be no cycle.
		for _, need := range p.Needs {
			if !seen[need] {
				t.Errorf("patch %s needs %q, which does not come before it", p.Name, need)
			}
		}
		seen[p.Name] = true
		if p.Gevent == "" || p.Does == "" {
			t.Errorf("patch %s does not say what gevent's does, or what it does itself", p.Name)
		}
		for _, add := range p.Adds {
			if path.Clean(add) != add || path.IsAbs(add) || strings.HasPrefix(add, "..") {
				t.Errorf("patch %s adds %q, which is no path below GOROOT/src", p.Name, add)
			}
		}
		for i, r := range p.Rules {
			if r.Why == "" {
				t.Errorf("patch %s, rule %d (%s.%s%s) has no Why", p.Name, i, r.Pkg, r.Func, r.Type)
			}
			if slices.ContainsFunc(p.Rules[:i], func(q Rule) bool { return q == r }) {
				t.Errorf("patch %s, rule %d (%s.%s%s) is there twice", p.Name, i, r.Pkg, r.Func, r.Type)
			}
		}
	}
	if manifests != 1 || Thread.Manifest == "" {
		t.Errorf("%d patches have a manifest; it must be thread, which all others need", manifests)
	}
}
