package main

import (
	"fmt"
	"os"

	"github.com/go-greenify/greenify/rewrite"
	"github.com/go-greenify/greenify/rewrite/standin"
)

// A green GOROOT has a copy of greenify in the place of its compiler, so that one
// program is all that has to be installed.

// asCompiler does the work of a compiler if this is that copy, and reports whether
// it is.
func asCompiler() (code int, yes bool) {
	self, err := os.Executable()
	if err != nil {
		return 0, false
	}
	stock, err := rewrite.StockCompiler(self)
	if err != nil {
		fmt.Fprintln(os.Stderr, "greenify: compile:", err)
		return 2, true
	}
	if stock == "" {
		return 0, false
	}
	return standin.Run(stock, os.Args[1:], os.Stdout, os.Stderr), true
}

// compiler is what green GOROOTs get.
func compiler() (*rewrite.Compiler, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("greenify cannot find itself: %w", err)
	}
	return &rewrite.Compiler{Path: self, ID: standin.ID()}, nil
}
