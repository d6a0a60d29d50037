package greenrt_test

import (
	"bufio"
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
)

// A dialogue is a database whose answer to a line is the line. It answers the line whose
// first word is hold when it may.
type dialogue struct {
	t       *testing.T
	ln      net.Listener
	hold    atomic.Value // of type string
	arrived chan bool
	release chan bool
}

func newDialogue(t *testing.T) *dialogue {
	d := &dialogue{t: t, ln: listen(t), arrived: make(chan bool), release: make(chan bool)}
	d.hold.Store("")
	go func() {
		for {
			c, err := d.ln.Accept()
			if err != nil {
				return
			}
			go d.serve(c)
		}
	}()
	return d
}

func (d *dialogue) serve(c net.Conn) {
	defer c.Close()
	for s := bufio.NewScanner(c); s.Scan(); {
		if word, _, _ := strings.Cut(s.Text(), " "); d.hold.CompareAndSwap(word, "") {
			d.arrived <- true
			<-d.release
		}
		if _, err := fmt.Fprintln(c, s.Text()); err != nil {
			return
		}
	}
}

// Connect and Driver are those of a driver.Connector.
func (d *dialogue) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", d.ln.Addr().String())
	if err != nil {
		return nil, err
	}
	talk := &talk{d: d, c: c, r: bufio.NewReader(c)}
	returned := false
	defer func() {
		if !returned {
			c.Close()
		}
	}()
	_, err = talk.say("connect")
	returned = true
	return talk, err
}

func (d *dialogue) Driver() driver.Driver { return nil }

// A talk is a connection to a dialogue.
type talk struct {
	d *dialogue
	c net.Conn
	r *bufio.Reader
}

// say says words and returns the answer.
func (c *talk) say(words ...string) (string, error) {
	line := strings.Join(words, " ")
	if _, err := fmt.Fprintln(c.c, line); err != nil {
		return "", driver.ErrBadConn
	}
	answer, err := c.r.ReadString('\n')
	if err != nil {
		return "", driver.ErrBadConn
	}
	if answer != line+"\n" {
		c.d.t.Errorf("said %q and was answered %q", line, answer)
	}
	return answer, nil
}

func (c *talk) do(words ...string) error {
	_, err := c.say(words...)
	return err
}

func (c *talk) Close() error                       { return c.c.Close() }
func (c *talk) Ping(context.Context) error         { return c.do("ping") }
func (c *talk) ResetSession(context.Context) error { return c.do("reset") }
func (c *talk) Begin() (driver.Tx, error)          { return talkTx{c}, c.do("begin") }

func (c *talk) Prepare(query string) (driver.Stmt, error) {
	return talkStmt{c, query}, c.do("prepare", query)
}

func (c *talk) ExecContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	if query == "prepared" {
		return nil, driver.ErrSkip
	}
	return driver.ResultNoRows, c.do("exec", query)
}

func (c *talk) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if query == "prepared" {
		return nil, driver.ErrSkip
	}
	return &talkRows{talk: c}, c.do("query", query)
}

type talkTx struct{ *talk }

func (tx talkTx) Commit() error   { return tx.do("commit") }
func (tx talkTx) Rollback() error { return tx.do("rollback") }

type talkStmt struct {
	*talk
	query string
}

func (s talkStmt) NumInput() int { return 0 }
func (s talkStmt) Close() error  { return s.do("stmt-close") }

func (s talkStmt) Exec([]driver.Value) (driver.Result, error) {
	return driver.ResultNoRows, s.do("stmt-exec", s.query)
}

func (s talkStmt) Query([]driver.Value) (driver.Rows, error) {
	return &talkRows{talk: s.talk}, s.do("stmt-query", s.query)
}

// talkRows are two rows and a result without any.
type talkRows struct {
	*talk
	read int
}

func (r *talkRows) Columns() []string      { return []string{"answer"} }
func (r *talkRows) Close() error           { return r.do("rows-close") }
func (r *talkRows) HasNextResultSet() bool { return r.read == 2 }
func (r *talkRows) NextResultSet() error   { r.read++; return r.do("next-result") }

func (r *talkRows) Next(dest []driver.Value) (err error) {
	if r.read >= 2 {
		return io.EOF
	}
	r.read++
	dest[0], err = r.say("next")
	return err
}
