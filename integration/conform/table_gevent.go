package conform

var geventTable = []Module{{
	Name: "gevent",
	Here: "package `greenrt`",
	Names: []Name{
		{"`spawn(fn)`, `Greenlet.spawn`", "`greenrt.Go`, `greenrt.GoErr`, `greenrt.Spawn`", []Row{
			same("spawn.order", "they begin in the order in which they were spawned"),
			same("spawn.yield", "and not before who spawned them yields or waits"),
			same("spawn.callable", "what is no function fails at once, in the spawner"),
		}},
		{"`spawn_later(s, fn)`, `start_later`", "`greenrt.SpawnLater`", []Row{
			same("spawn_later.timer", "begins after that time"),
			same("spawn_later.kill", "a kill before cancels it"),
		}},
		{"`spawn_raw(fn)`", "a go statement", []Row{
			here("spawn_raw.plain", "a greenlet without value, links and join", "a go statement"),
			here("spawn_raw.kill", "`gevent.kill` ends it", "greenrt.Current in it makes it a Greenlet, which can be killed"),
		}},
		{"`g.start()`", "", []Row{
			na("start.again", "does nothing if it was started or killed before", "what makes a greenlet starts it"),
		}},
		{"`g.kill(exc, block, timeout)`", "`greenrt.Greenlet.Kill`, `greenrt.Greenlet.KillTimeout`, `greenrt.Greenlet.Raise`", []Row{
			same("kill.wait", "is raised where the greenlet waits"),
			same("kill.unstarted", "one that has not begun never will, and counts as successful"),
			same("kill.exception", "with another exception it has failed, with that"),
			same("kill.ready", "of one that has ended returns at once and changes nothing"),
			same("kill.swallow", "can be swallowed; then a blocking kill waits on, at most for its timeout"),
			here("kill.noblock", "`block=False` leaves one that has not begun alive until the hub runs",
				"KillTimeout(0) has ended it when it returns"),
			same("kill.self", "of oneself raises at once"),
		}},
		{"`g.throw(exc)`", "`greenrt.Greenlet.Raise`", []Row{
			na("gthrow.immediate", "switches to the target at once, unsafe but from the hub",
				"there is no hub to call it from; Raise delivers as Kill does, and greenlet.Greenlet.Throw is for coroutines"),
		}},
		{"`gevent.kill(g)`", "`greenrt.Greenlet.Kill`", nil},
		{"`getcurrent()`", "`greenrt.Current`", nil},
		{"`g.join(timeout)`", "`greenrt.Greenlet.Join`, `greenrt.Greenlet.JoinTimeout`", []Row{
			here("join.returns", "returns None either way; `ready()` tells", "reports whether it has ended"),
			same("join.raises", "never raises how the greenlet ended"),
		}},
		{"`g.get(block, timeout)`", "`greenrt.Task.Get`, `greenrt.Task.GetTimeout`, `greenrt.Task.TryGet`", []Row{
			same("get.value", "returns the value"),
			here("get.same", "or raises the same exception object each time", "returns the same error"),
			here("get.notready", "raises Timeout if it is not ready in time, or at all if not to block", "returns ErrNotReady"),
			here("get.killed", "returns the GreenletExit of one that was killed", "as its error, an *Exit"),
		}},
		{"`g.ready()`, `successful()`, `value`, `exception`, `exc_info`, `dead`, `started`",
			"`greenrt.Greenlet.Ready`, `greenrt.Greenlet.Successful`, `greenrt.Greenlet.Err`, `greenrt.Greenlet.Killed`, `greenrt.Greenlet.Started`", []Row{
				same("state.successful", "a kill is a success"),
				same("state.started", "started only after the begin"),
				here("state.excinfo", "the traceback is kept", "in PanicError"),
			}},
		{"`g.link(fn)`, `link_value`, `link_exception`", "`greenrt.Greenlet.Link`, `greenrt.Greenlet.LinkValue`, `greenrt.Greenlet.LinkError`", []Row{
			same("link.order", "callbacks begin in the order of their links"),
			same("link.once", "once each"),
			same("link.late", "a link to one that has ended is called as well"),
			same("link.which", "link_value only after a success, link_exception only after a failure"),
			same("link.own", "each in a greenlet of its own, so it may wait"),
			same("link.unlink", "can be taken back"),
			na("link.unlinkall", "unlink_all takes all back", "each link has its own unlink; nobody takes back another's"),
		}},
		{"`g.rawlink(fn)`", "`greenrt.Greenlet.OnReady`", []Row{
			here("rawlink.where", "is called by the hub, and may not wait or raise", "by the greenlet that ends"),
		}},
		{"uncaught exceptions", "`greenrt.OnPanic`, `greenrt.PanicError`", []Row{
			here("uncaught.reported", "are printed to stderr", "a panic is; an error that is returned is not"),
			same("uncaught.stored", "and kept, and the program goes on"),
		}},
		{"`SystemExit`, `KeyboardInterrupt`", "`os.Exit`", []Row{
			na("systemexit.main", "raised in any greenlet end up in the main one", "os.Exit ends the program from anywhere, and Ctrl-C is a signal"),
		}},
		{"`with Greenlet() as g`", "`greenrt.InScope`, `greenrt.Scope.Go`", []Row{
			na("with.start", "the block starts nothing by itself", "what a Scope starts runs"),
			same("with.error", "an error in the block kills it"),
			same("with.join", "at the block's end it is joined"),
			same("with.interrupted", "and killed if the join is interrupted"),
		}},
		{"`g.name`, `minimal_ident`", "`greenrt.Greenlet.SetName`, `greenrt.Greenlet.Name`, `greenrt.Greenlet.ID`", []Row{
			same("name.set", "a name to set and a number of its own"),
		}},
		{"`spawning_greenlet`, `spawning_stack`", "`greenrt.Greenlet.Parent`, `greenrt.Greenlet.ParentID`, `greenrt.Greenlet.Site`, `util.TrackSpawnStacks`", []Row{
			same("tree.weak", "the link to the spawner does not keep it alive"),
			here("tree.stack", "where it was spawned, as a stack of limited depth", "the place of the call; the stack if it is asked for"),
			here("tree.off", "can all be switched off, as it makes spawning dearer", "stacks are kept after TrackSpawnStacks only; the rest costs a pointer or two"),
		}},
		{"`spawn_tree_locals`", "`local.NewInherited`", []Row{
			here("tree.locals", "a dict that a greenlet shares with those it spawns", "a Local that is handed on by a function"),
		}},
		{"`Greenlet.add_spawn_callback`", "`greenrt.OnSpawn`", []Row{
			same("onspawn.each", "called for each that is started, until it is taken back"),
		}},
		{"`joinall(gs, timeout, raise_error, count)`", "`greenrt.JoinAll`, `greenrt.JoinAllTimeout`, `greenrt.FirstError`, `greenrt.IterWait`", []Row{
			same("joinall.order", "returns those that have ended, in the order in which they did"),
			same("joinall.timeout", "after the timeout those that have ended till then"),
			here("joinall.raise", "raise_error raises the first failure, and the others go on", "FirstError returns it"),
			here("joinall.count", "count returns after so many", "leaving the loop over IterWait"),
		}},
		{"`killall(gs, exc, block, timeout)`", "`greenrt.KillAll`, `greenrt.KillAllTimeout`", []Row{
			same("killall.all", "kills all before it waits for any"),
			same("killall.unstarted", "those that have not begun never run"),
			here("killall.timeout", "raises Timeout if some live on", "returns ErrNotReady"),
			same("killall.failures", "what goes wrong in them is reported, not raised"),
		}},
		{"`wait(objs, timeout, count)`, `iwait`", "`greenrt.Wait`, `greenrt.WaitTimeout`, `greenrt.IterWait`, `greenrt.Waitable`", []Row{
			here("wait.objects", "takes anything with a rawlink", "anything that is a Waitable"),
			same("wait.order", "in the order in which they become ready"),
			same("wait.timeout", "at most for that time, and returns those that are ready"),
			here("wait.none", "without objects waits until nothing is left to do", "until no greenlet of greenrt's is left but the caller and its ancestors"),
		}},
		{"`sleep(0)`", "`greenrt.Yield`", []Row{
			same("sleep0.robin", "lets all others run that are ready, in turn"),
			same("sleep0.poll", "I/O has its turn, though not at each one"),
		}},
		{"`sleep(s)`, `idle(priority)`", "`greenrt.Sleep`, `greenrt.Idle`", []Row{
			same("sleep.negative", "a negative time is 0"),
			na("sleep.ref", "`ref=False` does not keep the loop running", "the program ends with main, whoever sleeps"),
			here("idle.until", "waits until nothing of that priority is pending", "until no other greenlet is ready; there are no priorities"),
		}},
	},
}, {
	Name: "gevent.timeout",
	Here: "package `greenrt`",
	Names: []Name{
		{"`Timeout(s, exc)`", "`greenrt.Timeout`, `greenrt.NewTimeout`, `greenrt.StartTimeout`", []Row{
			here("Timeout.base", "is no ordinary exception: `except Exception` lets it pass",
				"is raised as a panic, which code that handles errors does not see"),
			same("Timeout.identity", "what is raised is the Timeout itself, so that its owner knows it"),
			same("Timeout.never", "None is never"),
			here("Timeout.silent", "`exc=False` leaves the `with` block silently", "WithTimeout returns it, and nobody has to look"),
			na("Timeout.exc", "`exc` is raised in its place", "its owner knows it by identity and returns the error it likes"),
			here("Timeout.twice", "starting it twice is an error", "ErrStarted"),
			same("Timeout.switch", "expires only where the greenlet waits; code that computes outlasts it"),
			here("Timeout.zero", "Timeout(0) fires after one pass of the loop", "at the first wait that is not over before"),
		}},
		{"`Timeout.start_new(s)`, `start()`, `cancel()`, `close()`, `pending`", "`greenrt.StartTimeout`, `greenrt.Timeout.Start`, `greenrt.Timeout.Cancel`, `greenrt.Timeout.Pending`", nil},
		{"`with Timeout(s)`", "`greenrt.WithTimeout`", nil},
		{"nested timeouts", "`greenrt.WithTimeout`, `greenrt.Timeout.Cancel`", []Row{
			same("Timeout.nest", "the outer one may fire in the inner block and passes through it"),
			same("Timeout.own", "the inner block only swallows its own"),
			same("Timeout.close", "closing one leaves the others armed"),
			here("Timeout.order", "those that expire together are raised in the order in which they were started", "WithTimeouts within one another so, from outside to inside; others in the order in which their times are over, to some microseconds"),
			na("Timeout.priority", "fire before I/O of the same pass is looked at",
				"timers and descriptors are Go's; a deadline of a socket does not lose data that was there before"),
		}},
		{"`with_timeout(s, fn, timeout_value)`", "`greenrt.WithTimeout`", []Row{
			same("with_timeout.own", "answers for its own timeout only"),
		}},
	},
}}
