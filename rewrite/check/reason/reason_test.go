package reason

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	id := regexp.MustCompile(`^GR1[0-9]{3}$`)
	names := make(map[string]bool)
	for i, r := range All {
		if !id.MatchString(r.ID) {
			t.Errorf("%s: not an ID", r.ID)
		}
		if i > 0 && r.ID <= All[i-1].ID {
			t.Errorf("%s stands behind %s", r.ID, All[i-1].ID)
		}
		if r.Title == "" || r.Since == "" || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: title %q, since %q", r.ID, r.Title, r.Since)
		}
		for _, text := range []string{r.Why, r.Fix} {
			if !strings.HasSuffix(text, ".") || strings.Contains(text, "  ") || strings.Contains(text, "\n") {
				t.Errorf("%s: not whole sentences in one line: %q", r.ID, text)
			}
		}
		if r.Name != "" && names[r.Name] {
			t.Errorf("%s: the name %s is taken", r.ID, r.Name)
		}
		names[r.Name] = true
	}
}

// The groups of IDs are documented; a reason in the wrong one misleads.
func TestGroups(t *testing.T) {
	groups := map[string][]Class{
		"GR10": {NotGreen}, "GR11": {Offloaded}, "GR12": {ThreadBound}, "GR13": {Green}, "GR19": {Green, Unknown},
	}
	for _, r := range All {
		if !slices.Contains(groups[r.ID[:4]], r.Class) {
			t.Errorf("%s is of class %v", r.ID, r.Class)
		}
	}
}

func TestFind(t *testing.T) {
	if got := Find("gr1001"); got != RawSyscall {
		t.Errorf("gr1001 is %v", got)
	}
	if got := Find("GR1"); got != nil {
		t.Errorf("GR1 is %v", got)
	}
}

func TestClassText(t *testing.T) {
	for c := Green; c <= Unknown; c++ {
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back Class
		if err := json.Unmarshal(text, &back); err != nil || back != c {
			t.Errorf("%v is %s, and back %v, %v", c, text, back, err)
		}
	}
	var c Class
	if err := json.Unmarshal([]byte(`"purple"`), &c); err == nil {
		t.Error("purple is a class")
	}
}
