package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	std "github.com/go-greenify/greenify/greenrt/_std"
	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/patch"
)

// config says to package rewrite what the command line says.
func (l *line) config(p *progress) (*rewrite.Config, error) {
	patches, err := selectPatches(l.patch, patch.All())
	if err != nil {
		return nil, err
	}
	compiler, err := compiler()
	if err != nil {
		return nil, err
	}
	return &rewrite.Config{
		Compiler: compiler,
		Dir:      l.dir,
		Env:      os.Environ(),
		Flags:    l.load,
		Adds:     std.Files,
		Patches:  patches,
		Progress: p.say,
	}, nil
}

// target asks which Go builds the target, and says to cfg what the answer
// means for it.
func target(ctx context.Context, cfg *rewrite.Config) (*rewrite.Toolchain, error) {
	tc, err := rewrite.FindToolchain(ctx, cfg)
	if err != nil {
		return nil, err
	}
	cfg.Env = withTag(ctx, cfg, tc)
	return tc, nil
}

// A green is what a verb needs to run the green go command.
type green struct {
	root *rewrite.Root
	env  []string // the environment for the go command
}

// green finds the green GOROOT for the command line, or makes it.
func (l *line) green(ctx context.Context) (*green, error) {
	p := newProgress(l)
	defer p.last("")
	cfg, err := l.config(p)
	if err != nil {
		return nil, err
	}
	tc, err := target(ctx, cfg)
	if err != nil {
		return nil, err
	}
	root, err := rewrite.Find(ctx, cfg, tc)
	if err != nil {
		return nil, err
	}
	if root == nil {
		if root, err = l.makeRoot(ctx, cfg, tc); err != nil {
			return nil, err
		}
		if l.verb.own == nil {
			p.last("compiling the green standard library, about half a minute, once")
		}
	}
	return &green{root: root, env: root.Env(cfg.Env)}, nil
}

// makeRoot makes the green GOROOT. A program that the go command cannot load is
// refused first, in the go command's words: nothing need be made for it. (test
// and vet go on with the other packages, and so are left to the go command.)
func (l *line) makeRoot(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain) (*rewrite.Root, error) {
	if patterns := l.patterns(); patterns != nil {
		if _, err := rewrite.Load(ctx, cfg, tc, patterns, false); err != nil {
			return nil, err
		}
	}
	plan, err := rewrite.NewPlan(ctx, cfg, tc)
	if err != nil {
		return nil, err
	}
	return plan.Make(ctx)
}

// patterns returns the packages that build or run will load, and nil if that
// is not greenify's to say.
func (l *line) patterns() []string {
	rest := l.rest
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	switch l.verb.name {
	case "build":
		if len(rest) == 0 {
			return []string{"."}
		}
		return rest
	case "run":
		files := 0
		for files < len(rest) && strings.HasSuffix(rest[files], ".go") {
			files++
		}
		if files > 0 {
			return rest[:files]
		}
		// pkg@version is loaded outside the module.
		if len(rest) > 0 && !strings.Contains(rest[0], "@") {
			return rest[:1]
		}
	}
	return nil
}

// withTag returns the environment with the green tag in GOFLAGS. The value in
// force may come from go env -w, so the go command is asked for it: in words that
// GOFLAGS=-json, which go env takes as well, does not change.
func withTag(ctx context.Context, cfg *rewrite.Config, tc *rewrite.Toolchain) []string {
	cmd := exec.CommandContext(ctx, tc.Go, "env", "-json=false", "GOFLAGS")
	cmd.Env = append(slices.Clone(cfg.Env), "GOTOOLCHAIN=local")
	out, err := cmd.Output()
	if err != nil {
		out = []byte(os.Getenv("GOFLAGS"))
	}
	env := slices.DeleteFunc(slices.Clone(cfg.Env), func(kv string) bool {
		return strings.HasPrefix(kv, "GOFLAGS=")
	})
	return append(env, "GOFLAGS="+addTagToGOFLAGS(strings.TrimSpace(string(out))))
}

// execGo makes the green GOROOT and becomes its go command. The process is
// replaced, not wrapped: signals, the terminal, standard input and the exit
// code then are the go command's, and nothing is delivered twice.
func (l *line) execGo(ctx context.Context) error {
	g, err := l.green(ctx)
	if err != nil {
		return err
	}
	if err := uninterrupted(ctx); err != nil {
		return err // the signal came while nobody was looking
	}
	goCmd := filepath.Join(g.root.Dir, "bin", "go")
	argv := append([]string{"go", l.verb.name}, l.args...)
	err = syscall.Exec(goCmd, argv, g.env)
	next := "run 'greenify clean' and then the same command: a tree of the cache is damaged"
	if errors.Is(err, fs.ErrPermission) {
		next = "set GREENIFYCACHE to a directory on a file system from which programs may be run"
	}
	return &usageError{"exec " + goCmd + ": " + err.Error(), next}
}
