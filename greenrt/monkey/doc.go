// Package monkey tells what of Go's standard library is green in this program, and what
// it was built with: the counterpart of those parts of gevent.monkey that ask. The part
// that patches is the greenify command, which does it when the program is built; so
// there is nothing to call first, and no order of imports.
//
//	gevent.monkey                     here
//	is_module_patched("socket")       monkey.Patched("socket"), monkey.Patched("net")
//	is_object_patched("time","sleep") monkey.Patched("time.Sleep")
//	is_anything_patched()             monkey.AnythingPatched()
//	get_original                      none: -patch leaves a patch out, //greenify:off the
//	                                  change of a function of the program's
//	patch_all(dns=False)              greenify build -patch=all,-dns
//
// [Read] returns the manifest: version, patches, the functions that were rewritten and
// the files that were added. It says how the program was built, not how it was started:
// with GREENRT=off=1 everything is patched and nothing is green, see greenrt.Enabled. What
// was changed in the program's own packages (raw system calls, functions marked with
// a directive) is not in it; greenify diff shows that.
//
// Of a binary that does not run, "go version -m" shows -tags=...greenify among the build
// settings if it is green.
//
// Nothing here blocks, and anybody may call it at any time.
package monkey
