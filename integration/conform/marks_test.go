package conform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMarks(t *testing.T) {
	const frame = `package p

import "testing"

func TestSome(t *testing.T) {
%s
}

func helper(t *testing.T) {
	%s
}
`
	for _, tt := range []struct {
		name, test, helper, want string
	}{
		{"some", "\t//gevent:a.b\n\tif x {\n\t\t//gevent:c green\n\t}", "", "a.b 6 false TestSome, c 8 true TestSome"},
		{"not all comments", "\t// gevent:a\n\t// see //gevent:b", "", ""},
		{"no name", "\t//gevent:", "", "is no mark"},
		{"a word too many", "\t//gevent:a red", "", "is no mark"},
		{"helper", "", "//gevent:a", "outside of a test"},
		{"skips", "\t//gevent:a\n\tt.Skipf(\"today\")", "", "can skip itself"},
		{"behind a return", "\tif !greenrt.Enabled() {\n\t\treturn\n\t}\n\t//gevent:a", "", "say so"},
		{"behind a return, said", "\tif !greenrt.Enabled() {\n\t\treturn\n\t}\n\t//gevent:a green", "", "a 9 true TestSome"},
		{"no return", "\tif !greenrt.Enabled() {\n\t\tf()\n\t}\n\t//gevent:a", "", "a 9 false TestSome"},
		{"inside", "\tif greenrt.Enabled() {\n\t\t//gevent:a\n\t\tf()\n\t}", "", "say so"},
		{"inside of a loop", "\tfor {\n\t\tif !greenrt.Enabled() {\n\t\t\treturn\n\t\t}\n\t\t//gevent:a\n\t}", "", "say so"},
		{"behind a loop", "\tfor {\n\t\tif !greenrt.Enabled() {\n\t\t\treturn\n\t\t}\n\t}\n\t//gevent:a", "", "a 11 false TestSome"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "some_test.go")
			if err := os.WriteFile(file, fmt.Appendf(nil, frame, tt.test, tt.helper), 0o600); err != nil {
				t.Fatal(err)
			}
			marks, err := inTest(file, "some_test.go")
			if err != nil {
				if tt.want == "" || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %q", err, tt.want)
				}
				return
			}
			var got []string
			for _, m := range marks {
				got = append(got, fmt.Sprint(m.ID, " ", m.Line, " ", m.Green, " ", m.Test))
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("%q, want %q", s, tt.want)
			}
		})
	}
}
