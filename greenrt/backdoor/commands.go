package backdoor

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/monkey"
	"github.com/go-greenify/greenify/greenrt/util"
)

// A Command is one that a console understands.
type Command struct {
	// Name is the word that a line begins with.
	Name string
	// Args is what follows, for the help: "ID", "[NAME VALUE]".
	Args string
	// Doc is a sentence for the help.
	Doc string
	// Run is called with the words that follow, in a greenlet of the client's. What it
	// writes is sent when it returns, and after it the error, if there is one. It may
	// wait, for as long as it likes; the client does meanwhile. What it panics with is
	// an error.
	Run func(w io.Writer, args []string) error
}

// A builtin is a command that every console has.
type builtin struct {
	Command // without Run
	own     func(s *Server, w io.Writer, args []string) error
	changes bool // something: the log is told
}

// errUsage is what a command returns that does not understand its arguments.
var errUsage = errors.New("wrong arguments")

// builtins is the one table of them. It is a function since help, which is in it, reads it.
func builtins() []builtin {
	return []builtin{
		{Command{"help", "[COMMAND]", "list the commands, or describe one", nil}, (*Server).help, false},
		{Command{"tree", "[ID]", "the greenlets and goroutines, below those that started them", nil}, showTree, false},
		{Command{"greenlets", "", "one line for each: ID, state, name, where it was started", nil}, showGreenlets, false},
		{Command{"stacks", "", "everything about all of them: stacks, places, locals", nil}, showStacks, false},
		{Command{"stack", "ID", "everything about one; an ID is a greenlet's, or g and the number of a goroutine", nil}, showStack, false},
		{Command{"kill", "ID", "kill a greenlet and wait for its end, for up to 5 seconds", nil}, kill, true},
		{Command{"stats", "", "what the hub and the runtime have counted", nil}, showStats, false},
		{Command{"settings", "[NAME VALUE]", "show the settings of GREENRT, or change one", nil}, settings, true},
		{Command{"monkey", "", "what the program was built with", nil}, showManifest, false},
		{Command{"quit", "", "end the connection", nil}, func(*Server, io.Writer, []string) error { return errQuit }, false},
	}
}

// commands returns the server's commands in the order of the help.
func (s *Server) commands() []builtin {
	list := builtins()
	for _, c := range s.Commands {
		i := slices.IndexFunc(list, func(b builtin) bool { return b.Name == c.Name })
		if i >= 0 {
			list[i] = builtin{Command: c}
		} else {
			list = append(list, builtin{Command: c})
		}
	}
	return list
}

func (s *Server) command(name string) (builtin, bool) {
	list := s.commands()
	i := slices.IndexFunc(list, func(b builtin) bool { return b.Name == name })
	if i < 0 {
		return builtin{}, false
	}
	return list[i], true
}

func (s *Server) help(w io.Writer, args []string) error {
	if len(args) > 1 {
		return errUsage
	}
	for _, c := range s.commands() {
		if len(args) == 0 || c.Name == args[0] {
			fmt.Fprintf(w, "%-22s %s\n", strings.TrimSpace(c.Name+" "+c.Args), c.Doc)
		}
	}
	if len(args) == 1 {
		if _, ok := s.command(args[0]); !ok {
			return fmt.Errorf("there is no command %q", args[0])
		}
	}
	return nil
}

