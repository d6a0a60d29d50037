// Package reason is the one table of what greenify check can find.
//
// A Reason has the stable ID, the title, the why, the fix, the class and the
// severity of a finding. Whatever a user reads about a finding is generated from
// here: the text of the analyzers, 'greenify explain', docs/check.md, the rules of
// a SARIF file, and the HTML page. So the texts cannot come to differ.
//
// IDs are never given to another reason and never change their meaning, as
// people write them into files of accepted findings. The first two digits
// group them:
//
//	GR10xx  code that can hold a hub: its package is not green
//	GR11xx  waits that leave the hub: its package is offloaded
//	GR12xx  code that is tied to a thread: its package is thread-bound
//	GR13xx  code that works, and means something else in a green program
//	GR19xx  what could not be looked at: the package is unknown, or a note
package reason
