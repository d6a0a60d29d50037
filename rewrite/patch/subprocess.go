package patch

// Subprocess is the counterpart of gevent's patch_subprocess. os/exec reads its pipes
// through Go's poller. To wait for the child it would leave the hub by the rules of patch
// os, and block a thread for as long as the child runs. The rule here has it wait in the
// poller as well, as gevent does in a child watcher, where a kernel has pidfds
// (Linux 5.4).
var Subprocess = &Patch{
	Name:   "subprocess",
	Gevent: "replaces subprocess.call, check_output and Popen by cooperative ones",
	Does:   "waits for a child in Go's poller, where its pipes wait, and not in a system call",
	Covers: []string{"os/exec"},
	Needs:  []string{"thread"},
	Adds:   []string{"os/green.go"},
	Rules: []Rule{
		{
			Pkg: "os", Func: "(*Process).pidfdWait", Op: After,
			Find: "defer p.handleTransientRelease()",
			Text: "greenAwaitProcess(handle)",
			Why:  "When waitid is called it does not block.",
		},
	},
}
