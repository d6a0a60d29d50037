package sockets

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

var crowdSize = flag.Int("crowd", 10_000, "how many connections TestCrowd makes; 100000 is what it is for")

const (
	clientShare = 15_000 // connections of one client process
	portShare   = 20_000 // connections to one address: each needs a port of its own on this side
	raceLimit   = 6_000  // the race detector has 8128 goroutines at most
	ownFiles    = 200    // descriptors that the test itself needs
)

// TestCrowd has a goroutine wait for each of very many connections, and then data come for all,
// twice. The clients are processes of their own, so that this one's limit on open
// files is for the server's ends. What ran is printed as a table with -v.
func TestCrowd(t *testing.T) {
	want := *crowdSize
	n, why := want, "all"
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	most := int(min(limit.Max, 1<<30)) - ownFiles
	if need := uint64(want + ownFiles); limit.Cur < need {
		raised := syscall.Rlimit{Cur: need, Max: max(need, limit.Max)}
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &raised); err != nil {
			n = most
			why = fmt.Sprintf("this process may open %d files, and not more: setrlimit: %v", limit.Max, err)
		}
	}
	if raceEnabled && n > raceLimit {
		n, why = raceLimit, "the race detector does not take more goroutines"
	}
	began := time.Now()

	var got atomic.Int64
	var served sync.WaitGroup
	var addrs []string
	for i := range 1 + n/portShare {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", i+1))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		addrs = append(addrs, l.Addr().String())
		served.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					if !is(err, net.ErrClosed) {
						t.Error(err)
					}
					return
				}
				served.Go(func() {
					defer c.Close()
					buf := make([]byte, 16)
					for {
						k, err := c.Read(buf)
						if err != nil {
							return // the clients reset
						}
						got.Add(1)
						if _, err := c.Write(buf[:k]); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
		})
	}
	var clients []guests
	share := min(clientShare, most)
	for left := n; left > 0; left -= share {
		clients = append(clients, startCrowd(t, min(left, share), addrs))
	}
	for _, c := range clients {
		c.says(t, "connected")
	}
	connected := time.Since(began)
	until(t, "everybody waits", func() bool { return runtime.NumGoroutine() >= n })
	waiters := runtime.NumGoroutine()
	for range 3 { // two short reads, and then one that may wait first
		for _, c := range clients {
			c.tell(t, "echo")
		}
		for _, c := range clients {
			c.says(t, "echoed")
		}
	}
	if want := int64(3 * n); got.Load() != want {
		t.Errorf("%d messages came, want %d", got.Load(), want)
	}
	for _, c := range clients {
		c.tell(t, "reset")
		c.says(t, "gone")
	}
	until(t, "the connections' goroutines end", func() bool { return runtime.NumGoroutine() < waiters-n+10 })
	t.Logf("%-9s %-9s %-10s %-10s %-12s %s", "wanted", "ran", "enabled", "connected", "all", "why")
	t.Logf("%-9d %-9d %-10t %-10v %-12v %s", want, n, greenrt.Enabled(), connected.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), why)
}

// guests are a process of clients.
type guests struct {
	in  io.WriteCloser
	out *bufio.Reader
}

func startCrowd(t *testing.T, n int, addrs []string) guests {
	t.Helper()
	cmd := child("crowd")
	cmd.Env = append(cmd.Env, fmt.Sprint("N=", n), "ADDRS="+strings.Join(addrs, ","))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, cmd, in)
	return guests{in, bufio.NewReader(out)}
}

func (c guests) tell(t *testing.T, word string) {
	t.Helper()
	if _, err := fmt.Fprintln(c.in, word); err != nil {
		t.Fatal(err)
	}
}

func (c guests) says(t *testing.T, word string) {
	t.Helper()
	if line, err := c.out.ReadString('\n'); strings.TrimSpace(line) != word {
		t.Fatalf("a client process says %q, want %q: %v", line, word, err)
	}
}

func init() {
	// The clients of one process: many connections, one goroutine.
	children["crowd"] = func() error {
		n, err := strconv.Atoi(os.Getenv("N"))
		if err != nil {
			return err
		}
		addrs := strings.Split(os.Getenv("ADDRS"), ",")
		conns := make([]*net.TCPConn, n)
		for i := range conns {
			c, err := net.Dial("tcp", addrs[i%len(addrs)])
			if err != nil {
				return fmt.Errorf("connection %d: %w", i, err)
			}
			conns[i] = c.(*net.TCPConn)
		}
		fmt.Println("connected")
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			switch lines.Text() {
			case "echo":
				for i, c := range conns {
					if _, err := fmt.Fprint(c, i); err != nil {
						return err
					}
				}
				buf := make([]byte, 16)
				for i, c := range conns {
					if k, err := c.Read(buf); string(buf[:k]) != fmt.Sprint(i) {
						return fmt.Errorf("connection %d: %q, %v", i, buf[:k], err)
					}
				}
				fmt.Println("echoed")
			case "reset": // an orderly end would leave each port in TIME_WAIT
				for _, c := range conns {
					c.SetLinger(0)
					c.Close()
				}
				fmt.Println("gone")
			}
		}
		return lines.Err()
	}
}
