package main

import (
	"fmt"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/pairs"
)

// A row is one workload.
type row struct {
	name   string
	what   string
	serve  string // what the server serves
	load   string // the kind of load
	conns  int
	faster float64 // target: stock divided by green, at least; 0 is none
}

var table = []row{
	{name: "echo64", what: "TCP echo of 64 B, 64 connections", serve: "echo", load: "echo", conns: 64, faster: 1.18},
	{name: "echo1", what: "TCP echo of 64 B, 1 connection", serve: "echo", load: "echo", conns: 1, faster: 1.35},
	{name: "hello64", what: "net/http hello, 64 connections", serve: "hello", load: "http", conns: 64, faster: 1.3},
	{name: "hello1", what: "net/http hello, 1 connection", serve: "hello", load: "http", conns: 1, faster: 1.5},
}

func (r *row) wanted() bool {
	return *only == "" || strings.Contains(","+*only+",", ","+r.name+",")
}

const header = "| workload | stock | green | off=1 | stock / green | stock / off=1 | noise | target |\n" +
	"|---|---|---|---|---|---|---|---|\n"

// measure runs the row's groups and returns its line of the table, and its lines of that
// of the peers.
func (b *bench) measure(r *row) (line, others string, err error) {
	var s pairs.Samples
	peers := make(map[string]pairs.Samples)
	for i := range *groups {
		for _, k := range pairs.Order {
			m, err := b.run(r, b.servers[i%len(b.servers)], k, *length)
			if err != nil {
				return "", "", err
			}
			s = append(s, m.cpu/m.measured*1e6)
		}
		if err := b.measurePeers(r, peers); err != nil {
			return "", "", err
		}
	}
	us := func(k pairs.Kind) string { return fmt.Sprintf("%.2f us", s.Median(k)) }
	ratio := s.Ratio(pairs.Stock, pairs.Green)
	target := ""
	if r.faster > 0 {
		target = fmt.Sprintf("%.2f: %s", r.faster, pass(ratio.Median >= r.faster))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.what,
			us(pairs.Stock), us(pairs.Green), us(pairs.Off), ratio, s.Ratio(pairs.Stock, pairs.Off), s.Noise(), target),
		b.peerLines(r, peers, s.Of(pairs.Stock)), nil
}

func pass(ok bool) string {
	if ok {
		return "pass"
	}
	return "**miss**"
}
