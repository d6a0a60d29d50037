// Package monitor shows what the hub of a green program does: who held it up and where,
// how busy it is, how often it switches, how long greenlets that are ready wait for their
// turn, which greenlets there are, and who ran when.
//
//	stop, err := monitor.Start(monitor.Options{})
//
// watches until stop is called. A greenlet that keeps others waiting for longer than a
// threshold is logged with its stack, once for each place and minute, and can be
// had by a function. [Read] has the figures, [WriteMetrics] has them for Prometheus,
// [ReadTimeline] the last seconds, and [WriteTrace] these for Perfetto or
// chrome://tracing. Package greenrt/monitor/page serves it all to a browser.
//
// # How it works
//
// The runtime counts switches in any case. Watched, it also takes the time when the hub
// becomes idle and when it no longer is, and writes switches into a log: which goroutine
// holds the hub from when on, and why the one before stopped. The log has a budget: as
// many events as keep it from forgetting within [Options.Window]; some 20,000 a second.
// While the hub switches more often than that, the log has windows of 64 switches, evenly
// spread, and marks what is between them as not recorded. So it costs the same however
// often a program switches. Stalls are found by the runtime's own monitor thread, which
// looks every millisecond, or every three while greenlets take turns often.
//
// When it is off, nothing of this is done. The log's 3 MB are allocated by the first Start
// and kept.
//
// # What it cannot do
//
//   - Stalls shorter than some milliseconds are not seen. Of one that is, the stack is
//     that of the moment at which the greenlet was asked to stop, or next gave the hub up.
//   - How long greenlets wait for their turn is measured by Go for some of the waits: one
//     in 64 in a green program, one in 8 otherwise; see /sched/latencies:seconds in package
//     runtime/metrics.
//   - A coroutine of iter.Pull counts as the greenlet that resumed it.
//   - Of greenlets that have ended, the timeline knows the go statement; for those of
//     greenrt.Go that is within greenrt.
//
// # Plain programs
//
// With an ordinary go build, or GREENRT=off=1, there is no hub: [Status] says so and has
// none, nobody is found to hold it up, and the timeline is empty. The waits for a turn are
// those of goroutines, and [Greenlets] lists those that greenrt knows of.
package monitor
