package rewrite

import (
	"fmt"
	"go/parser"
	"go/token"

	"github.com/dave/dst"
	"github.com/dave/dst/decorator"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// parseStmts parses statements, as they stand in a function's body.
func parseStmts(src string) ([]dst.Stmt, error) {
	f, err := parseFragment("package p\nfunc _() {\n" + src + "\n}\n")
	if err != nil {
		return nil, err
	}
	if len(f.Decls) != 1 {
		return nil, fmt.Errorf("not a list of statements")
	}
	return f.Decls[0].(*dst.FuncDecl).Body.List, nil
}

// parseExpr parses one expression, which may go over several lines.
func parseExpr(src string) (dst.Expr, error) {
	f, err := parseFragment("package p\nvar _ = (" + src + ")\n")
	if err != nil {
		return nil, err
	}
	if len(f.Decls) == 1 {
		if d, ok := f.Decls[0].(*dst.GenDecl); ok && len(d.Specs) == 1 {
			spec, ok := d.Specs[0].(*dst.ValueSpec)
			if ok && len(spec.Values) == 1 {
				if x, ok := spec.Values[0].(*dst.ParenExpr); ok {
					return x.X, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("not one expression")
}

// parseFields parses field declarations, as they stand in a struct type.
func parseFields(src string) ([]*dst.Field, error) {
	f, err := parseFragment("package p\ntype _ struct {\n" + src + "\n}\n")
	if err != nil {
		return nil, err
	}
	if len(f.Decls) == 1 {
		if d, ok := f.Decls[0].(*dst.GenDecl); ok && len(d.Specs) == 1 {
			if s, ok := d.Specs[0].(*dst.TypeSpec); ok {
				if s, ok := s.Type.(*dst.StructType); ok {
					return s.Fields.List, nil
				}
			}
		}
	}
	return nil, fmt.Errorf("not a list of fields")
}

func parseFragment(src string) (*dst.File, error) {
	fset := token.NewFileSet()
	// Comments are kept: a rule's text may explain itself in the green source.
	return decorator.NewDecorator(fset).ParseFile("", src, parser.ParseComments|parser.SkipObjectResolution)
}

// checkRule refuses a rule that contradicts itself.
func checkRule(r *patch.Rule) error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w", ruleName(r), fmt.Errorf(format, args...))
	}
	switch {
	case r.Pkg == "":
		return fail("no Pkg")
	case r.Op == patch.Field && (r.Type == "" || r.Func != ""):
		return fail("Op Field wants Type and no Func")
	case r.Op != patch.Field && (r.Func == "" || r.Type != ""):
		return fail("this Op wants Func and no Type")
	case r.Op == patch.Enter && r.Find != "":
		return fail("Op Enter wants no Find")
	case r.Op != patch.Enter && r.Find == "":
		return fail("no Find")
	case r.Text == "" && r.Op != patch.Replace:
		return fail("no Text")
	}
	return nil
}
