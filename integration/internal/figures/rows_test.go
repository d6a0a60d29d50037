package figures

import (
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	table := []string{"a", "b", "a", "c"}
	name := func(s string) string { return s }
	for names, want := range map[string]string{"": "abac", "a": "aa", "c,b": "cb", "b,a": "baa"} {
		rows, err := Choose(table, names, name)
		if got := strings.Join(rows, ""); got != want || err != nil {
			t.Errorf("%q chooses %q, %v; want %q", names, got, err, want)
		}
	}
	if _, err := Choose(table, "a,d", name); err == nil || err.Error() != `-rows: no row is called "d"; there are a, b, c` {
		t.Error(err)
	}
}
