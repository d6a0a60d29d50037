package show

import (
	"bytes"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	r := sample()
	r.Findings[1].Message = "raw [GR1001]"
	var b bytes.Buffer
	if err := Text(&b, r, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	want := `example.com/b@v1.2.3/b file.go:12:4: raw [GR1001]
d.go:1:1: locks [GR1201]
example.com/e: e.go:1:1: bad [GR1902]

PACKAGE        FINDINGS  VERDICT
example.com/b  1         not green
example.com/c  1         offloaded
example.com/d  1         thread-bound
example.com/e  1         unknown

not green: 6 packages
1 accepted
2 more in code that is not reached
1 note, which -v shows
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	b.Reset()
	if err := Text(&b, r, TextOptions{Colour: true, Notes: true}); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"\x1b[31mraw [GR1001]\x1b[0m\n", "\x1b[33mthread-bound\x1b[0m\n", "main.go:3:2: \x1b[32msets GOMAXPROCS [GR1302]\x1b[0m\n"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is not in\n%q", part, b.String())
		}
	}
}

func TestWhy(t *testing.T) {
	for where, want := range map[string]string{
		"example.com/b":            "\texample.com/a.main\n\t  example.com/b." + hostile + " (called at main.go:7)\n\twhy: RawSyscall",
		"example.com/b." + hostile: "fix: Use Syscall",
		"example.com/c.F":          "accepted: it is ours\n",
		"example.com/d":            "no path is known",
	} {
		var b bytes.Buffer
		found, err := Why(&b, sample(), where, TextOptions{})
		if err != nil || !found || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %v, %v\n%s\nwant %q", where, found, err, b.String(), want)
		}
	}
	var b bytes.Buffer
	if found, err := Why(&b, sample(), "example.com/nowhere", TextOptions{}); found || err != nil || b.Len() > 0 {
		t.Errorf("nowhere: %v, %v, %q", found, err, b.String())
	}
}
