package main

import (
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/figures/figurestest"
)

func TestBlock(t *testing.T) {
	figurestest.Command{
		Target: "bench-files",
		Flags:  []string{"groups=2", "time=1500ms", "dir=" + t.TempDir(), "rows=fsync,cold"},
		Dirs:   []string{"integration/files/work"},
		Program: `
case $kind$GREENRT in greenfiles=uring) base=30;; greenfiles=thread) base=40;; *) base=100;; esac
echo ops $((base * 100 + n * 37 % 11))
echo seconds 1.5$((n % 10))
echo cpu 0.0$(printf %03d $((base + n % 7)))
echo late 1.$n
`,
		Run: func() error { return figures.Run("bench", measure) },
	}.Check(t)
}
