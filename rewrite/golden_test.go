package rewrite

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/go-greenify/greenify/rewrite/patch"
)

var update = flag.Bool("update", false, "write the golden output of testdata/*.txtar")

// TestGolden runs testdata/*.txtar. Such a file has
//
//	in.go            the original
//	rule             lines such as "op: before" and "func: ready"; begins a rule
//	find, text       of the rule
//	out.go or error  what comes out of it
//
// Every output is also held to its promises: lines are the original's, and a
// second application is refused.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in, rules, want := parseGolden(t, a)
			name, got := "out.go", ""
			out, err := rewriteSource("go1.26.9", "p/in.go", in, rules)
			if err != nil {
				name, got = "error", err.Error()+"\n"
			} else {
				got = string(out)
				checkLines(t, in, out, rules)
				if _, err := rewriteSource("go1.26.9", "p/in.go", out, rules); !errors.Is(err, errRewritten) {
					t.Errorf("second application: %v, want %v", err, errRewritten)
				}
			}
			if *update {
				i := 0
				for _, f := range a.Files {
					if f.Name != "out.go" && f.Name != "error" {
						a.Files[i] = f
						i++
					}
				}
				a.Files = append(a.Files[:i], txtar.File{Name: name, Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want[name] {
				t.Errorf("%s is\n%s\nwant\n%s", name, got, want[name])
			}
		})
	}
}

func parseGolden(t *testing.T, a *txtar.Archive) (in []byte, rules []*patch.Rule, want map[string]string) {
	ops := map[string]patch.Op{
		"before": patch.Before, "after": patch.After, "replace": patch.Replace,
		"expr": patch.Expr, "enter": patch.Enter, "field": patch.Field,
	}
	want = make(map[string]string)
	for _, f := range a.Files {
		switch f.Name {
		case "in.go":
			in = f.Data
		case "rule":
			r := &patch.Rule{Pkg: "p"}
			for line := range strings.Lines(string(f.Data)) {
				key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch key {
				case "op":
					op, ok := ops[value]
					if !ok {
						t.Fatalf("unknown op %q", value)
					}
					r.Op = op
				case "func":
					r.Func = value
				case "type":
					r.Type = value
				default:
					t.Fatalf("unknown key %q", key)
				}
			}
			rules = append(rules, r)
		case "find":
			rules[len(rules)-1].Find = string(bytes.TrimSpace(f.Data))
		case "text":
			rules[len(rules)-1].Text = string(bytes.TrimSpace(f.Data))
		case "out.go", "error":
			want[f.Name] = string(f.Data)
		default:
			t.Fatalf("unknown file %q", f.Name)
		}
	}
	for _, r := range rules {
		if err := checkRule(r); err != nil {
			t.Fatal(err)
		}
	}
	return in, rules, want
}

func TestShapeError(t *testing.T) {
	src := []byte("package p\n\nfunc f() {\n\tg()\n\tg()\n}\n\ntype T struct{ a int }\n")
	tests := []struct {
		version string
		rule    patch.Rule
		want    string
	}{
		{
			"go1.26.9", patch.Rule{Pkg: "p", Func: "f", Find: "h()", Text: "x()"},
			"go1.26.9: package p, function f: expected exactly one `h()`, found 0; greenify's rules were written for go1.26.x before this change: use GOTOOLCHAIN=go1.26.8 or a newer greenify",
		},
		{
			"go1.26.9", patch.Rule{Pkg: "p", Func: "f", Find: "g()", Text: "x()"},
			"go1.26.9: package p, function f: expected exactly one `g()`, found 2; greenify's rules were written for go1.26.x before this change: use GOTOOLCHAIN=go1.26.8 or a newer greenify",
		},
		{
			"go1.26.9", patch.Rule{Pkg: "p", Func: "f", Find: "if x {\n\ty()\n}", Text: "x()"},
			"go1.26.9: package p, function f: expected exactly one `if x {; y(); }`, found 0; greenify's rules were written for go1.26.x before this change: use GOTOOLCHAIN=go1.26.8 or a newer greenify",
		},
		{
			"go1.26.9", patch.Rule{Pkg: "p", Func: "gone", Op: patch.Enter, Text: "x()"},
			"go1.26.9: package p, function gone: expected exactly one definition, found 0; greenify's rules were written for go1.26.x before this change: use GOTOOLCHAIN=go1.26.8 or a newer greenify",
		},
		{
			"go1.26.8", patch.Rule{Pkg: "p", Type: "T", Op: patch.Field, Find: "b int", Text: "c int"},
			"go1.26.8: package p, type T: expected exactly one `b int`, found 0; greenify's rules were written for go1.26.x before this change: this tree was edited or the rule is wrong: report it to greenify",
		},
	}
	for _, test := range tests {
		_, err := rewriteSource(test.version, "p/p.go", src, []*patch.Rule{&test.rule})
		var shape *ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("%+v: %v is no ShapeError", test.rule, err)
			continue
		}
		if err.Error() != test.want {
			t.Errorf("got  %s\nwant %s", err, test.want)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	rule := &patch.Rule{Pkg: "p", Func: "f", Op: patch.Enter, Text: "x()"}
	for want, src := range map[string]string{
		`imports "C"`:             "package p\n\nimport \"C\"\n\nfunc f() {}\n",
		"line directives of its":  "package p\n\n//line x.go:1\nfunc f() {}\n",
		"already rewritten":       "package p\n\nfunc f() {}\n\n" + rewrittenMark + "\n",
		"expected 'package'":      "no Go at all",
		"function f: Text: ":      "package p\n\nfunc f() {}\n", // with the rule below
		"begins or ends with __ ": "package p\n\nfunc f() {}\n",
	} {
		r := rule
		switch {
		case strings.HasPrefix(want, "function f"):
			r = &patch.Rule{Pkg: "p", Func: "f", Op: patch.Enter, Text: "x("}
		case strings.HasPrefix(want, "begins"):
			r = &patch.Rule{Pkg: "p", Func: "f", Op: patch.Before, Find: "a()\n__", Text: "x()"}
		}
		_, err := rewriteSource("go1.26.8", "p/p.go", []byte(src), []*patch.Rule{r})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestCheckRule(t *testing.T) {
	for i, r := range []patch.Rule{
		{Func: "f", Find: "x()", Text: "y()"},
		{Pkg: "p", Find: "x()", Text: "y()"},
		{Pkg: "p", Func: "f", Text: "y()"},
		{Pkg: "p", Func: "f", Find: "x()"},
		{Pkg: "p", Func: "f", Op: patch.Enter, Find: "x()", Text: "y()"},
		{Pkg: "p", Func: "f", Op: patch.Field, Find: "x int", Text: "y int"},
	} {
		if checkRule(&r) == nil {
			t.Errorf("rule %d: no error", i)
		}
	}
	good := patch.Rule{Pkg: "p", Func: "f", Op: patch.Replace, Find: "x()"}
	if err := checkRule(&good); err != nil {
		t.Error(err)
	}
}
