// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

//go:build race

package runtime

// greenRaceEnable undoes the race.Disable of a function of package sync that will not
// get to its race.Enable.
func greenRaceEnable() {
	RaceEnable()
}
