package patch

// Subprocess is the counterpart of gevent's patch_subprocess. It has no rules of its
// own: os/exec reads its pipes through Go's poller, and leaves the hub by the rules of
// patch os to wait for the child.
var Subprocess = &Patch{
	Name:   "subprocess",
	Gevent: "replaces subprocess.call, check_output and Popen by cooperative ones",
	Does:   "has no rules of its own: pipes wait in Go's poller, and waiting for a child leaves the hub by patch os",
	Needs:  []string{"thread"},
	Rules:  []Rule{},
}
