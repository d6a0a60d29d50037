package check

import (
	"context"
	"fmt"
	"go/ast"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/target"
)

// A Change is a file of a program that a green build compiles in another form.
type Change struct {
	Name     string // as in a Finding
	Old, New []byte // Old is nil for a file that is added
}

// Changes returns what a green build changes in the packages that patterns name and in
// what they link, the standard library aside, sorted by name. A directive that cannot
// be followed is a *rewrite.LoadError, as is a package that does not load.
func Changes(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain, patterns []string) ([]Change, error) {
	if err := overlaid(cfg, tc); err != nil {
		return nil, err
	}
	const files = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule
	named, err := loadSound(ctx, cfg, files, patterns)
	if err != nil {
		return nil, err
	}
	prog := &program{named: named, tc: tc}
	var mentioned []string
	packages.Visit(named, nil, func(p *packages.Package) {
		prog.all = append(prog.all, p)
		if !tc.IsStd(p) && mentions(p) {
			mentioned = append(mentioned, p.PkgPath)
		}
	})
	if len(mentioned) == 0 {
		return nil, nil
	}
	// The types of those few need far less than those of all.
	if slices.Contains(mentioned, "command-line-arguments") {
		mentioned = patterns
	}
	const typed = files | packages.NeedCompiledGoFiles | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedTypesSizes
	typedPkgs, err := loadSound(ctx, cfg, typed, mentioned)
	if err != nil {
		return nil, err
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{target.Analyzer}, typedPkgs, nil)
	if err != nil {
		return nil, err
	}
	names := newFileNames(cfg, tc, prog)
	var changes []Change
	var problems []string
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, act.Err
		}
		p, result := act.Package, act.Result.(*target.Result)
		for _, bad := range result.Problems {
			pos := p.Fset.Position(bad.Comment.Pos())
			problems = append(problems, fmt.Sprintf("%s:%d:%d: %s", names.name(pos.Filename), pos.Line, pos.Column, bad.Message))
		}
		found, err := changesOf(p, result, names)
		if err != nil {
			return nil, err
		}
		changes = append(changes, found...)
	}
	if len(problems) > 0 {
		return nil, &rewrite.LoadError{Lines: problems}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Name, b.Name) })
	return changes, nil
}

// loadSound loads packages, of which none may have errors.
func loadSound(ctx context.Context, cfg *rewrite.Config, mode packages.LoadMode, patterns []string) ([]*packages.Package, error) {
	list, err := packages.Load(&packages.Config{
		Context:    ctx,
		Mode:       mode,
		Dir:        cfg.Dir,
		Env:        cfg.GoEnv(),
		BuildFlags: cfg.Flags,
	}, patterns...)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &rewrite.LoadError{Lines: []string{goMessage(err.Error())}}
	}
	var problems []string
	packages.Visit(list, nil, func(p *packages.Package) {
		for _, e := range p.Errors {
			msg := e.Error()
			if e.Pos == "" || e.Pos == "-" {
				msg = e.Msg
			}
			problems = append(problems, goMessage(msg))
		}
	})
	if len(problems) > 0 {
		return nil, &rewrite.LoadError{Lines: problems}
	}
	if len(list) == 0 {
		return nil, &rewrite.LoadError{Lines: []string{"no packages match " + strings.Join(patterns, " ")}}
	}
	return list, nil
}

// mentions reports whether a file of p can have something to change.
func mentions(p *packages.Package) bool {
	return slices.ContainsFunc(p.GoFiles, func(name string) bool {
		text, err := os.ReadFile(name)
		if err != nil {
			return true // the loader says it better
		}
		directive, raw := target.Mentions(text)
		return directive || raw
	})
}

// changesOf applies the changes to the files of a package.
func changesOf(p *packages.Package, result *target.Result, names *fileNames) (changes []Change, err error) {
	var first *ast.File // in which a function is offloaded
	for _, file := range p.Syntax {
		text, err := os.ReadFile(p.Fset.File(file.FileStart).Name())
		if err != nil {
			return nil, err
		}
		out, changed, offloads, err := result.Apply(p.Fset, file, text)
		if err != nil {
			return nil, err
		}
		if changed {
			changes = append(changes, Change{names.name(p.Fset.Position(file.Package).Filename), text, out})
		}
		if offloads && first == nil {
			first = file
		}
	}
	if first != nil {
		name := path.Join(path.Dir(names.name(p.Fset.Position(first.Package).Filename)), target.DeclarationsName)
		changes = append(changes, Change{Name: name, New: target.Declarations(p.Name, name)})
	}
	return changes, nil
}
