package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// A tok is one token and the line that it is reported at.
type tok struct {
	text string
	line int
}

// tokens lists the tokens of src, without comments, with their adjusted lines,
// by top-level declaration; the package clause and what is between come first.
func tokens(t *testing.T, src []byte) [][]tok {
	t.Helper()
	fset := token.NewFileSet()
	// The parser, and no scanner, is what records line directives.
	f, err := parser.ParseFile(fset, "x.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	file := fset.File(f.FileStart)
	list := make([][]tok, 1+len(f.Decls))
	next := 0 // the declaration that is at hand or comes next
	var s scanner.Scanner
	bare := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(bare, src, nil, 0)
	for {
		p, kind, lit := s.Scan()
		if kind == token.EOF {
			return list
		}
		if kind == token.SEMICOLON && lit == "\n" {
			continue
		}
		if lit == "" {
			lit = kind.String()
		}
		pos := file.Pos(bare.Offset(p))
		for next < len(f.Decls) && pos >= f.Decls[next].End() {
			next++
		}
		i := 0
		if next < len(f.Decls) && pos >= f.Decls[next].Pos() {
			i = 1 + next
		}
		list[i] = append(list[i], tok{lit, file.Position(pos).Line})
	}
}

// lost returns how many of old's tokens are not in out, in order and reported at
// their own line. It sees tokens only, so it has nothing in common with the code
// under test.
func lost(t *testing.T, old, out []byte) int {
	t.Helper()
	a, b := tokens(t, old), tokens(t, out)
	if len(a) != len(b) {
		t.Fatalf("%d declarations became %d", len(a), len(b))
	}
	n := 0
	for i := range a {
		x, y := a[i], b[i]
		for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
			x, y = x[1:], y[1:]
		}
		for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
			x, y = x[:len(x)-1], y[:len(y)-1]
		}
		n += len(x) - common(x, y)
	}
	return n
}

// common returns the length of the longest common subsequence.
func common(x, y []tok) int {
	row := make([]int, len(y)+1)
	for i := range x {
		diagonal := 0
		for j := range y {
			above := row[j+1]
			if x[i] == y[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(y)]
}

// checkLines verifies that what rules leave of old in out is reported at its own
// line.
func checkLines(t *testing.T, old, out []byte, rules []*patch.Rule) {
	t.Helper()
	removed := 0
	for _, r := range rules {
		switch r.Op {
		case patch.Replace:
			removed += len(tokens(t, []byte("package p\nfunc _() {\n"+r.Find+"\n}"))[1]) - len("_(){}") - 1
		case patch.Expr:
			removed += len(tokens(t, []byte("package p\nvar _ = "+r.Find))[1]) - len("_=") - 1
		}
	}
	if n := lost(t, old, out); n > removed {
		t.Errorf("%d tokens of the original are not reported at their line, but the rules remove %d only", n, removed)
	}
}

// TestLost makes sure that the check above can fail.
func TestLost(t *testing.T) {
	old := []byte("package p\n\nfunc f() {\n\ta()\n\tb()\n}\n")
	for out, want := range map[string]int{
		"package p\n\nfunc f() {\n\ta()\n\tb()\n}\n":                            0,
		"package p\n\nfunc f() {\n\tx()\n\ta()\n\tb()\n}\n":                     3,
		"package p\n\nfunc f() {\n\tx()\n//line :4:1\n\ta()\n\tb()\n}\n":        0,
		"package p\n\nfunc f() {\n\tx()\n//line :4:1\n\ta()\n\n\tb()\n}\n":      4,
		"package p\n\nfunc f() {\n\tx()\n//line :4:1\n\ta()\n\tb()\n\tx()\n}\n": 1,
		"package p\n\nfunc f() {\n\ta()\n}\n":                                   4,
	} {
		if n := lost(t, old, []byte(out)); n != want {
			t.Errorf("%d tokens lost, want %d, in\n%s", n, want, out)
		}
	}
}

// goroot returns the source directory of the Go that runs the test.
func goroot(t *testing.T) *Toolchain {
	t.Helper()
	tc, err := FindToolchain(t.Context(), &Config{})
	if err != nil {
		t.Skip(err)
	}
	return tc
}

// TestTable applies greenify's own rules and checks every rewritten file.
func TestTable(t *testing.T) {
	tc := goroot(t)
	p, err := NewPlan(t.Context(), &Config{Adds: os.DirFS("../greenrt/_std")}, tc)
	if err != nil {
		t.Fatal(err)
	}
	again, err := NewPlan(t.Context(), &Config{Adds: os.DirFS("../greenrt/_std")}, tc)
	if err != nil {
		t.Fatal(err)
	}
	rewritten := 0
	for i, f := range p.Files {
		if !bytes.Equal(f.New, again.Files[i].New) {
			t.Errorf("%s comes out otherwise the second time", f.Path)
		}
		if f.Old == nil {
			continue
		}
		rewritten++
		t.Run(f.Path, func(t *testing.T) {
			checkLines(t, f.Old, f.New, f.Rules)
			checkUntouched(t, f)
		})
	}
	if rewritten == 0 {
		t.Error("no file is rewritten")
	}
}

// checkUntouched verifies that without the line directives, f.New has every line
// of f.Old outside the functions and types that the rules name, in order.
func checkUntouched(t *testing.T, f File) {
	named := make(map[string]bool)
	for _, r := range f.Rules {
		named[r.Func+r.Type] = true
	}
	cut := func(src []byte) string {
		fset := token.NewFileSet()
		af, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		last := 0
		for _, d := range af.Decls {
			skip := false
			switch d := d.(type) {
			case *ast.FuncDecl:
				skip = named[funcName(d)]
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if s, ok := s.(*ast.TypeSpec); ok && named[s.Name.Name] {
						skip = true
					}
				}
			}
			if skip {
				text.Write(src[last:fset.PositionFor(d.Pos(), false).Offset])
				last = fset.PositionFor(d.End(), false).Offset
			}
		}
		text.Write(src[last:])
		return text.String()
	}
	got := strings.TrimSuffix(cut(f.New), "\n"+rewrittenMark+"\n")
	if want := cut(f.Old); got != want {
		t.Errorf("text outside the named functions and types has changed: %s", firstDifference(want, got))
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("%q became %q", x[i], y[i])
		}
	}
	return "the end"
}

