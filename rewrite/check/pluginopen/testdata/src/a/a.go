// Package a opens plugins.
package a

import (
	"plugin"
	dl "plugin"
)

type opener func(string) (*plugin.Plugin, error) // ok

func opens(path string) {
	p, _ := plugin.Open(path)     // want `opens a plugin \[GR1007\]`
	dl.Open(path)                 // want `opens a plugin`
	var open opener = plugin.Open // want `opens a plugin`
	go plugin.Open(path)          // want `opens a plugin`
	defer plugin.Open(path)       // want `opens a plugin`
	p.Lookup("F")                 // ok
	open(path)                    // ok
	Open(path)                    // ok
	file{}.Open(path)             // ok
}

type file struct{}

func (file) Open(string) {}

func Open(string) {} // ok
