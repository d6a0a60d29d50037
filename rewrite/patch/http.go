package patch

// HTTP has no counterpart in gevent, whose pywsgi does not notice a client that goes
// away before it writes to it. net/http does, with a goroutine for each request; the
// rules here have the poller tell it instead. And a client's request goes on in goroutines
// of the connection, which wait for what nobody will take if the greenlet that made it is
// killed.
var HTTP = &Patch{
	Name:   "http",
	Gevent: "has none: pywsgi does not look for clients that go away",
	Does:   "spares net/http's servers the goroutine that waits, during each request, for the client to go away; ends a client's request if its greenlet is killed",
	Covers: []string{"net/http"},
	Needs:  []string{"socket"},
	Adds: []string{
		"crypto/tls/green.go",
		"internal/poll/green_tell.go",
		"net/green.go",
		"net/http/green.go",
		"runtime/green_check_tell.go",
		"runtime/green_tell.go",
	},
	Rules: concat([]Rule{
		{
			Pkg: "runtime", Type: "pollDesc", Op: Field,
			Find: "self *pollDesc",
			Text: "greenNext, greenArg uintptr",
			Why:  "Who is to be told of readiness, and the list of those who are being told.",
		},
		{
			Pkg: "runtime", Func: "netpollunblock", Op: Before,
			Find: "if old == pdWait {\n\told = pdNil\n} else if old != pdNil {\n\t*delta -= 1\n}",
			Text: "if old == greenTelling {\n\treturn pd.greenTells()\n}",
			Why:  "Nobody waits, but somebody wants to be told.",
		},
		{
			Pkg: "runtime", Func: "poll_runtime_pollClose", Op: Enter,
			Text: "pd.greenCheckClosed()",
			Why:  "In check mode: nobody is to be told of a descriptor that is free.",
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
		{
			Pkg: "net/http", Func: "(*persistConn).roundTrip", Op: After,
			Find: "defer close(gone)",
			Text: "defer func() {\n\tif resp == nil && err == nil {\n\t\tpc.cancelRequest(errRequestCanceled)\n\t}\n}()",
			Why:  "Who is killed while it waits for the response leaves without one and without an error, and the connection would wait for it.",
		},
		{
			Pkg: "net/http", Func: "(*http2ClientConn).roundTrip", Op: After,
			Find: "go cs.doRequest(req, streamf)",
			Text: "defer func() {\n\tif r := recover(); r != nil {\n\t\tcs.abortStream(http2errRequestCanceled)\n\t\tpanic(r)\n\t}\n}()",
			Why:  "The same of HTTP/2, where the stream would wait.",
		},
		{
			Pkg: "net/http", Func: "(*Transport).getConn", Op: Replace,
			Find: "defer func() {\n\tif err != nil {\n\t\tw.cancel(t)\n\t}\n}()",
			Text: "greenGot := false\ndefer func() {\n\tif err != nil || !greenGot {\n\t\tw.cancel(t)\n\t}\n}()",
			Why:  "Who is killed while it waits for a connection gives it to others.",
		},
		{
			Pkg: "net/http", Func: "(*Transport).getConn", Op: Before,
			Find: "if r.pc != nil && r.pc.alt == nil && trace != nil && trace.GotConn != nil {\n\t__\n}",
			Text: "greenGot = true",
			Why:  "It was not killed.",
		},
	}, unwindHTTP),
}
