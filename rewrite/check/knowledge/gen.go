//go:build ignore

// gen writes numbers.go and functions.go.
package main

import (
	"fmt"
	"os"

	"github.com/go-greenify/greenify/rewrite/check/knowledge/derive"
)

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write() error {
	tables, err := derive.Tables("")
	if err != nil {
		return err
	}
	for name, text := range tables {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
