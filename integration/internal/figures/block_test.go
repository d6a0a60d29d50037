package figures

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteKeepsTheRest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "performance.md")
	for _, step := range []struct{ target, text, want string }{
		{"a", "1\n", "# Performance\n\n<!-- begin: make a -->\n1\n<!-- end: make a -->\n"},
		{"b", "2\n", "# Performance\n\n<!-- begin: make a -->\n1\n<!-- end: make a -->\n\n<!-- begin: make b -->\n2\n<!-- end: make b -->\n"},
		{"a", "3\n", "# Performance\n\n<!-- begin: make a -->\n3\n<!-- end: make a -->\n\n<!-- begin: make b -->\n2\n<!-- end: make b -->\n"},
	} {
		if err := Write(file, step.target, step.text); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != step.want {
			t.Fatalf("after writing %s: %q, %v, want %q", step.target, got, err, step.want)
		}
		if got, err := Read(file, step.target); err != nil || got != step.text {
			t.Fatalf("%s reads as %q, %v, want %q", step.target, got, err, step.text)
		}
	}
	if got, err := Read(file, "c"); err != nil || got != "" {
		t.Errorf("what was never written reads as %q, %v", got, err)
	}
	if err := os.WriteFile(file, []byte("<!-- begin: make a -->\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Write(file, "a", "4\n"); err == nil {
		t.Error("a file without the end's mark was written")
	}
	if got, err := Read(file, "a"); err == nil {
		t.Errorf("a file without the end's mark reads as %q", got)
	}
}
