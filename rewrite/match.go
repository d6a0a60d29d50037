package rewrite

import (
	"reflect"

	"github.com/dave/dst"
)

// wildcard is the identifier that stands for anything in a pattern.
const wildcard = "__"

// A run is a place in a function: the statements list[from:to].
type run struct {
	list     *[]dst.Stmt
	from, to int
}

// findRuns returns every run of statements below root that has the shape of
// pattern. Each way in which a wildcard can be stretched counts as one, so that
// an ambiguous pattern is seen as such.
func findRuns(root dst.Node, pattern []dst.Stmt) []run {
	var runs []run
	dst.Inspect(root, func(n dst.Node) bool {
		list := stmtList(n)
		if list == nil {
			return true
		}
		for from := range *list {
			for to := from + 1; to <= len(*list); to++ {
				if matchStmts(pattern, (*list)[from:to]) {
					runs = append(runs, run{list, from, to})
				}
				if len(pattern) == to-from && !hasRun(pattern) {
					break // longer runs cannot match
				}
			}
		}
		return true
	})
	return runs
}

// stmtList returns the statement list that n holds itself, or nil.
func stmtList(n dst.Node) *[]dst.Stmt {
	switch n := n.(type) {
	case *dst.BlockStmt:
		return &n.List
	case *dst.CaseClause:
		return &n.Body
	case *dst.CommClause:
		return &n.Body
	}
	return nil
}

// matchStmts reports whether all of list has the shape of pattern.
func matchStmts(pattern, list []dst.Stmt) bool {
	if len(pattern) == 0 {
		return len(list) == 0
	}
	if isRun(pattern[0]) {
		for i := 0; i <= len(list); i++ {
			if matchStmts(pattern[1:], list[i:]) {
				return true
			}
		}
		return false
	}
	return len(list) > 0 &&
		matchNode(pattern[0], list[0]) &&
		matchStmts(pattern[1:], list[1:])
}

// isRun reports whether s is the wildcard as a statement of its own.
func isRun(s dst.Stmt) bool {
	x, ok := s.(*dst.ExprStmt)
	return ok && isWildcard(x.X)
}

func hasRun(list []dst.Stmt) bool {
	for _, s := range list {
		if isRun(s) {
			return true
		}
	}
	return false
}

func isWildcard(n dst.Node) bool {
	id, ok := n.(*dst.Ident)
	return ok && id.Name == wildcard
}

// matchNode reports whether n has the shape of pattern.
func matchNode(pattern, n dst.Node) bool {
	return matchValue(reflect.ValueOf(pattern), reflect.ValueOf(n))
}

// matchValue compares by structure. It works by reflection, not by a switch over
// node types: a node type that a later Go adds is then compared as well, where a
// switch would have to be extended, and could forget a field.
func matchValue(p, n reflect.Value) bool {
	if p.Kind() == reflect.Interface {
		p, n = p.Elem(), n.Elem()
	}
	if !p.IsValid() {
		return !n.IsValid()
	}
	if pn, ok := p.Interface().(dst.Node); ok && !isNil(p) {
		if s, ok := pn.(dst.Stmt); ok && isRun(s) {
			return true // an optional statement, such as an if's Init
		}
		if isWildcard(pn) {
			return n.IsValid() && !isNil(n)
		}
	}
	if !n.IsValid() || p.Type() != n.Type() {
		return false
	}
	switch p.Kind() {
	case reflect.Pointer:
		if p.IsNil() || n.IsNil() {
			return p.IsNil() && n.IsNil()
		}
		return matchValue(p.Elem(), n.Elem())
	case reflect.Slice:
		if ps, ok := p.Interface().([]dst.Stmt); ok {
			return matchStmts(ps, n.Interface().([]dst.Stmt))
		}
		if p.Len() != n.Len() {
			return false
		}
		for i := range p.Len() {
			if !matchValue(p.Index(i), n.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range p.NumField() {
			if notSyntax[p.Type().Field(i).Name] {
				continue
			}
			if !matchValue(p.Field(i), n.Field(i)) {
				return false
			}
		}
		return true
	}
	return p.Equal(n)
}

// notSyntax names the fields of dst nodes that are not part of the shape:
// comments and white space, and what name resolution found out.
var notSyntax = map[string]bool{
	"Decs":       true,
	"Obj":        true,
	"Path":       false, // ImportSpec.Path is syntax; Ident.Path is never set here
	"Incomplete": true,
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return v.IsNil()
	}
	return false
}
