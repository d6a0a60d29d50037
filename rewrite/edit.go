package rewrite

import (
	"fmt"
	"go/ast"
	"slices"

	"github.com/dave/dst"
	"github.com/dave/dst/dstutil"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// apply applies one rule to f, which holds the function or type that the rule
// names. What it inserts is entered into f.lines.
func (f *source) apply(version string, r *patch.Rule) error {
	if r.Op == patch.Field {
		return f.applyField(version, r)
	}
	fn := f.findFunc(r.Func)
	if fn == nil || fn.Body == nil {
		return shapeError(version, r, "", 0)
	}
	if r.Op == patch.Expr {
		return f.applyExpr(version, r, fn)
	}

	text, err := parseStmts(r.Text)
	if err != nil {
		return fmt.Errorf("%s: Text: %w", ruleName(r), err)
	}
	if len(text) == 0 && r.Op != patch.Replace {
		return fmt.Errorf("%s: Text holds no statement", ruleName(r))
	}

	if r.Op == patch.Enter {
		at := f.closing[fn.Body]
		if len(fn.Body.List) > 0 {
			at = f.line(fn.Body.List[0])
		}
		f.insert(&fn.Body.List, 0, text, at)
		return nil
	}

	pattern, err := parseStmts(r.Find)
	if err != nil {
		return fmt.Errorf("%s: Find: %w", ruleName(r), err)
	}
	if len(pattern) == 0 {
		return fmt.Errorf("%s: Find holds no statement", ruleName(r))
	}
	if isRun(pattern[0]) || isRun(pattern[len(pattern)-1]) {
		// It would match at every length, so never exactly once.
		return fmt.Errorf("%s: Find begins or ends with %s on its own", ruleName(r), wildcard)
	}
	runs := findRuns(fn.Body, pattern)
	if len(runs) != 1 {
		return shapeError(version, r, r.Find, len(runs))
	}
	list, from, to := runs[0].list, runs[0].from, runs[0].to

	switch r.Op {
	case patch.Before:
		f.insert(list, from, text, f.line((*list)[from]))
	case patch.After:
		f.insert(list, to, text, f.lineBehind(list, to))
	case patch.Replace:
		f.replace(list, from, to, text)
	default:
		return fmt.Errorf("%s: unknown Op %d", ruleName(r), r.Op)
	}
	return nil
}

// insert puts text into list at index i, as code of line at.
func (f *source) insert(list *[]dst.Stmt, i int, text []dst.Stmt, at int) {
	f.own(text, at)
	first, last := text[0].Decorations(), text[len(text)-1].Decorations()
	first.Before, last.After = dst.NewLine, dst.NewLine
	if i < len(*list) {
		// A blank line in front of the statement goes in front of text.
		next := (*list)[i].Decorations()
		first.Before, next.Before = next.Before, dst.NewLine
	}
	if i > 0 {
		prev := (*list)[i-1].Decorations()
		if i == len(*list) {
			last.After = prev.After
		}
		prev.After = dst.NewLine
	}
	*list = slices.Insert(*list, i, text...)
}

// replace puts text in the place of list[from:to]. The comments in front of and
// behind the old statements stay, for they explain the place; without text they
// have nothing to stand at, and go too.
func (f *source) replace(list *[]dst.Stmt, from, to int, text []dst.Stmt) {
	at := f.line((*list)[from])
	first, last := (*list)[from].Decorations(), (*list)[to-1].Decorations()
	if len(text) == 0 {
		*list = slices.Delete(*list, from, to)
		return
	}
	f.own(text, at)
	newFirst, newLast := text[0].Decorations(), text[len(text)-1].Decorations()
	newFirst.Before, newLast.After = first.Before, last.After
	newFirst.Start.Prepend(first.Start.All()...)
	newLast.End.Append(last.End.All()...)
	*list = slices.Replace(*list, from, to, text...)
}

// own notes that the statements of text, and those within them, belong to the
// original's line at.
func (f *source) own(text []dst.Stmt, at int) {
	for _, s := range text {
		dst.Inspect(s, func(n dst.Node) bool {
			if s, ok := n.(dst.Stmt); ok {
				f.lines[s] = at
			}
			return true
		})
	}
}

// lineBehind returns the line of what follows list[i-1]: the next statement, or
// the end of the block. An end that is not a brace (the next case) is taken for
// the line of list[i-1].
func (f *source) lineBehind(list *[]dst.Stmt, i int) int {
	if i < len(*list) {
		return f.line((*list)[i])
	}
	for block, line := range f.closing {
		if &block.List == list {
			return line
		}
	}
	return f.line((*list)[i-1])
}

func (f *source) applyExpr(version string, r *patch.Rule, fn *dst.FuncDecl) error {
	text, err := parseExpr(r.Text)
	if err != nil {
		return fmt.Errorf("%s: Text: %w", ruleName(r), err)
	}
	pattern, err := parseExpr(r.Find)
	if err != nil {
		return fmt.Errorf("%s: Find: %w", ruleName(r), err)
	}
	if isWildcard(pattern) {
		return fmt.Errorf("%s: Find is %s alone, which matches everything", ruleName(r), wildcard)
	}
	var found []dst.Node
	dstutil.Apply(fn.Body, func(c *dstutil.Cursor) bool {
		if x, ok := c.Node().(dst.Expr); ok && !isName(c) && matchNode(pattern, x) {
			found = append(found, x)
		}
		return true
	}, nil)
	if len(found) != 1 {
		return shapeError(version, r, r.Find, len(found))
	}
	dstutil.Apply(fn.Body, func(c *dstutil.Cursor) bool {
		if c.Node() != found[0] {
			return true
		}
		old, decs := c.Node().Decorations(), text.Decorations()
		decs.Before, decs.After = old.Before, old.After
		decs.Start.Prepend(old.Start.All()...)
		decs.End.Append(old.End.All()...)
		c.Replace(parenthesized(text, c))
		return false
	}, nil)
	return nil
}

// parenthesized returns x as it must be written at the cursor. (The printer would
// add the parentheses too, but then the printed file has a node more.)
func parenthesized(x dst.Expr, c *dstutil.Cursor) dst.Expr {
	b, ok := x.(*dst.BinaryExpr)
	if !ok {
		return x
	}
	prec := b.Op.Precedence()
	switch parent := c.Parent().(type) {
	case *dst.BinaryExpr:
		if outer := parent.Op.Precedence(); prec > outer || prec == outer && c.Name() == "X" {
			return x
		}
	case *dst.UnaryExpr, *dst.StarExpr, *dst.SelectorExpr, *dst.TypeAssertExpr:
	case *dst.IndexExpr, *dst.SliceExpr:
		if c.Name() != "X" {
			return x
		}
	case *dst.CallExpr:
		if c.Name() != "Fun" {
			return x
		}
	default:
		return x
	}
	p := &dst.ParenExpr{X: x}
	p.Decs.NodeDecs, b.Decs.NodeDecs = b.Decs.NodeDecs, dst.NodeDecs{}
	return p
}

// isName reports whether the cursor is at an identifier that names something, as
// opposed to one that is an expression.
func isName(c *dstutil.Cursor) bool {
	switch c.Parent().(type) {
	case *dst.SelectorExpr:
		return c.Name() == "Sel"
	case *dst.LabeledStmt, *dst.BranchStmt:
		return c.Name() == "Label"
	case *dst.Field, *dst.ValueSpec:
		return c.Name() == "Names"
	case *dst.TypeSpec:
		return c.Name() == "Name"
	}
	return false
}

func (f *source) applyField(version string, r *patch.Rule) error {
	text, err := parseFields(r.Text)
	if err != nil {
		return fmt.Errorf("%s: Text: %w", ruleName(r), err)
	}
	pattern, err := parseFields(r.Find)
	if err != nil {
		return fmt.Errorf("%s: Find: %w", ruleName(r), err)
	}
	if len(text) == 0 || len(pattern) != 1 {
		return fmt.Errorf("%s: Op Field wants one field in Find, and fields in Text", ruleName(r))
	}
	typ := f.findStruct(r.Type)
	if typ == nil {
		return shapeError(version, r, "", 0)
	}
	var found []int
	for i, field := range typ.Fields.List {
		if matchNode(pattern[0], field) {
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		return shapeError(version, r, r.Find, len(found))
	}
	i := found[0]
	prev, last := typ.Fields.List[i].Decorations(), text[len(text)-1].Decorations()
	text[0].Decorations().Before, last.After = dst.NewLine, prev.After
	prev.After = dst.NewLine
	for _, field := range text {
		f.added[field] = true
	}
	typ.Fields.List = slices.Insert(typ.Fields.List, i+1, text...)
	return nil
}

// findFunc returns the declaration of name, written as in patch.Rule.Func.
func (f *source) findFunc(name string) *dst.FuncDecl {
	for _, d := range f.ast.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && funcName(fn) == name {
			return f.dec.Dst.Nodes[fn].(*dst.FuncDecl)
		}
	}
	return nil
}

// findStruct returns the struct type that is declared as name.
func (f *source) findStruct(name string) *dst.StructType {
	for _, d := range f.file.Decls {
		gen, ok := d.(*dst.GenDecl)
		if !ok {
			continue
		}
		for _, s := range gen.Specs {
			if s, ok := s.(*dst.TypeSpec); ok && s.Name.Name == name {
				typ, _ := s.Type.(*dst.StructType)
				return typ
			}
		}
	}
	return nil
}
