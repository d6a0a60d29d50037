package greenrt

import "time"

// Stats counts, since the program's start, how often greenlets left their hub
// and why. A greenlet leaves its hub when it blocks a thread; the hub goes on
// with its other greenlets, and the one that left comes back when the blocking
// call ends. The JSON names are stable.
type Stats struct {
	// Locked counts runtime.LockOSThread and callbacks from C.
	Locked uint64 `json:"locked"`
	// Blocked counts calls that the runtime knows to block.
	Blocked uint64 `json:"blocked"`
	// Sysmon counts system and C calls that lasted so long that the
	// runtime's monitor took the processor away, after 20 us at the earliest.
	Sysmon uint64 `json:"sysmon"`
	// Stopped counts system and C calls during which the world was stopped.
	Stopped uint64 `json:"stopped"`
	// SafePoint counts system and C calls during which the runtime ran a
	// function on every processor.
	SafePoint uint64 `json:"safe_point"`
	// Reclaimed counts system and C calls that lost their processor to a
	// thread that had used it before.
	Reclaimed uint64 `json:"reclaimed"`
	// Entering counts calls that gave the processor up while they were
	// entered, because the world was about to stop.
	Entering uint64 `json:"entering"`
	// Offloaded counts calls of functions marked with //greenify:offload.
	Offloaded uint64 `json:"offloaded"`
	// Returned counts how often a greenlet that was away came back.
	Returned uint64 `json:"returned"`
}

// ReadStats returns the counts. They are all zero in a program that is not
// green. It does not block; the counts are read one after the other.
func ReadStats() Stats {
	var c [9]uint64 // in the order of runtime's greenWay
	greenStats(c[:])
	return Stats{
		Locked: c[0], Blocked: c[1], Sysmon: c[2], Stopped: c[3],
		SafePoint: c[4], Reclaimed: c[5], Entering: c[6], Offloaded: c[7],
		Returned: c[8],
	}
}

// Enabled reports whether goroutines are greenlets: the program was built by
// greenify, and not started with GREENRT=off=1.
func Enabled() bool {
	return greenEnabled()
}

// IsGreenlet reports whether the calling goroutine is a greenlet. In a green
// program every goroutine is, but for those in which the runtime itself runs
// finalizers and cleanups, and for C threads that called into Go.
func IsGreenlet() bool {
	return greenMember()
}

// MaxStall returns the longest time for which one greenlet was seen to keep others
// of its hub from running, since the program's start or the last reset. The
// runtime's monitor looks at a busy hub each millisecond, or every three if its greenlets
// take turns often, so shorter stalls go unseen. It is zero in a program that is not
// green. The setting GREENRT=monitor=100ms reports who it was.
func MaxStall(reset bool) time.Duration {
	return time.Duration(greenMaxStallNS(reset))
}
