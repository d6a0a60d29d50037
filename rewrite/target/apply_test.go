package target

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/txtar"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
)

var (
	fset = token.NewFileSet()
	std  = importer.ForCompiler(fset, "source", nil)
)

// analyzed finds what there is to change in a package of one file.
func analyzed(t *testing.T, name, text string) (*ast.File, *Result) {
	t.Helper()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	files := []*ast.File{file}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue),
		Defs:  make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
	}
	conf := types.Config{Importer: std, Error: func(error) {}} // functions without a body
	pkg, _ := conf.Check("p", fset, files, info)
	pass := &analysis.Pass{
		Fset: fset, Files: files, Pkg: pkg, TypesInfo: info,
		ResultOf: map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
	}
	for _, a := range []*analysis.Analyzer{kernelcall.Analyzer, Analyzer} {
		if pass.ResultOf[a], err = a.Run(pass); err != nil {
			t.Fatal(err)
		}
	}
	return file, pass.ResultOf[Analyzer].(*Result)
}

// Each file of testdata has a source, and what becomes of it: the lines that differ.
// Whatever differs, each token of the source is still reported at its place.
func TestApply(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) < 8 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			parts := make(map[string]string)
			for _, f := range txtar.Parse(text).Files {
				parts[f.Name] = string(f.Data)
			}
			source := parts["p.go"]
			file, r := analyzed(t, "p.go", source)
			out, changed, offloads, err := r.Apply(fset, file, []byte(source))
			if err != nil {
				t.Fatal(err)
			}
			if changed != (string(out) != source) || offloads != strings.Contains(string(out), leaveName) {
				t.Errorf("changed %v, offloads %v", changed, offloads)
			}
			if got := differing(source, string(out)); got != parts["lines"] {
				t.Errorf("lines that differ:\n%swant:\n%s", got, parts["lines"])
			}
			sameplaces(t, source, string(out))
		})
	}
}

// differing returns the lines of b that are not those of a.
func differing(a, b string) string {
	var out strings.Builder
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range bs {
		if i >= len(as) || as[i] != bs[i] {
			out.WriteString(bs[i] + "\n")
		}
	}
	return out.String()
}

type place struct {
	file      string
	line, col int
	text      string
}

// places lists the tokens of a text, and where they are reported. What an offloaded
// function begins with is left out.
func places(t *testing.T, text string) (list []place) {
	t.Helper()
	fset := token.NewFileSet()
	f := fset.AddFile("p.go", -1, len(text))
	var s scanner.Scanner
	s.Init(f, []byte(text), func(pos token.Position, msg string) { t.Errorf("%v: %s", pos, msg) }, scanner.ScanComments)
	skip := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return list
		}
		if tok == token.DEFER && strings.HasPrefix(text[f.Offset(pos):], "defer "+returnName) {
			skip = 9 // defer f ( g ( ) ) ; and the line directive
			if !strings.HasPrefix(text[f.Offset(pos):], "defer "+returnName+"("+leaveName+"());/*line ") {
				skip = 8
			}
		}
		if skip > 0 {
			skip--
			continue
		}
		p := fset.Position(pos)
		if tok == token.SEMICOLON && lit == "\n" {
			continue // its column is that of the line's end, which may be padding
		}
		list = append(list, place{p.Filename, p.Line, p.Column, strings.TrimPrefix(tok.String()+lit, "IDENTRaw")})
	}
}

func sameplaces(t *testing.T, before, after string) {
	t.Helper()
	old, new := places(t, before), places(t, after)
	if len(old) != len(new) {
		t.Fatalf("%d tokens became %d", len(old), len(new))
	}
	for i := range old {
		n := new[i]
		n.text = strings.TrimPrefix(n.text, "IDENT")
		o := old[i]
		o.text = strings.TrimPrefix(o.text, "IDENT")
		if o != n {
			t.Errorf("%v became %v", old[i], new[i])
		}
	}
}

// A text that is not the one that was parsed is refused.
func TestApplyOtherText(t *testing.T) {
	source := "package p\n\nimport \"syscall\"\n\nfunc f() { syscall.RawSyscall(syscall.SYS_PAUSE, 0, 0, 0) }\n"
	file, r := analyzed(t, "p.go", source)
	if _, _, _, err := r.Apply(fset, file, []byte("package p // another\n"+source[10:])); err == nil {
		t.Error("no error")
	}
	if _, _, _, err := r.Apply(fset, file, []byte("package p\n")); err == nil {
		t.Error("no error for a short text")
	}
}

func TestMentions(t *testing.T) {
	for text, want := range map[string][2]bool{
		"package p":                          {false, false},
		"syscall.RawSyscall6":                {false, true},
		"//greenify:off":                     {true, false},
		"//Greenify:off":                     {true, false},
		"//GREENIFY:OFF syscall.RawSyscall(": {true, true},
		"// see greenify":                    {false, false},
	} {
		if d, r := Mentions([]byte(text)); [2]bool{d, r} != want {
			t.Errorf("%s: %v %v", text, d, r)
		}
	}
}

// The declarations parse, and say of themselves that they are where they are told.
func TestDeclarations(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "x.go", Declarations("p", "/dir/_greenify.go"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name.Name != "p" || len(f.Decls) != 3 {
		t.Errorf("package %s, %d declarations", f.Name.Name, len(f.Decls))
	}
	if got := fset.Position(f.Package).String(); got != "/dir/_greenify.go:1:1" {
		t.Errorf("at %s", got)
	}
}
