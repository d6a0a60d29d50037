package verdicts

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/integration/internal/source"
	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
	"github.com/go-greenify/greenify/rewrite/check/show"
)

var update = flag.Bool("update", false, "write the reports into testdata")

func TestVerdicts(t *testing.T) {
	wanted := os.Getenv("VERDICTS")
	if wanted == "" {
		t.Skip("VERDICTS is not set: make verdicts runs this")
	}
	// As the command does, for caddy and prometheus.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1500 << 20))
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			if wanted != "1" && !slices.Contains(strings.Split(wanted, ","), target.name) {
				t.Skip("it is not in VERDICTS")
			}
			if _, err := exec.LookPath("gcc"); err != nil && target.cgo {
				t.Skip("no C compiler")
			}
			target.compare(t)
		})
	}
}

func (tg *target) compare(t *testing.T) {
	dir := filepath.Join(t.TempDir(), tg.name)
	if err := source.Fetch(t.Context(), tg.module, tg.version, dir); err != nil {
		t.Fatal(err)
	}
	cfg := &rewrite.Config{Dir: dir, Env: append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod"), Flags: tg.flags, Cache: t.TempDir()}
	tc, err := rewrite.FindToolchain(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	report, err := check.Run(t.Context(), cfg, tc, &check.Options{Patterns: []string{tg.pattern}})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := show.Text(&got, report, show.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("testdata", tg.name+".golden")
	old, err := os.ReadFile(name)
	if err != nil && !*update {
		t.Fatal(err)
	}
	why, want := cut(string(old))
	if *update {
		if err := os.WriteFile(name, []byte(why+got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got.String() != want {
		t.Errorf("the report is\n%s\nwant\n%s", got.String(), want)
	}
	// A package that is worse than offloaded has its reason in the file.
	for _, p := range report.Packages {
		if p.Verdict > reason.Offloaded && !regexp.MustCompile(`(?m)^# `+regexp.QuoteMeta(p.Path)+`: `).MatchString(why) {
			t.Errorf("%s does not say why %s is %v", name, p.Path, p.Verdict)
		}
	}
}

// cut splits a golden file into the comments above and the report.
func cut(text string) (why, report string) {
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		why += line
	}
	return why, text[len(why):]
}
