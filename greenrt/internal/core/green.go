//go:build greenify

package core

import "unsafe"

// The core of a green build, added to package runtime by greenify, which also sets
// the build tag.

//go:linkname enabled runtime.greenEnabled
func enabled() bool

//go:linkname identify runtime.greenIdentify
func identify() (gp unsafe.Pointer, goid uint64)

//go:linkname self runtime.greenSelf
func self() unsafe.Pointer

//go:linkname setSelf runtime.greenSetSelf
func setSelf(self unsafe.Pointer)

//go:linkname setHooks runtime.greenSetHooks
func setHooks(raise func(), end func(self unsafe.Pointer), quiet, raised func(value any) bool)

//go:linkname overtaken runtime.greenOvertaken
func overtaken() (value any, ok bool)

//go:linkname ask runtime.greenAskKill
func ask(gp unsafe.Pointer, goid uint64) askResult

//go:linkname unask runtime.greenUnaskKill
func unask(gp unsafe.Pointer, goid uint64) askResult

//go:linkname taken runtime.greenKillTaken
func taken()

//go:linkname killPoint runtime.greenKillPoint
func killPoint()

//go:linkname shield runtime.greenShieldKill
func shield(on bool) bool

//go:linkname await runtime.greenAwait
func await(word *uintptr)

//go:linkname signal runtime.greenSignal
func signal(word *uintptr) bool

//go:linkname handOver runtime.greenHandOver
func handOver(mine, to *uintptr)

//go:linkname others runtime.greenOthers
func others() bool

//go:linkname watchTurns runtime.greenWatchTurns
func watchTurns() unsafe.Pointer

//go:linkname unwatchTurns runtime.greenUnwatchTurns
func unwatchTurns(watch unsafe.Pointer) (turns, lent uint32, longest int64)

//go:linkname killStats runtime.greenKillStats
func killStats(f func(wait string, ended, kept uint64))
