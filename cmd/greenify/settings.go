package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"strconv"

	std "github.com/go-greenify/greenify/greenrt/_std"
)

// settingsFile declares the settings that a green program knows. It is part of
// package runtime there; the manual reads the same table, so that the two
// cannot differ.
const settingsFile = "runtime/green_settings.go"

// A setting is one entry of the table, as far as the manual needs it.
type setting struct{ name, values, def, doc string }

func helpSettings(w io.Writer) error {
	settings, err := readSettings(std.Files)
	if err != nil {
		return err
	}
	fmt.Fprint(w, `The environment variable GREENRT steers a green program when it starts, in the
manner of GODEBUG: a list of name=value, separated by commas. A program built
by the plain go command ignores it.

	GREENRT=off=1 ./service

A name or value that the program does not know is an error: it prints one line
and exits with code 2.
`)
	for _, s := range settings {
		fmt.Fprintf(w, "\n%s (%s; default %s)\n", s.name, s.values, s.def)
		wrap(w, "    ", s.doc)
	}
	return nil
}

// readSettings reads the table out of the source of the added file: the
// elements of the composite literal that initializes greenSettings.
func readSettings(files fs.FS) ([]setting, error) {
	src, err := fs.ReadFile(files, settingsFile)
	if err != nil {
		return nil, err
	}
	f, err := parser.ParseFile(token.NewFileSet(), settingsFile, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var table *ast.CompositeLit
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == "greenSettings" && len(v.Values) == 1 {
			table, _ = v.Values[0].(*ast.CompositeLit)
		}
		return table == nil
	})
	if table == nil {
		return nil, errors.New(settingsFile + " has no table greenSettings")
	}
	var list []setting
	for _, elt := range table.Elts {
		lit, ok := elt.(*ast.CompositeLit)
		if !ok {
			return nil, errors.New(settingsFile + ": greenSettings holds something other than literals")
		}
		s := setting{
			name:   stringField(lit, "name"),
			values: stringField(lit, "values"),
			def:    stringField(lit, "def"),
			doc:    stringField(lit, "doc"),
		}
		if s.name == "" || s.doc == "" {
			return nil, errors.New(settingsFile + ": a setting without name or doc")
		}
		list = append(list, s)
	}
	return list, nil
}

// stringField returns the field of a keyed struct literal if its value is a
// string, which may be a sum of literals.
func stringField(lit *ast.CompositeLit, field string) string {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == field {
			return stringValue(kv.Value)
		}
	}
	return ""
}

func stringValue(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err == nil {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return stringValue(e.X) + stringValue(e.Y)
		}
	}
	return ""
}
