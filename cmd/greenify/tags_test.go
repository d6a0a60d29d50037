package main

import (
	"slices"
	"testing"
)

func TestAddTag(t *testing.T) {
	for tags, want := range map[string]string{
		"":               "greenify",
		"a":              "a,greenify",
		"a,b":            "a,b,greenify",
		"a,,b,":          "a,b,greenify",
		"greenify":       "greenify",
		"a,greenify,b":   "a,greenify,b",
		"a b":            "a,b,greenify",
		"'a' b":          "a,b,greenify",
		"'a":             "'a", // wrong, and the go command's to report
		"greenifyx,nota": "greenifyx,nota,greenify",
	} {
		if got := addTag(tags); got != want {
			t.Errorf("addTag(%q) = %q, want %q", tags, got, want)
		}
	}
}

func TestAddTagToGOFLAGS(t *testing.T) {
	for goflags, want := range map[string]string{
		"":                                "-tags=greenify",
		"-mod=mod":                        "-mod=mod -tags=greenify",
		"-tags=a -mod=mod":                "-mod=mod -tags=a,greenify",
		"--tags=a,b":                      "-tags=a,b,greenify",
		"-tags=a -tags=b":                 "-tags=b,greenify",
		"'-ldflags=-s -w' -v":             "'-ldflags=-s -w' -v -tags=greenify",
		`"-ldflags=-X 'm.v=1'" '-tags=a'`: `"-ldflags=-X 'm.v=1'" -tags=a,greenify`,
		"'-v":                             "'-v", // wrong, and the go command's to report
	} {
		if got := addTagToGOFLAGS(goflags); got != want {
			t.Errorf("addTagToGOFLAGS(%q) = %q, want %q", goflags, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for _, list := range [][]string{nil, {"a"}, {"a b", "c"}, {"it's", `"`, ""}} {
		got, err := splitQuoted(joinQuoted(list))
		if err != nil || !slices.Equal(got, list) {
			t.Errorf("%q came back as %q, %v", list, got, err)
		}
	}
}
