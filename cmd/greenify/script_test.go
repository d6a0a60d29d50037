package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts in testdata/script run greenify as a user does. They share one
// cache of green GOROOTs, made for this run of the tests, and the user's build
// cache, so that the green standard library is compiled once.

func TestMain(m *testing.M) {
	// The compiler of a green GOROOT is a copy of this test binary.
	testscript.Main(m, map[string]func(){"greenify": main, "compile": main})
}

func TestScript(t *testing.T) {
	goEnv := readGoEnv(t, "GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GOROOT")
	cache := t.TempDir()
	greenify, err := exec.LookPath("greenify") // this test binary, by another name
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, ".home"))
			e.Setenv("GOENV", "off")
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("GOCACHE", goEnv["GOCACHE"])
			e.Setenv("GOMODCACHE", goEnv["GOMODCACHE"])
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOSUMDB", goEnv["GOSUMDB"])
			e.Setenv("NETPROXY", goEnv["GOPROXY"]) // for the scripts that download
			e.Setenv("ORIGROOT", goEnv["GOROOT"])
			e.Setenv("GREENIFYCACHE", cache)
			e.Setenv("GREENIFY", greenify)
			return nil
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "mount":
				return canMount()
			case "cgo":
				_, err := exec.LookPath("gcc")
				return err == nil, nil
			case "download":
				return canDownload(), nil
			}
			return false, fmt.Errorf("unknown condition %s", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"treehash": treeHash,
			"waitglob": waitGlob(t),
			"tinydisk": tinyDisk,
		},
	})
}

// readGoEnv asks the go command for variables, in the user's environment.
func readGoEnv(t *testing.T, names ...string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := make(map[string]string)
	for i, line := range strings.Split(strings.TrimRight(string(out), "\n"), "\n") {
		values[names[i]] = line
	}
	return values
}

// newerGo is a release that the go command has to download. It is in
// testdata/script/toolchain.txtar as well.
const newerGo = "go1.26.9"

// canDownload reports whether the module proxy serves newerGo. Without a
// network there is nothing to test, nor with one that takes what is sent and says nothing: the
// go command would wait for it for ever.
var canDownload = sync.OnceValue(func() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "version")
	cmd.Env = append(os.Environ(), "GOTOOLCHAIN="+newerGo)
	return cmd.Run() == nil
})

// treeHash writes a line with mode, hash and name for each file below a
// directory: treehash dir file.
func treeHash(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: treehash dir file")
	}
	var out bytes.Buffer
	root := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		var sum string
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum = fmt.Sprintf("%x %s", sha256.Sum256(data), info.ModTime().Format(time.RFC3339Nano))
		}
		_, err = fmt.Fprintln(&out, info.Mode(), sum, strings.TrimPrefix(path, root))
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out.Bytes(), 0o666))
}

// waitGlob waits until a file matches: waitglob pattern. It gives up when the test's time is
// nearly over, and not before: how long something takes is the machine's business.
func waitGlob(t *testing.T) func(*testscript.TestScript, bool, []string) {
	deadline, limited := t.Deadline()
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: waitglob pattern")
		}
		for {
			names, err := filepath.Glob(ts.MkAbs(args[0]))
			ts.Check(err)
			if len(names) > 0 {
				return
			}
			if limited && time.Until(deadline) < 10*time.Second {
				ts.Fatalf("nothing matches %s", args[0])
			}
			time.Sleep(time.Millisecond)
		}
	}
}

// canMount reports whether tinydisk would work. Root may not mount in most containers.
func canMount() (bool, error) {
	dir, err := os.MkdirTemp("", "greenify-mount")
	if err != nil {
		return false, err
	}
	defer os.Remove(dir)
	err = syscall.Mount("greenify-test", dir, "tmpfs", 0, "size=1m")
	if errors.Is(err, fs.ErrPermission) {
		return false, nil
	}
	if err == nil {
		err = syscall.Unmount(dir, syscall.MNT_DETACH)
	}
	return err == nil, err
}

// tinyDisk mounts a file system of a megabyte: tinydisk dir.
func tinyDisk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tinydisk dir")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	ts.Check(syscall.Mount("greenify-test", dir, "tmpfs", 0, "size=1m"))
	ts.Defer(func() { ts.Check(syscall.Unmount(dir, syscall.MNT_DETACH)) })
}
