package patch

// An Op says what a Rule does at the place that it finds.
type Op int

const (
	// Before inserts Text in front of the statements matched by Find.
	Before Op = iota
	// After inserts Text behind the statements matched by Find.
	After
	// Replace puts Text in the place of the statements matched by Find.
	Replace
	// Expr puts the expression Text in the place of the expression Find.
	Expr
	// Enter inserts Text as the first statements of the function's body.
	// Find must be empty: the shape is the function's own signature.
	Enter
	// Field inserts the field declarations in Text behind the field of the
	// struct type that Find declares. Type names the struct.
	Field
)

// A Rule is one edit of one function or struct type of the standard library.
//
// Find is the shape that the rule expects: Go source that must occur exactly
// once in the function, compared by syntax (white space, comments and
// positions do not count). In a pattern the identifier __ (two underscores)
// stands for any expression, and as a statement of its own for any run of
// statements, also none; where Go has room for one optional statement (an if's
// init), for one or none. A Find may not begin or end with such a run. A run that
// can end in two places is found twice. A standard library in which Find does not
// occur, or occurs twice, is refused with a *ShapeError before anything is built.
//
// Text may use what the file has in scope, and no imports of its own: what needs
// more goes into an added file. It keeps its comments. An Expr whose Find goes
// over several lines needs a Text that does, because what follows must keep its
// lines.
type Rule struct {
	// Pkg is the import path of the package, for example "runtime".
	Pkg string
	// Func names the function that holds the shape: "ready", or
	// "(*FD).Read" and "syscallingThread.takeP" for methods. Function
	// literals inside it belong to it.
	Func string
	// Type names the struct type for Op Field; Func is empty then.
	Type string

	Op   Op
	Find string
	Text string

	// Why is one sentence for readers of this table. A ShapeError carries it.
	Why string
}

// A Patch is the rules and the added files that make one part of the standard
// library cooperative: the counterpart of one of gevent's patches, or one that
// gevent has no need of (http, cgo).
type Patch struct {
	// Name is what -patch takes: "thread", "socket", ...
	Name string
	// Gevent says in a sentence what gevent's patch of this name does.
	Gevent string
	// Does says in a sentence what this one does.
	Does string
	// Covers lists the packages of the standard library in which a wait, by this
	// patch, is one that switches to the hub's next greenlet, whether rules change
	// files of theirs or what they call.
	Covers []string
	// Needs names the patches that this one cannot do without.
	Needs []string
	// Adds lists the files that the patch adds to the standard library, as
	// slash-separated paths below GOROOT/src.
	Adds []string
	// Manifest is the path, as in Adds, of a file that package rewrite generates: it
	// tells the program what it was built with. Empty means none.
	Manifest string
	// Rules are applied in order. Rules on the same function may follow one
	// another; each sees what the one before it left.
	Rules []Rule
}
