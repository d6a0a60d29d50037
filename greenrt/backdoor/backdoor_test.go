package backdoor_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/backdoor"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/internal/testlog"
	"github.com/go-greenify/greenify/greenrt/local"
	"github.com/go-greenify/greenify/greenrt/server"
)

const prompt = "greenify> "

// start starts s, at a unix socket if it has no address, and stops it when the test is over.
func start(t *testing.T, s *backdoor.Server) *backdoor.Server {
	t.Helper()
	if s.Addr == "" {
		s.Addr = filepath.Join(shortDir(t), "s")
	}
	if s.Log == nil {
		s.Log = testlog.Quiet
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

// shortDir returns a directory for sockets, whose paths are limited. It has a shorter name than
// t.TempDir.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "b")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// A console is a client's side.
type console struct {
	t    *testing.T
	conn net.Conn
}

func newConsole(t *testing.T, conn net.Conn) *console {
	t.Helper()
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(2 * time.Minute))
	return &console{t, conn}
}

func connect(t *testing.T, s *backdoor.Server) *console {
	t.Helper()
	conn, err := net.Dial(s.LocalAddr().Network(), s.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	return newConsole(t, conn)
}

// login connects, sends the token if it is not empty, and waits for the prompt.
func login(t *testing.T, s *backdoor.Server, token string) *console {
	t.Helper()
	c := connect(t, s)
	if token != "" {
		c.until("token: ")
		c.send(token)
	}
	if got := c.until(prompt); !strings.Contains(got, fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("the greeting is %q", got)
	}
	return c
}

func (c *console) send(line string) {
	c.t.Helper()
	if _, err := io.WriteString(c.conn, line+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

// until reads until what comes ends with end.
func (c *console) until(end string) string {
	c.t.Helper()
	var got []byte
	buf := make([]byte, 1<<16)
	for !bytes.HasSuffix(got, []byte(end)) {
		n, err := c.conn.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			c.t.Fatalf("%v after %q", err, got)
		}
	}
	return string(got)
}

// rest reads until the server ends the connection.
func (c *console) rest() string {
	c.t.Helper()
	got, err := io.ReadAll(c.conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Error("the connection was not ended")
	}
	return string(got)
}

// ask runs a command and returns the answer.
func (c *console) ask(line string) string {
	c.t.Helper()
	c.send(line)
	return strings.TrimSuffix(c.until(prompt), prompt)
}

func (c *console) expect(line string, want ...string) {
	c.t.Helper()
	got := c.ask(line)
	for _, w := range want {
		if !strings.Contains(got, w) {
			c.t.Errorf("%s: no %q in\n%s", line, w, got)
		}
	}
}

// parked starts a greenlet that waits, by name, and returns it when it does.
func parked(t *testing.T, name string) *greenrt.Greenlet {
	t.Helper()
	var inside event.Event
	gl := greenrt.Go(func() { inside.Set(); greenrt.Sleep(time.Hour) })
	gl.SetName(name)
	inside.Wait()
	quiesce.Others()
	t.Cleanup(func() { gl.Kill() })
	return gl
}

func TestConsoleShowsAndKillsGreenlets(t *testing.T) {
	//gevent:backdoor.console
	c := login(t, start(t, new(backdoor.Server)), "")
	gl := parked(t, "victim")
	id := fmt.Sprint(gl.ID())
	c.expect("tree", "victim  goroutine ", "backdoor  goroutine ")
	c.expect("tree "+id, "victim")
	c.expect("greenlets", "\n"+id+" ", "backdoor_test.go")
	c.expect("stacks", "process ", "victim", "TestConsoleShowsAndKillsGreenlets")
	c.expect("stack "+id, "victim", "Sleep", "Started at: ", "backdoor_test.parked")
	c.expect(fmt.Sprint("stack g", gl.GoroutineID()), "victim", "Sleep")
	if got := c.ask("stack " + id); strings.Contains(got, "backdoor  goroutine") {
		t.Errorf("others are in the stack of one:\n%s", got)
	}
	c.expect("kill "+id, "victim has ended")
	if !gl.Killed() {
		t.Error(gl)
	}
	c.expect("kill "+id, "error: there is no "+id+", or it has ended")
}

func TestConsoleRefusesToKill(t *testing.T) {
	c := login(t, start(t, new(backdoor.Server)), "")
	c.expect("kill g1", "error: ")
	c.expect("kill nobody", `error: "nobody" is no ID`)
	c.expect("kill 0", "is no ID")
	c.expect("kill", "usage: kill ID")
	var own string
	for line := range strings.Lines(c.ask("greenlets")) {
		if strings.Contains(line, " backdoor ") {
			own = strings.Fields(line)[0]
		}
	}
	c.expect("kill "+own, "this console")
	stop, inside := make(chan struct{}), make(chan uint64)
	defer close(stop)
	go func() { // which greenrt does not know
		var buf [64]byte
		var id uint64
		fmt.Sscanf(string(buf[:runtime.Stack(buf[:], false)]), "goroutine %d", &id)
		inside <- id
		<-stop
	}()
	c.expect(fmt.Sprint("kill g", <-inside), "cannot be killed")
}

func TestConsoleShowsStatsSettingsAndManifest(t *testing.T) {
	c := login(t, start(t, new(backdoor.Server)), "")
	c.expect("stats", "hub.locked", "hub.returned", "hub.max_stall", "/sched/goroutines:goroutines", fmt.Sprintf("%-28s %v\n", "green", greenrt.Enabled()))
	if len(greenrt.Settings()) == 0 {
		c.expect("settings", "not built by greenify")
		c.expect("monkey", "stock build")
	} else {
		c.expect("settings", "off=", "check=", "at the start", "monitor=", "at any time")
		c.expect("monkey", "patch thread", "greenify ")
	}
	if !greenrt.Enabled() {
		c.expect("settings monitor 1s", "error: ", "not green")
		return
	}
	var old string
	for _, s := range greenrt.Settings() {
		if s.Name == "monitor" {
			old = s.Value
		}
	}
	defer greenrt.ChangeSetting("monitor", old)
	c.expect("settings monitor 3600s", "monitor=3600s\n")
	c.expect("settings", "monitor=3600s ")
	c.expect("settings monitor soon", "error: ", "bad value")
	c.expect("settings check 1", "error: ", "when the program starts")
}

func TestConsoleHelpQuitAndMistakes(t *testing.T) {
	s := start(t, &backdoor.Server{Commands: []backdoor.Command{
		{Name: "echo", Args: "WORD...", Doc: "says it again", Run: func(w io.Writer, args []string) error {
			fmt.Fprintln(w, strings.Join(args, "+"))
			return nil
		}},
		{Name: "fail", Run: func(w io.Writer, _ []string) error { fmt.Fprintln(w, "half"); return errors.New("no luck") }},
		{Name: "panic", Run: func(io.Writer, []string) error { panic("oh") }},
		{Name: "monkey", Doc: "mine", Run: func(w io.Writer, _ []string) error { fmt.Fprintln(w, "replaced"); return nil }},
		{Name: "escape", Run: func(w io.Writer, _ []string) error { fmt.Fprint(w, "a\x1b[2J\r\u009b\tü\n"); return nil }},
	}})
	c := login(t, s, "")
	c.expect("help", "help [COMMAND]", "tree [ID]", "greenlets", "stacks", "stack ID", "kill ID", "stats", "settings [NAME VALUE]", "quit", "echo WORD...", "says it again")
	c.expect("help kill", "kill ID")
	if got := c.ask("help kill"); strings.Count(got, "\n") != 1 {
		t.Errorf("%q", got)
	}
	c.expect("help nothing", `there is no command "nothing"`)
	c.expect("nothing", `there is no command "nothing"`)
	for _, line := range []string{"help a b", "tree a b", "greenlets x", "stacks x", "stats x", "settings x"} {
		name, _, _ := strings.Cut(line, " ")
		c.expect(line, "error: usage: "+name)
	}
	if got := c.ask("  "); got != "" {
		t.Errorf("%q", got)
	}
	if got := c.ask("echo a  b\r"); got != "a+b\n" {
		t.Errorf("%q", got)
	}
	c.expect("fail", "half\nerror: no luck\n")
	c.expect("panic", "error: panic panicked: oh\n", "TestConsoleHelpQuitAndMistakes")
	c.expect("monkey", "replaced")
	if got := c.ask("escape"); got != "a?[2J??\tü\n" {
		t.Errorf("%q", got)
	}
	c.send("quit")
	if got := c.rest(); got != "" {
		t.Errorf("after quit %q", got)
	}
	login(t, s, "").conn.Close()
	login(t, s, "")
}

func TestTokenIsAskedFor(t *testing.T) {
	var log testlog.Log
	s := start(t, &backdoor.Server{Network: "tcp", Addr: "127.0.0.1:0", Token: token, Log: log.Logger()})
	for _, wrong := range []string{"", token[:15], token + "x", strings.ToUpper(token), "GET / HTTP/1.1", "help"} {
		c := connect(t, s)
		c.until("token: ")
		c.send(wrong)
		if got := c.rest(); got != "refused: wrong token\n" {
			t.Errorf("%q: %q", wrong, got)
		}
	}
	login(t, s, token).expect("help", "list the commands")
	s.Stop()
	if n := log.Count("wrong token"); n != 6 || strings.Contains(log.String(), token) {
		t.Errorf("%d refusals in the log:\n%s", n, &log)
	}
}

func TestLongLinesAreCutOff(t *testing.T) {
	s := start(t, &backdoor.Server{Token: token})
	c := login(t, s, token)
	c.expect(strings.Repeat("x", backdoor.MaxLine), "there is no command") // just fits
	c.send(strings.Repeat("x", backdoor.MaxLine+1))
	if got := c.rest(); !strings.Contains(got, "error: a line may have 1024 bytes") {
		t.Errorf("%q", got)
	}
	c = connect(t, s)
	c.until("token: ")
	c.send(strings.Repeat("x", 2*backdoor.MaxLine))
	if got := c.rest(); !strings.Contains(got, "refused") {
		t.Errorf("%q", got)
	}
}

// much returns a command whose answer, of so many bytes, does not fit in the buffer of a unix
// socket.
func much(t *testing.T) (c backdoor.Command, size int) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	buffer, err := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_SNDBUF)
	if err != nil {
		t.Fatal(err)
	}
	size = 4*buffer + 1<<18
	return backdoor.Command{Name: "much", Run: func(w io.Writer, _ []string) error { w.Write(make([]byte, size)); return nil }}, size
}

// A client that does not read holds up nobody else.
func TestSlowClientHoldsUpNobody(t *testing.T) {
	much, _ := much(t)
	s := start(t, &backdoor.Server{MaxClients: 2, WriteTimeout: time.Hour, Commands: []backdoor.Command{much}})
	slow, other := login(t, s, ""), login(t, s, "")
	slow.send("much")
	for range 10 {
		other.expect("help", "list the commands")
	}
}

// And it loses its place after a while.
func TestSlowClientIsCutOff(t *testing.T) {
	much, size := much(t)
	s := start(t, &backdoor.Server{MaxClients: 1, WriteTimeout: 20 * time.Millisecond, Commands: []backdoor.Command{much}})
	slow := connect(t, s)
	// Who is slow to be greeted, on a busy machine, is cut off as well.
	io.WriteString(slow.conn, "much\n")
	quiesce.Until(t, "another is greeted", func() bool {
		n, _ := connect(t, s).conn.Read(make([]byte, 1))
		return n == 1
	})
	if n := len(slow.rest()); n >= size {
		t.Errorf("the slow client got all of %d bytes", n)
	}
}

func TestIdleClientIsCutOff(t *testing.T) {
	s := start(t, &backdoor.Server{IdleTimeout: 10 * time.Millisecond})
	if got := login(t, s, "").rest(); got != "" {
		t.Errorf("%q", got)
	}
}

// What commands keep in package local is the connection's.
func TestEachClientHasItsOwnLocals(t *testing.T) {
	//gevent:backdoor.own
	var count local.Local[int]
	s := start(t, &backdoor.Server{Commands: []backdoor.Command{{Name: "count", Run: func(w io.Writer, _ []string) error {
		*count.Pointer()++
		fmt.Fprintln(w, count.Get())
		return nil
	}}}})
	a, b := login(t, s, ""), login(t, s, "")
	for _, tt := range []struct {
		c    *console
		want string
	}{{a, "1\n"}, {a, "2\n"}, {b, "1\n"}, {a, "3\n"}, {b, "2\n"}} {
		if got := tt.c.ask("count"); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestStopEndsClients(t *testing.T) {
	s := new(backdoor.Server)
	s.Commands = []backdoor.Command{
		{Name: "wait", Run: func(io.Writer, []string) error { greenrt.Sleep(time.Hour); return nil }},
		{Name: "stop", Run: func(io.Writer, []string) error {
			err := s.Stop()
			// Those whom it kills have a second, in which a busy machine need not run them.
			if late := new(server.HandlersError); errors.As(err, &late) {
				return nil
			}
			return err
		}},
	}
	start(t, s)
	idle, waiting, stopping := login(t, s, ""), login(t, s, ""), login(t, s, "")
	waiting.send("wait")
	stopping.send("stop")
	for _, c := range []*console{idle, waiting, stopping} {
		if got := c.rest(); strings.Contains(got, "error") {
			t.Errorf("%q", got)
		}
	}
	if s.LocalAddr() != nil {
		t.Error("it listens")
	}
}
