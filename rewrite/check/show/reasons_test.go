package show

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/check/reason"
)

var update = flag.Bool("update", false, "write the generated part of docs/check.md")

// The documentation ends with the table of reasons as it is.
func TestDocsAreFresh(t *testing.T) {
	const name = "../../../docs/check.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const mark = "as is `greenify explain`.\n\n"
	head, tail, ok := strings.Cut(string(text), mark)
	if !ok {
		t.Fatalf("%s has no line with %q", name, mark)
	}
	var want bytes.Buffer
	if err := Markdown(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, []byte(head+mark+want.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if tail != want.String() {
		t.Errorf("%s is stale: run go test ./rewrite/check/show -update", name)
	}
}

func TestExplain(t *testing.T) {
	for _, r := range reason.All {
		var b bytes.Buffer
		if err := Explain(&b, r); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{r.ID, r.Title, r.Why, r.Fix, r.Since} {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%s does not say %q", r.ID, part)
			}
		}
	}
}
