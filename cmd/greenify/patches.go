package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-greenify/greenify/rewrite/patch"
)

// selectPatches reads the value of -patch: names separated by commas, from
// left to right. "all" takes every patch, a name takes one, -name leaves one
// out. A list that begins by leaving out starts from all. The names come back
// in the order of the table; nil means every patch.
func selectPatches(list string, table []*patch.Patch) ([]string, error) {
	find := func(name string) *patch.Patch {
		i := slices.IndexFunc(table, func(p *patch.Patch) bool { return p.Name == name })
		if i < 0 {
			return nil
		}
		return table[i]
	}
	chosen := make(map[string]bool)
	takeAll := func() {
		for _, p := range table {
			chosen[p.Name] = true
		}
	}
	items := strings.Split(list, ",")
	if strings.HasPrefix(items[0], "-") {
		takeAll()
	}
	for _, item := range items {
		name, without := strings.CutPrefix(item, "-")
		switch {
		case item == "all":
			takeAll()
		case find(name) == nil:
			return nil, &usageError{
				what: fmt.Sprintf("-patch=%s: unknown patch %q", list, name),
				next: "run 'greenify help patches' for the list",
			}
		default:
			chosen[name] = !without
		}
	}
	var names []string
	for _, p := range table {
		if chosen[p.Name] {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return nil, &usageError{
			what: fmt.Sprintf("-patch=%s: no patch is left", list),
			next: "for a stock build use the go command, or set GREENRT=off=1 when the program runs",
		}
	}
	for _, name := range names {
		for _, need := range find(name).Needs {
			if !chosen[need] {
				return nil, &usageError{
					what: fmt.Sprintf("-patch=%s: patch %q needs patch %q", list, name, need),
					next: fmt.Sprintf("add %s, or leave %s out too", need, name),
				}
			}
		}
	}
	if len(names) == len(table) {
		return nil, nil
	}
	return names, nil
}
