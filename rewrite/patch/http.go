package patch

// HTTP has no counterpart in gevent, whose pywsgi does not notice a client that goes
// away before it writes to it. net/http does, with a goroutine for each request; the
// rules here have the poller tell it instead.
var HTTP = &Patch{
	Name:   "http",
	Gevent: "has none: pywsgi does not look for clients that go away",
	Does:   "spares net/http's servers the goroutine that waits, during each request, for the client to go away",
	Needs:  []string{"socket"},
	Adds: []string{
		"internal/poll/green_tell.go",
		"net/green.go",
		"net/http/green.go",
		"runtime/green_tell.go",
	},
	Rules: []Rule{
		{
			Pkg: "runtime", Type: "pollDesc", Op: Field,
			Find: "self *pollDesc",
			Text: "greenNext, greenArg uintptr",
			Why:  "Who is to be told of readiness, and the list of those who are being told.",
		},
		{
			Pkg: "runtime", Func: "netpollunblock", Op: Before,
			Find: "if old == pdWait {\n\told = pdNil\n} else if old != pdNil {\n\t*delta -= 1\n}",
			Text: "if old == greenTelling {\n\treturn pd.greenTells(delta)\n}",
			Why:  "Nobody waits, but somebody wants to be told.",
		},
		{
			Pkg: "net/http", Type: "connReader", Op: Field,
			Find: "aborted bool",
			Text: "greenWatched bool",
			Why:  "The background read is one that the poller makes.",
		},
		{
			Pkg: "net/http", Func: "(*connReader).startBackgroundRead", Op: Replace,
			Find: "go cr.backgroundRead()",
			Text: "if !cr.greenWatch() {\n\tgo cr.backgroundRead()\n}",
			Why:  "The goroutine is started when there is something to read.",
		},
		{
			Pkg: "net/http", Func: "(*connReader).abortPendingRead", Op: After,
			Find: "if !cr.inRead {\n\treturn\n}",
			Text: "if cr.greenUnwatch() {\n\treturn\n}",
			Why:  "Without a goroutine there is none to be stopped by a deadline.",
		},
	},
}
