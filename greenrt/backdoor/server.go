package backdoor

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/server"
)

const (
	// MaxLine is how many bytes a line of a client's may have; who sends a longer one
	// is cut off.
	MaxLine = 1024
	// DefaultMaxClients is how many clients there may be at once.
	DefaultMaxClients = 8
	// DefaultWriteTimeout is how long a client has to read an answer.
	DefaultWriteTimeout = 10 * time.Second
	// DefaultIdleTimeout is how long a client may say nothing.
	DefaultIdleTimeout = time.Hour
	// tokenTimeout is how long it has to send the token.
	tokenTimeout = 10 * time.Second
)

const prompt = "greenify> "

// A Server is a console that listens at an address. It needs an Addr, and on TCP a Token.
// The fields are set before the start and not changed while it runs. All methods may be
// called by any goroutine.
type Server struct {
	// Network is "unix", also if it is empty, or "tcp", "tcp4" or "tcp6".
	Network string
	// Addr is the path of the socket, or a loopback address and a port. Others are
	// refused: see the package's description.
	Addr string
	// Token is what clients have to send first. It may be empty for a unix socket.
	Token string
	// Commands are added to those that every console has; with the name of one of
	// those they replace it.
	Commands []Command
	// MaxClients is how many clients there may be at once; others wait. Zero means
	// DefaultMaxClients.
	MaxClients int
	// WriteTimeout and IdleTimeout are how long a client may take to read an answer, and
	// to say something. Zero means DefaultWriteTimeout and DefaultIdleTimeout.
	WriteTimeout, IdleTimeout time.Duration
	// Log is told who comes and who is refused, and of what changes something: kill and
	// settings. Nil means slog.Default().
	Log *slog.Logger

	mu     sync.Mutex
	stream *server.StreamServer
}

// Start begins to listen, and does not wait, but for the name server if the address has a
// name. An error says why not: an address that is refused, or what listening there has
// returned; server.ErrStarted if the console runs.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stream != nil {
		return server.ErrStarted
	}
	ln, err := s.listen()
	if err != nil {
		return err
	}
	clients := s.MaxClients
	if clients <= 0 {
		clients = DefaultMaxClients
	}
	stream := &server.StreamServer{Listener: ln, Handler: s.serve, PoolSize: clients, Log: s.log()}
	if err := stream.Start(); err != nil {
		ln.Close()
		return err
	}
	s.stream = stream
	return nil
}

// Stop ends the console and its clients' connections. A client that calls it, by a command,
// is cut off when that has returned. The error is what closing the socket returned, or a
// *server.HandlersError if a command cannot be ended.
func (s *Server) Stop() error {
	s.mu.Lock()
	stream := s.stream
	s.stream = nil
	s.mu.Unlock()
	if stream == nil {
		return nil
	}
	return stream.Stop(0)
}

// LocalAddr returns where the console listens, with the port that the system has chosen, or
// nil if it does not run.
func (s *Server) LocalAddr() net.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stream == nil {
		return nil
	}
	return s.stream.LocalAddr()
}

func (s *Server) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}

// A client is one connection.
type client struct {
	server *Server
	conn   net.Conn
	lines  *bufio.Reader
	name   string // for the log
}

// serve is a client's greenlet.
func (s *Server) serve(ctx context.Context, conn net.Conn) {
	greenrt.Current().SetName("backdoor")
	c := &client{server: s, conn: conn, lines: bufio.NewReaderSize(conn, MaxLine+1), name: conn.RemoteAddr().String()}
	err := admit(conn)
	if err == nil && s.Token != "" {
		err = c.askToken()
	}
	if err != nil {
		s.log().Warn("backdoor: refused", "client", c.name, "err", err)
		c.write([]byte("refused: " + err.Error() + "\n"))
		return
	}
	s.log().Info("backdoor: client", "client", c.name)
	err = c.converse(ctx)
	s.log().Info("backdoor: client left", "client", c.name, "err", err)
}

var errToken = errors.New("wrong token")

// askToken reads the first line. The two are hashed, so that not even the length of the token
// is told by the time that it takes.
func (c *client) askToken() error {
	if err := c.write([]byte("token: ")); err != nil {
		return err
	}
	line, err := c.line(tokenTimeout)
	if err != nil {
		return err
	}
	got, want := sha256.Sum256([]byte(line)), sha256.Sum256([]byte(c.server.Token))
	if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return errToken
	}
	return nil
}

var errLine = fmt.Errorf("a line may have %d bytes", MaxLine)

// line reads a line, without its end.
func (c *client) line(limit time.Duration) (string, error) {
	if err := c.conn.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return "", err
	}
	line, err := c.lines.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errLine
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
}

// write sends an answer.
func (c *client) write(b []byte) error {
	limit := c.server.WriteTimeout
	if limit <= 0 {
		limit = DefaultWriteTimeout
	}
	if err := c.conn.SetWriteDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	_, err := c.conn.Write(printable(b))
	return err
}

// printable replaces what controls a terminal, but for the ends of lines.
func printable(b []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\n' || r == '\t' {
			return r
		}
		return '?'
	}, b)
}

// errQuit is what the command quit returns.
var errQuit = errors.New("quit")

// converse reads commands and answers. An answer is made as a whole before it is sent, so
// that a client which reads slowly holds nothing meanwhile.
func (c *client) converse(ctx context.Context) error {
	idle := c.server.IdleTimeout
	if idle <= 0 {
		idle = DefaultIdleTimeout
	}
	answer := []byte("greenify backdoor: process " + fmt.Sprint(os.Getpid()) + "; help lists the commands\n")
	for {
		if ctx.Err() != nil { // a command has called Stop
			c.write(answer)
			return context.Cause(ctx)
		}
		if err := c.write(append(answer, prompt...)); err != nil {
			return err
		}
		line, err := c.line(idle)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLine):
			c.write([]byte("error: " + err.Error() + "\n"))
			return err
		case err != nil:
			return err
		}
		var out bytes.Buffer
		if err := c.run(&out, strings.Fields(line)); err == errQuit {
			return nil
		} else if err != nil {
			fmt.Fprintf(&out, "error: %v\n", err)
		}
		answer = out.Bytes()
	}
}

// run runs a command. What it panics with is an error, but for what was raised in the
// console's own greenlet.
func (c *client) run(out *bytes.Buffer, words []string) (err error) {
	if len(words) == 0 {
		return nil
	}
	cmd, ok := c.server.command(words[0])
	if !ok {
		return fmt.Errorf("there is no command %q; help lists them", words[0])
	}
	if cmd.changes {
		c.server.log().Info("backdoor: command", "client", c.name, "command", strings.Join(words, " "))
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		r := recover()
		if i, ok := r.(greenrt.Interrupt); ok {
			panic(i)
		}
		err = fmt.Errorf("%s panicked: %v\n%s", words[0], r, debug.Stack())
	}()
	if cmd.own != nil {
		err = cmd.own(c.server, out, words[1:])
	} else {
		err = cmd.Run(out, words[1:])
	}
	returned = true
	if err == errUsage {
		return fmt.Errorf("usage: %s %s", cmd.Name, cmd.Args)
	}
	return err
}
