package knowledge

import "strings"

// An Entry is a function that makes the system call whose number it is given.
type Entry struct {
	Raw  bool // the scheduler is not told
	Args int  // how many arguments follow the number
}

// Entries are the functions that take a number, by their full names.
var Entries = map[string]Entry{
	"syscall.Syscall":                         {Args: 3},
	"syscall.Syscall6":                        {Args: 6},
	"syscall.RawSyscall":                      {Raw: true, Args: 3},
	"syscall.RawSyscall6":                     {Raw: true, Args: 6},
	"syscall.AllThreadsSyscall":               {Raw: true, Args: 3},
	"syscall.AllThreadsSyscall6":              {Raw: true, Args: 6},
	"golang.org/x/sys/unix.Syscall":           {Args: 3},
	"golang.org/x/sys/unix.Syscall6":          {Args: 6},
	"golang.org/x/sys/unix.SyscallNoError":    {Args: 3},
	"golang.org/x/sys/unix.RawSyscall":        {Raw: true, Args: 3},
	"golang.org/x/sys/unix.RawSyscall6":       {Raw: true, Args: 6},
	"golang.org/x/sys/unix.RawSyscallNoError": {Raw: true, Args: 3},
}

// A Function is a wrapper that makes one system call, or several.
type Function struct {
	Raw   bool
	Calls []string // names, without those that never wait
}

// Wrapped reports whether a package is one whose functions the tables know, so
// that it is not looked into itself.
func Wrapped(path string) bool {
	return path == "syscall" || path == Unix || strings.HasSuffix(path, "/vendor/"+Unix)
}

// Unix is the path of the wrappers that are no part of the standard library.
const Unix = "golang.org/x/sys/unix"

// WaitOfFunction is WaitOfCall for a wrapper of Functions; arg gives the arguments
// of the wrapper. One that makes several calls waits as the worst of them.
func WaitOfFunction(name string, arg Arg) Wait {
	f := Functions[name]
	is := func(i int, good func(v int64) bool) bool {
		v, ok := arg(i)
		return ok && good(v)
	}
	zero := func(v int64) bool { return v == 0 }
	quiet := false
	switch name[strings.LastIndex(name, ".")+1:] {
	case "Poll":
		quiet = is(1, zero)
	case "EpollWait":
		quiet = is(2, zero)
	case "Recvfrom", "Sendto", "Send":
		quiet = is(2, nonblocking)
	case "Recvmsg", "RecvmsgBuffers":
		quiet = is(3, nonblocking)
	case "Sendmsg", "SendmsgN", "SendmsgBuffers":
		quiet = is(4, nonblocking)
	case "Flock", "Wait4", "Waitid", "FcntlFlock", "FcntlInt":
		return WaitOfCall(f.Calls[0], arg) // the arguments are in the same order
	}
	if quiet {
		return Never
	}
	worst := Never
	for _, call := range f.Calls {
		worst = max(worst, WaitOf(call))
	}
	return worst
}
