package show

import (
	"cmp"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

//go:embed page.html
var pageText string

// page is the template of the HTML report. html/template escapes what comes from
// the program for the place where it goes.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"class":  func(c reason.Class) string { return strings.ReplaceAll(c.String(), " ", "-") },
	"reason": reason.Find,
	"radius": func() int { return graphRadius },
}).Parse(pageText))

// HTML writes the report as one page: the program's package graph, a table of
// packages that can be searched, and each finding with its source line, path, why
// and fix. The page loads nothing, and without scripts only the search is gone.
func HTML(w io.Writer, r *check.Report) error {
	byPackage := make(map[string][]*check.Finding)
	for _, f := range r.Findings {
		byPackage[f.Package] = append(byPackage[f.Package], f)
	}
	worst := slices.Clone(r.Packages)
	slices.SortStableFunc(worst, func(a, b *check.Package) int { return cmp.Compare(b.Verdict, a.Verdict) })
	return page.Execute(w, map[string]any{
		"Report":    r,
		"Worst":     worst,
		"Graph":     newGraph(r),
		"ByPackage": byPackage,
	})
}
