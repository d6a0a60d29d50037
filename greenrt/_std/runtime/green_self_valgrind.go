// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build valgrind

package runtime

// greenSelfWord is what a g has in addition for its self (green_kill.go), as its word is
// in use. Nobody holds g to its size in such builds.
type greenSelfWord struct{ self uintptr }

func (gp *g) greenSelfPtr() *uintptr { return &gp.greenWord.self }
