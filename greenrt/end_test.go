package greenrt_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
)

func TestPanicIsReportedAndKept(t *testing.T) {
	var reported *greenrt.PanicError
	greenrt.OnPanic(func(_ *greenrt.Greenlet, err *greenrt.PanicError) { reported = err })
	defer greenrt.OnPanic(nil)
	mine := errors.New("mine")
	gl := greenrt.Go(func() { panic(mine) })
	gl.Join()
	//gevent:uncaught.stored
	//gevent:state.excinfo
	//gevent:handle_error.hook
	//gevent:join.raises
	if err := gl.Err(); !errors.Is(err, mine) || err != reported || !strings.Contains(string(reported.Stack), "TestPanicIsReported") {
		t.Error(err, reported)
	}
}

// What nobody handles is reported on standard error; kills and errors are not.
func TestPanicIsPrinted(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stderr := os.Stderr
	os.Stderr = w
	defer func() { os.Stderr = stderr }()
	texts := make(chan []byte)
	go func() { // meanwhile, as a pipe may hold as little as a page
		text, err := io.ReadAll(r)
		if err != nil {
			t.Error(err)
		}
		texts <- text
	}()
	greenrt.Go(func() { panic("oh") }).Join()
	w.WriteString("then\n")
	greenrt.GoErr(func() error { return errors.New("mine") }).Join()
	gl := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	quiesce.Others()
	gl.Kill()
	w.Close()
	report, rest, _ := strings.Cut(string(<-texts), "then\n")
	//gevent:uncaught.reported
	if !strings.Contains(report, "panicked: oh") || !strings.Contains(report, "TestPanicIsPrinted") {
		t.Errorf("%q", report)
	}
	//gevent:handle_error.quiet
	if rest != "" {
		t.Errorf("reported as well: %q", rest)
	}
}

func TestLinks(t *testing.T) {
	var mu sync.Mutex
	var got []string
	note := func(s string) func(*greenrt.Greenlet) {
		return func(*greenrt.Greenlet) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, s)
		}
	}
	begin, held := make(chan bool), make(chan bool)
	var notified *greenrt.Greenlet
	gl := greenrt.GoErr(func() error { <-begin; return errors.New("failed") })
	gl.OnReady(func() {
		mu.Lock()
		defer mu.Unlock()
		notified = greenrt.Current()
	})
	//gevent:link.own
	gl.Link(func(*greenrt.Greenlet) { <-held })
	gl.Link(note("a"))
	gl.LinkValue(note("value"))
	gl.LinkError(note("error"))
	//gevent:link.unlink
	gl.Link(note("unlinked"))()
	gl.Link(note("b"))
	quiesce.Unpreempted(func() { // one that is preempted lets others go first
		begin <- true
		gl.Join()
		quiesce.Others()
	})
	gl.Link(note("late"))
	quiesce.Others()
	mu.Lock()
	defer mu.Unlock()
	if !greenrt.Enabled() {
		slices.Sort(got[:3])
		got[1], got[2] = got[2], got[1]
	}
	close(held)
	//gevent:rawlink.where
	if notified != gl {
		t.Error("OnReady's function was called by", notified)
	}
	//gevent:link.order green
	//gevent:link.once
	//gevent:link.which
	//gevent:link.late
	if s := strings.Join(got, " "); s != "a error b late" {
		t.Error(s)
	}
}

func TestJoinAllInOrderOfEnd(t *testing.T) {
	var crew []*greenrt.Greenlet
	var objects []greenrt.Waitable
	gates := make([]chan bool, 3)
	for i := range gates {
		gates[i] = make(chan bool)
		gl := greenrt.Go(func() { <-gates[i] })
		crew, objects = append(crew, gl), append(objects, gl)
	}
	order, n := []int{1, 2, 0}, 0
	gates[order[n]] <- true
	for gl := range greenrt.IterWait(objects...) {
		if gl != objects[order[n]] {
			t.Error(gl)
		}
		if n++; n < len(order) {
			gates[order[n]] <- true
		}
	}
	if got := greenrt.JoinAllTimeout(time.Minute, crew...); len(got) != 3 || n != 3 {
		t.Error(got, n)
	}
	for i := range crew {
		crew[i] = greenrt.Go(func() { <-gates[i] })
	}
	released := make(chan bool)
	go func() {
		defer close(released)
		for _, i := range order {
			gates[i] <- true
			crew[i].Join()
			quiesce.Others()
		}
	}()
	//gevent:joinall.order
	if got := greenrt.JoinAll(crew...); !slices.Equal(got, []*greenrt.Greenlet{crew[1], crew[2], crew[0]}) {
		t.Error("not in the order in which they ended", got)
	}
	<-released
	never := greenrt.Go(func() { greenrt.Sleep(time.Hour) })
	//gevent:joinall.timeout
	if got := greenrt.JoinAllTimeout(5*time.Millisecond, never, crew[0]); len(got) != 1 || got[0] != crew[0] {
		t.Error(got)
	}
	n = 0
	for range greenrt.IterWait(crew[0], never, crew[1]) {
		if n++; n == 2 {
			break
		}
	}
	//gevent:joinall.count
	if n != 2 || never.Ready() {
		t.Error(n, never)
	}
	failed := greenrt.GoErr(func() error { return errors.New("failed") })
	//gevent:joinall.raise
	if err := greenrt.FirstError(never, failed); err == nil || err != failed.Err() || never.Ready() {
		t.Error("no error")
	}
	never.KillTimeout(0)
	never.Join()
}
