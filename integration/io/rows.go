package main

import "github.com/go-greenify/greenify/integration/internal/figures"

// A row is one workload.
type row struct {
	name    string
	what    string
	program string // directory of the server
	serve   string // what the server serves
	load    string // the kind of load
	conns   int
	idle    bool    // the connections make one request each; conns is -idle
	rate    float64 // requests per second of an open loop

	measure   func(*bench, *row, *report) error
	uncounted bool // system calls per request would say nothing

	// Targets; 0 is none.
	faster float64            // stock divided by green, at least
	never  float64            // the same, for a row whose target is parity: below it the row fails
	calls  map[string]float64 // counts per request, at most
	tail   float64            // green's p99 divided by stock's, at most
}

// Of the counts that have targets, with many connections and with one. A read per
// request is meant to two decimals: those of connections that end are counted too.
var (
	many = map[string]float64{"read": 1.005, "EAGAIN": 0.05}
	one  = map[string]float64{"epoll_wait": 1.05, "futex": 0.02}
)

var table = []*row{
	{name: "echo64", what: "TCP echo of 64 B, 64 connections", program: "server", serve: "echo", load: "echo", conns: 64, measure: cost, faster: 1.18, calls: many},
	{name: "echo1", what: "TCP echo of 64 B, 1 connection", program: "server", serve: "echo", load: "echo", conns: 1, measure: cost, faster: 1.35, calls: one},
	{name: "hello64", what: "net/http hello, 64 connections", program: "server", serve: "hello", load: "http", conns: 64, measure: cost, faster: 1.3},
	{name: "hello1", what: "net/http hello, 1 connection", program: "server", serve: "hello", load: "http", conns: 1, measure: cost, faster: 1.5, calls: one},
	{name: "db", what: "net/http, one Redis GET and one PostgreSQL SELECT, 16 connections", program: "db", load: "http", conns: 16, measure: cost, faster: 1.2},
	{name: "tls", what: "net/http hello over TLS, 64 connections", program: "server", serve: "tls", load: "https", conns: 64, measure: cost, faster: 1, never: 0.98},
	{name: "json", what: "net/http, encoding of 10 KB of JSON, 64 connections", program: "server", serve: "json", load: "http", conns: 64, measure: cost, faster: 1, never: 0.98},
	{name: "cpu", what: "net/http, 200 us of sorting and hashing, 64 connections", program: "server", serve: "cpu", load: "http", conns: 64, measure: cost, faster: 1, never: 0.98},
	{name: "idle", what: "TCP echo, goroutines in Read", program: "server", serve: "echo", load: "echo", idle: true, measure: weight, uncounted: true},
	{name: "idlehttp", what: "net/http keep-alive", program: "server", serve: "hello", load: "http", idle: true, measure: weight, uncounted: true},
	{name: "p99", what: "net/http hello, 64 connections", program: "server", serve: "hello", load: "http", conns: 64, measure: latency, tail: 0.8},
}

// wanted returns the rows with these names, separated by commas, or all of them.
func wanted(names string) ([]*row, error) {
	return figures.Choose(table, names, func(r *row) string { return r.name })
}
