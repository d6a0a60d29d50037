package standin

import (
	"fmt"
	"os"
	"strings"
)

// A line is a command line of the compiler, as far as it has to be understood.
type line struct {
	args  []string // without response files
	files int      // index in args of the first source file

	pkg       string // -p
	output    string // -o
	importcfg string // -importcfg
	lang      string // -lang
	std       bool   // -std
	version   bool   // -V=full
}

// parseLine reads a command line as the compiler does. It knows the go command's
// way to write it: flags first, and the source files last.
func parseLine(args []string) (*line, error) {
	args, err := expand(args)
	if err != nil {
		return nil, err
	}
	l := &line{args: args, files: len(args)}
	for l.files > 0 && strings.HasSuffix(args[l.files-1], ".go") && !strings.HasPrefix(args[l.files-1], "-") {
		l.files--
	}
	for i, arg := range args[:l.files] {
		name, ok := strings.CutPrefix(arg, "-")
		if !ok {
			continue
		}
		name, value, has := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if !has && i+1 < len(args) {
			value = args[i+1]
		}
		switch name {
		case "p":
			l.pkg = value
		case "o":
			l.output = value
		case "importcfg":
			l.importcfg = value
		case "lang":
			l.lang = value
		case "std":
			l.std = value != "false"
		case "V":
			l.version = value == "full"
		}
	}
	return l, nil
}

// expand puts the arguments in the place of each response file, "@name": the go
// command writes one when they are too long for the kernel.
func expand(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		name, ok := strings.CutPrefix(arg, "@")
		if !ok {
			out = append(out, arg)
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for s := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(string(text), "\r", "")), "\n") {
			out = append(out, unescape.Replace(s))
		}
	}
	return out, nil
}

// In a response file each argument is a line.
var (
	unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n")
	escape   = strings.NewReplacer(`\`, `\\`, "\n", `\n`)
)

// respond writes args to a response file.
func respond(name string, args []string) error {
	var b strings.Builder
	for _, arg := range args {
		fmt.Fprintln(&b, escape.Replace(arg))
	}
	return os.WriteFile(name, []byte(b.String()), 0o600)
}
