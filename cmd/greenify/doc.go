// Command greenify builds, runs and tests ordinary Go programs with a green
// standard library: every goroutine becomes a greenlet.
//
//	greenify run ./cmd/service
//	greenify build -o service ./cmd/service
//	greenify test ./...
//
// It makes a green GOROOT (package rewrite), or finds the one that it made
// before, and becomes that tree's own go command: flags, output, signals and
// exit codes of build, run, test and vet are therefore the go command's, and
// not an imitation of them. What is greenify's own is little: which patches to
// apply, the build tag greenify, and a word about steps that take long.
//
// There is one file per verb. The rest is
//
//	main.go      finds the verb
//	args.go      splits a command line into greenify's part and the go command's
//	tags.go      adds the build tag to what the user has set
//	patches.go   reads -patch
//	green.go     from a command line to a green GOROOT
//	compile.go   greenify in the place of the compiler
//	signals.go   what Ctrl-C does before the go command takes over
//	progress.go  the status line
//	settings.go  reads the table of GREENRT's settings, for the manual
//	errors.go    how errors are printed, and exit codes
//
// Run 'greenify help' for the manual.
package main
