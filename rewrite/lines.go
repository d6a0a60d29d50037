package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path"
	"reflect"
	"slices"

	"github.com/dave/dst"
	"github.com/dave/dst/decorator"
)

// An anchor ties a token of the printed file to its line in the original.
type anchor struct {
	printed  int // line in the printed file
	want     int // line in the original
	original bool
}

// direct inserts //line directives into printed, which is the text of restored,
// so that every node of the original is reported at its line in the original,
// and every inserted statement at the line of the statement that it stands
// before. It does so only where the lines drift apart, then checks the result.
//
// The other way to keep lines, inserting on the line of the next statement,
// needs no directives, but its output can be read by nobody.
func (f *source) direct(printed []byte, restored *ast.File, res *decorator.Restorer) ([]byte, error) {
	fset := token.NewFileSet()
	again, err := parser.ParseFile(fset, path.Base(f.path), printed, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("does not parse after rewriting: %w", err)
	}
	counterpart, err := lockstep(restored, again)
	if err != nil {
		return nil, err
	}
	pairs := f.pair(res, counterpart)
	out, err := f.place(printed, f.anchors(fset, pairs, res, counterpart))
	if err != nil {
		return nil, err
	}
	if err := f.check(out, again, pairs); err != nil {
		return nil, err
	}
	return out, nil
}

// A pair is a node of the original and the same node as printed.
type pair struct {
	old, new ast.Node
}

// pair finds every node of the original that is still there in the printed text,
// which holds the counterpart of each restored node. The restored nodes have
// positions too, but they are dst's guess at what the printer will do.
func (f *source) pair(res *decorator.Restorer, counterpart map[ast.Node]ast.Node) []pair {
	var pairs []pair
	for _, old := range preorder(f.ast) {
		if n, ok := counterpart[res.Ast.Nodes[f.dec.Dst.Nodes[old]]]; ok {
			pairs = append(pairs, pair{old, n})
		}
	}
	return pairs
}

// lockstep maps the nodes of a to those of b, which has the same structure.
func lockstep(a, b ast.Node) (map[ast.Node]ast.Node, error) {
	as, bs := preorder(a), preorder(b)
	if len(as) != len(bs) {
		return nil, fmt.Errorf("printing changed the syntax: %d nodes became %d", len(as), len(bs))
	}
	m := make(map[ast.Node]ast.Node, len(as))
	for i := range as {
		if reflect.TypeOf(as[i]) != reflect.TypeOf(bs[i]) {
			return nil, fmt.Errorf("printing changed the syntax: a %T became a %T", as[i], bs[i])
		}
		m[as[i]] = bs[i]
	}
	return m, nil
}

// preorder lists the nodes of a tree, without comments.
func preorder(root ast.Node) []ast.Node {
	var list []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		list = append(list, n)
		return true
	})
	return list
}

// ends lists the positions of n that must keep their line: its first token, and
// the token that closes it, where a function returns or a loop goes back.
func ends(n ast.Node) []token.Pos {
	switch n := n.(type) {
	case *ast.File:
		return []token.Pos{n.Package}
	case *ast.BlockStmt:
		return []token.Pos{n.Lbrace, n.Rbrace}
	case *ast.CompositeLit:
		return []token.Pos{n.Pos(), n.Rbrace}
	case *ast.FieldList:
		if n.Opening.IsValid() {
			return []token.Pos{n.Opening, n.Closing}
		}
	case *ast.CallExpr:
		return []token.Pos{n.Pos(), n.Lparen}
	case *ast.BinaryExpr:
		return []token.Pos{n.Pos(), n.OpPos}
	case *ast.SelectorExpr:
		return []token.Pos{n.Pos(), n.Sel.Pos()}
	}
	return []token.Pos{n.Pos()}
}

