package patch

// Cgo has no counterpart in gevent, which must give up where C code blocks.
//
// A call into C is to the scheduler a system call, so patch thread hands the hub
// on when one lasts. The rules here make a function that blocked before leave the
// hub first, and see to the other direction: C calls back into Go on a thread that
// the goroutine cannot leave, so it is away from its hub until the callback returns.
var Cgo = &Patch{
	Name:   "cgo",
	Gevent: "has none: a blocking C extension blocks the loop",
	Does:   "lets go of the hub while C code blocks or calls back into Go",
	Covers: []string{"runtime/cgo"},
	Needs:  []string{"thread"},
	Rules: []Rule{
		{
			Pkg: "runtime", Func: "cgocall", Op: Replace,
			Find: "entersyscall()",
			Text: "left := int64(0)\nif greenCBlocks(fn) {\n\tleft = nanotime()\n\tentersyscallblock()\n} else {\n\tentersyscall()\n}",
			Why:  "A C function that blocked before leaves the hub first.",
		},
		{
			Pkg: "runtime", Func: "cgocall", Op: After,
			Find: "errno := asmcgocall(fn, arg)",
			Text: "greenCBlocked(fn, left)",
			Why:  "One that turned out to be short will not for long.",
		},
		{
			Pkg: "runtime", Func: "cgocallbackg", Op: After,
			Find: "exitsyscall()",
			Text: "greenLeave()",
			Why:  "The callback is bound to its thread.",
		},
		{
			Pkg: "runtime", Func: "unwindm", Op: After,
			Find: "unlockOSThread()\nreleasem(mp)",
			Text: "greenReturn()",
			Why:  "A panic leaves the callback without the end of the C call, where the goroutine would return.",
		},
	},
}
