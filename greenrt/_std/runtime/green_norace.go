// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build !race

package runtime

import "unsafe"

func greenRaceLeave(waitReason, unsafe.Pointer) {}

func greenRaceUncount(*g, unsafe.Pointer) {}
