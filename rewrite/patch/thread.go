package patch

// Thread is the patch that all others stand on.
//
// gevent's monkey.patch_thread replaces the thread, threading, queue and local
// modules, so that a thread started by anybody is a greenlet and a lock taken by
// anybody makes a greenlet wait. It must run before a module makes its
// first lock, and cannot reach C code.
//
// Here the counterpart of a thread is the goroutine, and all of Go's ways to
// wait (channels, select, sync, timers, the network poller, runtime.Gosched) end
// in a handful of functions of the runtime's scheduler. The rules below hook
// those; the protocol that they call into is described in the first added file.
var Thread = &Patch{
	Name:   "thread",
	Gevent: "makes threads, locks, queues and thread-locals of greenlets",
	Does:   "makes every goroutine a greenlet: go statements, channels, select, sync, Gosched, LockOSThread, iter.Pull",
	Covers: []string{"runtime", "sync", "iter"},
	Adds: []string{
		"runtime/green.go",
		"runtime/green_amd64.go",
		"runtime/green_amd64.s",
		"runtime/green_await.go",
		"runtime/green_block.go",
		"runtime/green_built.go",
		"runtime/green_check.go",
		"runtime/green_coro.go",
		"runtime/green_files.go",
		"runtime/green_hooks.go",
		"runtime/green_idle.go",
		"runtime/green_inbox.go",
		"runtime/green_kill.go",
		"runtime/green_kill_sync.go",
		"runtime/green_kill_wait.go",
		"runtime/green_linux_amd64.go",
		"runtime/green_list.go",
		"runtime/green_norace.go",
		"runtime/green_offload.go",
		"runtime/green_park.go",
		"runtime/green_race.go",
		"runtime/green_record.go",
		"runtime/green_ring.go",
		"runtime/green_self.go",
		"runtime/green_self_valgrind.go",
		"runtime/green_settings.go",
		"runtime/green_share.go",
		"runtime/green_std.go",
		"runtime/green_stall.go",
		"runtime/green_switch.go",
		"runtime/green_syscall.go",
		"runtime/green_thread.go",
		"runtime/green_turns.go",
		"runtime/green_unwind.go",
		"runtime/green_uring.go",
		"runtime/green_watch.go",
		"internal/sync/green.go",
		"sync/green.go",
		"database/sql/green.go",
	},
	Manifest: "runtime/green_manifest.go",
	Rules: concat(
		member,
		switching,
		stores,
		waking,
		threads,
		idling,
		systemCalls,
		blocking,
		watching,
		lockedThreads,
		coroutines,
		kills,
		unwinding,
	),
}

