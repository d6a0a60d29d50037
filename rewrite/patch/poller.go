package patch

// Which thread a hub has, and who of the threads waits in the poller: runtime's
// green_thread.go and green_idle.go.

// threads: a hub keeps to its thread.
var threads = []Rule{
	{
		Pkg: "runtime", Func: "findRunnable", Op: Expr,
		Find: "netpollinited() && (netpollAnyWaiters() || pollUntil != 0) && sched.lastpoll.Swap(0) != 0",
		Text: "netpollinited() && (netpollAnyWaiters() || pollUntil != 0) && greenMayPoll() && sched.lastpoll.Swap(0) != 0",
		Why:  "Who waits in the poller should be the hub's thread.",
	},
	{
		Pkg: "runtime", Func: "findRunnable", Op: Expr,
		Find: "pollUntil != 0 && netpollinited()",
		Text: "pollUntil != 0 && netpollinited() && (greenMayPoll() || sched.lastpoll.Load() == 0)",
		Why:  "If nobody is in the poller, there is nobody to be told of an earlier timer.",
	},
	{
		Pkg: "runtime", Func: "netpollblock", Op: Before,
		Find: "gopark(netpollblockcommit, unsafe.Pointer(gpp), waitReasonIOWait, traceBlockNet, 5)",
		Text: "stranger := greenPolling(gpp)",
		Why:  "For a goroutine that is no member somebody must wait in the poller; and a member that is killed is found by where it waits.",
	},
	{
		Pkg: "runtime", Func: "netpollblock", Op: After,
		Find: "gopark(netpollblockcommit, unsafe.Pointer(gpp), waitReasonIOWait, traceBlockNet, 5)",
		Text: "greenPollEnded(stranger)",
		Why:  "It waits no more.",
	},
	{
		Pkg: "runtime", Func: "mexit", Op: After,
		Find: "sched.freem = mp",
		Text: "greenForget(mp)",
		Why:  "A thread that exits is no hub's thread any more.",
	},
}

// idling: what happens between two events of a hub with little to do.
var idling = []Rule{
	{
		Pkg: "runtime", Func: "findRunnable", Op: Expr,
		Find: "netpollinited() && netpollAnyWaiters() && sched.lastpoll.Load() != 0 && sched.pollingNet.Swap(1) == 0",
		Text: "netpollinited() && netpollAnyWaiters() && sched.lastpoll.Load() != 0 && !greenPollsLater() && sched.pollingNet.Swap(1) == 0",
		Why:  "With one connection a poll that does not wait brings nothing.",
	},
	{
		Pkg: "runtime", Func: "findRunnable", Op: Expr,
		Find: "netpoll(delay)",
		Text: "greenNetpoll(delay)",
		Why:  "GREENRT=spin.",
	},
	{
		Pkg: "runtime", Func: "sysmon", Op: Expr,
		Find: "debug.schedtrace <= 0 && (sched.gcwaiting.Load() || sched.npidle.Load() == gomaxprocs)",
		Text: "debug.schedtrace <= 0 && (sched.gcwaiting.Load() || sched.npidle.Load() == gomaxprocs && !greenStays(now))",
		Why:  "Waking sysmon for each request costs more than its looks.",
	},
}
