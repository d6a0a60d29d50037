package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/integration/internal/figures"
	"github.com/go-greenify/greenify/integration/internal/figures/figurestest"
)

// script is a build, of which the one called green is later and costs more. It counts its processes.
const script = `#!/bin/sh
count=$(dirname "$0")/count
read n <$count
n=$((n + 1))
echo $n >$count
case $0 in */green) base=9;; *) base=2;; esac
case $1 in
-way=fsync)
	echo "a disk that is not there" >&2
	exit 3
	;;
-way=crowd-*) each='"Each":'${base}1$((n % 10))00, ;;
esac
case $1 in
-way=*) echo '[{"Gap":'$base$((n * 37 % 11))10000'},{"Gap":'$((n * 37 % 11 + 1))00000, $each '"Stats":{"Blocked":1,"Sysmon":'$((n % 2))',"Returned":7}}]' ;;
-cost=*) echo ${base}0$((n * 37 % 11)).5 ;;
esac
`

// TestBlock holds the tables against a golden file, for samples that are always the same.
func TestBlock(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"count": "0\n", "stock": script, "green": script} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	before := rounds
	rounds = new(int)
	*rounds = 2
	t.Cleanup(func() { rounds = before })
	var out figures.Table
	if err := tables(&out, [worlds]string{filepath.Join(dir, "stock"), filepath.Join(dir, "green")}); err != nil {
		t.Fatal(err)
	}
	text := about(true) + out.String()
	// This line has less of the machine.
	text = strings.Replace(text, fmt.Sprintf("%s, %d processors", runtime.Version(), runtime.NumCPU()), "VERSION, PROCESSORS", 1)
	text = strings.Replace(text, fmt.Sprintf("GREENRT=%q", os.Getenv("GREENRT")), "GREENRT", 1)
	figurestest.Golden(t, text)
}
