package patch

// Socket is the counterpart of gevent's patch_socket.
//
// gevent replaces the socket class, so that a call which would block switches to
// the hub. Package net needs no such thing: a member that waits for a socket
// parks in Go's poller, and a park switches to the hub's next member. What the
// rules here add is that a call on a socket of the poller is known not to
// block, however long the kernel lets it wait for a core.
var Socket = &Patch{
	Name:   "socket",
	Gevent: "replaces the socket class, so that a call that would block switches to the hub",
	Does:   "knows that calls on polled sockets do not block; waiting for one parks in Go's poller, and parking switches",
	Needs:  []string{"thread"},
	Adds:   []string{"internal/poll/green.go", "net/green.go"},
	Rules: []Rule{
		{
			Pkg: "net", Func: "socket", Op: Expr,
			Find: "fd.dial(ctx, laddr, raddr, ctrlCtxFn)",
			Text: "fd.greenDial(ctx, laddr, raddr, ctrlCtxFn)",
			Why:  "Who is killed while the socket is being connected closes it.",
		},
		{
			Pkg: "internal/poll", Func: "(*FD).Read", Op: Enter,
			Text: "if fd.isFile {\n\tgreenKillPoint()\n}",
			Why:  "A file may never wait, only block: a kill that came while it did is raised before the next call.",
		},
		{
			Pkg: "internal/poll", Func: "(*FD).Write", Op: Enter,
			Text: "if fd.isFile {\n\tgreenKillPoint()\n}",
			Why:  "The same for writing.",
		},
		{
			Pkg: "internal/poll", Func: "(*fdMutex).rwlock", Op: Replace,
			Find: "runtime_Semacquire(mutexSema)",
			Text: "greenAcquireFile(mutexSema)",
			Why:  "Who waits for another's read or write to end can be killed; who waits in Close cannot.",
		},
		{
			Pkg: "internal/poll", Func: "(*FD).Init", Op: After,
			Find: "err := fd.pd.init(fd)",
			Text: "if err == nil && !fd.isFile {\n\tgreenSetPollable(uintptr(fd.Sysfd), true)\n}",
			Why:  "A socket that is registered with the poller does not block.",
		},
		{
			Pkg: "runtime", Func: "poll_runtime_pollClose", Op: Before,
			Find: "netpollclose(pd.fd)",
			Text: "greenSetPollable(pd.fd, false)",
			Why:  "Its number may be a file's next.",
		},
	},
}
