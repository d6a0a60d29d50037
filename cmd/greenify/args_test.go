package main

import (
	"slices"
	"strings"
	"testing"
)

func TestParseLine(t *testing.T) {
	type want struct {
		verb    string
		args    string // for the go command, separated by spaces
		rest    string
		load    string
		patch   string
		quiet   bool
		verbose bool
		dir     string
	}
	tests := []struct {
		line string
		want want
	}{
		{"./pkg", want{verb: "build", args: "./pkg", rest: "./pkg"}},
		{"main.go other.go", want{verb: "build", args: "main.go other.go", rest: "main.go other.go"}},
		{"-o x ./pkg", want{verb: "build", args: "-o x ./pkg", rest: "./pkg"}},
		{"-q -patch=thread run -race ./pkg -q -patch=x",
			want{verb: "run", args: "-race ./pkg -q -patch=x", rest: "./pkg -q -patch=x", load: "-race", patch: "thread", quiet: true}},
		{"build -o build -q ./pkg", want{verb: "build", args: "-o build ./pkg", rest: "./pkg", quiet: true}},
		{"build -o -q ./pkg", want{verb: "build", args: "-o -q ./pkg", rest: "./pkg"}},
		{"build --patch thread,time --ldflags -s ./a ./b",
			want{verb: "build", args: "--ldflags -s ./a ./b", rest: "./a ./b", patch: "thread,time"}},
		{"build -C dir -tags a,b -mod=vendor -v",
			want{verb: "build", args: "-C dir -tags=a,b,greenify -mod=vendor -v", load: "-tags=a,b,greenify -mod=vendor", verbose: true, dir: "dir"}},
		{"build -C=dir -v=false", want{verb: "build", args: "-C=dir -v=false", dir: "dir"}},
		{"build -trimpath -- -q", want{verb: "build", args: "-trimpath -- -q", rest: "-- -q"}},
		{"run -exec xprog ./pkg -tags x", want{verb: "run", args: "-exec xprog ./pkg -tags x", rest: "./pkg -tags x"}},
		{"test", want{verb: "test"}},
		{"test -run X -count 1 ./... -tags a -v -q",
			want{verb: "test", args: "-run X -count 1 ./... -tags=a,greenify -v -q", rest: "./... -tags a -v -q", load: "-tags=a,greenify", verbose: true}},
		{"test ./a ./b -custom value -tags a -args -tags b",
			want{verb: "test", args: "./a ./b -custom value -tags=a,greenify -args -tags b", rest: "./a ./b -custom value -tags a -args -tags b", load: "-tags=a,greenify"}},
		{"test -custom value -tags a", want{verb: "test", args: "-custom value -tags=a,greenify", rest: "-custom value -tags a", load: "-tags=a,greenify"}},
		{"test -custom=1 value -tags a", want{verb: "test", args: "-custom=1 value -tags a", rest: "-custom=1 value -tags a"}},
		{"test -test.run X -q ./a", want{verb: "test", args: "-test.run X ./a", rest: "./a", quiet: true}},
		{"test -q -args -q", want{verb: "test", args: "-args -q", rest: "-args -q", quiet: true}},
		{"test -json -c ./a", want{verb: "test", args: "-json -c ./a", rest: "./a"}},
		{"vet -c 3 -printf.funcs f -printf ./a", want{verb: "vet", args: "-c 3 -printf.funcs f -printf ./a", rest: "./a"}},
		{"env -json GOROOT", want{verb: "env", args: "-json GOROOT", rest: "GOROOT"}},
		{"-h", want{verb: "help"}},
		{"--version", want{verb: "version"}},
		{"", want{verb: "help"}},
		{"-q", want{verb: "build", quiet: true}},
	}
	for _, tt := range tests {
		v, args, err := chooseVerb(strings.Fields(tt.line))
		if err != nil {
			t.Errorf("%q: %v", tt.line, err)
			continue
		}
		l, err := parseLine(v, args)
		if err != nil {
			t.Errorf("%q: %v", tt.line, err)
			continue
		}
		if tt.want.patch == "" {
			tt.want.patch = "all"
		}
		got := want{
			l.verb.name, strings.Join(l.args, " "), strings.Join(l.rest, " "), strings.Join(l.load, " "),
			l.patch, l.quiet, l.verbose, l.dir,
		}
		if got != tt.want {
			t.Errorf("%q:\n got %+v\nwant %+v", tt.line, got, tt.want)
		}
	}
}

func TestParseLineErrors(t *testing.T) {
	for line, want := range map[string]string{
		"biuld ./pkg":      "greenify biuld: unknown command",
		"-q biuld":         "greenify biuld: unknown command",
		"build -patch":     "-patch needs a list of patches",
		"build -patch= .":  "-patch needs a list of patches",
		"build -q=maybe .": "-q=maybe: not a boolean",
		"diff -o x":        "greenify diff: unknown flag -o",
		"env -x":           "greenify env: unknown flag -x",
		"build -h":         "greenify build: usage: greenify build",
	} {
		v, args, err := chooseVerb(strings.Fields(line))
		if err == nil {
			_, err = parseLine(v, args)
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got error %v, want %s", line, err, want)
		}
	}
}

func TestParseLineKeepsArguments(t *testing.T) {
	args := []string{"-o", "a b", "-ldflags=-X main.v=1 2", "./pkg", ""}
	l, err := parseLine(buildVerb, slices.Clone(args))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.args, args) {
		t.Errorf("got %q, want %q", l.args, args)
	}
}
