package main

import (
	"slices"
	"strings"
)

// A line is a command line, taken apart as far as greenify has to know it.
// Everything else goes to the go command as it was written.
type line struct {
	verb *verb

	// greenify's own flags.
	patch string // -patch
	quiet bool   // -q

	// What greenify reads of the go command's flags.
	dir     string // -C
	verbose bool   // -v
	json    bool   // -json
	dryRun  bool   // -n
	// flags are the flags of a verb that lists its own, by name, as they were set.
	flags map[string]string

	// args are the arguments for the go command, behind the verb: greenify's
	// own flags are gone, and -tags has the green tag.
	args []string
	// load are the flags among args that decide which files are built.
	load []string
	// rest are the arguments from the first that is no flag.
	rest []string
}

// A go command's flag either takes a value, which may be the next argument,
// or it is a boolean, whose value can only follow an equals sign. One must
// know which to find the first argument that is no flag.
var (
	boolFlags = words(`
		a n race msan asan cover v work x buildvcs linkshared modcacherw trimpath json
		c artifacts benchmem failfast fullpath short`)
	valueFlags = words(`
		C p asmflags buildmode compiler covermode coverpkg coverprofile gccgoflags gcflags
		installsuffix ldflags mod modfile o overlay pgo pkgdir tags toolexec
		debug-actiongraph debug-runtime-trace debug-trace
		exec vet bench benchtime blockprofile blockprofilerate count cpu cpuprofile fuzz
		fuzztime fuzzminimizetime list memprofile memprofilerate mutexprofile
		mutexprofilefraction outputdir parallel run shuffle skip timeout trace`)
	// vet's analyzers have flags as well; these are the ones with a value. Its
	// -c is a number of lines, test's -c is a boolean.
	vetValueFlags = words(`
		c vettool printf.funcs printfuncs unusedresult.funcs unusedfuncs
		unusedresult.stringmethods unusedstringmethods`)
	// loadFlags decide which files and packages a build consists of.
	loadFlags = words(`
		race msan asan compiler installsuffix buildmode mod modfile modcacherw overlay tags`)
)

