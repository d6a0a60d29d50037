package conform

var greenletTable = []Module{{
	Name: "greenlet",
	Here: "package `greenrt/greenlet`",
	Names: []Name{
		{"`greenlet(run, parent)`", "`greenlet.New`, `greenlet.Greenlet.SetParent`", []Row{
			same("greenlet.inert", "making one does not run it"),
			same("greenlet.parent", "its parent is who made it, not who first switches to it"),
		}},
		{"`g.switch(*args)`", "`greenlet.Greenlet.Switch`", []Row{
			same("switch.first", "the first one calls `run` with what is passed"),
			same("switch.result", "a later one ends the target's own pending switch, which returns what is passed"),
			na("switch.tuple", "no argument becomes `()`, several a tuple, keywords a tuple with a dict",
				"one value of a type; a struct or a slice holds several"),
			here("switch.dead", "to one that has ended goes to its nearest living ancestor, without a word",
				"returns ErrDead, and nobody runs"),
			here("switch.self", "to itself returns what was passed", "returns ErrSelf"),
		}},
		{"end of `run`", "`greenlet.New`", []Row{
			same("end.value", "what it returns is the result of the parent's switch"),
			same("end.ancestor", "if the parent has ended, of the nearest ancestor's that has not"),
			here("end.error", "an uncaught exception is raised in the parent",
				"an error that run returns is that of the parent's Switch; a panic goes on in the parent"),
			same("end.traceback", "with the traceback of where it was raised"),
		}},
		{"`g.throw(type, value, tb)`", "`greenlet.Greenlet.Throw`", []Row{
			here("throw.pending", "raises in the target, out of its pending switch", "the pending Switch returns the error"),
			same("throw.unstarted", "thrown into one that has not begun: `run` is never called, it has ended, the parent gets the exception"),
			na("throw.default", "without arguments throws GreenletExit", "Go has no default arguments; ErrExit is passed by name"),
		}},
		{"`GreenletExit`", "`greenlet.ErrExit`, `greenrt.Exit`", []Row{
			here("exit.result", "is not raised in the parent, but is what its switch returns",
				"the parent's Switch returns the zero value and no error"),
			same("exit.unstarted", "also for one that has not begun"),
			na("exit.base", "derives from BaseException, so that `except Exception` lets it pass",
				"errors and panics have no classes; who recovers everything tells greenrt.Interrupt by its type"),
		}},
		{"`g.parent`", "`greenlet.Greenlet.Parent`, `greenlet.Greenlet.SetParent`", []Row{
			same("parent.set", "can be set, and decides who goes on at the end"),
			same("parent.cycle", "not so that one becomes its own ancestor"),
			same("parent.main", "not that of a main greenlet"),
			here("parent.thread", "not to a greenlet of another thread", "of another goroutine's tree: ErrForeign"),
		}},
		{"`g.dead`, `bool(g)`", "`greenlet.Greenlet.Dead`, `greenlet.Greenlet.Started`", []Row{
			same("dead.states", "true only after the end; `bool(g)` only between begin and end; before, neither"),
		}},
		{"`g.run`", "`greenlet.New`", []Row{
			na("run.gone", "is deleted when it begins, and may not be set after", "the function is an argument of New and no attribute"),
			same("run.callable", "what is no function fails at the first switch"),
		}},
		{"`getcurrent()`", "`greenlet.Current`, `greenrt.Current`", []Row{
			same("getcurrent.main", "always answers, in code that no greenlet runs as well"),
			na("getcurrent.teardown", "not while the interpreter is torn down", "a Go program has no such phase"),
		}},
		{"`settrace(fn)`, `gettrace()`", "`greenlet.SetTrace`", []Row{
			same("settrace.events", "called with `switch` or `throw`, the origin and the target"),
			same("settrace.after", "after the switch, by the target"),
			same("settrace.raises", "if it raises, that goes into the target and nothing is traced any more"),
			here("settrace.thread", "is per thread", "per goroutine and what it switches to"),
			here("settrace.get", "gettrace answers what is set", "SetTrace returns what was set before"),
		}},
		{"`g.gr_frame`", "`greenlet.Greenlet.Stack`", []Row{
			here("frame.suspended", "the innermost frame of one that is suspended", "its stack as text"),
			same("frame.none", "nothing for one that runs or has ended"),
		}},
		{"`g.gr_context`", "`local.Local`", []Row{
			here("context.own", "each greenlet has a context of its own, which begins empty", "its own value of each Local"),
			na("context.set", "can be set while it does not run", "only the greenlet itself reaches its Locals; a context.Context is an argument"),
		}},
		{"threads", "`greenlet.ErrForeign`", []Row{
			here("thread.foreign", "a switch to a greenlet of another thread is an error", "of another goroutine's tree"),
		}},
		{"garbage collection", "`greenrt.All`", []Row{
			na("gc.exit", "GreenletExit is thrown into a suspended one when nobody can reach it",
				"Go never collects a goroutine; one that waits for nobody stays in greenrt.All"),
		}},
		{"exception state", "`greenlet.Greenlet.Switch`", []Row{
			here("excinfo.own", "each greenlet has its own current exception", "recover sees the panic of its own greenlet"),
		}},
		{"recursion depth", "", []Row{na("recursion.own", "is counted per greenlet", "stacks grow and there is no such count")}},
		{"C stacks", "", []Row{
			na("native.slices", "are copied to the heap when two greenlets would overlap",
				"each goroutine has its own stack, and while C runs for it it keeps its thread"),
			na("signal.handler", "switching away inside of a signal handler may hang", "signals come through channels; no code runs in a handler"),
			na("capi", "C extensions can make and switch greenlets", "there are no extensions"),
			na("freethreading", "free-threaded Python is supported as an experiment", "goroutines may run in parallel anyway"),
		}},
	},
}}
