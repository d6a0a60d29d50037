package conform

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Mark is a place in a test where a statement is proven.
type Mark struct {
	ID    string
	Test  string // the test's name
	File  string // in which it is, relative to the repository, with slashes
	Line  int
	Green bool // it is proven in green builds only
}

const prefix = "gevent:"

// bothWorlds are the directories whose tests run in plain builds and in green ones: each has
// a TestGreen, or one above it has.
var bothWorlds = []string{
	"greenrt", "integration/behaviour", "integration/ending", "integration/sockets", "integration/conform",
}

// drivers are the directories whose tests build green programs and run them.
var drivers = []string{"cmd/greenify", "integration/services"}

// scripts is where the greenify command's tests are that are no Go.
const scripts = "cmd/greenify/testdata/script"

// Marks returns the marks of all tests below root, which is the repository. The error says
// what is wrong with each that is not as it should be.
func Marks(root string) ([]Mark, error) {
	var marks []Mark
	var wrong []error
	for _, dir := range slices.Concat(bothWorlds, drivers) {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(dir)), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			rel = filepath.ToSlash(rel)
			var found []Mark
			switch {
			case d.IsDir() && d.Name() == "testdata" && !strings.HasPrefix(scripts, rel):
				return fs.SkipDir
			case d.IsDir():
				return nil
			case strings.HasSuffix(rel, "_test.go"):
				found, err = inTest(path, rel)
			case strings.HasPrefix(rel, scripts) && strings.HasSuffix(rel, ".txtar"):
				found, err = inScript(path, rel)
			}
			marks = append(marks, found...)
			wrong = append(wrong, err)
			return nil
		})
		wrong = append(wrong, err)
	}
	return marks, errors.Join(wrong...)
}

// inTest returns the marks in a Go file.
func inTest(path, rel string) ([]Mark, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var marks []Mark
	var wrong []error
	for _, group := range file.Comments {
		for _, c := range group.List {
			text, ok := strings.CutPrefix(c.Text, "//"+prefix)
			if !ok {
				continue
			}
			line := fset.Position(c.Pos()).Line
			m, err := newMark(text, rel, line)
			if err != nil {
				wrong = append(wrong, err)
				continue
			}
			fn := enclosing(file, c.Pos())
			switch {
			case fn == nil || !isTest(fn):
				wrong = append(wrong, fmt.Errorf("%s:%d: %s is marked outside of a test", rel, line, m.ID))
				continue
			case skips(fn):
				wrong = append(wrong, fmt.Errorf("%s:%d: %s is marked in a test that can skip itself", rel, line, m.ID))
			case greenOnly(fn, c.Pos()) && !m.Green:
				wrong = append(wrong, fmt.Errorf("%s:%d: %s is marked where only green builds come: say so, //%s%s green", rel, line, m.ID, prefix, m.ID))
			}
			m.Test = fn.Name.Name
			marks = append(marks, m)
		}
	}
	return marks, errors.Join(wrong...)
}

// inScript returns the marks in a script.
func inScript(path, rel string) ([]Mark, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var marks []Mark
	var wrong []error
	for i, line := range strings.Split(string(text), "\n") {
		rest, ok := strings.CutPrefix(line, "#"+prefix)
		if !ok {
			continue
		}
		m, err := newMark(rest, rel, i+1)
		m.Test = "TestScript/" + strings.TrimSuffix(filepath.Base(rel), ".txtar")
		marks = append(marks, m)
		wrong = append(wrong, err)
	}
	return marks, errors.Join(wrong...)
}

// newMark makes a mark of the text behind its prefix.
func newMark(text, rel string, line int) (Mark, error) {
	words := strings.Fields(text)
	m := Mark{File: rel, Line: line}
	if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "green" {
		return m, fmt.Errorf("%s:%d: %q is no mark: want //%sID or //%sID green", rel, line, text, prefix, prefix)
	}
	m.ID, m.Green = words[0], len(words) == 2
	return m, nil
}

// enclosing returns the function that a comment is in or belongs to, or nil.
func enclosing(file *ast.File, pos token.Pos) *ast.FuncDecl {
	for _, d := range file.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		begin := fn.Pos()
		if fn.Doc != nil {
			begin = fn.Doc.Pos()
		}
		if begin <= pos && pos < fn.End() {
			return fn
		}
	}
	return nil
}

func isTest(fn *ast.FuncDecl) bool {
	name := fn.Name.Name
	return fn.Recv == nil && (strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Example")) && name != "TestMain"
}

// skips reports whether fn calls a method that skips a test.
func skips(fn *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			switch sel.Sel.Name {
			case "Skip", "Skipf", "SkipNow":
				found = true
			}
		}
		return !found
	})
	return found
}

// greenOnly reports whether pos, in fn, is reached in green builds only: it is in the
// body of an if greenrt.Enabled(), or behind one that returns if it is not.
func greenOnly(fn *ast.FuncDecl, pos token.Pos) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		block, ok := n.(*ast.BlockStmt)
		if !ok || pos < block.Pos() || block.End() <= pos {
			return true
		}
		for _, s := range block.List {
			cond, ok := s.(*ast.IfStmt)
			if !ok || cond.Pos() > pos {
				continue
			}
			not, negated := cond.Cond.(*ast.UnaryExpr)
			switch {
			case isEnabled(cond.Cond) && cond.Body.Pos() <= pos && pos < cond.Body.End():
				found = true
			case negated && not.Op == token.NOT && isEnabled(not.X) && cond.End() <= pos && leaves(cond.Body):
				found = true
			}
		}
		return true
	})
	return found
}

func isEnabled(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Enabled"
}

func leaves(block *ast.BlockStmt) bool {
	if len(block.List) == 0 {
		return false
	}
	_, ok := block.List[len(block.List)-1].(*ast.ReturnStmt)
	return ok
}
