package conform

var hubTable = []Module{{
	Name: "gevent.hub",
	Here: "the runtime of a green program",
	Names: []Name{
		{"`get_hub()`, `Hub`", "", []Row{
			na("hub.thread", "one per thread, made when it is needed, and a greenlet itself", "one per program, there from the start, and nobody runs as it"),
			na("hub.callback", "blocking in one of its callbacks is an error", "callbacks are called by goroutines, which may wait"),
		}},
		{"`LoopExit`", "the runtime's deadlock report", []Row{
			here("loopexit.report", "is raised in the main greenlet if nothing is left that could wake anybody",
				"Go's deadlock report, which lists each greenlet and where it waits"),
			here("loopexit.main", "the others stay where they are, and main pays", "the program ends"),
		}},
		{"`hub.join(timeout)`, `destroy()`", "`greenrt.Wait`, `greenrt.WaitTimeout`", []Row{
			same("hub.join", "waits until nothing is left to do"),
			na("hub.destroy", "frees the loop", "the poller is Go's and there to stay"),
		}},
		{"`hub.wait(watcher)`", "`syscall.RawConn`", []Row{
			here("hubwait.one", "a second greenlet on a socket's watcher is a ConcurrentObjectUseError", "as many as like may read and write, as in any Go program"),
			same("hubwait.cancel", "closing what another greenlet waits for raises in that one"),
		}},
		{"`hub.loop`", "", []Row{
			na("loop.watchers", "watchers for descriptors, timers, signals, children, files", "each wait has its function in Go's library; the poller is not to be seen"),
			na("loop.ref", "`ref` and `unref` say what keeps the loop running", "the program runs until main returns"),
			here("loop.threadsafe", "`run_callback_threadsafe` for other threads", "everything may be called from any thread"),
			here("loop.fairness", "callbacks run for 5 ms at most before I/O is looked at", "64 switches at most"),
			na("loop.clock", "timers count from the loop's cached time unless told otherwise", "the clock is read when a timer is set"),
			na("loop.implementations", "libev and libuv, chosen by the environment", "Go's own, on epoll"),
		}},
		{"`hub.handle_error`", "`greenrt.OnPanic`", []Row{
			same("handle_error.hook", "is where errors of greenlets go, and can be replaced"),
			here("handle_error.quiet", "NOT_ERROR says which are silent", "a greenlet that is killed, or returns an error"),
			na("handle_error.system", "SYSTEM_ERROR goes to main", "there are no such exceptions"),
		}},
		{"fork", "", []Row{
			na("fork.reinit", "the child makes its loop, threads and resolver anew", "a Go program cannot fork without exec"),
		}},
	},
}}
