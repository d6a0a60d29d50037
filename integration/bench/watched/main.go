// Command watched measures what greenrt/monitor costs when it is on.
//
//	make bench-monitor                          print the table
//	make bench-monitor MONITOR=-write           and keep it in docs/performance.md
//
// It is one process, built green, that runs batches of an operation with the monitor
// off, on, on, off, so that a machine that changes does so for both, and code lies where it
// lies for both. Times are processor time of all threads, which a busy machine hardly
// changes. The table has the median of the ratios of neighbours, its quartiles, and
// the noise, which is how far the first batch of four is from the last; and the ratio of the
// tenths of all batches that were fastest, which others' work on the machine disturbs least. What it costs
// when it is off is for make bench to show, on either side of a change.
package main

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monitor"
	"github.com/go-greenify/greenify/integration/internal/batch"
	"github.com/go-greenify/greenify/integration/internal/pairs"
)

var (
	groups = flag.Int("groups", 150, "groups of off, on, on, off for each operation")
	update = flag.Bool("write", false, "keep the table in docs/performance.md")
	length = flag.Duration("batch", 20*time.Millisecond, "length of a batch, about")
)

// rows are the operations, each of which is done n times.
var rows = []struct {
	name string
	do   func(n int)
}{
	{"Gosched", gosched},
	{"channel ping-pong", pingpong},
	{"spawn and join", spawn},
	{"echo over TCP, 1 connection", echo(1)},
	{"echo over TCP, 64 connections", echo(64)},
}

func main() {
	flag.Parse()
	if !greenrt.Enabled() {
		fmt.Fprintln(os.Stderr, "watched: not green: use make bench-monitor")
		os.Exit(1)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "watched:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := pairs.ModuleRoot()
	if err != nil {
		return err
	}
	var out pairs.Table
	out.Add("%s", pairs.About())
	out.Add("\n`make bench-monitor MONITOR=-groups=%d`: medians of %d pairs, quartiles in brackets; target: at most 2 %% more.\n\n", *groups, 2**groups)
	out.Add("| what | off | on / off | noise | on / off, the fastest tenth |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		line, err := measure(r.name, r.do)
		if err != nil {
			return err
		}
		out.Add("%s", line)
	}
	return out.End(root, "bench-monitor", *update)
}

// measure runs the groups of a row and returns its line.
func measure(name string, do func(n int)) (string, error) {
	timer := batch.New(do, *length)
	var off, on, ratio, noise []float64
	for range *groups {
		var took [4]float64
		for i := range took {
			var err error
			if took[i], err = once(timer, i == 1 || i == 2); err != nil {
				return "", err
			}
		}
		off = append(off, took[0], took[3])
		on = append(on, took[1], took[2])
		ratio = append(ratio, took[1]/took[0], took[2]/took[3])
		noise = append(noise, took[0]/took[3])
	}
	return fmt.Sprintf("| %s | %.1f ns | %s | %s | %.3f |\n", name, pairs.Quartiles(off).Median, pairs.Quartiles(ratio), pairs.Quartiles(noise), tenth(on)/tenth(off)), nil
}

// tenth returns the value that a tenth of all do not exceed.
func tenth(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/10]
}

// once times a batch with the monitor on or off, and returns the ns of one operation.
func once(timer *batch.Timer, on bool) (float64, error) {
	if on {
		stop, err := monitor.Start(monitor.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return 0, err
		}
		defer stop()
	}
	return timer.Sample(), nil
}

func gosched(n int) {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range n / 2 {
				runtime.Gosched()
			}
		})
	}
	both.Wait()
}

func pingpong(n int) {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for x := range ping {
			pong <- x
		}
	}()
	for i := range n / 2 {
		ping <- i
		<-pong
	}
	close(ping)
}

func spawn(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go wg.Done()
		wg.Wait()
	}
}

// echo returns a function that sends n times 64 bytes and waits for their return, over so many
// connections at once. Both sides are in this process, and stay connected.
func echo(connections int) func(n int) {
	var clients []net.Conn
	return func(n int) {
		for len(clients) < connections {
			clients = append(clients, connect())
		}
		var all sync.WaitGroup
		for _, c := range clients {
			all.Go(func() {
				buf := make([]byte, 64)
				for range max(n/connections, 1) {
					if _, err := c.Write(buf); err != nil {
						panic(err)
					}
					if _, err := io.ReadFull(c, buf); err != nil {
						panic(err)
					}
				}
			})
		}
		all.Wait()
	}
}

// connect returns a connection to a goroutine that sends everything back.
func connect() net.Conn {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			panic(err)
		}
		buf := make([]byte, 64)
		for {
			k, err := c.Read(buf)
			if err != nil {
				return
			}
			if _, err := c.Write(buf[:k]); err != nil {
				return
			}
		}
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		panic(err)
	}
	return c
}
