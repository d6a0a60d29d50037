// Package figures is the frame of the commands that measure something and keep what they
// found in docs/performance.md: integration/bench, bench/watched, blocking, files/bench,
// greenrt and io.
//
// Such a command has a table of rows, of which -rows chooses some (Rows, Choose). Main runs
// it in the module, with a temporary directory for what it builds. What it has to say goes
// line by line into a Table, which prints it at once, since a run takes an hour and may
// fail, and with -write (Keep) replaces the command's block of docs/performance.md. A block
// stands between two marks that name the make target, and the rest of the file is nobody's
// business here. About says on which machine, when, and how busy that was: a figure without
// these says nothing.
//
// How something is measured is not for this package: package pairs compares builds, package
// batch times what is short. Nor does it judge: Pass is a word for the table, and no exit
// code. Two commands that keep their blocks at the same time may lose one of them.
package figures
