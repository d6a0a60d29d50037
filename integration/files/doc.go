// Package files tests what may be relied on of files that are read at an offset by
// several goroutines, in both worlds: plain go test runs the tests on the stock
// scheduler, and TestGreen runs them in green builds, where such reads leave the hub
// (GREENRT=files=thread) or wait for io_uring (GREENRT=files=uring). With check=1 as well
// every one of them does.
//
// What can only be seen in a green build, such as how many calls went to io_uring, is
// asserted where greenrt.ReadFileStats says that there is a ring. Where the kernel
// refuses one, the same tests run without.
package files
