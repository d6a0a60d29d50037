package check

import (
	"strings"
	"testing"
)

// Each program has a LockOSThread in a function called target, which is reached
// in one way, or not at all. They are checked together, which takes as long as one.
func TestReach(t *testing.T) {
	const target = "\nfunc target() { runtime.LockOSThread() }\n"
	tests := map[string]struct {
		text    string
		reached bool
	}{
		"static":                   {`import "runtime"; func main() { target() }`, true},
		"dead":                     {`import "runtime"; func main() {}; func dead() { target() }`, false},
		"init":                     {`import "runtime"; func init() { target() }; func main() {}`, true},
		"variable":                 {`import "runtime"; var v = f(); func f() int { target(); return 1 }; func main() {}`, true},
		"go":                       {`import "runtime"; func main() { go target() }`, true},
		"defer":                    {`import "runtime"; func main() { defer target() }`, true},
		"value":                    {`import "runtime"; func main() { f := target; f() }`, true},
		"interface":                {`import "runtime"; type i interface{ m() }; type s struct{}; func (s) m() { target() }; func main() { i(s{}).m() }`, true},
		"no such method is called": {`import "runtime"; type i interface{ m() }; type s struct{}; func (s) m() {}; func (s) n() { target() }; func main() { i(s{}).m() }`, false},
		"generic":                  {`import "runtime"; func g[T any](f func(T)) { var x T; f(x) }; func main() { g(func(int) { target() }) }`, true},
		"generic of another type":  {`import "runtime"; type s[T any] struct{}; func (s[T]) m() { target() }; func main() { var _ s[int] }`, false},
		"sort":                     {`import ("runtime"; "sort"); func main() { sort.Slice([]int{2, 1}, func(i, j int) bool { target(); return i < j }) }`, true},
		"timer":                    {`import ("runtime"; "time"); func main() { time.AfterFunc(1, target) }`, true},
		"http":                     {`import ("runtime"; "net/http"); type h struct{}; func (h) ServeHTTP(http.ResponseWriter, *http.Request) { target() }; func main() { http.ListenAndServe("", h{}) }`, true},
		"finalizer":                {`import "runtime"; func main() { runtime.SetFinalizer(new(int), func(*int) { target() }) }`, true},
		"cleanup":                  {`import "runtime"; func main() { runtime.AddCleanup(new(int), func(int) { target() }, 1) }`, true},
		"reflect":                  {`import ("reflect"; "runtime"); type s struct{}; func (s) M() { target() }; func main() { reflect.ValueOf(s{}).MethodByName("M").Call(nil) }`, true},
		"linkname": {`import ("runtime"; _ "unsafe"); func main() {}
//go:linkname pushed example.com/elsewhere.pushed
func pushed() { target() }`, true},
		"iterator": {`import "runtime"; func seq(yield func(int) bool) { target(); yield(1) }; func main() { for range seq { } }`, true},
	}
	var files []string
	dead := 0
	for name, test := range tests {
		dir := strings.ReplaceAll(name, " ", "_")
		files = append(files, dir+"/main.go", "package main\n\n"+test.text+"\n"+target)
		if !test.reached {
			dead++
		}
	}
	r := run(t, module(t, files...), "./...")
	found := make(map[string]*Finding)
	for _, f := range r.Findings {
		name := strings.ReplaceAll(strings.TrimPrefix(f.Package, "example.com/m/"), "_", " ")
		found[name] = f
		if !tests[name].reached {
			t.Errorf("%s: it is reached by %v", name, f.Path)
		}
	}
	for name, test := range tests {
		if !test.reached {
			continue
		}
		if f := found[name]; f == nil {
			t.Errorf("%s: it is not reached", name)
		} else if len(f.Path) == 0 || !strings.HasSuffix(f.Path[len(f.Path)-1].Function, ".target") {
			t.Errorf("%s: the path does not lead to the place: %v", name, f.Path)
		}
	}
	if r.Unreached != dead {
		t.Errorf("%d places are not reached, want %d", r.Unreached, dead)
	}
}

// The plain way is preferred to a short one that only the types allow.
func TestPlainPath(t *testing.T) {
	r := run(t, module(t, "main.go", `package main

import (
	"runtime"
	"sync"
)

var once sync.Once

func main() {
	once.Do(other)
	one()
}

func other() {}

func one()    { two() }
func two()    { three() }
func three()  { target() }
func target() { runtime.LockOSThread() }

var values = []func(){other, target}
`), ".")
	var names []string
	for _, f := range r.Findings[0].Path {
		names = append(names, strings.TrimPrefix(f.Function, "example.com/m."))
	}
	if got, want := strings.Join(names, " "), "main one two three target"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is named and linked by no named main is a library.
func TestLibrary(t *testing.T) {
	dir := module(t,
		"cmd/main.go", "package main\n\nimport \"example.com/m/used\"\n\nfunc main() { used.F() }\n",
		"used/used.go", "package used\n\nimport \"runtime\"\n\nfunc F() {}\n\nfunc G() { runtime.LockOSThread() }\n",
		"lone/lone.go", "package lone\n\nimport \"runtime\"\n\nfunc F[T any]() { runtime.LockOSThread() }\n\nfunc g() { runtime.LockOSThread() }\n")
	r := run(t, dir, "./...")
	if got := r.verdict(t, "example.com/m/used"); got != "green" {
		t.Errorf("used: %s", got)
	}
	if got := r.verdict(t, "example.com/m/lone"); got != "thread-bound" || len(r.Findings) != 2 {
		t.Errorf("lone: %s, %d findings", got, len(r.Findings))
	}
	if r := run(t, dir, "./used"); r.verdict(t, "example.com/m/used") != "thread-bound" {
		t.Error("used as a library is not thread-bound")
	}
}

// With tests, only what they reach counts.
func TestTests(t *testing.T) {
	dir := module(t,
		"p.go", "package p\n\nimport \"runtime\"\n\nfunc F() { runtime.LockOSThread() }\n\nfunc G() { runtime.GOMAXPROCS(1); runtime.LockOSThread() }\n",
		"p_test.go", "package p\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { F() }\n")
	cfg, tc := config(t, dir)
	r, err := Run(t.Context(), cfg, tc, &Options{Patterns: []string{"."}, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 1 || r.Unreached != 2 || len(r.Packages) != 1 {
		t.Errorf("%d findings, %d not reached, %d packages", len(r.Findings), r.Unreached, len(r.Packages))
	}
}
