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

// takesValue has the compiler's flags whose value may be the next argument. One must
// know them to find the first source file: with -overlay its name need not end in .go.
var takesValue = words(`asmhdr bench blockprofile buildid c coveragecfg cpuprofile D d embedcfg env gendwarfinl
	goversion I importcfg installsuffix json lang linkobj memprofile memprofilerate mutexprofile
	o p pgoprofile spectre symabis traceprofile trimpath`)

func words(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// parseLine reads a command line as the compiler does, by the rules of package flag.
func parseLine(args []string) (*line, error) {
	args, err := expand(args)
	if err != nil {
		return nil, err
	}
	l := &line{args: args, files: len(args)}
	for i := 0; i < len(args); i++ {
		name, ok := strings.CutPrefix(args[i], "-")
		if !ok || name == "" {
			l.files = i
			break
		}
		if name == "-" {
			l.files = i + 1
			break
		}
		name, value, has := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if !has && takesValue[name] && i+1 < len(args) {
			i++
			value = args[i]
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
