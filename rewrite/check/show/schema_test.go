package show

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// valid lists how value breaks a JSON schema. It knows the keywords that the
// schemas here use, and refuses others, so that none is passed over.
func valid(root, schema map[string]any, value any, at string) (errs []string) {
	bad := func(format string, args ...any) { errs = append(errs, at+": "+fmt.Sprintf(format, args...)) }
	for _, keyword := range sorted(schema) {
		arg := schema[keyword]
		switch keyword {
		case "$comment", "$schema", "$defs", "title", "description":
		case "$ref":
			name := strings.TrimPrefix(arg.(string), "#/$defs/")
			errs = append(errs, valid(root, root["$defs"].(map[string]any)[name].(map[string]any), value, at)...)
		case "type":
			if !isType(arg.(string), value) {
				bad("%v is no %v", value, arg)
			}
		case "enum":
			if !slices.Contains(arg.([]any), value) {
				bad("%v is none of %v", value, arg)
			}
		case "pattern":
			if s, ok := value.(string); !ok || !regexp.MustCompile(arg.(string)).MatchString(s) {
				bad("%v does not match %v", value, arg)
			}
		case "minimum":
			if n, ok := value.(float64); !ok || n < arg.(float64) {
				bad("%v is less than %v", value, arg)
			}
		case "minItems":
			if list, ok := value.([]any); !ok || len(list) < int(arg.(float64)) {
				bad("has less than %v items", arg)
			}
		case "required":
			for _, name := range arg.([]any) {
				if object, ok := value.(map[string]any); !ok || !has(object, name.(string)) {
					bad("has no %v", name)
				}
			}
		case "additionalProperties":
			object, _ := value.(map[string]any)
			for name := range object {
				if properties, _ := schema["properties"].(map[string]any); !has(properties, name) && arg == false {
					bad("has an unknown %s", name)
				}
			}
		case "properties":
			object, _ := value.(map[string]any)
			for name, v := range object {
				if s, ok := arg.(map[string]any)[name].(map[string]any); ok {
					errs = append(errs, valid(root, s, v, at+"."+name)...)
				}
			}
		case "items":
			list, _ := value.([]any)
			for i, v := range list {
				errs = append(errs, valid(root, arg.(map[string]any), v, fmt.Sprintf("%s[%d]", at, i))...)
			}
		default:
			bad("unknown keyword %s", keyword)
		}
	}
	return errs
}

func sorted(m map[string]any) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func has(m map[string]any, name string) bool { _, ok := m[name]; return ok }

func isType(name string, value any) bool {
	switch name {
	case "object":
		_, ok := value.(map[string]any)
		return ok
	case "array":
		_, ok := value.([]any)
		return ok
	case "string":
		_, ok := value.(string)
		return ok
	case "boolean":
		_, ok := value.(bool)
		return ok
	case "integer":
		n, ok := value.(float64)
		return ok && n == math.Trunc(n)
	}
	return false
}

// against validates what a form writes about a report against a schema.
func against(t *testing.T, schemaFile string, form func(io.Writer, *check.Report) error, r *check.Report) []string {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := form(&b, r); err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(b.Bytes(), &value); err != nil {
		t.Fatal(err)
	}
	return valid(schema, schema, value, "")
}

const (
	reportSchema = "../../../docs/check.schema.json"
	sarifSchema  = "testdata/sarif.schema.json"
)

func TestJSON(t *testing.T) {
	for _, r := range []*check.Report{sample(), {Schema: check.Schema, Patterns: []string{}, Packages: []*check.Package{}, Findings: []*check.Finding{}}} {
		for _, err := range against(t, reportSchema, JSON, r) {
			t.Error(err)
		}
	}
	r := sample()
	r.Schema = "greenify.check/2"
	r.Findings[0].ID = "X"
	if errs := against(t, reportSchema, JSON, r); len(errs) != 2 {
		t.Errorf("two mistakes give %q", errs)
	}
	var b bytes.Buffer
	if err := JSON(&b, sample()); err != nil {
		t.Fatal(err)
	}
	back := new(check.Report)
	if err := json.Unmarshal(b.Bytes(), back); err != nil || !reflect.DeepEqual(back, sample()) {
		t.Errorf("read back: %+v, %v", back, err)
	}
}

func TestSARIF(t *testing.T) {
	for _, err := range against(t, sarifSchema, SARIF, sample()) {
		t.Error(err)
	}
	r := sample()
	r.Findings[1].Line = -1 // there is no region then
	r.Findings[1].Message = " [GR1001]"
	if errs := against(t, sarifSchema, SARIF, r); len(errs) != 1 {
		t.Errorf("an empty message gives %q", errs)
	}

	var b bytes.Buffer
	if err := SARIF(&b, sample()); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	rules, results := log.Runs[0].Tool.Driver.Rules, log.Runs[0].Results
	if len(rules) != len(reason.All) || len(results) != 5 {
		t.Fatalf("%d rules, %d results", len(rules), len(results))
	}
	for _, res := range results {
		if rules[res.RuleIndex].ID != res.RuleID {
			t.Errorf("%s is rule %d, which is %s", res.RuleID, res.RuleIndex, rules[res.RuleIndex].ID)
		}
	}
	raw := results[1]
	if raw.Level != "error" || raw.Message.Text != hostile || len(raw.CodeFlows) != 1 || len(raw.CodeFlows[0].ThreadFlows[0].Locations) != 2 {
		t.Errorf("%+v", raw)
	}
	if uri := raw.Locations[0].Physical.Artifact.URI; uri != "example.com/b@v1.2.3/b%20file.go" {
		t.Errorf("uri %s", uri)
	}
	if s := results[2].Suppressions; len(s) != 1 || s[0].Justification != "it is ours" {
		t.Errorf("the accepted finding has %+v", s)
	}
}
