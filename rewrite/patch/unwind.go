package patch

// unwinding: what the standard library does not expect is that a wait is left by a panic.
// Its own rule is that a panic is the program's fault and mostly its end, so some of its
// functions leave behind what nobody can use, or tell nobody. The rules here let those who
// come later find things as if the wait had ended with an error. Each is for a
// panic of any kind, and costs those who are not interrupted a deferred call that the
// compiler makes inline. They are part of Thread.
var unwinding = []Rule{
	{
		Pkg: "sync", Func: "(*Once).doSlow", Op: Before,
		Find: "defer o.done.Store(true)",
		Text: "greenWas := greenShieldKill(true)\ndefer func() {\n\tgreenUnshield(greenWas)\n}()",
		Why:  "What a Once does is done for all, and once: a kill of the one who came first waits until it is done.",
	},
	{
		Pkg: "sync", Func: "(*WaitGroup).Go", Op: Before,
		Find: "panic(x)",
		Text: "if greenEndsQuietly(x) {\n\twg.Done()\n}",
		Why:  "A goroutine that is killed ends, and the program does not.",
	},
}
