package rewrite

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-greenify/greenify/rewrite/patch"
)

func TestChoose(t *testing.T) {
	a, b, c := &patch.Patch{Name: "a"}, &patch.Patch{Name: "b", Needs: []string{"a"}}, &patch.Patch{Name: "c", Needs: []string{"b"}}
	all := []*patch.Patch{a, b, c}
	for names, want := range map[string]string{"c": "abc", "b,a": "ab", "a": "a", "": "", "a,a": "a"} {
		list, err := choose(all, strings.FieldsFunc(names, func(r rune) bool { return r == ',' }))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range list {
			got += p.Name
		}
		if names == "" {
			want = "" // named, but none: not the same as nil
		}
		if got != want {
			t.Errorf("choose %q gives %q, want %q", names, got, want)
		}
	}
	if list, _ := choose(all, nil); len(list) != 3 {
		t.Error("nil does not choose all")
	}
	if _, err := choose(all, []string{"d"}); err == nil || err.Error() != `there is no patch "d": choose from a, b, c` {
		t.Error(err)
	}
}

func TestAddsExisting(t *testing.T) {
	cfg, plan := toy(t)
	cfg.Adds = fstest.MapFS{"p/p.go": {Data: []byte("package p\n")}}
	_, err := newPlan(t.Context(), cfg, plan.Toolchain, []*patch.Patch{{Name: "bad", Adds: []string{"p/p.go"}}})
	if err == nil || !strings.Contains(err.Error(), "p/p.go") {
		t.Errorf("got %v, want a refusal to write over p/p.go", err)
	}
}
