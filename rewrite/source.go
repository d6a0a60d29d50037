package rewrite

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"strings"

	"github.com/dave/dst"
	"github.com/dave/dst/decorator"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// rewrittenMark ends every rewritten file. It says that the file is not Go's own,
// and makes a second application fail: an inserted statement is not part of the
// shape, so most rules would match again and insert twice.
const rewrittenMark = "//greenify:rewritten"

// errRewritten is the reason of a second application.
var errRewritten = errors.New("greenify has already rewritten this file: use a GOROOT as it came from go.dev")

// A source is one Go file while rules are applied to it.
type source struct {
	path string // slash path below GOROOT/src
	old  []byte

	fset *token.FileSet // positions in old
	ast  *ast.File      // old as it was parsed
	dec  *decorator.Decorator
	file *dst.File // what the rules edit

	// lines holds the original's line for each inserted statement.
	lines map[dst.Stmt]int
	// added holds the inserted struct fields, which run no code.
	added map[*dst.Field]bool
	// closing holds the original's line of each block's closing brace.
	closing map[*dst.BlockStmt]int
}

// parseSource parses a file of the original standard library.
func parseSource(name string, old []byte) (*source, error) {
	f := &source{
		path: name, old: old,
		fset:    token.NewFileSet(),
		lines:   make(map[dst.Stmt]int),
		added:   make(map[*dst.Field]bool),
		closing: make(map[*dst.BlockStmt]int),
	}
	var err error
	f.ast, err = parser.ParseFile(f.fset, path.Base(name), old, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if n := len(f.ast.Comments); n > 0 && f.ast.Comments[n-1].List[0].Text == rewrittenMark {
		return nil, fmt.Errorf("%s: %w", name, errRewritten)
	}
	for _, group := range f.ast.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//line ") || strings.HasPrefix(c.Text, "/*line ") {
				return nil, fmt.Errorf("%s: has line directives of its own, which rewriting would disturb: put the rule into another file", name)
			}
		}
	}
	for _, imp := range f.ast.Imports {
		if imp.Path.Value == `"C"` {
			// The comment above the import is C source with lines of its own, and
			// cgo writes line directives itself.
			return nil, fmt.Errorf("%s: imports \"C\", and cgo files cannot be rewritten: put the rule where the file's functions are called", name)
		}
	}
	f.dec = decorator.NewDecorator(f.fset)
	f.file, err = f.dec.DecorateFile(f.ast)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		if b, ok := n.(*ast.BlockStmt); ok {
			f.closing[f.dec.Dst.Nodes[b].(*dst.BlockStmt)] = f.astLine(b.Rbrace)
		}
		return true
	})
	return f, nil
}

// astLine returns the line of pos in the original, //line directives aside.
func (f *source) astLine(pos token.Pos) int {
	return f.fset.PositionFor(pos, false).Line
}

// line returns the original's line of s: its own, or the one given to it when it
// was inserted.
func (f *source) line(s dst.Stmt) int {
	if n, ok := f.dec.Ast.Nodes[s]; ok {
		return f.astLine(n.Pos())
	}
	return f.lines[s]
}

// print returns the edited file, with line directives.
func (f *source) print() ([]byte, error) {
	res := decorator.NewRestorer()
	restored, err := res.RestoreFile(f.file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	var buf bytes.Buffer
	if err := format.Node(&buf, res.Fset, restored); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	out, err := f.direct(buf.Bytes(), restored, res)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	return append(out, "\n"+rewrittenMark+"\n"...), nil
}

// rewriteSource applies rules, all of which are for this file, in order.
func rewriteSource(version, name string, old []byte, rules []*patch.Rule) ([]byte, error) {
	f, err := parseSource(name, old)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		if err := f.apply(version, r); err != nil {
			return nil, err
		}
	}
	return f.print()
}
