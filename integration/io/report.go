package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/integration/internal/figures"
)

// The report is the block of docs/performance.md that bench-io owns: some tables, whose
// lines begin with the name of their row. The block itself is all that is kept from one
// run to the next; it is read, the lines of some rows are replaced, and written.

// target is the make target that the block is named after.
const target = "bench-io"

// A section is one of the tables.
type section int

const (
	costs section = iota
	peerCosts
	latencies
	weights
	calls
	runs
	sections // how many
)

// Each section has a text above its table, and the names of the columns after the first,
// which is the row.
var titles = [sections]struct{ text, columns string }{
	costs: {"Processor time of the server per request, on a core of its own: medians, quartiles in brackets. Noise is stock against itself.",
		"workload | stock | green | off=1 | stock / green | stock / off=1 | noise | target"},
	peerCosts: {"The same served by others, in the same groups of runs:",
		"workload | server | processor time | stock / it"},
	latencies: {fmt.Sprintf("Open loop at %.0f %% of the rate that stock reaches in a closed one: the 99th percentile of the time from when a request was due to its answer (the 50th, the 99.9th).", 100*share),
		"workload | stock | green | off=1 | green / stock | off=1 / stock | noise | target"},
	weights: {"Bytes of the server per idle connection: stacks, live heap and the runtime's own structures (resident set). Noise is by how much runs of stock differ.",
		"workload | stock | green | off=1 | green - stock | off=1 - stock | noise | target"},
	calls: {"System calls and context switches of the server per request:",
		"build | requests/s | " + countNames() + " | target"},
	runs: {"Runs: `make bench-io IO=\"-rows=NAME -write\"` measures a row again and replaces its lines.",
		"date | how | where | how busy"},
}

// head is the first line of a section's table.
func (s section) head() string { return "| row | " + titles[s].columns + " |" }

// A report has the lines of each section, by the names of their rows.
type report [sections]map[string][]string

// add puts a line at the end of those of the row.
func (p *report) add(s section, r *row, format string, args ...any) {
	if p[s] == nil {
		p[s] = make(map[string][]string)
	}
	line := fmt.Sprintf("| %s | "+format+" |", append([]any{r.name}, args...)...)
	fmt.Println(line)
	p[s][r.name] = append(p[s][r.name], line)
}

// take replaces all lines of a row by those of another report.
func (p *report) take(from *report, r *row) {
	for s := range p {
		delete(p[s], r.name)
		if lines := from[s][r.name]; len(lines) > 0 {
			if p[s] == nil {
				p[s] = make(map[string][]string)
			}
			p[s][r.name] = lines
		}
	}
}

// String is the text of the block. Rows are in the order of the table of rows; those it
// has no longer are left out.
func (p *report) String() string {
	var out strings.Builder
	for s := range sections {
		var lines []string
		for _, r := range table {
			lines = append(lines, p[s][r.name]...)
		}
		if len(lines) == 0 {
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		head := s.head()
		rule := "|" + strings.Repeat("---|", strings.Count(head, "|")-1)
		fmt.Fprintf(&out, "%s\n\n%s\n%s\n%s\n", titles[s].text, head, rule, strings.Join(lines, "\n"))
	}
	return out.String()
}

// readReport reads the block in the file.
func readReport(file string) (report, error) {
	text, err := figures.Read(file, target)
	if err != nil {
		return report{}, err
	}
	p, err := parseReport(text)
	if err != nil {
		return p, fmt.Errorf("%s: %w: remove the block of %s, and measure all rows again", file, err, target)
	}
	return p, nil
}

// parseReport is the inverse of String.
func parseReport(text string) (report, error) {
	var p report
	in := sections // between tables
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !strings.HasPrefix(line, "|") {
			in = sections
			continue
		}
		if in == sections {
			i := slices.IndexFunc(titles[:], func(t struct{ text, columns string }) bool { return line == "| row | "+t.columns+" |" })
			if i < 0 {
				return p, fmt.Errorf("no table begins with %q any more", line)
			}
			in = section(i)
			p[in] = make(map[string][]string)
			continue
		}
		name := strings.TrimSpace(strings.Split(line, "|")[1])
		if strings.HasPrefix(name, "---") {
			continue
		}
		p[in][name] = append(p[in][name], line)
	}
	return p, nil
}