func concat(groups ...[]Rule) []Rule {
	var all []Rule
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// member: which goroutines are greenlets, from birth to death.
var member = []Rule{
	{
		Pkg: "runtime", Type: "g", Op: Field,
		Find: "runningCleanups atomic.Bool",
		Text: "green uint8\ngreenAway bool\ngreenKill uint8",
		Why:  "A goroutine's hub, whether it has left it, and whether it is being killed; in bytes that padding wasted, so that g keeps its size.",
	},
	{
		Pkg: "runtime", Func: "main", Op: After,
		Find: "gcenable()",
		Text: "greenInit()",
		Why:  "GREENRT is read after the runtime's own goroutines were started and before the first of the program's can be.",
	},
	{
		Pkg: "runtime", Func: "main", Op: After,
		Find: "needUnlock = false\nunlockOSThread()",
		Text: "greenReturn()",
		Why:  "The main goroutine enters its hub when package initialization no longer binds it to the main thread.",
	},
	{
		Pkg: "runtime", Func: "newproc1", Op: Before,
		Find: "newg.bubble = callergp.bubble",
		Text: "if greenOn {\n\tnewg.green = greenInherit(callergp)\n}",
		Why:  "A goroutine belongs to the hub of the one that starts it; this branch excludes the runtime's own.",
	},
	{
		Pkg: "runtime", Func: "newproc", Op: Before,
		Find: "runqput(pp, newg, true)",
		Text: "if newg.green != 0 && greenReady(newg) {\n\treturn\n}",
		Why:  "A new greenlet goes to its hub's ring.",
	},
	{
		Pkg: "runtime", Func: "debugCallWrap", Op: After,
		Find: "newg := newproc1(*(**funcval)(unsafe.Pointer(&fn)), gp, callerpc, false, waitReasonZero)",
		Text: "newg.green = 0",
		Why:  "A debugger's injected call runs at once on the thread that it found, not when the hub gets to it.",
	},
	{
		Pkg: "runtime", Func: "gdestroy", Op: After,
		Find: "gp.bubble = nil",
		Text: "gp.green, gp.greenAway, gp.greenKill = 0, false, 0",
		Why:  "A g is used again, perhaps by a goroutine that is no greenlet.",
	},
}

// switching: the holder stops running and the hub's next member starts.
var switching = []Rule{
	{
		Pkg: "runtime", Type: "m", Op: Field,
		Find: "locksHeld [10]heldLockInfo",
		Text: "greenUnlockf func(*g, unsafe.Pointer) bool",
		Why:  "The unlock function of a holder that parks the long way, in whose place greenUnlock goes on with the hub.",
	},
	{
		Pkg: "runtime", Func: "gopark", Op: Replace,
		Find: "mcall(park_m)",
		Text: "if gp.green != 0 {\n\tgreenWait()\n\tif gp.greenKill&greenKillCut != 0 {\n\t\tgreenKilled(gp, reason)\n\t}\n} else {\n\tmcall(park_m)\n}",
		Why:  "A holder that waits while others are ready goes straight to the next. A wait that was ended by a kill is left by a panic.",
	},
	{
		Pkg: "runtime", Func: "Gosched", Op: Replace,
		Find: "mcall(gosched_m)",
		Text: "greenGosched()",
		Why:  "A holder that yields switches straight to the next member.",
	},
	{
		Pkg: "runtime", Func: "goschedImpl", Op: After,
		Find: "dropg()",
		Text: "if gp.green != 0 {\n\tgreenYield(gp, preempted)\n}",
		Why:  "Gosched and the end of a time slice go to the ring's tail.",
	},
	{
		Pkg: "runtime", Func: "goschedguarded_m", Op: Replace,
		Find: "goschedImpl(gp, false)",
		Text: "goschedImpl(gp, gp.green != 0)",
		Why:  "Who gives way while it clears much memory was asked to: that is a preemption, with its rules.",
	},
	{
		Pkg: "runtime", Func: "goyield_m", Op: After,
		Find: "dropg()",
		Text: "if gp.green != 0 {\n\tgreenYield(gp, false)\n}",
		Why:  "A mutex that is handed over yields to the ring.",
	},
	{
		Pkg: "runtime", Func: "goexit1", Op: Replace,
		Find: "mcall(goexit0)",
		Text: "mcall(greenEnd)",
		Why:  "A holder that ends is followed by the hub's next member; a variable, which is goexit0 with GREENRT=off=1.",
	},
	{
		Pkg: "runtime", Func: "internal_sync_runtime_canSpin", Op: Enter,
		Text: "if greenHolds(getg()) {\n\treturn false\n}",
		Why:  "Who holds a lock is most likely a member of the same hub, which cannot run while this one spins.",
	},
	{
		Pkg: "runtime", Func: "sync_runtime_canSpin", Op: Enter,
		Text: "if greenHolds(getg()) {\n\treturn false\n}",
		Why:  "As for internal/sync.",
	},
}

// stores: what lets a switch store a status without a compare-and-swap.
var stores = []Rule{
	{
		Pkg: "runtime", Func: "suspendG", Op: Enter,
		Text: "greenCheckSuspend()",
		Why:  "Nobody may change the status of a member that switches; with GREENRT=check=1 this is asserted.",
	},
}

// waking: a member becomes ready.
var waking = []Rule{
	{
		Pkg: "runtime", Func: "ready", Op: Enter,
		Text: "if gp.green != 0 {\n\tgreenWake(gp, traceskip, next)\n\treturn\n}",
		Why:  "A member goes to its hub's ring, or to the inbox when another thread wakes it.",
	},
	{
		Pkg: "runtime", Func: "injectglist", Op: Enter,
		Text: "greenSift(glist)",
		Why:  "The poller and the collector wake whole lists without calling ready.",
	},
	{
		Pkg: "runtime", Func: "findRunnable", Op: After,
		Find: "sched.pollingNet.Store(0)",
		Text: "greenPolled(&list)",
		Why:  "The first goroutine of the poller's list runs on this thread: it takes an idle hub before the rest is injected.",
	},
	{
		Pkg: "runtime", Func: "findRunnable", Op: Before,
		Find: "acquirep(pp)\nif !list.empty() {\n\t__\n}",
		Text: "greenPolled(&list)",
		Why:  "The same after a poll that waited.",
	},
	{
		Pkg: "runtime", Func: "schedule", Op: After,
		Find: "if mp.spinning {\n\tresetspinning()\n}",
		Text: "if greenOn {\n\tif !greenAdmit(gp) {\n\t\tgoto top\n\t}\n}",
		Why:  "Catches a member that came here past ready and may not run beside its hub; after resetspinning, which must not be left out.",
	},
}

// systemCalls: every way of losing the P in a system call hands the hub on.
var systemCalls = []Rule{
	{
		Pkg: "runtime", Func: "retake", Op: Expr,
		Find: "runqempty(pp) && sched.nmspinning.Load()+sched.npidle.Load() > 0 && pd.syscallwhen+10*1000*1000 > now",
		Text: "runqempty(pp) && (greenSpared(thread.gp, now, pd.syscallwhen) || !greenWaits(thread.gp) && sched.nmspinning.Load()+sched.npidle.Load() > 0 && pd.syscallwhen+10*1000*1000 > now)",
		Why:  "Members that wait for a holder in a system call are work for this P, though its run queue is empty; unless the call cannot block.",
	},
	{
		Pkg: "runtime", Func: "retake", Op: Replace,
		Find: "thread.takeP()\nthread.resume()",
		Text: "{ // a block: goto done may not jump over a declaration\n\thub := greenTake(thread.gp, greenBySysmon)\n\tif hub != nil {\n\t\tgreenCaught(thread.mp)\n\t}\n\tthread.takeP()\n\tthread.resume()\n\thub.favour().handOver()\n}",
		Why:  "sysmon takes the P: the hub goes on without the member that is in the call.",
	},
	{
		Pkg: "runtime", Func: "stopTheWorldWithSema", Op: Replace,
		Find: "thread.gcstopP()\nthread.resume()",
		Text: "hub := greenTake(thread.gp, greenByStop)\nthread.gcstopP()\nthread.resume()\nhub.handOnLocked()",
		Why:  "The same when the world is stopped; sched.lock is held here.",
	},
	{
		Pkg: "runtime", Func: "forEachPInternal", Op: Replace,
		Find: "thread.takeP()\nthread.resume()",
		Text: "hub := greenTake(thread.gp, greenByEachP)\nthread.takeP()\nthread.resume()\nhub.handOver()",
		Why:  "The same when a safe-point function must run on the P.",
	},
	{
		Pkg: "runtime", Func: "exitsyscallTryGetP", Op: Replace,
		Find: "thread.takeP()\ndecGSyscallNoP(getg().m)\nthread.resume()",
		Text: "hub := greenTake(thread.gp, greenByExit)\nthread.takeP()\ndecGSyscallNoP(getg().m)\nthread.resume()\nhub.handOn()",
		Why:  "The same when a thread leaves a system call and wants its old P back.",
	},
	{
		Pkg: "runtime", Func: "entersyscallHandleGCWait", Op: Before,
		Find: "addGSyscallNoP(gp.m)",
		Text: "greenTake(gp.m.curg, greenByGCWait).handOnLocked()",
		Why:  "The goroutine gives its P away itself, because a stop-the-world is pending; sched.lock is held here.",
	},
	{
		Pkg: "runtime", Func: "entersyscallblock", Op: Before,
		Find: "handoffp(releasep())",
		Text: "greenTake(gp, greenByBlock).favour().handOver()",
		Why:  "A call that is known to block leaves first.",
	},
	{
		Pkg: "runtime", Func: "exitsyscall", Op: Replace,
		Find: "Gosched()",
		Text: "mcall(gosched_m)",
		Why:  "No user's goroutine is to run then, so there is no next member to switch to; and the stack of nosplit functions has no room for Gosched here if the compiler does not optimize.",
	},
	{
		Pkg: "runtime", Func: "exitsyscall", Op: After,
		Find: "if sched.disable.user && !schedEnabled(gp) {\n\t__\n}",
		Text: "if gp.greenAway {\n\tgreenReturn()\n}",
		Why:  "The call is over and there is a P: back to the hub before the caller's code runs.",
	},
	{
		Pkg: "runtime", Func: "exitsyscall", Op: After,
		Find: "gp.m.p.ptr().syscalltick++\ngp.throwsplit = false",
		Text: "if gp.greenAway {\n\tgreenReturn()\n}",
		Why:  "The same at the other end, after waiting for a P.",
	},
}

// blocking: what is remembered of a call that blocked, and a quicker way back.
var blocking = []Rule{
	{
		Pkg: "runtime", Type: "m", Op: Field,
		Find: "waitTraceBlockReason traceBlockReason",
		Text: "greenCall uint16",
		Why:  "Which call this thread is in, for sysmon to remember if it lasts; in bytes that padding wasted, so that no field moves to another cache line.",
	},
	{
		Pkg: "runtime", Type: "m", Op: Field,
		Find: "ditEnabled bool",
		Text: "greenFD uint32",
		Why:  "The descriptor of that call; in padding as well.",
	},
	{
		Pkg: "runtime", Func: "sysmon", Op: Expr,
		Find: "usleep(delay)",
		Text: "usleep(greenSysmonDelay(delay))",
		Why:  "The first call that blocks is found by sysmon, which may not sleep too long while a hub is busy.",
	},
	{
		Pkg: "runtime", Func: "retake", Op: After,
		Find: "pd.syscallwhen = now",
		Text: "greenSeenIn(thread.gp)",
		Why:  "And takes it at its second look, which comes sooner then.",
	},
	{
		Pkg: "runtime", Func: "exitsyscallTryGetP", Op: Enter,
		Text: "if greenQueues(getg().m.curg) {\n\treturn nil\n}",
		Why:  "A greenlet that must queue for its hub needs no P to do so.",
	},
	{
		Pkg: "runtime", Func: "exitsyscallNoP", Op: After,
		Find: "dropg()",
		Text: "if greenQueue(gp) {\n\tstopm()\n\tschedule()\n}",
		Why:  "It goes to its hub's inbox, and its thread to sleep.",
	},
}

// watching: who holds a hub up.
var watching = []Rule{
	{
		Pkg: "runtime", Func: "sysmon", Op: Before,
		Find: "if retake(now) != 0 {\n\tidle = 0\n} else {\n\tidle++\n}",
		Text: "greenLook(now)",
		Why:  "sysmon looks at the hubs when it looks at the Ps.",
	},
	{
		Pkg: "runtime", Func: "goschedImpl", Op: Enter,
		Text: "if gp.green != 0 {\n\tgreenBlamed(gp)\n}",
		Why:  "A greenlet that held its hub up is reported where it is preempted, in the middle of what took so long.",
	},
}

// lockedThreads: a member that is bound to its thread is away.
var lockedThreads = []Rule{
	{
		Pkg: "runtime", Func: "LockOSThread", Op: After,
		Find: "dolockOSThread()",
		Text: "greenLeave()",
		Why:  "A locked thread runs nobody else, so the hub needs another.",
	},
	{
		Pkg: "runtime", Func: "UnlockOSThread", Op: After,
		Find: "dounlockOSThread()",
		Text: "greenReturn()",
		Why:  "Back to the hub when the last lock is gone.",
	},
}

// coroutines: iter.Pull.
var coroutines = []Rule{
	{
		Pkg: "runtime", Func: "coroswitch_m", Op: Before,
		Find: "locked := gp.lockedm != 0",
		Text: "place := greenPlace(0)\nif gp.green != 0 {\n\tplace = greenCoroFrom(gp)\n}",
		Why:  "The caller's place in its hub is taken before it is published as waiting ...",
	},
	{
		Pkg: "runtime", Func: "coroswitch_m", Op: After,
		Find: "setGNoWB(&mp.curg, gnext)\nsetMNoWB(&gnext.m, mp)",
		Text: "if place|greenPlace(gnext.green) != 0 {\n\tgreenCoroTo(gnext, place)\n}",
		Why:  "... and given to the goroutine that goes on in its stead.",
	},
}
