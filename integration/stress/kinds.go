package main

// kinds are dealt into rounds in this order, so that a seed stays what it is as long as
// the order does: add at the end.
var kinds = []*kind{
	{name: "stacks", most: 6, run: stacks, catches: "a stack that is moved or scanned while it runs, or is switched to while it moves"},
	{name: "panics", most: 4, run: panics, catches: "a switch in the middle of unwinding; defers that run twice or never"},
	{name: "parked", most: 1, run: parking, catches: "a wake-up lost among 100k goroutines"},
	{name: "chans", most: 4, run: chans, catches: "values lost or doubled between producers and consumers, in select too"},
	{name: "rings", most: 4, run: rings, catches: "a wake-up lost in unbuffered hand-over"},
	{name: "locks", most: 4, run: locks, catches: "two in one critical section; a hand-over of a mutex that nobody takes"},
	{name: "pools", most: 4, run: pools, catches: "an object of a sync.Pool given to two"},
	{name: "contexts", most: 4, run: contexts, catches: "cancellations and deadlines that do not arrive, or too early"},
	{name: "timers", most: 4, run: timers, catches: "timers that fire early, twice, after Stop or never"},
	{name: "coros", most: 4, run: coros, catches: "a coroutine whose place in the hub is wrong: called from elsewhere, locked, parked inside"},
	{name: "locked", most: 4, run: locked, catches: "a goroutine that leaves its thread, a thread that runs another goroutine"},
	{name: "syscalls", most: 6, run: syscalls, catches: "a hub that waits for a blocking call; a member that does not return from one"},
	{name: "getppids", most: 3, run: getppids, catches: "the races between a short call's end and a thief of its P"},
	{name: "execs", most: 2, run: execs, catches: "fork with the world in odd states; waits for children"},
	{name: "nets", most: 3, run: nets, catches: "poller wake-ups, deadlines and closes that get lost"},
	{name: "yields", most: 4, run: yields, catches: "a direct switch that loses a goroutine, a register or the scheduler's request"},
	{name: "spins", most: 3, run: spins, catches: "preemption at any instruction, and what it does to registers"},
	{name: "probes", most: 1, run: probes, catches: "stop-the-world, profiles and traces that meet a switch half-way"},
	{name: "procs", most: 1, run: procs, catches: "Ps that vanish or appear under a hub"},
	{name: "finals", most: 2, run: finals, catches: "goroutines that start from finalizers and cleanups"},
	{name: "signals", most: 1, run: signals, catches: "signals that interrupt a switch"},
	{name: "alone", most: 1, run: alone, catches: "two members of a hub that run at once"},
	{name: "borders", most: 2, run: borders, catches: "a wake-up lost between a hub's last look and its sleep"},
	{name: "offloads", most: 3, run: offloads, catches: "a greenlet that comes back from an offloaded function too early, twice or never"},
	{name: "pages", most: 2, run: pages, catches: "net/http servers that do not hear of a client that goes, or hear of one that stays"},
}

func findKind(name string) *kind {
	for _, k := range kinds {
		if k.name == name {
			return k
		}
	}
	return nil
}
