package patch

// OS is the counterpart of gevent's patch_os.
//
// gevent replaces fork and waitpid by ones that wait in the hub, and files stay
// blocking unless the program asks for a thread pool. Here all of os, os/exec and
// golang.org/x/sys/unix arrive at two functions of package syscall. There a call
// that says by its number that it waits (for a child, a lock, a disk, a time),
// or that lasted the last time, makes its greenlet leave the hub first, or, with
// GREENRT=files=uring and if it is on a file, wait for io_uring in the poller. Any other
// call that lasts loses the hub to the runtime's monitor, by patch thread.
var OS = &Patch{
	Name:   "os",
	Gevent: "replaces fork, waitpid and posix_spawn, and can make files cooperative through a thread pool",
	Does:   "makes a greenlet leave the hub before a system call that waits, or that blocked before: files, children, locks, polling",
	Covers: []string{"os", "syscall"},
	Needs:  []string{"thread"},
	Adds:   []string{"syscall/green.go"},
	Rules: []Rule{
		{
			Pkg: "syscall", Func: "Syscall", Op: Before,
			Find: "runtime_entersyscall()",
			Text: "if greenBlocks(trap, a1, a2, a3, 0) {\n\treturn greenSyscall(trap, a1, a2, a3, 0, 0, 0)\n}",
			Why:  "A call that is known to block leaves the hub first.",
		},
		{
			Pkg: "syscall", Func: "Syscall6", Op: Before,
			Find: "runtime_entersyscall()",
			Text: "if greenBlocks(trap, a1, a2, a3, a4) {\n\treturn greenSyscall(trap, a1, a2, a3, a4, a5, a6)\n}",
			Why:  "The same with six arguments.",
		},
		{
			Pkg: "runtime", Func: "netpoll", Op: Before,
			Find: "var mode int32",
			Text: "if greenUringEvent(unsafe.Pointer(&ev.Data), &toRun, &delta) {\n\tcontinue\n}",
			Why:  "The poller also tells of calls on files that io_uring has finished.",
		},
		{
			Pkg: "runtime", Func: "netpollIsPollDescriptor", Op: Expr,
			Find: "fd == uintptr(epfd) || fd == netpollEventFd",
			Text: "fd == uintptr(epfd) || fd == netpollEventFd || greenIsUring(fd)",
			Why:  "Who looks for descriptors that were left open must not find it.",
		},
	},
}
