package main

import (
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/figures/figurestest"
)

func TestBlock(t *testing.T) {
	figurestest.Command{
		Target: "bench",
		Flags:  []string{"groups=2", "layouts=2", "memory=1"},
		Dirs:   []string{"integration/bench/probe"},
		Program: `
case $kind in green) base=40;; *) base=100;; esac
ns=$((base + n * 37 % 11)).$((n % 10))
op=${1#-op=}
if [ $op = parked ]; then
	echo runtime 26$((n % 5)).5
	echo rss 27$ns
elif [ $op = switch ]; then
	echo gosched.cpu $ns
	echo pull.cpu 1$ns
else
	[ "$GOMAXPROCS" = 1 ] && echo $op.cpu $ns || echo $op.wall 2$ns
fi
`,
		Run: func() error { return figures.Run("bench", measure) },
	}.Check(t)
}
