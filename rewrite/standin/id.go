package standin

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/go-greenify/greenify/rewrite/check/kernelcall"
	"github.com/go-greenify/greenify/rewrite/check/knowledge"
	"github.com/go-greenify/greenify/rewrite/target"
)

// sources are the packages of this module that decide how sources are changed.
var sources = []struct {
	name  string
	files embed.FS
}{
	{"knowledge", knowledge.Source},
	{"kernelcall", kernelcall.Source},
	{"target", target.Source},
	{"standin", Source},
}

// ID names the way in which this program changes sources: a hash of the code that
// does, of its dependencies' versions, and of the Go whose parser and types it
// uses. The go command puts it into the name of everything that it compiles.
//
// A hash of the executable would be simpler, but each change of a help text
// would make everybody compile the standard library anew; and a number that people
// have to raise would be forgotten.
var ID = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintf(h, "go %s\n", runtime.Version())
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if strings.HasPrefix(m.Path, "golang.org/x/tools") {
				fmt.Fprintf(h, "%s %s %s\n", m.Path, m.Version, m.Sum)
			}
		}
	}
	for _, s := range sources {
		// The names come in order. Tests decide nothing.
		err := fs.WalkDir(s.files, ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := s.files.ReadFile(name)
			fmt.Fprintf(h, "%s/%s %x\n", s.name, name, sha256.Sum256(text))
			return err
		})
		if err != nil {
			panic("greenify: an embedded file cannot be read: " + err.Error())
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
})