func words(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// splitFlag takes -name, --name, -name=value and --name=value apart. It
// reports false for an argument that is no flag, as are "-" and "--".
func splitFlag(arg string) (name, value string, hasValue, ok bool) {
	s, ok := strings.CutPrefix(arg, "-")
	if !ok {
		return "", "", false, false
	}
	s = strings.TrimPrefix(s, "-")
	if s == "" || s[0] == '-' || s[0] == '=' {
		return "", "", false, false
	}
	name, value, hasValue = strings.Cut(s, "=")
	return name, value, hasValue, true
}

// ownFlagLen returns how many of the first arguments are one of greenify's own
// flags, with its value if it is a separate one: 0, 1 or 2.
func ownFlagLen(args []string) int {
	name, _, hasValue, ok := splitFlag(args[0])
	switch {
	case ok && name == "q":
		return 1
	case ok && name == "patch" && (hasValue || len(args) == 1):
		return 1
	case ok && name == "patch":
		return 2
	}
	return 0
}

// takesValue reports whether the flag takes the next argument as its value,
// and whether the go command's verb knows the flag at all.
func (v *verb) takesValue(name string) (takes, known bool) {
	if v == vetVerb {
		// Every flag that is not listed is an analyzer's, and a boolean.
		return vetValueFlags[name] || valueFlags[name], true
	}
	if slices.Contains(v.values, name) {
		return true, true
	}
	if v == testVerb {
		name = strings.TrimPrefix(name, "test.")
	}
	return valueFlags[name], valueFlags[name] || boolFlags[name]
}

// parseLine takes the arguments behind the verb apart.
func parseLine(v *verb, args []string) (*line, error) {
	l := &line{verb: v, patch: "all"}
	for len(args) > 0 {
		name, value, hasValue, ok := splitFlag(args[0])
		if !ok {
			break
		}
		if name == "h" || name == "help" || name == "?" {
			return nil, verbUsage(v)
		}
		n := ownFlagLen(args)
		if n > 0 {
			if n == 2 {
				value, hasValue = args[1], true
			}
			if err := l.setOwn(name, value, hasValue); err != nil {
				return nil, err
			}
			args = args[n:]
			continue
		}
		if v == testVerb && name == "args" {
			break
		}
		if _, known := v.takesValue(name); v == testVerb && !known {
			// The flag is the test binary's. What follows it may be its
			// value, or a package: that is the go command's to say.
			break
		}
		if v.own != nil && !slices.Contains(v.own, name) {
			return nil, &usageError{
				what: "greenify " + v.name + ": unknown flag -" + name,
				next: "run 'greenify help " + v.name + "' for usage",
			}
		}
		args = l.takeGoFlag(args)
	}
	if err := v.flagsBehind(args); err != nil {
		return nil, err
	}
	if v.alone && len(args) > 0 {
		return nil, &usageError{
			what: "greenify " + v.name + " " + args[0] + ": " + v.name + " takes nothing but flags",
			next: "run 'greenify help " + v.name + "' for usage",
		}
	}
	l.rest = args
	if v == testVerb {
		// The go command takes its own flags behind the packages as well.
		l.takeTestArgs(args)
	} else {
		l.args = append(l.args, args...)
	}
	return l, nil
}

// flagsBehind refuses a flag of greenify's behind the first argument that is none. The
// go command would take it for a package. What run and test have there belongs
// to the program and the test binary.
func (v *verb) flagsBehind(args []string) error {
	if v == runVerb || v == testVerb || len(args) > 0 && args[0] == "--" {
		return nil
	}
	for _, arg := range args {
		name, _, _, ok := splitFlag(arg)
		if ok && (v.own != nil || name == "patch" || name == "q") {
			return &usageError{
				what: "greenify " + v.name + ": " + arg + " stands behind " + args[0],
				next: "move the flag in front of it",
			}
		}
	}
	return nil
}

// setOwn sets one of greenify's own flags.
func (l *line) setOwn(name, value string, hasValue bool) error {
	switch {
	case name == "patch" && value == "":
		return &usageError{
			what: "-patch needs a list of patches",
			next: "run 'greenify help patches' for the list",
		}
	case name == "patch":
		l.patch = value
	case !hasValue || value == "true" || value == "1":
		l.quiet = true
	case value == "false" || value == "0":
		l.quiet = false
	default:
		return &usageError{
			what: "-q=" + value + ": not a boolean",
			next: "write -q or -q=false",
		}
	}
	return nil
}

// takeGoFlag moves the go command's flag at the head of args, with its value,
// to l.args, reads what greenify wants to know of it, and returns the rest.
func (l *line) takeGoFlag(args []string) []string {
	name, value, hasValue, _ := splitFlag(args[0])
	n := 1
	if takes, _ := l.verb.takesValue(name); takes && !hasValue && len(args) > 1 {
		value, hasValue = args[1], true
		n = 2
	}
	raw := args[:n]
	if l.verb.own != nil {
		if l.flags == nil {
			l.flags = make(map[string]string)
		}
		l.flags[name] = value
	}
	on := !hasValue || (value != "false" && value != "0")
	switch name {
	case "C":
		l.dir = value
	case "tags":
		raw = []string{"-tags=" + addTag(value)}
	case "v", "test.v":
		l.verbose = on
	case "json":
		l.json = on
	case "n":
		l.dryRun = on
	}
	l.args = append(l.args, raw...)
	if loadFlags[name] {
		l.load = append(l.load, raw...)
	}
	return args[n:]
}

// takeTestArgs takes the arguments of test from the first that is neither one
// of greenify's flags nor one of go test's. Flags of go test and of the test
// binary may be mixed with what follows, up to -args, "--" or the first
// argument that cannot be a flag's value.
func (l *line) takeTestArgs(args []string) {
	packages := 0 // 0 before, 1 inside, 2 behind the list of packages
	afterBare := false
	for len(args) > 0 {
		name, _, hasValue, ok := splitFlag(args[0])
		wasAfterBare := afterBare
		afterBare = false
		switch {
		case args[0] == "--" || ok && name == "args":
			l.args = append(l.args, args...)
			return
		case !ok && packages < 2:
			packages = 1
			l.args = append(l.args, args[0])
			args = args[1:]
		case !ok && wasAfterBare:
			l.args = append(l.args, args[0])
			args = args[1:]
		case !ok:
			l.args = append(l.args, args...)
			return
		default:
			if packages == 1 {
				packages = 2
			}
			if _, known := testVerb.takesValue(name); known {
				args = l.takeGoFlag(args)
				continue
			}
			packages = 2
			afterBare = !hasValue
			l.args = append(l.args, args[0])
			args = args[1:]
		}
	}
}
