// Package figurestest holds what a command of package figures writes against a golden
// file, byte for byte, for samples that are always the same.
//
// The samples come from scripts in place of the programs: a Command runs as it does
// otherwise, but with a go command in PATH that calls a directory of the test's the module,
// and builds a script whatever it is to build. So all but the measured programs is under
// test: what is run how often and in which order, what is computed of it, and how it stands
// in the file. What differs from run to run and from one machine to the next, which is
// the date, the machine and its load, is replaced by words. The scripts need /bin/sh.
//
// go test -update writes the golden files.
package figurestest
