// Package util shows the greenlets of a program and asserts that they let one another run,
// as gevent's module of this name.
//
// [Forest] is what runs, as trees: below each greenlet are those that it has started.
// Goroutines that greenrt did not start are in it as well. [PrintRunInfo] writes all of it
// with stacks, places and locals.
//
//	gevent.util                     here
//	GreenletTree.forest()           Forest
//	GreenletTree.current_tree()     CurrentTree
//	tree.format(details)            GreenletTree.Format
//	print_run_info, format_run_info PrintRunInfo, FormatRunInfo
//	assert_switches                 AssertSwitches, with MaxBlockingTime, HubOnly
//	GEVENT_TRACK_GREENLET_TREE      TrackSpawnStacks; the tree itself is always known
//
// Everything works in a plain program. There a goroutine is as good a node of the tree, and
// an assertion says with [ErrUnseen] when it cannot tell.
//
// What describes all greenlets stops the world for as long as it takes to write their
// stacks, some 10 microseconds each; nothing else here waits for anybody.
package util