// find returns the one that id means.
func find(id string) (*util.GreenletTree, error) {
	number, isGoroutine := strings.CutPrefix(id, "g")
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n == 0 {
		return nil, fmt.Errorf("%q is no ID: they are as in the list that the command greenlets shows", id)
	}
	for _, root := range util.Forest() {
		for t := range root.All() {
			if isGoroutine && t.Goroutine == n || !isGoroutine && t.Greenlet != nil && t.Greenlet.ID() == n {
				return t, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no %s, or it has ended", id)
}

func showTree(_ *Server, w io.Writer, args []string) error {
	switch len(args) {
	case 0:
		for _, root := range util.Forest() {
			io.WriteString(w, root.String())
		}
		return nil
	case 1:
		t, err := find(args[0])
		if err == nil {
			io.WriteString(w, t.String())
		}
		return err
	}
	return errUsage
}

func showGreenlets(_ *Server, w io.Writer, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	n := 0
	for _, root := range util.Forest() {
		for t := range root.All() {
			id := fmt.Sprint("g", t.Goroutine)
			if t.Greenlet != nil {
				id = fmt.Sprint(t.Greenlet.ID())
			}
			fmt.Fprintf(w, "%-6s %-24s %-24s %s\n", id, t.State, t.Name, t.Site)
			n++
		}
	}
	fmt.Fprintf(w, "%d\n", n)
	return nil
}

func showStacks(_ *Server, w io.Writer, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	return util.PrintRunInfo(w)
}

func showStack(_ *Server, w io.Writer, args []string) error {
	if len(args) != 1 {
		return errUsage
	}
	t, err := find(args[0])
	if err != nil {
		return err
	}
	alone := *t
	alone.Children = nil
	io.WriteString(w, alone.Format(true))
	return nil
}

// killWait is how long the command kill waits for an end.
const killWait = 5 * time.Second

func kill(_ *Server, w io.Writer, args []string) error {
	if len(args) != 1 {
		return errUsage
	}
	t, err := find(args[0])
	if err != nil {
		return err
	}
	switch gl := t.Greenlet; {
	case gl == nil:
		return fmt.Errorf("%s was not started by greenrt, and has never asked for greenrt.Current: it cannot be killed", t.Name)
	case t.Goroutine == 1:
		return errors.New("that is main, whose end would be the program's")
	case gl == greenrt.Current():
		return errors.New("that is this console: use quit")
	default:
		switch err := gl.KillTimeout(killWait); {
		case errors.Is(err, greenrt.ErrNotReady):
			return fmt.Errorf("%s was asked to end, and has not in %v: it computes, is in a call that blocks its thread, is shielded, or has recovered", t.Name, killWait)
		case err != nil:
			return err
		}
		fmt.Fprintf(w, "%s has ended\n", t.Name)
		return nil
	}
}

func showStats(_ *Server, w io.Writer, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	line := func(name string, value any) { fmt.Fprintf(w, "%-28s %v\n", name, value) }
	line("green", greenrt.Enabled())
	line("greenlets", len(greenrt.All()))
	line("gomaxprocs", runtime.GOMAXPROCS(0))
	stats := reflect.ValueOf(greenrt.ReadStats())
	for i := range stats.NumField() {
		line("hub."+stats.Type().Field(i).Tag.Get("json"), stats.Field(i).Interface())
	}
	line("hub.max_stall", greenrt.MaxStall(false))
	samples := []metrics.Sample{
		{Name: "/sched/goroutines:goroutines"},
		{Name: "/gc/cycles/total:gc-cycles"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/total:bytes"},
	}
	metrics.Read(samples)
	for _, m := range samples {
		if m.Value.Kind() == metrics.KindUint64 {
			line(m.Name, m.Value.Uint64())
		}
	}
	return nil
}

func settings(_ *Server, w io.Writer, args []string) error {
	switch len(args) {
	case 0:
		for _, s := range greenrt.Settings() {
			when := "at the start"
			if s.Live {
				when = "at any time"
			}
			if s.Note != "" {
				when += "; " + s.Note
			}
			fmt.Fprintf(w, "%-28s %s; default %s; %s\n", s.Name+"="+s.Value, s.Values, s.Default, when)
		}
		if len(greenrt.Settings()) == 0 {
			fmt.Fprintln(w, "the program was not built by greenify, and has none")
		}
		return nil
	case 2:
		if err := greenrt.ChangeSetting(args[0], args[1]); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s=%s\n", args[0], args[1])
		return nil
	}
	return errUsage
}

func showManifest(_ *Server, w io.Writer, args []string) error {
	if len(args) > 0 {
		return errUsage
	}
	_, err := io.WriteString(w, monkey.Read().String())
	return err
}
