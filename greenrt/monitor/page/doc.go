// Package page serves what package monitor sees to a browser, in the style of
// net/http/pprof.
//
//	http.Handle("/debug/green/", page.Handler())
//
// The pages are
//
//	/debug/green/            figures, the last seconds as a picture, stalls, the greenlets by
//	                         where they were started. ?seconds=2 looks at less, up to 60;
//	                         ?reload=2 loads the page again every two seconds
//	/debug/green/metrics     the figures for Prometheus
//	/debug/green/trace       the last seconds for ui.perfetto.dev or chrome://tracing; ?seconds=2
//
// The page is one document that loads nothing and runs no script. There is something to
// see on it once monitor.Start was called; until then it has the greenlets and what is
// counted anyway.
//
// The import alone does nothing: net/http/pprof registers itself with
// http.DefaultServeMux, and many a program has published its stacks by the import of
// something that imports it. Who may see the page is for the program to say, as it is for
// pprof's: it shows names of functions and files. Served by a greenlet, it comes when the
// hub has a turn for it; what holds the hub up meanwhile is told by monitor.Options.OnStall.
package page
