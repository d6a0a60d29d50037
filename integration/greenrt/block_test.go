package main

import (
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/figures/figurestest"
)

func TestBlock(t *testing.T) {
	before := python
	python = "gevent"
	t.Cleanup(func() { python = before })
	figurestest.Command{
		Target: "bench-greenrt",
		Flags:  []string{"groups=2", "layouts=2"},
		Dirs:   []string{"integration/greenrt/probe"},
		Tools: map[string]string{"gevent": `
if [ "$1" = -c ]; then
	echo gevent 22.1, CPython 3.1
else
	read n <"$MODULE/count"
	case $2 in parked) echo rss 8$((n % 7))00.5;; *) echo gevent.cpu 9$((n % 7))4.25;; esac
fi
`},
		Program: `
case $kind in green) base=40;; *) base=100;; esac
ns=$((base + n * 37 % 11)).$((n % 10))
case $1 in
-op=parked) echo rss 2$ns ;;
*)
	echo greenrt.cpu $ns
	echo go.cpu 3$ns
	;;
esac
`,
		Run: func() error { return figures.Run("greenrt", measure) },
	}.Check(t)
}
