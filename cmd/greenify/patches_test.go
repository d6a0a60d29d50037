package main

import (
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/patch"
)

func TestSelectPatches(t *testing.T) {
	table := []*patch.Patch{
		{Name: "thread"},
		{Name: "socket", Needs: []string{"thread"}},
		{Name: "dns", Needs: []string{"socket"}},
		{Name: "time"},
	}
	for list, want := range map[string]string{
		"all":            "every",
		"all,-dns":       "thread socket time",
		"-dns":           "thread socket time",
		"time,thread":    "thread time",
		"all,-dns,dns":   "every",
		"time,-time,all": "every",

		"nope":         `-patch=nope: unknown patch "nope"`,
		"all,-nope":    `-patch=all,-nope: unknown patch "nope"`,
		"thread,":      `-patch=thread,: unknown patch ""`,
		"time,-time":   "-patch=time,-time: no patch is left",
		"all,-thread":  `-patch=all,-thread: patch "socket" needs patch "thread"`,
		"thread,dns":   `-patch=thread,dns: patch "dns" needs patch "socket"`,
		"thread, time": `-patch=thread, time: unknown patch " time"`,
	} {
		names, err := selectPatches(list, table)
		got := strings.Join(names, " ")
		switch {
		case err != nil:
			got = err.Error()
		case names == nil:
			got = "every"
		}
		if got != want {
			t.Errorf("-patch=%s: got %s, want %s", list, got, want)
		}
	}
}

// The table itself must allow -patch=all and keep its needs inside itself.
func TestPatchTable(t *testing.T) {
	if names, err := selectPatches("all", patch.All()); err != nil || names != nil {
		t.Errorf("-patch=all: %q, %v", names, err)
	}
	for _, p := range patch.All() {
		if p.Name == "" || p.Does == "" || p.Gevent == "" {
			t.Errorf("patch %q has no text for help", p.Name)
		}
	}
}
