package patch

// Socket is the counterpart of gevent's patch_socket.
//
// gevent replaces the socket class, so that a call which would block switches to
// the hub. Package net needs no such thing: a member that waits for a socket
// parks in Go's poller, and a park switches to the hub's next member. What the
// rules here add is that a call on a socket of the poller is known not to
// block, however long the kernel lets it wait for a core; and that a read which must
// fail, because the one before it has emptied the socket, is not made.
var Socket = &Patch{
	Name:   "socket",
	Gevent: "replaces the socket class, so that a call that would block switches to the hub",
	Does:   "spares sockets the system calls that must fail, and knows that calls on them do not block; waiting for one parks in Go's poller, and parking switches",
	Covers: []string{"net"},
	Needs:  []string{"thread"},
	Adds: []string{
		"internal/poll/green.go",
		"internal/poll/green_raw.go",
		"internal/poll/green_read.go",
		"net/green_dial.go",
		"runtime/green_check_ready.go",
		"runtime/green_ready.go",
		"syscall/green_raw.go",
		"syscall/green_share.go",
	},
	Rules: concat(
		polled,
		drained,
		raw,
		killed,
	),
}

// polled: which descriptors are sockets of the poller.
var polled = []Rule{
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
}

// drained: a read waits at once if the one before it has emptied the socket.
var drained = []Rule{
	{
		Pkg: "internal/poll", Type: "FD", Op: Field,
		Find: "isFile bool",
		Text: "greenDrained bool\ngreen uint32",
		Why:  "Whether the last read emptied the socket, and whether that can be known; in bytes that padding wasted.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).Read", Op: Replace,
		Find: "if err := fd.pd.prepareRead(fd.isFile); err != nil {\n\treturn 0, err\n}",
		Text: "late, err := fd.greenPrepareRead()\nif err != nil {\n\treturn 0, err\n}",
		Why:  "It waits first if the socket is empty.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).Read", Op: Expr,
		Find: "ignoringEINTRIO(syscall.Read, fd.Sysfd, p)",
		Text: "fd.greenRead(p)",
		Why:  "A read that returns less than it could has emptied the socket.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).Read", Op: Before,
		Find: "if err = fd.pd.waitRead(fd.isFile); err == nil {\n\tcontinue\n}",
		Text: "if late {\n\treturn 0, ErrDeadlineExceeded\n}",
		Why:  "It has waited until the deadline already.",
	},
	{
		Pkg: "internal/poll", Func: "spliceDrain", Op: Expr,
		Find: "sock.pd.prepareRead(sock.isFile)",
		Text: "sock.greenReset()",
		Why:  "Splice tries first, and takes as much as it likes.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).RawRead", Op: Enter,
		Text: "defer fd.greenLent()",
		Why:  "The function may have read, and set options.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).RawWrite", Op: Enter,
		Text: "defer fd.greenLent()",
		Why:  "The same.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).RawControl", Op: Enter,
		Text: "defer fd.greenLent()",
		Why:  "The same.",
	},
	{
		Pkg: "internal/poll", Func: "(*FD).Dup", Op: Enter,
		Text: "fd.GreenShared()",
		Why:  "Whoever has the copy can set options at any time.",
	},
	{
		Pkg: "net", Func: "newFileFD", Op: Before,
		Find: "fd.setAddr(laddr, raddr)",
		Text: "fd.pfd.GreenShared()",
		Why:  "So can whoever has the original.",
	},
	{
		Pkg: "syscall", Func: "forkExec", Op: After,
		Find: "if attr == nil {\n\tattr = &zeroProcAttr\n}",
		Text: "greenShare(attr.Files)",
		Why:  "And whoever inherits it.",
	},
	{
		Pkg: "runtime", Type: "pollDesc", Op: Field,
		Find: "wrun bool",
		Text: "greenHup atomic.Uint8",
		Why:  "Whether the other side closed, or an error or urgent data came; in padding.",
	},
	{
		Pkg: "runtime", Func: "poll_runtime_pollOpen", Op: After,
		Find: "pd.self = pd",
		Text: "pd.greenHup.Store(0)",
		Why:  "A pollDesc is used again.",
	},
	{
		Pkg: "runtime", Func: "netpollopen", Op: Expr,
		Find: "linux.EPOLLIN | linux.EPOLLOUT | linux.EPOLLRDHUP | linux.EPOLLET",
		Text: "linux.EPOLLIN | linux.EPOLLOUT | linux.EPOLLRDHUP | linux.EPOLLET | greenUrgent()",
		Why:  "A read stops short at the mark of urgent data, so the poller must know of it.",
	},
	{
		Pkg: "runtime", Func: "netpoll", Op: Before,
		Find: "pd.setEventErr(ev.Events == linux.EPOLLERR, tag)",
		Text: "ev.Events = pd.greenEvents(ev.Events)",
		Why:  "After the end, an error or urgent data each read is tried first.",
	},
}

// raw: a call that does not block need not tell the scheduler.
var raw = []Rule{
	{
		Pkg: "internal/poll", Func: "(*FD).Write", Op: Expr,
		Find: "ignoringEINTRIO(syscall.Write, fd.Sysfd, p[nn:max])",
		Text: "fd.greenSysWrite(p[nn:max])",
		Why:  "A small write to a socket does not block, and so needs no entersyscall; greenRead has the same for reads.",
	},
}

// killed: what a kill needs that reaches one who waits for a socket or a file.
var killed = []Rule{
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
}
