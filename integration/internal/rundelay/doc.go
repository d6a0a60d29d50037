// Package rundelay tells for how long this process was kept from running by others, so that
// a measurement can be told from one of a machine that was busy with something else.
//
// It counts what the kernel counts: for each thread, the time in which it could have run and
// waited for a processor (/proc/self/task/*/schedstat, proc(5)), and for a virtual machine, the
// time in which its processors themselves were not run (steal in /proc/stat, in ticks of 10 ms
// mostly). Where the kernel keeps no such account it says that nothing was lost, so that a
// test which excuses disturbed runs becomes stricter, never looser.
//
// It cannot tell what was lost by a thread that has ended meanwhile, nor what a slower
// clock, a shared cache or a sibling hyperthread cost.
package rundelay
