// Package asmkernel has the analyzer of GR1003: assembly that enters the kernel.
//
// It reads Go's assembly; C's (files that end in .S or .c) is cgo's matter. It
// cannot tell which system call is made, so any one is reported, unless the
// scheduler is told by calls of runtime·entersyscall and exitsyscall around it.
package asmkernel

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// Analyzer reports the instructions that enter the kernel. The related position
// of a finding is the Go declaration of the function.
var Analyzer = reason.AsmKernel.Analyzer(run)

func run(pass *analysis.Pass) (any, error) {
	if knowledge.Wrapped(pass.Pkg.Path()) {
		return nil, nil // the functions are in the table
	}
	for _, name := range pass.OtherFiles {
		if !strings.HasSuffix(name, ".s") {
			continue
		}
		text, err := pass.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file := pass.Fset.AddFile(name, -1, len(text))
		file.SetLinesForContent(text)
		for _, w := range parse(string(text)) {
			where, what := "", w.what
			if w.function != "" {
				where = strings.TrimPrefix(w.function, "·") + ": "
			}
			pos := file.LineStart(w.line) + token.Pos(w.col-1)
			d := analysis.Diagnostic{
				Pos:      pos,
				Category: reason.AsmKernel.ID,
				Message:  reason.AsmKernel.Message(where + "assembly enters the kernel by " + what),
			}
			if decl := declaration(pass, w.function); decl != nil {
				d.Related = []analysis.RelatedInformation{{Pos: decl.Name.Pos(), Message: "declared here"}}
			}
			pass.Report(d)
		}
	}
	return nil, nil
}

// declaration finds the Go declaration of an assembly function.
func declaration(pass *analysis.Pass, symbol string) *ast.FuncDecl {
	_, name, ok := strings.Cut(symbol, "·")
	if !ok {
		return nil
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body == nil && f.Recv == nil && f.Name.Name == name {
				return f
			}
		}
	}
	return nil
}
