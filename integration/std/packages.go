package main

// std lists the packages whose suites run green.
var std = []string{
	"archive/zip",
	"bufio",
	"context",
	"crypto/tls",
	"database/sql",
	"encoding/json",
	"expvar",
	"internal/poll",
	"io",
	"iter",
	"log",
	"log/slog",
	"net",
	"net/http",
	"net/http/cookiejar",
	"net/http/httptest",
	"net/http/httputil",
	"net/http/pprof",
	"net/rpc",
	"net/smtp",
	"net/textproto",
	"os",
	"os/exec",
	"os/signal",
	"os/user",
	"runtime",
	"sync",
	"sync/atomic",
	"testing",
	"testing/synctest",
	"time",
}

// raced are the suites that run with the race detector, which makes everything
// an order of magnitude slower: those that need no root and no network.
var raced = []string{
	"archive/zip",
	"bufio",
	"context",
	"database/sql",
	"encoding/json",
	"expvar",
	"internal/poll",
	"io",
	"iter",
	"log",
	"log/slog",
	"net/http/cookiejar",
	"net/textproto",
	"os",
	"os/exec",
	"os/signal",
	"os/user",
	"sync",
	"sync/atomic",
	"testing",
	"testing/synctest",
	"time",
}

// asNobody are the suites that skip or change tests when root runs them. Where
// the caller is root, they run a second time as nobody.
var asNobody = map[string]bool{
	"internal/poll": true,
	"net":           true,
	"os":            true,
	"os/exec":       true,
	"os/signal":     true,
}

// compiling are tests that call the go command. What it compiles for the first
// time is no part of their suite's time.
var compiling = map[string]string{
	"net/http": "TestOmitHTTP2Vet|TestCmdGoNoHTTPServer",
	"runtime":  "TestSimpleDeadlock|TestCgoSignalDeadlock|TestNetpollDeadlock|TestFakeTime|TestCgoPprofPIE",
}
