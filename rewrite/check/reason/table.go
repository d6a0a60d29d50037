package reason

// The reasons, by ID. What each is about stands in it, as docs/check.md is made of these.
var (
	RawSyscall = &Reason{
		ID: "GR1001", Name: "rawsyscall", Class: NotGreen, Local: true, Since: "0.2",
		Title: "raw system call that can wait, and stays raw",
		Why: "RawSyscall and RawSyscall6 enter the kernel without telling the scheduler. " +
			"While the call waits the hub keeps its thread, and no other greenlet of it runs. A green build makes " +
			"such a call leave the hub (GR1105), but not this one, for the reason that the finding gives.",
		Fix: "Use Syscall or Syscall6, or the wrapper in package syscall or golang.org/x/sys/unix: " +
			"they leave the hub. A descriptor that is waited for belongs in os.NewFile, net.FileConn or a RawConn.",
	}

	RawNumber = &Reason{
		ID: "GR1002", Name: "rawnumber", Class: NotGreen, Local: true, Since: "0.2",
		Title: "raw system call with a number that is not constant",
		Why: "Which system call it is cannot be told from the source, so it may be one that waits, " +
			"and a raw call that waits holds the hub.",
		Fix: "Write the number as a constant at the call, or use Syscall or Syscall6; " +
			"or mark the function that makes the calls with //greenify:offload.",
	}

	AsmKernel = &Reason{
		ID: "GR1003", Name: "asmkernel", Class: NotGreen, Local: true, Since: "0.2",
		Title: "assembly that enters the kernel",
		Why: "An instruction such as SYSCALL enters the kernel without telling the scheduler, " +
			"and assembly cannot be preempted. While it waits the hub is held.",
		Fix: "Call syscall.Syscall or Syscall6 from Go, or put the instruction between " +
			"calls of runtime·entersyscall and runtime·exitsyscall, as golang.org/x/sys/unix does; or mark its callers with //greenify:offload.",
	}

	SchedLink = &Reason{
		ID: "GR1004", Name: "schedlink", Class: NotGreen, Since: "0.2",
		Title: "linkname into the scheduler, the poller or sync",
		Why: "The function is reached behind the back of its package. In a green program the scheduler " +
			"has states that such code does not know of, and may park, wake or spin where a hub expects to be told.",
		Fix: "Use what the standard library exports: channels, sync, runtime.Gosched, RawConn.",
	}

	Spin = &Reason{
		ID: "GR1005", Name: "spin", Class: NotGreen, Local: true, Since: "0.2",
		Title: "loop that waits by spinning",
		Why: "The loop waits for another greenlet to change memory, but has no point at which the hub can switch to it. " +
			"The other greenlet runs only when the scheduler preempts the loop, 10 ms later, and every time again.",
		Fix: "Wait on a channel, a sync.Cond or a WaitGroup; or call runtime.Gosched in the loop.",
	}

	NosplitLoop = &Reason{
		ID: "GR1006", Name: "nosplitloop", Class: NotGreen, Local: true, Since: "0.2",
		Title: "long loop in a function marked go:nosplit",
		Why: "A nosplit function has no stack check, where the scheduler asks a greenlet to make room. " +
			"Without a call in its loop it holds the hub until it is preempted by a signal, or until it ends.",
		Fix: "Remove //go:nosplit, or move the loop to a function without it; or mark its callers with //greenify:offload.",
	}

	PluginOpen = &Reason{
		ID: "GR1007", Name: "pluginopen", Class: NotGreen, Since: "0.2",
		Title: "plugin",
		Why: "What a plugin does is known only when it is opened. It was also built with another standard library, " +
			"unless it was built by greenify, and then it does not open.",
		Fix: "Link the code into the program, or run it as a process.",
	}

	EventLoop = &Reason{
		ID: "GR1008", Name: "eventloop", Class: NotGreen, Since: "0.2",
		Title: "event loop of the program's own",
		Why: "The loop does with epoll or io_uring what the hub does. Connections that it serves are no greenlets: " +
			"a handler that waits or computes makes all other connections of the loop wait, and nothing can switch for it.",
		Fix: "Serve each connection in a goroutine of its own through package net; in a green program goroutines are cheap.",
	}

	MmapIO = &Reason{
		ID: "GR1009", Name: "mmapio", Class: NotGreen, Local: true, Since: "0.2",
		Title: "file mapped into memory",
		Why: "Reading a page that is not in memory waits for the disk inside an ordinary load instruction. " +
			"Nobody is told, and the hub is held for as long as the disk takes.",
		Fix: "Read the file with ReadAt, whose waits leave the hub. Where the file is known to be in memory, " +
			"accept the finding with -allow. Or map, read and unmap it in a function marked with //greenify:offload.",
	}

	Directive = &Reason{
		ID: "GR1010", Name: "directive", Class: NotGreen, Since: "0.2",
		Title: "directive that cannot be followed",
		Why: "A comment that begins with //greenify: is misspelt, or is not above a function that can do what it says. " +
			"A green build ends with the same error.",
		Fix: "Write //greenify:offload or //greenify:off directly above the function, or remove the comment. " +
			"'greenify help directives' says what they do.",
	}

	Syscalls = &Reason{
		ID: "GR1101", Name: "syscalls", Class: Offloaded, Since: "0.2",
		Title: "system call that can wait",
		Why: "The greenlet leaves its hub while the call waits, and the hub goes on. A call that is not known to wait " +
			"may hold the hub for some milliseconds the first time. Each wait takes a thread.",
		Fix: "Nothing need be done. Thousands of such calls at once take thousands of threads; " +
			"package os and package net wait without one where they can.",
	}

	CgoCall = &Reason{
		ID: "GR1102", Name: "cgocall", Class: Offloaded, Since: "0.2",
		Title: "call of C code",
		Why: "To the scheduler a call of C is a system call: if it lasts, the greenlet leaves its hub. " +
			"The first call of a function that lasts may hold the hub for some milliseconds.",
		Fix: "Nothing need be done. Many short calls that turn out to last now and then are better made by few greenlets.",
	}

	CgoCallback = &Reason{
		ID: "GR1104", Name: "cgocallback", Class: Offloaded, Since: "0.2",
		Title: "Go function that C calls",
		Why: "The callback runs on the thread of the C code, which it cannot leave. Its greenlet is away from the hub " +
			"until the callback returns: it holds nobody up, and its switches are those of an ordinary goroutine.",
		Fix: "Let the callback hand its work to a greenlet through a channel, and return.",
	}

	CgoPragma = &Reason{
		ID: "GR1301", Name: "cgopragma", Class: Green, Since: "0.2",
		Title: "#cgo noescape or nocallback",
		Why: "The directive promises that the C function keeps no pointer, or calls no Go. A green program relies on it as any other: " +
			"a function that breaks the promise crashes the program.",
		Fix: "Check that the C function keeps the promise, in the version that is linked.",
	}

	PollWait = &Reason{
		ID: "GR1103", Name: "pollwait", Class: Offloaded, Since: "0.2",
		Title: "select, poll or epoll_wait by hand",
		Why:   "The greenlet leaves its hub while the call waits. Each such wait takes a thread, where the runtime's poller takes none.",
		Fix:   "Let package os or net wait: os.NewFile on a descriptor in non-blocking mode, or a RawConn.",
	}

	RawOffload = &Reason{
		ID: "GR1105", Name: "rawoffload", Class: Offloaded, Since: "0.2",
		Title: "raw system call that a green build makes leave the hub",
		Why: "The call would hold the hub while it waits, since RawSyscall does not tell the scheduler. " +
			"A green build calls Syscall in its place: the greenlet leaves its hub, and the hub goes on. 'greenify diff' shows it.",
		Fix: "Nothing need be done. //greenify:off above the function keeps the call raw.",
	}

	Offload = &Reason{
		ID: "GR1106", Name: "offload", Class: Offloaded, Since: "0.2",
		Title: "function that leaves the hub",
		Why: "The function is marked with //greenify:offload. Its greenlet is away from the hub until it returns, as an ordinary " +
			"goroutine. What it does, and what it calls, holds nobody up; each call takes a thread meanwhile, and some microseconds to come back.",
		Fix: "Nothing need be done. The mark is for functions that take far longer than a few microseconds.",
	}

	LockThread = &Reason{
		ID: "GR1201", Name: "lockthread", Class: ThreadBound, Since: "0.2",
		Title: "goroutine locked to its thread",
		Why: "After runtime.LockOSThread the greenlet is away from its hub until it unlocks: " +
			"it holds nobody up, and its switches are those of an ordinary goroutine.",
		Fix: "Lock only around the calls that need the thread, and let a goroutine of its own make them.",
	}

	Tuning = &Reason{
		ID: "GR1302", Name: "tuning", Class: Green, Since: "0.2",
		Title: "setting of the scheduler that means something else",
		Why: "The greenlets of a hub share one thread at a time, whatever GOMAXPROCS is: it bounds " +
			"the greenlets that are away, and the collector. SetMaxThreads bounds how many can wait in calls at the same time.",
		Fix: "Remove the call, or make sure that it leaves room for every wait that leaves the hub.",
	}

	Variants = &Reason{
		ID: "GR1901", Name: "variants", Class: Green, Since: "0.2",
		Title: "file for other build tags",
		Why:   "The file could be built for this system with other build tags, and was not looked at.",
		Fix:   "If the program is built with these tags, check it with the same -tags.",
	}

	NotLoaded = &Reason{
		ID: "GR1902", Class: Unknown, Since: "0.2",
		Title: "package that could not be loaded",
		Why:   "What does not parse and type-check cannot be looked at. It counts as not green.",
		Fix:   "Make 'go build' work for the same packages, with the same flags. Cgo needs a C compiler.",
	}

	Behind = &Reason{
		ID: "GR1903", Class: Unknown, Since: "0.2",
		Title: "package behind one that could not be loaded",
		Why: "The package uses one that did not load, so its types are incomplete. " +
			"It counts as not green until that one loads.",
		Fix: "See the finding of the package that it imports.",
	}
)

// All are the reasons in the order of their IDs.
var All = []*Reason{
	RawSyscall, RawNumber, AsmKernel, SchedLink, Spin, NosplitLoop, PluginOpen, EventLoop, MmapIO, Directive,
	Syscalls, CgoCall, PollWait, CgoCallback, RawOffload, Offload,
	LockThread,
	CgoPragma, Tuning,
	Variants, NotLoaded, Behind,
}
