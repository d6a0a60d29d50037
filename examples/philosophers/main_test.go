package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
)

// A table is what is written at it.
type table struct {
	mu   sync.Mutex
	text strings.Builder
}

func (t *table) Write(text []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.Write(text)
}

func TestAllEat(t *testing.T) {
	var out table
	if err := dine(&out, 4, false, time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		for meal := range 4 {
			if want := fmt.Sprintf("%s eats meal %d\n", name, meal+1); strings.Count(out.text.String(), want) != 1 {
				t.Errorf("not once: %q", want)
			}
		}
	}
}

// All take a fork and wait for the other. Afterwards all forks are back on the table.
func TestGreedyStarve(t *testing.T) {
	var out table
	err := dine(&out, 1000, true, 300*time.Millisecond)
	var timeout *greenrt.Timeout
	if !errors.As(err, &timeout) {
		t.Errorf("%v; they have eaten:\n%s", err, &out.text)
	}
}

// Who cannot eat spoils the party of all.
func TestOneFails(t *testing.T) {
	full := errors.New("the disk is full")
	if err := dine(failing{full}, 2, false, time.Minute); err != full {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
