package server

import "time"

// SetKillGrace changes how long handlers have to end when they were killed.
func SetKillGrace(d time.Duration) { killGrace = d }
