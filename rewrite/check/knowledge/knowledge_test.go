package knowledge

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A name in a list that no system call has would be a slip of the pen, and the
// call that was meant would have the wrong class.
func TestNames(t *testing.T) {
	known := make(map[string]bool)
	for _, name := range Names {
		known[name] = true
	}
	count := make(map[string]int)
	for _, list := range []map[string]bool{never, descriptor, event, byRequest} {
		for name := range list {
			count[name]++
			if !known[name] {
				t.Errorf("%s: no such system call", name)
			}
		}
	}
	for name, n := range count {
		if n > 1 {
			t.Errorf("%s is in %d lists", name, n)
		}
	}
	for _, list := range []map[string]bool{polls, loops} {
		for name := range list {
			if WaitOf(name) != Event {
				t.Errorf("%s: %v", name, WaitOf(name))
			}
		}
	}
}

// The green runtime decides by a table of its own which calls leave the hub
// first. What waits there has to wait here.
func TestRuntimeAgrees(t *testing.T) {
	text, err := os.ReadFile("../../../greenrt/_std/runtime/green_linux_amd64.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\t(\d+): +(green\w+)(?: \| greenSharing)?, +// (\w+)$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) < 30 {
		t.Fatalf("found %d rows of greenTraps", len(rows))
	}
	for _, row := range rows {
		n, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		want := Event
		switch row[2] {
		case "greenByFD", "greenByMode":
			want = Descriptor
		case "greenSharing": // it is in the table for another reason, and does not leave
			want = Never
		}
		if Names[n] != row[3] || WaitOf(row[3]) != want {
			t.Errorf("%d: the runtime has %s %s, this package %s: %v", n, row[3], row[2], Names[n], WaitOf(Names[n]))
		}
	}
}

func TestWaitOfCall(t *testing.T) {
	for _, test := range []struct {
		call string
		arg  int
		v    int64
		want Wait
	}{
		{"poll", 2, 0, Never}, {"poll", 2, 5, Event},
		{"epoll_wait", 3, 0, Never}, {"epoll_wait", 3, -1, Event},
		{"wait4", 2, 1, Never}, {"wait4", 2, 2, Event},
		{"waitid", 3, 1, Never}, {"waitid", 3, 4, Event},
		{"fcntl", 1, 3, Never}, {"fcntl", 1, 7, Event}, {"fcntl", 1, 38, Event},
		{"flock", 1, 2, Event}, {"flock", 1, 6, Never}, {"flock", 1, 8, Never},
		{"futex", 1, 1, Never}, {"futex", 1, 128, Event}, {"futex", 1, 129, Never},
		{"io_uring_enter", 2, 0, Never}, {"io_uring_enter", 2, 1, Event},
		{"io_getevents", 1, 0, Never}, {"io_getevents", 1, 1, Event},
		{"recvfrom", 3, 0x40, Never}, {"recvfrom", 3, 0, Descriptor},
		{"sendmsg", 2, 0x4040, Never}, {"sendmsg", 2, 0x4000, Descriptor},
		{"ioctl", 1, 0x5413, Never}, {"ioctl", 1, 0x5409, Event},
		{"openat", 2, 0, Disk}, {"getpid", 0, 0, Never}, {"read", 0, 0, Descriptor},
		{"a call that is yet to come", 0, 0, Disk},
	} {
		got := WaitOfCall(test.call, func(i int) (int64, bool) { return test.v, i == test.arg })
		if got != test.want {
			t.Errorf("%s, argument %d is %d: %v, want %v", test.call, test.arg, test.v, got, test.want)
		}
	}
}

func TestWaitOfFunction(t *testing.T) {
	for _, test := range []struct {
		name string
		arg  int
		v    int64
		want Wait
	}{
		{"syscall.Flock", 1, 2, Event}, {"syscall.Flock", 1, 6, Never},
		{"syscall.Wait4", 2, 1, Never}, {"syscall.Wait4", 2, 0, Event},
		{"syscall.EpollWait", 2, 0, Never}, {"syscall.EpollWait", 2, 10, Event},
		{Unix + ".Poll", 1, 0, Never}, {Unix + ".Poll", 1, 10, Event},
		{Unix + ".FcntlFlock", 1, 7, Event}, {Unix + ".FcntlFlock", 1, 6, Never},
		{Unix + ".Recvfrom", 2, 0x40, Never}, {Unix + ".Recvfrom", 2, 0, Descriptor},
		{Unix + ".Recvmsg", 3, 0x40, Never}, {Unix + ".SendmsgN", 4, 0x40, Never},
		{"syscall.Read", 0, 0, Descriptor}, {"syscall.Sync", 0, 0, Event},
	} {
		got := WaitOfFunction(test.name, func(i int) (int64, bool) { return test.v, i == test.arg })
		if got != test.want {
			t.Errorf("%s, argument %d is %d: %v, want %v", test.name, test.arg, test.v, got, test.want)
		}
	}
}

// The wrappers of std and x/sys that enter raw do so with calls that never wait.
// One that did otherwise would hold the hub in every program that uses it.
func TestNoRawWrapper(t *testing.T) {
	for name, f := range Functions {
		if f.Raw {
			t.Errorf("%s enters raw with %v", name, f.Calls)
		}
	}
}

// Each symbol of the list exists in the release of Go that runs the test.
func TestLinksExist(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	declared := make(map[string]map[string]bool)
	for _, symbol := range slices.Sorted(maps.Keys(links)) {
		i := strings.LastIndex(symbol, ".")
		pkg, name := symbol[:i], symbol[i+1:]
		if declared[pkg] == nil {
			declared[pkg] = declaredIn(t, filepath.Join(strings.TrimSpace(string(goroot)), "src", filepath.FromSlash(pkg)))
		}
		if !declared[pkg][name] {
			t.Errorf("%s has no function %s", runtime.Version(), symbol)
		}
	}
}

func declaredIn(t *testing.T, dir string) map[string]bool {
	names := make(map[string]bool)
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no Go files, %v", dir, err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil {
				names[fn.Name.Name] = true
			}
		}
	}
	return names
}
