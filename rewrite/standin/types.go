package standin

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/target"
)

// find finds what there is to change in a package. The second result is the first
// error of its types: what does not depend on it was found all the same.
func find(l *line, fset *token.FileSet, files []*ast.File) (*target.Result, error) {
	imports, err := readImports(l.importcfg)
	if err != nil {
		return nil, err
	}
	var first error
	conf := types.Config{
		GoVersion: l.lang,
		Sizes:     types.SizesFor("gc", "amd64"),
		Importer:  importer.ForCompiler(fset, "gc", imports.open),
		Error: func(err error) {
			if first == nil {
				first = err
			}
		},
	}
	info := &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Defs:       make(map[*ast.Ident]types.Object),
		Uses:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Instances:  make(map[*ast.Ident]types.Instance),
	}
	pkg, _ := conf.Check(l.pkg, fset, files, info) // its error is first
	pass := &analysis.Pass{
		Fset: fset, Files: files, Pkg: pkg, TypesInfo: info, TypesSizes: conf.Sizes,
		ResultOf: map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
	}
	for _, a := range []*analysis.Analyzer{kernelcall.Analyzer, target.Analyzer} {
		pass.Analyzer = a
		if pass.ResultOf[a], err = a.Run(pass); err != nil {
			return nil, err
		}
	}
	return pass.ResultOf[target.Analyzer].(*target.Result), first
}

// imports says where the export data of each package is.
type imports struct {
	file    map[string]string // of a package, by its full path
	renamed map[string]string // the full path of an import, where it differs
}

// readImports reads the file that -importcfg names.
func readImports(name string) (*imports, error) {
	m := &imports{make(map[string]string), make(map[string]string)}
	if name == "" {
		return m, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	for s := range strings.Lines(string(text)) {
		verb, args, _ := strings.Cut(strings.TrimSpace(s), " ")
		from, to, ok := strings.Cut(args, "=")
		switch {
		case verb == "packagefile" && ok:
			m.file[from] = to
		case verb == "importmap" && ok:
			m.renamed[from] = to
		}
	}
	return m, nil
}

func (m *imports) open(path string) (io.ReadCloser, error) {
	if to, ok := m.renamed[path]; ok {
		path = to
	}
	name, ok := m.file[path]
	if !ok {
		return nil, fmt.Errorf("no export data for %s", path)
	}
	return os.Open(name)
}
