package main

import "github.com/go-greenify/greenify/integration/internal/suite"

// A module is somebody else's test suite, at a version that was seen to pass
// stock.
type module struct {
	path, version string
	packages      []string // patterns, seen from the module's root
	skip          string   // as -skip; why stands beside it
	passes        int      // top-level tests that pass in stock
	known         suite.Known
	database      database // nil if its tests need none, or start their own
	more          bool     // only with -all or by name: CI has no time for it
}

// modules is the table. The suites use goroutines in ways that std's own do not;
// what stands behind each is the reason why it is here.
var modules = []module{
	// goroutines, channels, panics across goroutines
	{path: "golang.org/x/sync", version: "v0.24.0", packages: []string{"./..."}, passes: 32},
	// hijacked connections, cancelled contexts, leaks. With CI=true, TestWasm
	// wants a browser to run in. The rest computes, in as many tests at once as
	// there are processors: on two it is over the limit, as is stock with GOMAXPROCS=1.
	{path: "github.com/coder/websocket", version: "v1.8.15", packages: []string{"."}, skip: "TestWasm", passes: 26,
		known: suite.Known{{
			Package: "github.com/coder/websocket",
			Test:    "TestAccept/closeRace",
			Class:   "slow",
			Reason: "of two goroutines the first waits 5 s for a peer that is not there, unless the second goes before it, " +
				"which stock starts first; with the two exchanged it is stock that waits",
		}}},
	// UDP, system calls in RawConn callbacks, ListenConfig.Control
	{path: "github.com/miekg/dns", version: "v1.1.73", packages: []string{"."}, passes: 292},
	// file I/O, mmap, flock
	{path: "go.etcd.io/bbolt", version: "v1.5.0", packages: []string{".", "./internal/..."}, passes: 200},

	// panics that go from one goroutine to another
	{path: "github.com/sourcegraph/conc", version: "v0.3.0", packages: []string{"./..."}, passes: 28, more: true},
	// handlers of net/http, timers that throttle and end requests
	{path: "github.com/go-chi/chi/v5", version: "v5.5.0", packages: []string{"./..."}, passes: 138, more: true},
	// channels, select and deadlines. The skipped test fails in stock in most
	// runs: its two ends do not agree on who closes first.
	{path: "github.com/hashicorp/yamux", version: "v0.1.2", packages: []string{"."},
		skip: "^TestHalfCloseSessionShutdown$", passes: 32, more: true},
	// a descriptor in the poller that is no socket
	{path: "github.com/fsnotify/fsnotify", version: "v1.10.1", packages: []string{"./..."}, passes: 25, more: true},
	// a multiplexer of channels over one connection
	{path: "golang.org/x/crypto", version: "v0.58.0", packages: []string{"./ssh/..."}, passes: 339, more: true},
	// a system call in a RawConn callback, on every use of a connection
	{path: "github.com/redis/go-redis/v9", version: "v9.23.0",
		packages: []string{"./internal", "./internal/pool/...", "./internal/proto/..."}, passes: 168, more: true,
		known: suite.Known{{
			Package: "github.com/redis/go-redis/v9/internal/pool",
			Test:    "TestConnStateMachine_NotifyFailedCASKeepsWaiterRemovable",
			Class:   "slow",
			Reason:  "it spins, 2000 times, until another goroutine has run; stock takes longer than green with GOMAXPROCS=1",
		}}},
	// a server of TCP with an interpreter in it
	{path: "github.com/alicebob/miniredis/v2", version: "v2.40.0", packages: []string{"./..."}, passes: 278, more: true},
	// a pool of goroutines, and a lock that spins and yields
	{path: "github.com/panjf2000/ants/v2", version: "v2.12.1", packages: []string{"."}, passes: 64, more: true},

	// another WebSocket, and SPDY, with their own framing. The skipped test fails in
	// stock now and then.
	{path: "github.com/gorilla/websocket", version: "v1.5.3", packages: []string{"."}, passes: 58, more: true},
	{path: "github.com/moby/spdystream", version: "v0.5.1", packages: []string{"./..."}, skip: "^TestSpdyStreams$", passes: 43, more: true},
	// a server of HTTP without net/http: a pool of workers, buffers that are used again
	{path: "github.com/valyala/fasthttp", version: "v1.78.0",
		packages: []string{".", "./fasthttputil", "./prefork", "./reuseport", "./stackless"}, passes: 980, more: true},
	// HTTP/2 from outside std, raw and packet sockets through RawConn
	{path: "golang.org/x/net", version: "v0.62.0",
		packages: []string{"./http2/...", "./websocket", "./nettest", "./ipv4", "./ipv6", "./icmp", "./proxy", "./netutil"}, passes: 570, more: true},
	// streams of RPC over net/http, over an HTTP/2 of its own, over unix sockets
	{path: "connectrpc.com/connect", version: "v1.21.1", packages: []string{"."}, passes: 121, more: true},
	{path: "google.golang.org/grpc", version: "v1.85.0", packages: []string{"./internal/transport", "./internal/resolver/dns"}, passes: 3, more: true},
	{path: "github.com/containerd/ttrpc", version: "v1.2.10", packages: []string{"."}, passes: 32, more: true},
	// UDP: gossip among many members, and TLS with retransmissions
	{path: "github.com/hashicorp/memberlist", version: "v0.7.0", packages: []string{"./..."}, passes: 144, more: true},
	{path: "github.com/pion/dtls/v3", version: "v3.1.15", packages: []string{"."}, passes: 121, more: true},
	// pipes to another process, and terminals
	{path: "github.com/pkg/sftp", version: "v1.13.12", packages: []string{"."}, passes: 106, more: true},
	{path: "github.com/creack/pty", version: "v1.1.24", packages: []string{"."}, passes: 10, more: true},
	// an epoll loop beside the poller
	{path: "github.com/cloudwego/netpoll", version: "v0.7.2", packages: []string{"./..."}, passes: 79, more: true},
	// machine code that it makes itself, files without blocking
	{path: "github.com/tetratelabs/wazero", version: "v1.12.0",
		packages: []string{".", "./internal/integration_test/engine", "./internal/sysfs"}, passes: 151, more: true},
	// a store of files, its write-ahead log synced by a goroutine of its own
	{path: "github.com/cockroachdb/pebble", version: "v1.1.5", packages: []string{".", "./vfs/..."}, passes: 322, more: true},
	// the text of stack traces
	{path: "go.uber.org/goleak", version: "v1.3.0", packages: []string{"./..."}, passes: 19, more: true},
	// drivers of databases, with the database; redigo starts its Redis itself. The
	// skipped test has subtests named after temporary directories.
	{path: "github.com/jackc/pgx/v5", version: "v5.13.0",
		packages: []string{".", "./pgconn/...", "./pgxpool", "./stdlib", "./pgtype"}, skip: "^TestParseConfigSSLCertMode$",
		database: pgxDatabase, passes: 872, more: true},
	{path: "github.com/gomodule/redigo", version: "v1.9.3", packages: []string{"./redis"}, passes: 79, more: true},
}
