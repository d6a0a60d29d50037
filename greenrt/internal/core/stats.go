package core

// A KillCount says of one kind of wait how often a request ended it, and how often it
// did not because the event came first.
type KillCount struct {
	Ended, Kept uint64
}

// KillCounts returns the counts since the program's start, by the name that stack
// traces have for the wait. It is empty in a program that is not green.
func KillCounts() map[string]KillCount {
	counts := make(map[string]KillCount)
	killStats(func(wait string, ended, kept uint64) {
		counts[wait] = KillCount{ended, kept}
	})
	return counts
}
