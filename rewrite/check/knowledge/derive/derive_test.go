package derive

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The generated tables are those of the Go that runs the test, and of the x/sys
// that go.mod requires.
func TestTables(t *testing.T) {
	tables, err := Tables("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range tables {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate in rewrite/check/knowledge, and look at the difference", name)
		}
	}
}
