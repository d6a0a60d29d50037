// Package greentest runs the tests of packages of this module in green builds, under
// several settings.
//
// A package whose tests are to hold in both worlds has, in a file that is not part of its
// green builds (go:build !greenify), a TestGreen with a table of what to build and how to
// run it:
//
//	func TestGreen(t *testing.T) {
//		greentest.Run(t,
//			greentest.Build{Name: "plain", Package: "integration/files",
//				Settings: []string{"check=1", "off=1"}, Procs: []string{"1", "2", "8"}},
//			greentest.Build{Name: "race", Package: "integration/files", Flags: []string{"-race"},
//				Settings: []string{"check=1"}, Procs: []string{"2"}},
//		)
//	}
//
// Each test binary is built once, by the greenify command of the source tree, and run once
// for each setting and number of processors, as a subtest: TestGreen/race/check=1/GOMAXPROCS=2
// is the last one of this table. What does not fit in the table uses [Greenify] and [Command].
//
// A run that fails shows the whole output, and nothing is tried twice. The package is below
// the module's root, and not in integration, for the tests of greenrt and of examples.
package greentest
