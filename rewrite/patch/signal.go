package patch

// Signal is the counterpart of gevent's patch_signal. It has no rules of its own: os/signal sends
// to a channel, and a member that receives from it parks.
var Signal = &Patch{
	Name:   "signal",
	Gevent: "replaces the handler of SIGCHLD, so that child watchers and the program's own handler both run",
	Does:   "has no rules of its own: os/signal delivers through a channel, on which a member parks",
	Covers: []string{"os/signal"},
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
