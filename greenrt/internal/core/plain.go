//go:build !greenify

package core

import "unsafe"

// A plain go build has no core: enabled is false, and nothing else here is called.

func enabled() bool { return false }

func identify() (gp unsafe.Pointer, goid uint64) { return nil, 0 }

func self() unsafe.Pointer { return nil }

func setSelf(unsafe.Pointer) {}

func setHooks(func(), func(unsafe.Pointer), func(any) bool, func(any) bool) {}

func overtaken() (any, bool) { return nil, false }

func ask(unsafe.Pointer, uint64) askResult { return gone }

func unask(unsafe.Pointer, uint64) askResult { return gone }

func taken() {}

func killPoint() {}

func shield(bool) bool { return false }

func await(*uintptr) {}

func signal(*uintptr) bool { return false }

func handOver(mine, to *uintptr) {}

func others() bool { return false }

func watchTurns() unsafe.Pointer { return nil }

func unwatchTurns(unsafe.Pointer) (turns, lent uint32, longest int64) { return 0, 0, 0 }

func killStats(func(wait string, ended, kept uint64)) {}