// TestEveryFunction inserts statements into every function of a few large files,
// at both ends, so that the line directives meet all kinds of code.
func TestEveryFunction(t *testing.T) {
	tc := goroot(t)
	for _, name := range []string{"runtime/mgc.go", "net/http/server.go", "os/file.go", "internal/poll/fd_unix.go", "time/format.go"} {
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join(tc.GOROOT, "src", filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			seen := make(map[string]int)
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
					seen[funcName(fn)]++
				}
			}
			var rules []*patch.Rule
			for name, n := range seen {
				if n == 1 {
					rules = append(rules, &patch.Rule{Pkg: "p", Func: name, Op: patch.Enter, Text: "if zq() {\n\treturn\n}\nzq2()"})
				}
			}
			out, err := rewriteSource("go1.26.8", name, src, rules)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(out, []byte("zq2()")); n != len(rules) {
				t.Errorf("%d insertions for %d rules", n, len(rules))
			}
			checkLines(t, src, out, rules)
		})
	}
}

// TestInsertedLines verifies that an inserted statement is reported at the line
// of the statement that it stands before.
func TestInsertedLines(t *testing.T) {
	src := []byte("package p\n\nfunc f() {\n\ta()\n\n\t// b needs a reason.\n\tb()\n}\n")
	for _, test := range []struct {
		op   patch.Op
		find string
		want int
	}{
		{patch.Before, "b()", 7},
		{patch.After, "a()", 7},
		{patch.After, "b()", 8},
		{patch.Replace, "a()", 4},
		{patch.Enter, "", 4},
	} {
		r := &patch.Rule{Pkg: "p", Func: "f", Op: test.op, Find: test.find, Text: "if x1() {\n\tx2()\n}\nx3()"}
		out, err := rewriteSource("go1.26.8", "p/p.go", src, []*patch.Rule{r})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, tok := range slices.Concat(tokens(t, out)...) {
			if strings.HasPrefix(tok.text, "x") {
				n++
				if tok.line != test.want {
					t.Errorf("op %d at %q: %s is reported at line %d, want %d\n%s", test.op, test.find, tok.text, tok.line, test.want, out)
				}
			}
		}
		if n != 3 {
			t.Errorf("found %d of 3 inserted calls", n)
		}
		checkLines(t, src, out, []*patch.Rule{r})
	}
}
