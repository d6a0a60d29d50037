package monkey_test

import (
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/greenrt/monkey"
	"github.com/go-greenify/greenify/rewrite/patch"
)

// tagged reports whether the go command says that this is a green build, which is how
// "go version -m" tells one.
func tagged(t *testing.T) bool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		t.Fatal("no build information")
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" {
			return slices.Contains(strings.Split(s.Value, ","), "greenify")
		}
	}
	return false
}

func TestPatchedNamesPackagesFunctionsAndPatches(t *testing.T) {
	//gevent:monkey.patched
	//gevent:monkey.part
	green := tagged(t)
	for _, name := range []string{
		"net", "net.Dial", "net.(*TCPConn).Read", "time", "time.Sleep", "sync", "os", "os/exec",
		"runtime", "internal/poll", "os/signal", "net/http",
		"socket", "thread", "dns", "subprocess", "select",
	} {
		if monkey.Patched(name) != green {
			t.Errorf("Patched(%q) = %v in a build that is green: %v", name, !green, green)
		}
	}
	for _, name := range []string{"", "fmt", "fmt.Println", "ne", "nets", "net/url", "net/smtp", "gevent", "threads", "(*FD).Read"} {
		if monkey.Patched(name) {
			t.Errorf("Patched(%q)", name)
		}
	}
}

func TestAnythingPatched(t *testing.T) {
	if monkey.AnythingPatched() != tagged(t) {
		t.Error(monkey.AnythingPatched())
	}
}

func TestRewrittenIsExact(t *testing.T) {
	green := tagged(t)
	for _, name := range []string{"internal/poll.(*FD).Read", "runtime.g", "runtime.gopark", "runtime"} {
		//gevent:monkey.part
		if monkey.Rewritten(name) != green {
			t.Errorf("Rewritten(%q) = %v", name, !green)
		}
	}
	for _, name := range []string{"time.Sleep", "time", "internal/poll.(*FD)", "internal/poll.Read"} {
		if monkey.Rewritten(name) {
			t.Errorf("Rewritten(%q)", name)
		}
	}
}

// The manifest is compared with the table that the build was made from.
func TestManifestIsTheTable(t *testing.T) {
	m := monkey.Read()
	if m.Go != runtime.Version() {
		t.Errorf("Go is %q, want %q", m.Go, runtime.Version())
	}
	if !tagged(t) {
		if !m.Stock() || m.Greenify != "" || m.Sum != "" || len(m.Patches) > 0 || len(m.Settings) > 0 || len(m.Packages()) > 0 {
			t.Errorf("a stock build has %+v", m)
		}
		if !strings.Contains(m.String(), "stock") {
			t.Errorf("a stock build says %s", m)
		}
		return
	}
	if m.Stock() || m.Greenify == "" || len(m.Sum) != 32 {
		t.Errorf("version %q, sum %q", m.Greenify, m.Sum)
	}
	all := patch.All()
	if len(m.Patches) != len(all) {
		t.Fatalf("%d patches, want %d", len(m.Patches), len(all))
	}
	for i, p := range all {
		var rewrites []string
		for _, r := range p.Rules {
			rewrites = append(rewrites, r.Pkg+"."+r.Func+r.Type)
		}
		slices.Sort(rewrites)
		rewrites = slices.Compact(rewrites)
		got := m.Patches[i]
		if got.Name != p.Name || !slices.Equal(got.Covers, p.Covers) || !slices.Equal(got.Adds, p.Adds) || !slices.Equal(got.Rewrites, rewrites) {
			t.Errorf("patch %d is\n%+v\nand in the table %s", i, got, p.Name)
		}
	}
	if pkgs := m.Packages(); !slices.Contains(pkgs, "runtime") || !slices.Contains(pkgs, "internal/poll") || slices.Contains(pkgs, "time") {
		t.Error(pkgs)
	}
	for _, want := range []string{"greenify ", m.Sum, "patch thread", "setting off="} {
		if !strings.Contains(m.String(), want) {
			t.Errorf("no %q in\n%s", want, m)
		}
	}
	// It is the caller's.
	m.Patches[0].Covers[0] = "mine"
	if monkey.Read().Patches[0].Covers[0] == "mine" {
		t.Error("Read returned what others have")
	}
}
