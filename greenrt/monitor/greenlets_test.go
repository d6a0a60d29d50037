package monitor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/monitor"
)

func find(list []monitor.Greenlet, id uint64) *monitor.Greenlet {
	if i := slices.IndexFunc(list, func(g monitor.Greenlet) bool { return g.ID == id }); i >= 0 {
		return &list[i]
	}
	return nil
}

func TestGreenlets(t *testing.T) {
	me := greenrt.Current().GoroutineID() // greenrt knows it as a parent from here on
	never := make(chan bool)
	started := make(chan uint64, 2)
	var crew []*greenrt.Greenlet
	for range 2 {
		crew = append(crew, greenrt.Go(func() {
			greenrt.Current().SetName("sitter")
			started <- greenrt.Current().GoroutineID()
			<-never
		}))
	}
	later := greenrt.SpawnLater(time.Hour, func() error { return nil })
	a, b := <-started, <-started
	quiesce.Others() // they wait

	list := monitor.Greenlets()
	for _, id := range []uint64{a, b} {
		g := find(list, id)
		switch {
		case g == nil:
			t.Fatalf("greenlet %d is missing in %+v", id, list)
		case g.Name != "sitter" || g.Parent != me || g.Site == nil || !strings.HasSuffix(g.Site.Function, "TestGreenlets"):
			t.Errorf("%+v of %d, started at %v", g, me, g.Site)
		case g.Plain == greenrt.Enabled() || g.Away:
			t.Errorf("%+v", g)
		case greenrt.Enabled() && (g.State != monitor.Waiting || g.Wait != "chan receive"):
			t.Errorf("%+v", g)
		}
	}
	if x, y := find(list, a), find(list, b); x.Site != y.Site {
		t.Error("one site has two pointers")
	}
	if g := find(list, me); greenrt.Enabled() && (g == nil || g.State != monitor.Running) {
		t.Errorf("the caller is %+v", g)
	}
	unborn := find(list, 0)
	if unborn == nil || unborn.State != monitor.Scheduled || unborn.Site == nil || unborn.Parent != me {
		t.Errorf("the one that is to come is %+v", unborn)
	}
	ids := map[uint64]bool{0: true}
	for _, g := range list {
		if g.ID != 0 && ids[g.ID] {
			t.Errorf("greenlet %d is there twice", g.ID)
		}
		ids[g.ID] = true
		if g.State.String() == "" {
			t.Error(g)
		}
	}

	close(never)
	later.Kill()
	greenrt.JoinAll(crew...)
	quiesce.Others() // their goroutines end a moment later
	if list := monitor.Greenlets(); find(list, a) != nil || find(list, 0) != nil {
		t.Error("who has ended is still there")
	}
}
