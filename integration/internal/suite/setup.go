package suite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// An Opening is a Runner with what was made for it.
type Opening struct {
	*Runner
	Root   string // the repository
	builds int
}

// Open builds the greenify command of the repository around the current
// directory, and makes a Runner with the stock and the green toolchain. greenrt
// is the GREENRT of green binaries.
func Open(ctx context.Context, greenrt string) (o *Opening, err error) {
	out, err := output(ctx, "", nil, "go", "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	root := strings.TrimSpace(string(out))
	stock, err := Stock(ctx, root)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "greenify-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(work)
		}
	}()
	// Other users run binaries in here.
	if err := os.Chmod(work, 0o755); err != nil {
		return nil, err
	}
	greenify := filepath.Join(work, "greenify")
	if _, err := output(ctx, root, stock.Env, stock.goCmd, "build", "-o", greenify, "./cmd/greenify"); err != nil {
		return nil, err
	}
	green, err := Green(ctx, root, stock, greenify, filepath.Join(work, "cache"), greenrt)
	if err != nil {
		return nil, err
	}
	converter, err := buildConverter(ctx, stock, work)
	if err != nil {
		return nil, err
	}
	return &Opening{
		Runner: &Runner{
			Stock: stock, Green: green, Work: work,
			Limit: 1.3, Pairs: 5, WholeReruns: 5, AloneReruns: 20,
			test2json: converter,
		},
		Root: root,
	}, nil
}

// buildConverter builds stock's test2json, which no longer comes with every Go.
func buildConverter(ctx context.Context, stock *Toolchain, dir string) (string, error) {
	file := filepath.Join(dir, "test2json")
	_, err := output(ctx, "", stock.Env, stock.goCmd, "build", "-o", file, "cmd/test2json")
	return file, err
}

// Close removes the binaries, and the logs unless they are of use.
func (o *Opening) Close(keep bool) {
	if keep {
		fmt.Fprintf(os.Stderr, "logs and binaries are in %s\n", o.Work)
		return
	}
	os.RemoveAll(o.Work)
}

// Build lists patterns as seen from dir, and builds the test binaries of both
// toolchains. It returns the suites in the order of go list.
func (o *Opening) Build(ctx context.Context, dir string, flags, patterns []string) ([]*Suite, error) {
	stock, err := o.Stock.List(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	green, err := o.Green.List(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	if len(stock) != len(green) {
		return nil, fmt.Errorf("%s: %d packages with tests in stock, %d in green", strings.Join(patterns, " "), len(stock), len(green))
	}
	fmt.Fprintf(os.Stderr, "building %d test binaries, stock and green\n", len(stock))
	o.builds++
	bin := filepath.Join(o.Work, fmt.Sprint("bin", o.builds))
	if err := o.Stock.Build(ctx, dir, filepath.Join(bin, "stock"), flags, stock); err != nil {
		return nil, err
	}
	if err := o.Green.Build(ctx, dir, filepath.Join(bin, "green"), flags, green); err != nil {
		return nil, err
	}
	var suites []*Suite
	for i, p := range stock {
		suites = append(suites, &Suite{Package: p.ImportPath, Stock: p, Green: green[i]})
	}
	return suites, nil
}
