// Package a has functions that leave the hub.
package a

//greenify:offload
func plain() {} // want `plain leaves the hub while it runs \[GR1106\]`

// Words.
//
//greenify:offload
func documented() {} // want `documented`

type t struct{}

//greenify:offload
func (t) value() {} // want `value`

//greenify:offload
func (*t) pointer() {} // want `pointer`

//greenify:offload
//go:noinline
func generic[T any](T) {} // want `generic`

//greenify:off
func off() {} // ok

// greenify: offload
func spaced() {} // ok

//greenify:offload
//go:nosplit
func nosplit() {} // ok

//greenify:offload

func apart() {} // ok

//greenify:offloaded
func misspelt() {} // ok

//greenify:offload
func noBody() // ok
