package main

import (
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/figures/figurestest"
)

// The rows about memory are left out: they read what the kernel says of a process. So is db,
// which starts databases.
func TestBlock(t *testing.T) {
	figurestest.Command{
		Target: "bench-io",
		Flags:  []string{"groups=2", "layouts=2", "peers=false", "rows=hello64,echo1,json,p99"},
		Dirs:   []string{"integration/io/server"},
		Tools: map[string]string{
			"taskset": `
shift 2
exec "$@"
`,
			"perf": `
events=
while [ "$1" != -- ]; do
	case $1 in
	-o) out=$2; shift ;;
	-e) events="$events $2"; shift ;;
	esac
	shift
done
shift
i=0
for e in $events; do
	i=$((i + 3))
	echo "$i,,$e,1000,100.00,,"
done >"$out"
exec "$@"
`},
		// A server says where it listens and serves until its input ends; it leaves its kind to
		// the load.
		Program: `
case $1 in
-serve=*)
	echo $kind >"$MODULE/kind"
	echo 127.0.0.1:1
	while read line; do :; done
	exit
	;;
esac
read kind <"$MODULE/kind"
case $kind in green) base=40;; *) base=100;; esac
us=$(printf %03d $((base + n * 37 % 11)))
echo requests 60
echo measured 5$((n % 10))
echo seconds 1.5$((n % 10))
echo cpu 0.000$us
echo p50 0.00$us
echo p99 0.01$us
echo p999 0.02$us
`,
		Run: func() error { return figures.Run("io", measure) },
	}.Check(t)
}
