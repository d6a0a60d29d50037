// Package behaviour tests what a goroutine may rely on, in both worlds: plain go
// test runs the tests on the stock scheduler, and TestGreen runs the same tests
// once more with every goroutine a greenlet and the scheduler's assertions on
// (GREENRT=check=1), at several values of GOMAXPROCS.
//
// Each file is about one part of the holder protocol, and names the rules that
// its tests hold on to. What can only be seen in a green build, such as the
// way by which a greenlet left its hub, is asserted where greenrt.Enabled
// says so; nothing is skipped in either world.
package behaviour