// anchors returns the anchors in the order of the printed lines, the original's
// first where a line has both sorts.
func (f *source) anchors(fset *token.FileSet, pairs []pair, res *decorator.Restorer, counterpart map[ast.Node]ast.Node) []anchor {
	var list []anchor
	line := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	for _, p := range pairs {
		oldEnds, newEnds := ends(p.old), ends(p.new)
		for i := range oldEnds {
			if oldEnds[i].IsValid() && newEnds[i].IsValid() {
				list = append(list, anchor{line(newEnds[i]), f.astLine(oldEnds[i]), true})
			}
		}
	}
	for s, want := range f.lines {
		if n, ok := counterpart[res.Ast.Nodes[s]]; ok && want > 0 {
			if _, ok := s.(*dst.BlockStmt); ok {
				continue // its brace stands on the line of what it belongs to
			}
			list = append(list, anchor{line(n.Pos()), want, false})
		}
	}
	slices.SortStableFunc(list, func(a, b anchor) int {
		if a.printed != b.printed {
			return a.printed - b.printed
		}
		if a.original != b.original {
			if a.original {
				return -1
			}
			return 1
		}
		return 0
	})
	return list
}

// place inserts the directives that anchors ask for.
func (f *source) place(printed []byte, anchors []anchor) ([]byte, error) {
	text, orig := splitLines(printed), splitLines(f.old)
	code, inside := tokenLines(printed)
	// at maps a printed line to the line that the directive above it claims.
	at := make(map[int]int)
	drift := 0 // original line minus printed line, from here on
	last := 0
	for _, a := range anchors {
		if a.printed == last {
			continue
		}
		last = a.printed
		if a.want == a.printed+drift {
			continue
		}
		drift = a.want - a.printed
		top := a.printed
		if a.original {
			// Comments above keep their lines too.
			for l := top - 1; l > 0 && !code[l] && l+drift > 0 && bytes.Equal(bytes.TrimSpace(text[l-1]), bytes.TrimSpace(orig[l+drift-1])); l-- {
				if !inside[l] && len(bytes.TrimSpace(text[l-1])) > 0 {
					top = l
				}
			}
		}
		if inside[top] {
			return nil, fmt.Errorf("line %d moves within a string or comment of several lines, where no line directive can stand: choose another place for the rule", a.want)
		}
		at[top] = top + drift
	}
	var out bytes.Buffer
	for i, l := range text {
		if n, ok := at[i+1]; ok {
			// Without a name, which means the name as before. A name would have to
			// be absolute: the compiler shows a relative one as it is, without the
			// package's directory. With a column: without one, the columns of all
			// that follows would be unknown, and coverage counts by column.
			fmt.Fprintf(&out, "//line :%d:1\n", n)
		}
		out.Write(l)
	}
	return out.Bytes(), nil
}

// splitLines cuts text behind each newline.
func splitLines(text []byte) [][]byte {
	return slices.Collect(bytes.Lines(text))
}

// tokenLines tells which lines of src hold code, and which begin inside a token:
// a raw string or a comment of several lines.
func tokenLines(src []byte) (code, inside map[int]bool) {
	code, inside = make(map[int]bool), make(map[int]bool)
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return code, inside
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue
		}
		first := fset.PositionFor(pos, false).Line
		n := 0
		if tok == token.STRING || tok == token.COMMENT {
			n = bytes.Count([]byte(lit), []byte("\n"))
		}
		for l := first; l <= first+n; l++ {
			if tok != token.COMMENT {
				code[l] = true
			}
			if l > first {
				inside[l] = true
			}
		}
	}
}

// check verifies that every node of the original that is left is reported at its
// own line in out, which is the text of printed with directives.
func (f *source) check(out []byte, printed *ast.File, pairs []pair) error {
	fset := token.NewFileSet()
	again, err := parser.ParseFile(fset, path.Base(f.path), out, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("does not parse with line directives: %w", err)
	}
	counterpart, err := lockstep(printed, again)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		oldEnds, newEnds := ends(p.old), ends(counterpart[p.new])
		for i := range oldEnds {
			if !oldEnds[i].IsValid() || !newEnds[i].IsValid() {
				continue
			}
			want, got := f.astLine(oldEnds[i]), fset.Position(newEnds[i]).Line
			if want != got {
				return fmt.Errorf("line %d would be reported as %d: a rule joins lines here: give its Text the lines of its Find", want, got)
			}
		}
	}
	return nil
}
