package suite

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func readKnown(t *testing.T, text string) (Known, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "known.txt")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return ReadKnown(file)
}

func TestReadKnown(t *testing.T) {
	got, err := readKnown(t, "# comment\n\nnet TestA/s order it counts  # more\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Known{{"net", "TestA/s", "order", "it counts"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for text, want := range map[string]string{
		"net TestA order":                           "want package, test, class and reason",
		"net TestA lazy no time":                    "unknown class",
		strings.Repeat("p T order r\n", maxKnown+1): "at most",
	} {
		if _, err := readKnown(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: got error %v, want %q", text, err, want)
		}
	}
}

// TestKnownFile checks the table itself, which is otherwise read only when the
// suites run.
func TestKnownFile(t *testing.T) {
	if _, err := ReadKnown("../../std/known.txt"); err != nil {
		t.Error(err)
	}
}

func TestKnown(t *testing.T) {
	known := Known{{"p", "TestA/s", "order", "r"}}
	for test, want := range map[string]bool{
		"TestA": true, "TestA/s": true, "TestA/s/deep": true, "TestA/t": false, "TestAB": false,
	} {
		if _, got := known.differs("p", test); got != want {
			t.Errorf("differs %s: got %v, want %v", test, got, want)
		}
	}
	if _, ok := known.differs("q", "TestA/s"); ok {
		t.Error("an entry of p holds for q")
	}
	known = append(known, KnownTest{"p", "TestB", classSlow, "r"})
	if got := known.alone("p"); len(got) != 1 || got[0].Test != "TestA/s" {
		t.Errorf("alone: got %v, want TestA/s", got)
	}
	if got, want := skipping("TestC", known.alone("p")), "TestC|^TestA$/^s$"; got != want {
		t.Errorf("skipping: got %s, want %s", got, want)
	}
}
