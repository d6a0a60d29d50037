package conform

var syncTable = []Module{{
	Name: "gevent.event",
	Here: "package `greenrt/event`",
	Names: []Name{
		{"`Event`", "`event.Event`", []Row{
			same("Event.all", "set wakes all who wait, also if it is cleared right after"),
			same("Event.order", "in the order in which they came"),
			same("Event.wait", "wait with a timeout answers whether it was set"),
		}},
		{"`set()`, `clear()`, `wait(timeout)`, `is_set()`", "`event.Event.Set`, `event.Event.Clear`, `event.Event.Wait`, `event.Event.WaitTimeout`, `event.Event.Ready`", nil},
		{"`AsyncResult`", "`event.AsyncResult`", []Row{
			same("AsyncResult.one", "a value or an exception, for all who get"),
			same("AsyncResult.again", "can be set again, and later getters see the last"),
			here("AsyncResult.link", "can be linked to a greenlet, whose result it takes over", "Follow"),
			here("AsyncResult.timeout", "get raises Timeout if it is not there in time", "ErrNotReady"),
			na("AsyncResult.cancel", "cancel and cancelled always answer False", "what does nothing is left out"),
		}},
		{"`set(v)`, `set_exception(e)`", "`event.AsyncResult.Set`, `event.AsyncResult.SetError`", nil},
		{"`get(block, timeout)`, `wait`, `result`", "`event.AsyncResult.Get`, `event.AsyncResult.GetTimeout`, `event.AsyncResult.TryGet`", nil},
		{"`ready()`, `done()`, `successful()`", "`event.AsyncResult.Ready`, `event.AsyncResult.Successful`", nil},
	},
}, {
	Name: "gevent.lock",
	Here: "package `greenrt/lock`",
	Names: []Name{
		{"`Semaphore`", "`lock.Semaphore`", []Row{
			same("Semaphore.fifo", "who waits first acquires first"),
			same("Semaphore.release", "release does not switch: the releaser goes on, and the counter shows it"),
			same("Semaphore.barge", "who comes before a woken waiter runs may acquire it, and the waiter keeps its place"),
			here("Semaphore.starve", "who acquires, yields and releases again and again keeps the others from it for ever", "a waiter that was woken in vain is handed what is released next"),
			same("Semaphore.threads", "threads may share it"),
		}},
		{"`acquire(blocking, timeout)`, `release()`, `locked()`, `counter`", "`lock.Semaphore.Acquire`, `lock.Semaphore.TryAcquire`, `lock.Semaphore.AcquireTimeout`, `lock.Semaphore.Release`, `lock.Semaphore.Ready`, `lock.Semaphore.Count`", nil},
		{"`BoundedSemaphore`", "`lock.BoundedSemaphore`", []Row{
			here("BoundedSemaphore.over", "releasing too often is a ValueError", "ErrReleased"),
		}},
		{"`RLock`", "`lock.RLock`", []Row{
			same("RLock.owner", "belongs to a greenlet, which may lock it again"),
		}},
		{"`acquire`, `release`", "`lock.RLock.Lock`, `lock.RLock.TryLock`, `lock.RLock.LockTimeout`, `lock.RLock.Unlock`", nil},
		{"`DummySemaphore`", "", []Row{
			na("DummySemaphore.never", "never blocks", "stands in for a semaphore in code without types; here an interface does"),
		}},
	},
}, {
	Name: "gevent.queue",
	Here: "package `greenrt/queue`",
	Names: []Name{
		{"`Queue`, `SimpleQueue`", "`queue.New`, `queue.Queue`", []Row{
			same("Queue.fifo", "who waits first to get or to put is served first"),
			here("Queue.errors", "raises Empty and Full", "returns ErrEmpty and ErrFull"),
			same("Queue.unbounded", "a size of 0 or None is no limit"),
			same("Queue.peek", "peek answers what get would, and leaves it"),
			here("Queue.iterate", "can be iterated until an item that is StopIteration", "until the queue is shut down and empty"),
			na("Queue.hub", "called by the hub it may not block", "nobody runs as the hub"),
		}},
		{"`put`, `put_nowait`", "`queue.Queue.Put`, `queue.Queue.PutTimeout`, `queue.Queue.TryPut`", nil},
		{"`get`, `get_nowait`, `peek`, `peek_nowait`", "`queue.Queue.Get`, `queue.Queue.GetTimeout`, `queue.Queue.TryGet`, `queue.Queue.Peek`, `queue.Queue.PeekTimeout`, `queue.Queue.TryPeek`", nil},
		{"`qsize`, `empty`, `full`, iteration", "`queue.Queue.Len`, `queue.Queue.Empty`, `queue.Queue.Full`, `queue.Queue.All`", nil},
		{"`PriorityQueue`, `LifoQueue`", "`queue.NewPriority`, `queue.NewLifo`", []Row{
			same("Queue.orders", "the least first; the last first"),
		}},
		{"`Channel`", "`queue.NewChannel`", []Row{
			same("Channel.rendezvous", "holds nothing: who puts waits until somebody gets"),
		}},
		{"`JoinableQueue`", "`queue.Joinable`, `queue.NewJoinable`", []Row{
			same("JoinableQueue.join", "join waits until all items are done"),
			here("JoinableQueue.toomany", "task_done too often is a ValueError", "ErrDone"),
		}},
		{"`task_done`, `join`, `unfinished_tasks`", "`queue.Joinable.TaskDone`, `queue.Joinable.Join`, `queue.Joinable.JoinTimeout`, `queue.Joinable.Unfinished`", nil},
		{"`shutdown(immediate)`", "`queue.Queue.Shutdown`", []Row{
			here("shutdown.waiters", "raises ShutDown in those who wait and those who put later", "ErrShutdown"),
			same("shutdown.drain", "items that are there can still be got"),
			same("shutdown.immediate", "unless immediate, which throws them away and counts them as done"),
		}},
	},
}, {
	Name: "gevent.pool",
	Here: "package `greenrt/pool`",
	Names: []Name{
		{"`Group`", "`pool.Group`", []Row{
			same("Group.join", "join waits until it is empty, newcomers included"),
			same("Group.kill", "kill also ends those who join meanwhile"),
		}},
		{"`spawn`, `add`, `discard`, `join`, `kill`, `in`, `len`", "`pool.Group.Go`, `pool.Group.Add`, `pool.Group.Discard`, `pool.Group.Join`, `pool.Group.JoinTimeout`, `pool.Group.Kill`, `pool.Group.Contains`, `pool.Group.Len`", nil},
		{"`killone(g)`", "`greenrt.Greenlet.Kill`", nil},
		{"`Pool`", "`pool.Pool`, `pool.New`", []Row{
			same("Pool.spawn", "spawn waits while the pool is full"),
			same("Pool.add", "so does add"),
			same("Pool.itself", "a member that spawns into its own full pool may wait for itself"),
		}},
		{"`wait_available`, `full`, `free_count`, `size`", "`pool.Pool.WaitFree`, `pool.Pool.Full`, `pool.Pool.Free`, `pool.Pool.Size`", nil},
		{"`map`", "`pool.Map`", []Row{
			same("map.order", "results are in the order of the items"),
			here("map.failure", "waits for all and raises the first failure", "returns it"),
		}},
		{"`imap`, `imap_unordered`", "`pool.IMap`, `pool.IMapUnordered`", []Row{
			same("imap.order", "results come in the order of the items"),
			same("imap.unordered", "or as they are there"),
			same("imap.maxsize", "maxsize bounds how far it reads ahead"),
			here("imap.failure", "a failure is raised at its item, and the next go on", "each result comes with its error"),
		}},
		{"`apply`, `apply_async`", "`pool.Apply`, `pool.ApplyAsync`", []Row{
			same("apply.inline", "apply by a member of the pool calls the function directly"),
			here("apply.async", "apply_async returns a greenlet", "a greenrt.Task"),
		}},
	},
}, {
	Name: "gevent.threadpool",
	Here: "package `greenrt/threadpool`",
	Names: []Name{
		{"`ThreadPool`", "`threadpool.New`, `threadpool.Pool`", []Row{
			same("ThreadPool.threads", "calls functions on threads of their own, at most so many"),
			same("ThreadPool.demand", "which are made on demand"),
			same("ThreadPool.idle", "and end after 5 s without work"),
			same("ThreadPool.full", "spawn waits while all are at work"),
			here("ThreadPool.hub", "belongs to a hub, to which results come by an async watcher", "any goroutine may use it"),
			same("ThreadPool.kill", "killing who waits does not stop the function"),
			here("ThreadPool.raises", "exceptions are raised again where the result is got", "errors are returned, panics as PanicError"),
		}},
		{"`spawn`, `apply`", "`threadpool.Submit`, `threadpool.Do`", nil},
		{"`hub.threadpool`", "`threadpool.Offload`, `threadpool.DefaultSize`", []Row{
			same("ThreadPool.default", "a pool of 10 that all share"),
		}},
		{"`ThreadPoolExecutor`", "`threadpool.Submit`", []Row{
			here("ThreadPoolExecutor.future", "submit returns a future", "Submit returns an event.AsyncResult"),
		}},
	},
}, {
	Name: "gevent.local",
	Here: "package `greenrt/local`",
	Names: []Name{
		{"`local`", "`local.Local`, `local.New`", []Row{
			same("local.own", "each greenlet has its own values"),
			same("local.freed", "which are freed when it ends"),
			here("local.init", "`__init__` of a subclass runs once in each greenlet", "the function that New is given"),
			na("local.weak", "can be referenced weakly", "there is no such protocol in Go's types; a Local is freed as anything else"),
		}},
		{"attributes", "`local.Local.Get`, `local.Local.Set`, `local.Local.Pointer`, `local.Local.Delete`", nil},
		{"`gevent.contextvars`", "", []Row{
			na("contextvars.copy", "each greenlet has a context of variables", "a context.Context is an argument"),
		}},
	},
}}
