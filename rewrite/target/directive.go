package target

import (
	"bytes"
	"go/ast"
	"strings"
)

// A Directive is what a function's comment asks for.
type Directive int

const (
	None Directive = iota
	Offload
	Off
)

// directives are the words that may follow the prefix. The manual is made from it.
var directives = []struct {
	word string
	is   Directive
	does string
}{
	{"offload", Offload, "calls of the function leave the hub, which goes on; for code that computes for long, or reads memory that is mapped from a file"},
	{"off", Off, "nothing in the function is changed: its raw system calls stay raw"},
}

const prefix = "//greenify:"

// Directives calls f for each directive, as it is written, with what it does.
func Directives(f func(text, does string)) {
	for _, d := range directives {
		f(prefix+d.word, d.does)
	}
}

// A Problem is a directive that cannot be followed.
type Problem struct {
	Comment *ast.Comment
	Message string
}

// Marks are the directives of a package.
type Marks struct {
	Funcs    map[*ast.FuncDecl]Directive
	Problems []Problem // in the order of the source
}

// Mentions reports whether a file can have a directive or a raw system call. It is
// a quick look at the text: nearly no file has either, and needs to be parsed.
func Mentions(text []byte) (directive, raw bool) {
	return bytes.Contains(text, []byte("reenify:")) || bytes.Contains(text, []byte("REENIFY:")), bytes.Contains(text, []byte("RawSyscall"))
}

// FindMarks finds the directives in files, which were parsed with comments.
func FindMarks(files []*ast.File) *Marks {
	m := &Marks{Funcs: make(map[*ast.FuncDecl]Directive)}
	for _, file := range files {
		above := make(map[*ast.CommentGroup]*ast.FuncDecl)
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Doc != nil {
				above[f.Doc] = f
			}
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				if word, ok := directiveIn(c.Text); ok {
					m.add(c, word, above[group])
				}
			}
		}
	}
	return m
}

// directiveIn cuts the prefix off a comment that is a directive, or was meant to be
// one: with a space before the known word, or in other letters.
func directiveIn(comment string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(comment, prefix); ok {
		return strings.TrimRight(rest, " \t"), true
	}
	s, ok := strings.CutPrefix(comment, "//")
	if !ok {
		return "", false
	}
	s = strings.TrimSpace(s)
	if len(s) < len("greenify:") || !strings.EqualFold(s[:len("greenify:")], "greenify:") {
		return "", false
	}
	word := strings.TrimSpace(s[len("greenify:"):])
	for _, d := range directives {
		if strings.EqualFold(word, d.word) {
			return "", true // it is one, and no word that is known
		}
	}
	return "", !strings.HasPrefix(comment[2:], " ") && !strings.HasPrefix(comment[2:], "\t")
}

// add notes the directive in c, which stands above f, or above no function.
func (m *Marks) add(c *ast.Comment, word string, f *ast.FuncDecl) {
	bad := func(what string) {
		m.Problems = append(m.Problems, Problem{c, what})
	}
	is := None
	var known []string
	for _, d := range directives {
		known = append(known, prefix+d.word)
		if word == d.word {
			is = d.is
		}
	}
	text := strings.TrimSpace(c.Text)
	switch {
	case is == None:
		bad("unknown directive " + text + ": write " + strings.Join(known, " or ") + ", and nothing behind it")
	case f == nil:
		bad(text + " is not above a function: move it to the comment directly above one")
	case m.Funcs[f] != None:
		bad(text + " is the second directive of " + f.Name.Name + ": remove one")
	case is == Offload && f.Body == nil:
		bad(text + " is above " + f.Name.Name + ", which has no body: move it to the Go function that calls it")
	case is == Offload && pragma(f, "nosplit"):
		bad(text + " is above " + f.Name.Name + ", which is marked go:nosplit and so cannot switch: move it to a function that calls it")
	default:
		m.Funcs[f] = is
	}
}

// pragma reports whether f is marked with //go: and one of the words.
func pragma(f *ast.FuncDecl, words ...string) bool {
	if f.Doc == nil {
		return false
	}
	for _, c := range f.Doc.List {
		if rest, ok := strings.CutPrefix(c.Text, "//go:"); ok {
			for _, word := range words {
				if strings.TrimSpace(rest) == word {
					return true
				}
			}
		}
	}
	return false
}
