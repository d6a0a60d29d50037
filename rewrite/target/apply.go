package target

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// The functions that an offloaded function begins and ends with. They are the
// runtime's; a package that needs them gets a file that declares them.
const (
	leaveName  = "_greenify_offload"
	returnName = "_greenify_onload"
)

// DeclarationsName is the name of that file. The go command takes no file of the
// user's whose name begins so.
const DeclarationsName = "_greenify.go"

// Declarations is the text of a file that a package needs in which a function is
// offloaded. The package's name is pkg; name is what positions in it say.
func Declarations(pkg, name string) []byte {
	return fmt.Appendf(nil, `//line %s:1:1
package %s

import _ "unsafe" // for go:linkname

//go:linkname %[3]s runtime.greenOffload
func %[3]s() bool

//go:linkname %[4]s runtime.greenOnload
func %[4]s(left bool)
`, name, pkg, leaveName, returnName)
}

// An edit replaces the text at an offset.
type edit struct {
	offset   int
	old, new string
}

// Apply returns the text of a file, which was parsed from text, with the changes of r
// that are in it, and whether there are any, and whether one of them offloads a
// function. Each token of the original is reported at its old line and column.
func (r *Result) Apply(fset *token.FileSet, file *ast.File, text []byte) (out []byte, changed, offloads bool, err error) {
	var edits []edit
	tf := fset.File(file.FileStart)
	within := func(pos token.Pos) bool { return file.FileStart <= pos && pos <= file.FileEnd }
	for _, s := range r.Raw {
		if s.Name == nil || !within(s.Name.Pos()) {
			continue
		}
		old := s.Name.Name
		// As long as before, so that nothing moves.
		edits = append(edits, edit{tf.Offset(s.Name.Pos()), old, s.New + strings.Repeat(" ", len(old)-len(s.New))})
	}
	for f, d := range r.Funcs {
		if d != Offload || !within(f.Pos()) {
			continue
		}
		begin := "defer " + returnName + "(" + leaveName + "());"
		at := f.Body.Lbrace + 1
		// What follows is where it was. Without a column the place of all
		// tokens up to the next line directive is not known to begin with.
		if pos := fset.Position(at); pos.Column > 0 {
			begin += fmt.Sprintf("/*line :%d:%d*/", pos.Line, pos.Column)
		}
		edits = append(edits, edit{tf.Offset(at), "", begin})
		offloads = true
	}
	if len(edits) == 0 {
		return text, false, false, nil
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.offset, b.offset) })
	last := 0
	for _, e := range edits {
		end := e.offset + len(e.old)
		if e.offset < last || end > len(text) || string(text[e.offset:end]) != e.old {
			return nil, false, false, fmt.Errorf("%s: the text is not what was parsed", tf.Name())
		}
		out = append(out, text[last:e.offset]...)
		out = append(out, e.new...)
		last = end
	}
	return append(out, text[last:]...), true, offloads, nil
}
