package standin

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/target"
)

// recorder is a compiler that writes down its arguments, with response files
// expanded, and the sources that it is given. It exits with what is in the file exit.
const recorder = `#!/bin/sh
dir=$(dirname "$0")
if [ "$1" = -V=full ]; then cat $dir/version; exit; fi
case $1 in @*) cp ${1#@} $dir/args; set -- $(cat ${1#@});; *) for a; do echo "$a"; done >$dir/args;; esac
for a; do case $a in *.go) echo "== $(basename $a)"; cat "$a";; esac; done >$dir/sources
echo said >&2
exit $(cat $dir/exit)
`

// A bench is a directory with a recorder and sources.
type bench struct {
	t   *testing.T
	dir string
}

func newBench(t *testing.T) *bench {
	b := &bench{t, t.TempDir()}
	b.write("stock", recorder)
	if err := os.Chmod(b.path("stock"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.write("exit", "0")
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

func (b *bench) write(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(b.path(name), []byte(text), 0o666); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) read(name string) string {
	b.t.Helper()
	text, err := os.ReadFile(b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// run runs the stand-in, and checks that it leaves nothing behind.
func (b *bench) run(args ...string) (code int, stderr string) {
	b.t.Helper()
	var out, errs bytes.Buffer
	code = Run(b.path("stock"), args, &out, &errs)
	if out.Len() > 0 {
		b.t.Errorf("stdout: %s", out.String())
	}
	if left, _ := filepath.Glob(b.path("_greenify*")); len(left) > 0 {
		b.t.Errorf("%q is left", left)
	}
	return code, errs.String()
}

// exportData writes an importcfg for the packages and what they import.
func (b *bench) exportData(pkgs ...string) {
	b.t.Helper()
	args := append([]string{"list", "-export", "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}"}, pkgs...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		b.t.Fatal(err)
	}
	b.write("importcfg", "# a comment\n"+string(out))
}

const raw = "package p\n\nimport \"syscall\"\n\nfunc f() { syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0) }\n"

func TestRaw(t *testing.T) {
	b := newBench(t)
	b.exportData("syscall")
	b.write("a.go", "package p\n")
	b.write("b.go", raw)
	code, stderr := b.run("-o", b.path("p.a"), "-p", "p", "-lang=go1.26", "-importcfg", b.path("importcfg"), "-pack", b.path("a.go"), b.path("b.go"))
	if code != 0 || stderr != "said\n" {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	args := strings.Fields(b.read("args"))
	if len(args) != 10 || args[8] != b.path("a.go") || filepath.Base(args[9]) != "1-b.go" {
		t.Errorf("args %q", args)
	}
	want := "== a.go\npackage p\n== 1-b.go\n//line " + b.path("b.go") + ":1:1\n" + strings.ReplaceAll(raw, "RawSyscall", "Syscall   ")
	if got := b.read("sources"); got != want {
		t.Errorf("sources:\n%s", got)
	}
}

// What the real compiler makes of it does not depend on where and when it is made.
func TestReproducible(t *testing.T) {
	out, err := exec.Command("go", "tool", "-n", "compile").Output()
	if err != nil {
		t.Fatal(err)
	}
	stock := strings.TrimSpace(string(out))
	b := newBench(t)
	b.exportData("syscall")
	b.write("p.go", "package p\n\nimport \"syscall\"\n\n//greenify:offload\nfunc F[T any](v T) T { return v }\n\nfunc G() { syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0) }\n")
	archives := make(map[string]bool)
	for _, name := range []string{"one", "two"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		archive := filepath.Join(dir, "p.a")
		args := []string{"-o", archive, "-trimpath", dir + "=>;" + b.dir + "=>p", "-p", "p", "-complete", "-importcfg", b.path("importcfg"), "-pack", b.path("p.go")}
		if code := Run(stock, args, &stderr, &stderr); code != 0 || stderr.Len() > 0 {
			t.Fatalf("code %d, %s", code, stderr.String())
		}
		text, err := os.ReadFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		archives[string(text)] = true
	}
	if len(archives) != 1 {
		t.Error("the two are different")
	}
}

func TestOffload(t *testing.T) {
	b := newBench(t)
	b.write("a.go", "package p\n\n//greenify:offload\nfunc f() {}\n\n//greenify:offload\nfunc g() {}\n")
	b.write("b.go", "package p\n\n//greenify:offload\nfunc h() {}\n")
	code, stderr := b.run("-o", b.path("p.a"), "-p", "p", "-complete", b.path("a.go"), b.path("b.go"))
	if code != 0 || stderr != "said\n" {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	got := b.read("sources")
	if strings.Count(got, "defer ") != 3 || strings.Count(got, "//go:linkname") != 2 {
		t.Errorf("sources:\n%s", got)
	}
	if !strings.HasSuffix(got, string(target.Declarations("p", b.path(target.DeclarationsName)))) {
		t.Errorf("the declarations are not last:\n%s", got)
	}
}

// The compiler's exit code is passed on.
func TestExitCode(t *testing.T) {
	b := newBench(t)
	b.write("exit", "7")
	b.write("a.go", "package p\n\n//greenify:offload\nfunc f() {}\n")
	if code, stderr := b.run("-p", "p", "-o", b.path("p.a"), b.path("a.go")); code != 7 || stderr != "said\n" {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	if code, stderr := (&bench{t, b.path("gone")}).run("-p", "p", "-o", b.path("p.a"), b.path("a.go")); code != 2 || !strings.HasPrefix(stderr, "greenify: compile: ") {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
}

// A directive that cannot be followed is an error, at its place, and nothing is compiled.
func TestProblem(t *testing.T) {
	b := newBench(t)
	b.write("a.go", "//line orig.go:10:1\npackage p\n\n//greenify:ofload\nfunc f() {}\n\nfunc g() {\n\t//greenify:off\n}\n")
	code, stderr := b.run("-p", "p", "-o", b.path("p.a"), b.path("a.go"))
	if code != 2 || strings.Count(stderr, "\n") != 2 || !strings.Contains(stderr, "orig.go:12:1: greenify: unknown directive //greenify:ofload") ||
		!strings.Contains(stderr, "orig.go:16:2: greenify: //greenify:off is not above") {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	if _, err := os.Stat(b.path("args")); err == nil {
		t.Error("the compiler was run")
	}
}

// Without the types of an import the build goes on, with a warning if the compiler has
// none to say; what does not depend on that import is changed.
func TestDoubt(t *testing.T) {
	b := newBench(t)
	b.exportData("syscall")
	b.write("a.go", `package p

import (
	"example.com/numbers"
	"syscall"
)

func f() {
	syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0)
	syscall.RawSyscall(numbers.Pause, 0, 0, 0)
}
`)
	args := []string{"-p", "p", "-o", b.path("p.a"), "-importcfg", b.path("importcfg"), b.path("a.go")}
	code, stderr := b.run(args...)
	if code != 0 || !strings.Contains(stderr, "said\ngreenify: p: raw system calls may stay as they are") || !strings.Contains(stderr, "example.com/numbers") {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	got := b.read("sources")
	if !strings.Contains(got, "\tsyscall.Syscall   (syscall.SYS_PAUSE") || !strings.Contains(got, "\tsyscall.RawSyscall(numbers.Pause") {
		t.Errorf("sources:\n%s", got)
	}
	b.write("exit", "1")
	if code, stderr = b.run(args...); code != 1 || stderr != "said\n" {
		t.Errorf("with errors of the compiler: code %d, stderr %q", code, stderr)
	}
	// No export data at all, or no text that parses: the compiler is run on what is there.
	b.write("exit", "0")
	b.write("importcfg", "packagefile syscall="+b.path("gone"))
	if code, stderr = b.run(args...); code != 0 || !strings.Contains(stderr, "raw system calls may stay") || !strings.Contains(b.read("sources"), "RawSyscall(syscall.SYS_PAUSE") {
		t.Errorf("without export data: code %d, stderr %q, sources\n%s", code, stderr, b.read("sources"))
	}
	if code, stderr = b.run("-p", "p", "-o", b.path("p.a"), "-importcfg", b.path("nowhere"), b.path("a.go")); code != 0 || !strings.Contains(stderr, "nowhere") {
		t.Errorf("without importcfg: code %d, stderr %q", code, stderr)
	}
	b.write("a.go", "package p RawSyscall")
	if code, stderr = b.run(args...); code != 0 || stderr != "said\n" || !strings.Contains(b.read("sources"), "== a.go\npackage p RawSyscall") {
		t.Errorf("what does not parse: code %d, stderr %q", code, stderr)
	}
}

// Arguments that are too long come in a file, and go out in one.
func TestResponseFile(t *testing.T) {
	b := newBench(t)
	b.exportData("syscall")
	b.write("a.go", raw)
	var args []string
	for range 2000 {
		args = append(args, `-d=long\argument`)
	}
	args = append(args, "-p", "p", "-o", b.path("p.a"), "-importcfg", b.path("importcfg"), b.path("a.go"))
	if err := respond(b.path("response"), args); err != nil {
		t.Fatal(err)
	}
	l, err := parseLine([]string{"@" + b.path("response")})
	if err != nil || !slices.Equal(l.args, args) || l.pkg != "p" || l.files != len(args)-1 {
		t.Fatalf("%v, read as %+v", err, l)
	}
	if code, stderr := b.run("@" + b.path("response")); code != 0 || stderr != "said\n" {
		t.Errorf("code %d, stderr %q", code, stderr)
	}
	if !strings.Contains(b.read("args"), `-d=long\\argument`) || !strings.Contains(b.read("sources"), "Syscall   (") {
		t.Errorf("args\n%.200s\nsources\n%s", b.read("args"), b.read("sources"))
	}
	if code, stderr := b.run("@" + b.path("nowhere")); code != 2 || !strings.Contains(stderr, "nowhere") {
		t.Errorf("no response file: code %d, stderr %q", code, stderr)
	}
}

func TestParseLine(t *testing.T) {
	l, err := parseLine(strings.Fields("-o /w/p.a -trimpath /w=> -p example.com/p -lang=go1.20 -std --importcfg /w/cfg -pack ./a.go ./b.go"))
	if err != nil {
		t.Fatal(err)
	}
	if l.output != "/w/p.a" || l.pkg != "example.com/p" || l.lang != "go1.20" || !l.std || l.importcfg != "/w/cfg" || l.version {
		t.Errorf("%+v", l)
	}
	if got := l.args[l.files:]; !slices.Equal(got, []string{"./a.go", "./b.go"}) {
		t.Errorf("files %q", got)
	}
	l, err = parseLine(strings.Fields("-o=/w/p.a -c 2 -- overlay.txt ./b.go"))
	if err != nil || l.output != "/w/p.a" || !slices.Equal(l.args[l.files:], []string{"overlay.txt", "./b.go"}) {
		t.Errorf("%v, %+v", err, l)
	}
	for arg, want := range map[string]bool{"-V=full": true, "-V": false} {
		if l, err := parseLine([]string{arg}); err != nil || l.version != want {
			t.Errorf("%s: version %v, %v", arg, l.version, err)
		}
	}
}

// The compiler says itself which of its flags take a value.
func TestTakesValue(t *testing.T) {
	out, _ := exec.Command("go", "tool", "compile", "-h").CombinedOutput() // it exits with 2
	flags := regexp.MustCompile(`(?m)^  -(\S+)([ \t].*)?$`).FindAllStringSubmatch(string(out), -1)
	if len(flags) < 50 {
		t.Fatalf("%d flags in\n%s", len(flags), out)
	}
	for _, f := range flags {
		if takes := strings.HasPrefix(f[2], " "); takes != takesValue[f[1]] {
			t.Errorf("-%s: takes a value: %v, in the table: %v", f[1], takes, takesValue[f[1]])
		}
	}
}

// Packages with nothing to change are the compiler's alone.
func TestRead(t *testing.T) {
	b := newBench(t)
	b.write("plain.go", "package p\n")
	b.write("raw.go", raw)
	b.write("off.go", "package p\n\n//greenify:off\nfunc g() {}\n")
	for _, test := range []struct {
		args      string
		mine, raw bool
	}{
		{"plain.go", false, false},
		{"plain.go raw.go", true, true},
		{"off.go", true, false},
		{"-std raw.go", false, false},
		{"raw.go gone.go", false, false},
		{"", false, false},
	} {
		var args []string
		for f := range strings.FieldsSeq(test.args) {
			if strings.HasSuffix(f, ".go") {
				f = b.path(f)
			}
			args = append(args, f)
		}
		l, err := parseLine(args)
		if err != nil {
			t.Fatal(err)
		}
		texts, raw, err := l.read()
		if err != nil || (texts != nil) != test.mine || texts != nil && raw != test.raw {
			t.Errorf("%s: %d texts, raw %v, %v", test.args, len(texts), raw, err)
		}
	}
	t.Setenv("GOOS", "windows")
	l, err := parseLine([]string{b.path("raw.go")})
	if err != nil {
		t.Fatal(err)
	}
	if texts, _, _ := l.read(); texts != nil {
		t.Error("sources for another system are changed")
	}
}

func TestVersion(t *testing.T) {
	b := newBench(t)
	for answer, want := range map[string]string{
		"compile version go1.26.8\n":                                  "compile version go1.26.8 greenify=" + ID() + "\n",
		"compile version go1.26.8 X:nodwarf5\n":                       "compile version go1.26.8 X:nodwarf5 greenify=" + ID() + "\n",
		"compile version devel go1.27-abc buildID=act/bin/src/cont\n": "compile version devel go1.27-abc greenify=" + ID() + " buildID=act/bin/src/cont-" + ID() + "\n",
	} {
		b.write("version", answer)
		var out, errs bytes.Buffer
		if code := Run(b.path("stock"), []string{"-V=full"}, &out, &errs); code != 0 || out.String() != want || errs.Len() > 0 {
			t.Errorf("code %d, %q, %q", code, out.String(), errs.String())
		}
	}
}

// ID covers each package of this module that the stand-in is made of: one that was
// forgotten could change what is compiled, and what is in the build cache would stay.
func TestID(t *testing.T) {
	const module = "github.com/go-greenify/greenify/"
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for path := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(path, module) {
			want = append(want, path[strings.LastIndex(path, "/")+1:])
		}
	}
	for _, s := range sources {
		got = append(got, s.name)
		entries, err := s.files.ReadDir(".")
		if err != nil || len(entries) < 2 {
			t.Errorf("%s: %d files, %v", s.name, len(entries), err)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("ID covers %q, and the stand-in is made of %q", got, want)
	}
	if len(ID()) != 24 {
		t.Errorf("ID is %q", ID())
	}
}
