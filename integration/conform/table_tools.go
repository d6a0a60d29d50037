package conform

var toolsTable = []Module{{
	Name: "gevent.monkey",
	Here: "the `greenify` command; package `greenrt/monkey`",
	Names: []Name{
		{"`patch_all(...)`", "`greenify build`", []Row{
			here("monkey.flags", "a flag for each module, most of them on", "`greenify build -patch=...`, all of them on"),
			na("monkey.order", "in a fixed order", "the patches are one set of edits, made before anything runs"),
			here("monkey.unknown", "unknown flags go to plugins", "are an error"),
			here("monkey.needs", "os without signal, or the like, gives a warning", "a patch without one that it needs is an error"),
			na("monkey.again", "called again it may add, never take away, and warns", "a program is built once"),
		}},
		{"`patch_thread`", "patch `thread`", []Row{
			here("patch_thread.locks", "replaces locks, threads, locals and events", "changes how all of sync, channels and select wait"),
			here("patch_thread.existing", "locks and threads that exist already are found and converted", "goroutines are green from the start of package initialization on"),
			na("patch_thread.multiprocessing", "multiprocessing hangs with it", "there is no such package"),
		}},
		{"`patch_socket`, `patch_dns`, `patch_ssl`, `patch_select`, `patch_os`, `patch_time`, `patch_subprocess`, `patch_signal`, `patch_queue`", "patches `socket`, `dns`, `select`, `os`, `time`, `subprocess`, `signal`: see `greenify help patches`", []Row{
			here("monkey.parts", "each replaces the attributes that a list names", "the changes that `greenify diff` shows"),
			here("patch_time.sleep", "of time only sleep is replaced", "all that waits for time: timers, tickers, deadlines"),
			na("patch_queue.queues", "queues are replaced as well", "Go's queues are channels"),
			na("monkey.late", "patching late warns of references that exist", "nothing is patched late"),
		}},
		{"`patch_module`, `patch_item`, `remove_item`", "", []Row{
			na("monkey.item", "replace one attribute, and keep what was there", "a function cannot be replaced when a program runs; rules are part of greenify"),
		}},
		{"`is_module_patched`, `is_object_patched`, `is_anything_patched`", "`monkey.Patched`, `monkey.AnythingPatched`, `monkey.Rewritten`, `monkey.Read`", []Row{
			same("monkey.patched", "tell what is patched"),
			here("monkey.part", "a module counts as patched as soon as one of its items is", "so does a package; Rewritten is exact"),
		}},
		{"`get_original(module, name)`", "`//greenify:off`", []Row{
			here("monkey.original", "gets what was there before", "`//greenify:off` leaves a function as it is; `-patch=-name` a patch"),
		}},
		{"`python -m gevent.monkey script`", "`greenify run ./cmd`", []Row{
			same("monkey.run", "patches, and then runs a program that knows nothing of it"),
			here("monkey.only", "naming one patch means only that", "`-patch=time` likewise"),
		}},
		{"events and plugins", "", []Row{
			na("monkey.events", "are told before and after each patch, and may veto", "no code of the program runs while it is built; `-patch` is the veto"),
		}},
	},
}, {
	Name: "gevent.util",
	Here: "package `greenrt/util`",
	Names: []Name{
		{"`print_run_info`, `format_run_info`", "`util.PrintRunInfo`, `util.FormatRunInfo`", []Row{
			same("util.runinfo", "print the tree of greenlets, with stacks and where they were spawned"),
			here("util.threads", "and all threads", "and all goroutines that greenrt did not start"),
			here("util.find", "greenlets are found by walking the garbage collector's objects", "are known from their start, also those that have not begun"),
		}},
		{"`GreenletTree`", "`util.GreenletTree`, `util.Forest`, `util.CurrentTree`", []Row{
			same("util.tree", "the tree by who spawned whom"),
		}},
		{"`assert_switches(max_blocking_time, hub_only)`", "`util.AssertSwitches`, `util.MaxBlockingTime`, `util.HubOnly`", []Row{
			here("util.switches", "fails if the block did not switch", "returns a SwitchError"),
			same("util.hubonly", "counts switches to the hub only, if wanted"),
			same("util.blocking", "or ran for longer than allowed between two switches"),
		}},
	},
}, {
	Name: "gevent.monitor",
	Here: "package `greenrt/monitor`; `GREENRT=monitor=100ms`",
	Names: []Name{
		{"monitor thread", "`monitor.Start`, `greenrt.MaxStall`", []Row{
			here("monitor.off", "is off unless it is asked for", "looks for the longest stall always, reports if asked for"),
			same("monitor.blocked", "reports who holds the hub for longer than a limit, with the stack"),
			here("monitor.event", "emits an event for who listens", "calls Options.OnStall"),
			na("monitor.memory", "watches how much memory is in use, and tells when it grows", "the collector is given the limit itself, GOMEMLIMIT; runtime/metrics has the figures"),
			here("monitor.functions", "its thread calls functions of the user's in regular intervals", "a goroutine that is locked to a thread, with a time.Ticker"),
		}},
	},
}, {
	Name: "gevent.config",
	Here: "the environment variable `GREENRT`",
	Names: []Name{
		{"`GEVENT_*`, `gevent.config`", "`GREENRT`, see `greenify help settings`", []Row{
			here("config.env", "settings by the environment, most of them before the first use", "`GREENRT=name=value`, when the program starts"),
			na("config.pure", "PURE_PYTHON leaves out the C modules", "there are none; `GREENRT=off=1` leaves out greenlets"),
		}},
	},
}}
