package rewrite

import (
	"bytes"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/dave/dst/decorator"
)

// TestPrintStd decorates and prints every file of the standard library without
// any rule, 3,003 in Go 1.26.8. What comes out must be what gofmt makes of the file: a new release's
// syntax that dst does not know shows here first.
func TestPrintStd(t *testing.T) {
	if testing.Short() {
		t.Skip("prints all of std")
	}
	tc := goroot(t)
	src := filepath.Join(tc.GOROOT, "src")
	var files []string
	err := filepath.WalkDir(src, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "testdata" || path == filepath.Join(src, "cmd")) {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	work := make(chan string)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for path := range work {
				if why := printsAsIs(path); why != "" {
					t.Errorf("%s: %s", path, why)
				}
			}
		})
	}
	for _, path := range files {
		work <- path
	}
	close(work)
	wg.Wait()
	t.Logf("%d files", len(files))
}

// printsAsIs decorates and prints one file, and returns what is wrong then.
func printsAsIs(path string) string {
	src, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	want, err := format.Source(src)
	if err != nil {
		return err.Error()
	}
	f, err := decorator.NewDecorator(token.NewFileSet()).ParseFile(path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err.Error()
	}
	var buf bytes.Buffer
	if err := decorator.Fprint(&buf, f); err != nil {
		return err.Error()
	}
	if !bytes.Equal(buf.Bytes(), want) {
		return firstDifference(string(want), buf.String())
	}
	return ""
}
