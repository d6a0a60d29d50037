package asmkernel

import (
	"strings"
)

// A way is a place where assembly enters the kernel.
type way struct {
	line     int    // from 1
	col      int    // from 1, in bytes
	function string // the symbol of the TEXT around it, as "·name" or "pkg·name"; empty in a macro
	what     string // the instruction or the function
}

// enters lists the instructions by which processors enter their kernel. Those of
// other processors cost nothing, and an assembly file for them is not built.
var enters = map[string]bool{
	"SYSCALL": true, "SYSENTER": true, "SVC": true, "SWI": true, "ECALL": true,
}

// parse finds the ways of a file in Go's assembly language. It does not run the
// preprocessor: what stands in either branch of an #ifdef is read, and a macro
// enters the kernel where it is used.
func parse(text string) []way {
	var p parser
	for i, line := range strings.Split(text, "\n") {
		p.line(i+1, line)
	}
	return p.ways
}

type parser struct {
	ways     []way
	macros   map[string]string // name to what it enters by
	defining string            // the macro whose lines follow
	comment  bool              // inside /* */
	function string
	told     bool // between entersyscall and exitsyscall
	bytes    []string
}

// line reads one line.
func (p *parser) line(n int, text string) {
	text = p.strip(text)
	more := strings.HasSuffix(text, "\\")
	code := strings.TrimSuffix(text, "\\")
	if rest, ok := strings.CutPrefix(strings.TrimSpace(code), "#define"); ok {
		name, body, _ := strings.Cut(strings.TrimSpace(rest), " ")
		name, _, _ = strings.Cut(name, "(")
		p.defining = name
		code = body
	} else if strings.HasPrefix(strings.TrimSpace(code), "#") {
		return
	}
	at := 0
	for part := range strings.SplitSeq(code, ";") {
		start := at + len(part) - len(strings.TrimLeft(part, " \t"))
		at += len(part) + 1
		p.instruction(n, start+1, strings.TrimSpace(part))
	}
	if p.defining != "" && !more {
		p.defining = ""
	}
}

// strip removes comments, and keeps columns.
func (p *parser) strip(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch rest := text[i:]; {
		case p.comment && strings.HasPrefix(rest, "*/"):
			p.comment = false
			b.WriteString("  ")
			i++
		case p.comment:
			b.WriteByte(' ')
		case strings.HasPrefix(rest, "/*"):
			p.comment = true
			b.WriteString("  ")
			i++
		case strings.HasPrefix(rest, "//"):
			return strings.TrimRight(b.String(), " \t\r")
		default:
			b.WriteByte(text[i])
		}
	}
	return strings.TrimRight(b.String(), " \t\r")
}

func (p *parser) instruction(line, col int, code string) {
	if label, rest, ok := strings.Cut(code, ":"); ok && !strings.ContainsAny(label, " \t,($") {
		col += len(code) - len(strings.TrimLeft(rest, " \t"))
		code = strings.TrimLeft(rest, " \t")
	}
	f := strings.FieldsFunc(code, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(f) == 0 {
		return
	}
	op, first := f[0], ""
	if len(f) > 1 {
		first = f[1]
	}
	if op != "BYTE" {
		p.bytes = nil
	}
	what := ""
	switch {
	case op == "TEXT":
		p.function, _, _ = strings.Cut(strings.TrimSuffix(first, "(SB)"), "<")
		p.function = strings.TrimSuffix(p.function, "(SB)")
		p.told = false
		return
	case op == "CALL" || op == "BL" || op == "JMP" || op == "B":
		target, _, _ := strings.Cut(strings.TrimSuffix(first, "(SB)"), "<")
		switch {
		case strings.HasPrefix(target, "runtime·entersyscall"):
			p.told = true
		case strings.HasPrefix(target, "runtime·exitsyscall"):
			p.told = false
		case isRaw(target):
			what = op + " " + target
		}
	case enters[op]:
		what = op
	case op == "INT" && first != "$3": // $3 is the debugger's
		what = op + " " + first
	case op == "BYTE":
		// The instruction as bytes, for an assembler that did not know it.
		p.bytes = append(p.bytes, strings.ToLower(first))
		if k := len(p.bytes); k >= 2 && p.bytes[k-2] == "$0x0f" && (p.bytes[k-1] == "$0x05" || p.bytes[k-1] == "$0x34") {
			what = "SYSCALL"
		}
	default:
		name, _, _ := strings.Cut(op, "(")
		if by := p.macros[name]; by != "" && p.defining == "" {
			what = by
		}
	}
	switch {
	case what == "" || p.told:
	case p.defining != "":
		if p.macros == nil {
			p.macros = make(map[string]string)
		}
		p.macros[p.defining] = what
	default:
		p.ways = append(p.ways, way{line, col, p.function, what})
	}
}

// isRaw reports whether a function enters the kernel, or C code, and does not tell
// the scheduler.
func isRaw(symbol string) bool {
	pkg, name, _ := strings.Cut(symbol, "·")
	switch {
	case strings.HasSuffix(pkg, "syscall") || strings.HasSuffix(pkg, "unix"):
		return strings.HasPrefix(strings.ToLower(name), "raw")
	case pkg == "runtime":
		return strings.HasPrefix(name, "vdso") || name == "asmcgocall" || name == "futex" || name == "usleep"
	}
	return false
}
