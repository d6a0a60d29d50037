package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/go-greenify/greenify/rewrite/patch"
	directives "github.com/go-greenify/greenify/rewrite/target"
)

var helpVerb = &verb{
	name:  "help",
	usage: "[topic]",
	short: "print this list, or the manual of a command or topic",
	long: `
Help prints the list of commands and topics, or the manual of one of them.
`,
	own: []string{},
	run: func(ctx context.Context, l *line) error {
		var page bytes.Buffer
		if err := runHelp(&page, l.rest); err != nil {
			return err
		}
		_, err := page.WriteTo(os.Stdout)
		return err
	},
}

// A topic is a page of the manual that belongs to no verb.
type topic struct {
	name  string
	short string
	print func(w io.Writer) error
}

var topics = []*topic{
	{"patches", "what -patch takes, and what each patch does", helpPatches},
	{"directives", "comments that say what a green build does with a function", helpDirectives},
	{"settings", "the settings in GREENRT that steer a green program", helpSettings},
	{"environment", "the environment variables that greenify reads", helpEnvironment},
}

func runHelp(w io.Writer, args []string) error {
	if len(args) == 0 {
		return helpList(w)
	}
	name := strings.Join(args, " ")
	if v := findVerb(name); v != nil {
		_, err := fmt.Fprintf(w, "usage: greenify %s\n%s", strings.TrimSpace(v.name+" "+v.usage), v.long)
		return err
	}
	for _, t := range topics {
		if t.name == name {
			return t.print(w)
		}
	}
	return &usageError{
		what: "greenify help " + name + ": unknown help topic",
		next: "run 'greenify help' for the list",
	}
}

// verbUsage is the answer to -h.
func verbUsage(v *verb) error {
	return &usageError{
		what: "greenify " + v.name + ": usage: greenify " + strings.TrimSpace(v.name+" "+v.usage),
		next: "run 'greenify help " + v.name + "' for details",
	}
}

func helpList(w io.Writer) error {
	fmt.Fprint(w, `Greenify builds Go programs whose goroutines are greenlets: cooperative tasks.
A hub runs one of them at a time, and switches without the operating system. One
that would block the thread leaves the hub meanwhile; 'greenify check' reports
what cannot.

Usage:

	greenify <command> [arguments]
	greenify [build flags] package    (the same as greenify build)

The commands are:

`)
	tw := tabwriter.NewWriter(w, 0, 8, 4, ' ', 0)
	for _, v := range verbs {
		fmt.Fprintf(tw, "\t%s\t%s\n", v.name, v.short)
	}
	tw.Flush()
	fmt.Fprint(w, "\nAdditional help topics:\n\n")
	for _, t := range topics {
		fmt.Fprintf(tw, "\t%s\t%s\n", t.name, t.short)
	}
	tw.Flush()
	_, err := fmt.Fprint(w, "\nUse \"greenify help <command or topic>\" for more.\n")
	return err
}

func helpPatches(w io.Writer) error {
	fmt.Fprint(w, `-patch takes a list of names separated by commas, read from left to right:
"all" takes every patch, a name takes one, and -name leaves one out. The
default is all. -patch=all,-dns, or -patch=-dns for short, is everything but
dns; -patch=thread,time is these two.

These are the patches, with what gevent's of the same name does:
`)
	for _, p := range patch.All() {
		fmt.Fprintf(w, "\n%s\n", p.Name)
		wrap(w, "    ", p.Does)
		wrap(w, "    ", "gevent: "+p.Gevent)
		if len(p.Needs) > 0 {
			fmt.Fprintf(w, "    needs: %s\n", strings.Join(p.Needs, ", "))
		}
	}
	return nil
}

func helpDirectives(w io.Writer) error {
	fmt.Fprint(w, `A directive is a line in the comment directly above a function, which begins with
//greenify: and has nothing behind it. Other tools take it for a comment.

	//greenify:offload
	func checksum(r io.ReaderAt, size int64) uint64 {
`)
	directives.Directives(func(text, does string) {
		fmt.Fprintf(w, "\n%s\n", text)
		wrap(w, "    ", does+".")
	})
	_, err := fmt.Fprint(w, `
An offloaded function is an ordinary goroutine until it ends, by a return, a panic
or Goexit: it and the hub run side by side, if there is a processor for both. What
it calls is away with it; what it starts by a go statement is not. A call costs a
few microseconds more, since another thread is woken to run the hub. With
GREENRT=off=1, in a plain go build, or within another offloaded function the
directive does nothing.

A directive that is misspelt or stands elsewhere ends the build with an error.
'greenify diff packages' shows what the directives change, and what is changed
without one: raw system calls that are known to wait leave the hub.
`)
	return err
}

func helpEnvironment(w io.Writer) error {
	_, err := fmt.Fprint(w, `greenify reads what the go command reads, and

	GREENIFYCACHE
		the directory that holds green GOROOTs. The default is "greenify"
		in the user's cache directory. 'greenify clean' empties it.

For the go command it sets GOROOT, GOTOOLCHAIN=local and PATH, so that the go
command is the green one, and adds -tags=greenify to GOFLAGS. A go command
that the program or a test starts is therefore green as well.

A green program reads GREENRT; see 'greenify help settings'.
`)
	return err
}

// wrap prints text in lines of at most 79 columns behind indent.
func wrap(w io.Writer, indent, text string) {
	col := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case col == 0:
			fmt.Fprint(w, indent+word)
			col = len(indent) + len(word)
		case col+1+len(word) > 79:
			fmt.Fprint(w, "\n"+indent+word)
			col = len(indent) + len(word)
		default:
			fmt.Fprint(w, " "+word)
			col += 1 + len(word)
		}
	}
	fmt.Fprintln(w)
}
