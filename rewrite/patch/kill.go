package patch

// kills: a greenlet's wait can be ended from outside (runtime's green_kill.go). The
// functions that wait stay as they are: a wait that was ended is left by a panic out of
// gopark, after what they would have done afterwards was done for them. The rules
// here are where that is not possible, and where it begins and ends. They are part of
// Thread.
var kills = []Rule{
	{
		Pkg: "runtime", Type: "g", Op: Field,
		Find: "sigcode0 uintptr",
		Text: "greenWord greenSelfWord",
		Why:  "What package greenrt keeps for a greenlet; empty where valgrindStackID is not in use.",
	},
	{
		Pkg: "runtime", Func: "goexit1", Op: Enter,
		Text: "if greenSelf() != nil {\n\tgreenEnds()\n}",
		Why:  "Package greenrt may keep something for a goroutine until it ends; also for one that is no greenlet, as a debugger's call is none.",
	},
	{
		Pkg: "runtime", Func: "coroexit", Op: Enter,
		Text: "greenEnds()",
		Why:  "A coroutine of iter.Pull ends here, and as a plain goroutine if one has resumed it last.",
	},
	{
		Pkg: "runtime", Func: "gopanic", Op: Before,
		Find: "preprintpanics(&p)\nfatalpanic(&p)",
		Text: "greenUnraised(p.arg)",
		Why:  "A greenlet that was killed and does not recover ends, and not the program.",
	},
	{
		Pkg: "runtime", Func: "notifyListNotifyOne", Op: After,
		Find: "atomic.Store(&l.notify, t+1)",
		Text: "l.greenSkipDeadOne()",
		Why:  "The turn does not go to one that was killed.",
	},
	{
		Pkg: "runtime", Func: "notifyListNotifyAll", Op: Replace,
		Find: "s := l.head",
		Text: "s := greenLiving(l.head)",
		Why:  "Nor is there anybody to wake.",
	},
	{
		Pkg: "sync", Func: "(*Cond).Wait", Op: Replace,
		Find: "c.L.Lock()",
		Text: "greenCondLock(c.L)",
		Why:  "Who is killed in Wait leaves it with the lock, as deferred functions rely on.",
	},
	{
		Pkg: "sync", Func: "(*WaitGroup).Wait", Op: Before,
		Find: "race.Write(unsafe.Pointer(&wg.sema))",
		Text: "race.Enable()\nrace.Acquire(unsafe.Pointer(&wg.sema))\nrace.Disable()",
		Why:  "For the race detector one waiter writes this, and another may have done so and been killed.",
	},
	{
		Pkg: "net", Func: "(*Resolver).goLookupIPCNAMEOrder", Op: Expr,
		Find: "make(chan result, 1)",
		Text: "make(chan result, 3)",
		Why:  "There is room for the answers to all questions, of up to three kinds, if nobody waits for them any more.",
	},
}
