package patch

// Time is the counterpart of gevent's patch_time. It has no rules of its own: a member that
// sleeps parks on one of Go's timers, and a park switches to the hub's next member.
var Time = &Patch{
	Name:   "time",
	Gevent: "replaces time.sleep by one that switches to the hub",
	Does:   "has no rules of its own: a sleeping member parks on a timer of Go's",
	Covers: []string{"time"},
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
