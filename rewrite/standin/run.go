package standin

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/go-greenify/greenify/rewrite/target"
)

// Run does what the compiler at stock would do with args, on sources that are
// changed where package target wants it. It returns the exit code, unless this
// process has become the compiler.
func Run(stock string, args []string, stdout, stderr io.Writer) int {
	l, err := parseLine(args)
	if err != nil {
		return fail(stderr, err)
	}
	if l.version {
		return version(stock, args, stdout, stderr)
	}
	if l.std && l.pkg == "runtime" && foreign() {
		return fail(stderr, notForeign(stock))
	}
	texts, raw, err := l.read()
	if err == nil && texts == nil {
		err = syscall.Exec(stock, append([]string{stock}, args...), os.Environ())
		return fail(stderr, &os.PathError{Op: "exec", Path: stock, Err: err})
	}
	if err != nil {
		return fail(stderr, err)
	}
	return l.compile(stock, texts, raw, stdout, stderr)
}

// fail reports what keeps this program from doing its part, in the way of compilers.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "greenify: compile: %v\n", err)
	return 2
}

// version answers -V=full as the compiler does, with ID appended.
func version(stock string, args []string, stdout, stderr io.Writer) int {
	cmd := exec.Command(stock, args...)
	cmd.Stderr = stderr
	out, err := cmd.Output()
	if err != nil {
		return exitCode(err, stderr)
	}
	answer, own := strings.TrimRight(string(out), "\n"), "greenify="+ID()
	// A development version of Go is known by the last field alone, which has to be
	// the compiler's own.
	if head, build, ok := strings.Cut(answer, " buildID="); ok {
		id, content, _ := cutLast(build, "/")
		fmt.Fprintf(stdout, "%s %s buildID=%s/%s-%s\n", head, own, id, content, ID())
		return 0
	}
	fmt.Fprintln(stdout, answer, own)
	return 0
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// exitCode is the exit code of a compiler that failed.
func exitCode(err error, stderr io.Writer) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	return fail(stderr, err)
}

// read reads the sources, if there may be something to change in them: else
// texts is nil. raw says that there may be a raw system call.
func (l *line) read() (texts [][]byte, raw bool, err error) {
	if l.std || foreign() {
		return nil, false, nil // the standard library has rules of its own
	}
	found := false
	for _, name := range l.args[l.files:] {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, false, nil // the compiler says it better
		}
		directive, call := target.Mentions(text)
		found, raw = found || directive || call, raw || call
		texts = append(texts, text)
	}
	if !found {
		return nil, false, nil
	}
	return texts, raw, nil
}

// foreign reports whether the go command builds for another system than greenify.
func foreign() bool {
	is := func(name, want string) bool {
		v := os.Getenv(name)
		return v == "" || v == want
	}
	return !is("GOOS", "linux") || !is("GOARCH", "amd64")
}

// notForeign is the error for a build for another system with a green tree's go
// command, whose standard library would not compile: package runtime stands for all of
// it, so that there is one error and not one for each package.
//
// Rejected: compiling the original's sources instead. Who asked for a green Go would
// get programs that are not, and nobody would say so.
func notForeign(stock string) error {
	goroot := filepath.Join(filepath.Dir(stock), "..", "..", "..")
	return fmt.Errorf("this Go is green and builds for linux/amd64, not for %s/%s: use %s for that",
		os.Getenv("GOOS"), os.Getenv("GOARCH"), filepath.Join(goroot, "bin", "go"))
}

// compile changes the sources and compiles them.
func (l *line) compile(stock string, texts [][]byte, raw bool, stdout, stderr io.Writer) int {
	fset := token.NewFileSet()
	var files []*ast.File
	for i, name := range l.args[l.files:] {
		file, err := parser.ParseFile(fset, name, texts[i], parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return l.start(stock, l.args, stdout, stderr) // its errors are the compiler's to tell
		}
		files = append(files, file)
	}
	result := &target.Result{Marks: target.FindMarks(files)}
	var doubt error
	if raw {
		full, err := find(l, fset, files)
		if full != nil {
			result = full
		}
		doubt = err
	}
	if len(result.Problems) > 0 {
		for _, p := range result.Problems {
			fmt.Fprintf(stderr, "%s: greenify: %s\n", position(fset, p.Comment.Pos()), p.Message)
		}
		return 2
	}
	args, remove, err := l.change(result, fset, files, texts)
	defer remove()
	if err != nil {
		return fail(stderr, err)
	}
	code := l.start(stock, args, stdout, stderr)
	if code == 0 && doubt != nil {
		fmt.Fprintf(stderr, "greenify: %s: raw system calls may stay as they are, since the types are not clear: %v\n", l.pkg, doubt)
	}
	return code
}

func position(fset *token.FileSet, pos token.Pos) token.Position {
	p := fset.Position(pos)
	if abs, err := filepath.Abs(p.Filename); err == nil {
		p.Filename = abs // which the go command makes relative to the user's directory
	}
	return p
}

// change writes the sources that are to be changed to files of their own, and
// returns the arguments that name those. remove takes them away again.
func (l *line) change(r *target.Result, fset *token.FileSet, files []*ast.File, texts [][]byte) (args []string, remove func(), err error) {
	remove = func() {}
	dir := ""
	write := func(name string, text []byte) (string, error) {
		if dir == "" {
			// Beside the result, in a directory of the go command's. -trimpath removes
			// its name, but not what is below: that gets into the export data, so
			// it must be the same each time.
			dir = filepath.Join(filepath.Dir(l.output), "_greenify")
			err := os.Mkdir(dir, 0o700)
			if errors.Is(err, fs.ErrExist) { // somebody runs the compiler by hand
				dir, err = os.MkdirTemp(filepath.Dir(l.output), "_greenify-")
			}
			if err != nil {
				return "", err
			}
			remove = func() { os.RemoveAll(dir) }
		}
		name = filepath.Join(dir, name)
		return name, os.WriteFile(name, text, 0o600)
	}
	args = append(args, l.args...)
	declared := false
	for i, file := range files {
		old := l.args[l.files+i]
		text, changed, offloads, err := r.Apply(fset, file, texts[i])
		if err != nil {
			return nil, remove, err
		}
		if !changed {
			continue
		}
		full, err := filepath.Abs(old)
		if err != nil {
			return nil, remove, err
		}
		// The name counts where the text does not begin with a line directive of its own.
		text = append(fmt.Appendf(nil, "//line %s:1:1\n", full), text...)
		if args[l.files+i], err = write(fmt.Sprintf("%d-%s", i, filepath.Base(old)), text); err != nil {
			return nil, remove, err
		}
		if offloads && !declared {
			declared = true
			text := target.Declarations(file.Name.Name, filepath.Join(filepath.Dir(full), target.DeclarationsName))
			name, err := write(target.DeclarationsName, text)
			if err != nil {
				return nil, remove, err
			}
			args = append(args, name)
		}
	}
	return args, remove, nil
}

// start runs the compiler.
func (l *line) start(stock string, args []string, stdout, stderr io.Writer) int {
	if size(args) > 30<<10 { // as the go command does
		f, err := os.CreateTemp("", "greenify-args-")
		if err != nil {
			return fail(stderr, err)
		}
		f.Close()
		defer os.Remove(f.Name())
		if err := respond(f.Name(), args); err != nil {
			return fail(stderr, err)
		}
		args = []string{"@" + f.Name()}
	}
	cmd := exec.Command(stock, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	if err := cmd.Run(); err != nil {
		return exitCode(err, stderr)
	}
	return 0
}

func size(args []string) (n int) {
	for _, arg := range args {
		n += len(arg)
	}
	return n
}
