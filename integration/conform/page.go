package conform

import (
	"fmt"
	"strings"
)

// Begin is the line of docs/gevent.md behind which everything is made by Page.
const Begin = "<!-- From here on: go test ./integration/conform -update -->\n"

// Page returns what docs/gevent.md shows: the names, module by module, and the statements
// with the tests that prove them.
func Page(modules []Module, marks []Mark) string {
	var b strings.Builder
	b.WriteString("## Names\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "\n### %s\n\n%s.\n\n| gevent | here |\n| --- | --- |\n", m.Name, upper(m.Here))
		for _, n := range m.Names {
			fmt.Fprintf(&b, "| %s | %s |\n", cell(n.Gevent), cell(dash(n.Here)))
		}
	}
	proofs := make(map[string][]Mark)
	for _, m := range marks {
		proofs[m.ID] = append(proofs[m.ID], m)
	}
	n := Tally(modules, marks)
	fmt.Fprintf(&b, `
## Conformance

%d statements: %d hold, %d of them in green builds only; %d cannot be made of Go, and say why`, n.Rows(), n.Yes, n.Green, n.NA)
	if n.Missing > 0 {
		fmt.Fprintf(&b, "; %d are missing", n.Missing)
	}
	b.WriteString(".\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "\n### %s, statement by statement\n\n| gevent | promises | here | proof |\n| --- | --- | --- | --- |\n", m.Name)
		for _, n := range m.Names {
			for i, r := range n.Rows {
				name := ""
				if i == 0 {
					name = cell(n.Gevent)
				}
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, cell(r.Says), cell(r.answer()), r.proof(proofs[r.ID]))
			}
		}
	}
	return b.String()
}

// answer is what the column "here" says.
func (r Row) answer() string {
	switch {
	case r.NA != "":
		return "n/a: " + r.NA
	case r.Here != "":
		return r.Here
	}
	return "the same"
}

// proof is what the column "proof" says.
func (r Row) proof(marks []Mark) string {
	if r.NA != "" {
		return ""
	}
	var links []string
	seen := make(map[string]bool)
	for _, m := range marks {
		link := fmt.Sprintf("[%s](../%s)", m.Test, m.File)
		if m.Green {
			link += " in green builds"
		}
		if !seen[link] {
			links = append(links, link)
		}
		seen[link] = true
	}
	if len(links) == 0 {
		return "missing"
	}
	return "yes: " + strings.Join(links, ", ")
}

// A Count is how many rows there are of each kind. Green is part of Yes.
type Count struct{ Yes, Green, NA, Missing int }

// Rows returns how many there are of all kinds.
func (c Count) Rows() int { return c.Yes + c.NA + c.Missing }

// Tally counts the rows.
func Tally(modules []Module, marks []Mark) (c Count) {
	plain, green := make(map[string]bool), make(map[string]bool)
	for _, m := range marks {
		if m.Green {
			green[m.ID] = true
		} else {
			plain[m.ID] = true
		}
	}
	for _, m := range modules {
		for _, n := range m.Names {
			for _, r := range n.Rows {
				switch {
				case r.NA != "":
					c.NA++
				case plain[r.ID]:
					c.Yes++
				case green[r.ID]:
					c.Yes++
					c.Green++
				default:
					c.Missing++
				}
			}
		}
	}
	return c
}

// cell makes text fit into a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// dash is what stands for nothing.
func dash(text string) string {
	if text == "" {
		return "—"
	}
	return text
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
