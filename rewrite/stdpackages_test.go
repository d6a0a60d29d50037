package rewrite

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestStdPackages holds the runtime's list of the standard library's packages, by which
// it knows whose wait is whose, against the release. -update writes it.
func TestStdPackages(t *testing.T) {
	const file = "../greenrt/_std/runtime/green_std.go"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Fatal(err)
	}
	paths := strings.Fields(string(out))
	slices.Sort(paths)
	const open = "var greenStdPackages = [...]string{\n"
	head, _, found := bytes.Cut(text, []byte(open))
	if !found {
		t.Fatalf("%s has no list", file)
	}
	want := bytes.NewBuffer(append(head, open...))
	for _, path := range paths {
		fmt.Fprintf(want, "\t%q,\n", path)
	}
	want.WriteString("}\n")
	if bytes.Equal(text, want.Bytes()) {
		return
	}
	if *update {
		if err := os.WriteFile(file, want.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what go list std says; go test ./rewrite -run TestStdPackages -update writes it", file)
}
