package util_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/event"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/local"
	"github.com/go-greenify/greenify/greenrt/util"
)

// find returns the tree of a greenlet, and the one above it.
func find(t *testing.T, name string) (tree, parent *util.GreenletTree) {
	t.Helper()
	for _, root := range util.Forest() {
		if root.Name == name {
			return root, nil
		}
		for node := range root.All() {
			for _, c := range node.Children {
				if c.Name == name {
					return c, node
				}
			}
		}
	}
	t.Fatalf("%s is in no tree", name)
	return nil, nil
}

// over has those end who wait for stop, and waits until they have: their names are for the next
// run of the test.
func over(stop *event.Event) {
	stop.Set()
	quiesce.Others()
}

func TestForestFollowsWhoStartedWhom(t *testing.T) {
	//gevent:util.tree
	//gevent:util.threads
	//gevent:util.find
	var stop, inside event.Event
	defer over(&stop)
	var child, grandchild *greenrt.Greenlet
	child = greenrt.Go(func() {
		greenrt.Current().SetName("child")
		grandchild = greenrt.Go(func() {
			go func() { // which greenrt does not know
				inside.Set()
				stop.Wait()
			}()
			stop.Wait()
		})
		grandchild.SetName("grandchild")
		stop.Wait()
	})
	inside.Wait()
	quiesce.Others() // all of them wait
	tree, parent := find(t, "child")
	if tree.Greenlet != child || tree.Goroutine != child.GoroutineID() || len(tree.Children) != 1 {
		t.Errorf("%+v", tree)
	}
	if parent == nil || !strings.Contains(parent.Stack, "TestForestFollowsWhoStartedWhom") || tree.Parent != parent.Name {
		t.Errorf("the child is below %v", parent)
	}
	for what, s := range map[string]string{"tree_test.go": tree.Site, "TestForestFollowsWhoStartedWhom": tree.Site, "event.(*Event)": tree.Stack} {
		if !strings.Contains(s, what) {
			t.Errorf("no %s in %q", what, s)
		}
	}
	below := tree.Children[0]
	if below.Greenlet != grandchild || below.Parent != "child" || len(below.Children) != 1 {
		t.Fatalf("below the child is\n%v", below)
	}
	if plain := below.Children[0]; plain.Greenlet != nil || plain.Goroutine == 0 || !strings.HasPrefix(plain.Name, "goroutine ") || plain.Parent != "grandchild" || !strings.Contains(plain.Site, "tree_test.go") {
		t.Errorf("below the grandchild is %+v", plain)
	}
	if current := util.CurrentTree(); !contains(current, parent.Name) || !contains(current, "grandchild") {
		t.Errorf("the current tree is\n%v", current)
	}
}

func contains(root *util.GreenletTree, name string) bool {
	for node := range root.All() {
		if node.Name == name {
			return true
		}
	}
	return false
}

func TestForestOfAnEndedParent(t *testing.T) {
	var stop event.Event
	defer over(&stop)
	parent := greenrt.Go(func() { greenrt.Go(func() { stop.Wait() }).SetName("orphan") })
	parent.Join()
	tree, above := find(t, "orphan")
	if above != nil || !strings.Contains(tree.Parent, parent.Name()) || !strings.Contains(tree.Parent, "ended") {
		t.Errorf("%+v below %v", tree, above)
	}
}

func TestForestShowsWhoHasNotBegun(t *testing.T) {
	later := greenrt.SpawnLater(time.Hour, func() error { return nil })
	later.SetName("later")
	tree, _ := find(t, "later")
	//gevent:util.find
	if tree.State != "scheduled" || tree.Goroutine != 0 || tree.Stack != "" {
		t.Errorf("%+v", tree)
	}
	later.Kill()
	for _, root := range util.Forest() {
		if contains(root, "later") {
			t.Error("one that was cancelled is in the forest")
		}
	}
}

func TestTreeShowsLocals(t *testing.T) {
	type color struct{ Name string }
	l := local.New(func() color { return color{"red"} })
	var stop, inside event.Event
	defer over(&stop)
	gl := greenrt.Go(func() {
		l.Set(color{"blue"})
		inside.Set()
		stop.Wait()
	})
	gl.SetName("with a local")
	inside.Wait()
	l.Get()
	defer l.Delete()
	tree, parent := find(t, "with a local")
	if len(tree.Locals) != 1 || tree.Locals[0] != "util_test.color" {
		t.Errorf("of another greenlet: %q", tree.Locals)
	}
	if got := strings.Join(parent.Locals, "\n"); !strings.Contains(got, "util_test.color = {Name:red}") {
		t.Errorf("of the caller: %q", got)
	}
}

func startedFarAway(fn func()) *greenrt.Greenlet { return greenrt.Go(fn) }

func TestTrackSpawnStacks(t *testing.T) {
	var stop event.Event
	defer over(&stop)
	wait := func() { stop.Wait() }
	before := greenrt.Go(wait)
	end := util.TrackSpawnStacks()
	during := startedFarAway(wait)
	end()
	after := greenrt.Go(wait)
	for gl, want := range map[*greenrt.Greenlet]bool{before: false, during: true, after: false} {
		tree, _ := find(t, gl.Name())
		//gevent:tree.off
		//gevent:tree.stack
		if got := strings.HasPrefix(tree.SpawnStack, "github.com/go-greenify/greenify/greenrt/util_test.startedFarAway(...)") && strings.Contains(tree.SpawnStack, "TestTrackSpawnStacks"); got != want {
			t.Errorf("%v, %v: %q", gl, want, tree.SpawnStack)
		}
	}
}

func TestPrintRunInfo(t *testing.T) {
	//gevent:util.runinfo
	var stop, inside event.Event
	defer over(&stop)
	gl := greenrt.Go(func() { inside.Set(); stop.Wait() })
	gl.SetName("someone")
	inside.Wait()
	quiesce.Others() // it waits
	var out bytes.Buffer
	if err := util.PrintRunInfo(&out); err != nil {
		t.Fatal(err)
	}
	green := "not green"
	if greenrt.Enabled() {
		green = "longest stall"
	}
	for _, want := range []string{green, "someone  goroutine ", "TestPrintRunInfo", "event.(*Event)", "Started by: ", "Started at: ", fmt.Sprint("ID: ", gl.ID())} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if err := util.PrintRunInfo(broken{}); err == nil {
		t.Error("an error of the writer is lost")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, fmt.Errorf("broken") }

func TestTreeFormat(t *testing.T) {
	leaf := &util.GreenletTree{Name: "leaf", Goroutine: 9, State: "sleep", Site: "main.work (/src/main.go:7)", Parent: "root", Stack: "main.work()\n\t/src/main.go:8 +0x1", Locals: []string{"int"}}
	tree := &util.GreenletTree{Name: "main", Goroutine: 1, State: "running", Children: []*util.GreenletTree{
		{Name: "goroutine 7", Goroutine: 7, State: "select", Children: []*util.GreenletTree{leaf}},
		{Name: "late", State: "scheduled", Children: []*util.GreenletTree{leaf}},
	}}
	if got, want := tree.String(), `main  goroutine 1 [running]
 +--- goroutine 7 [select]
 |     +--- leaf  goroutine 9 [sleep]  main.work (main.go:7)
 +--- late [scheduled]
       +--- leaf  goroutine 9 [sleep]  main.work (main.go:7)
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := leaf.Format(true), `leaf  goroutine 9 [sleep]
 :    Started by: root
 :    Started at: main.work (/src/main.go:7)
 :    Locals: int
 :    Stack:
 :      main.work()
 :      	/src/main.go:8 +0x1
`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
