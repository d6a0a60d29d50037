package local_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/internal/quiesce"
	"github.com/go-greenify/greenify/greenrt/local"
)

func TestLocal(t *testing.T) {
	var zero local.Local[int]
	calls := 0
	l := local.New(func() string { calls++; return "new" })
	l.Set("mine")
	zero.Set(1)
	greenrt.Go(func() {
		first, second := l.Get(), l.Get()
		//gevent:local.own
		//gevent:local.init
		//gevent:context.own
		if first != "new" || second != "new" || calls != 1 || zero.Get() != 0 {
			t.Error(first, second, calls, zero.Get())
		}
		l.Set("its")
	}).Join()
	if l.Get() != "mine" || zero.Get() != 1 {
		t.Error(l.Get(), zero.Get())
	}
	l.Delete()
	if l.Get() != "new" {
		t.Error(l.Get())
	}
}

func TestInherited(t *testing.T) {
	l := local.NewInherited(func() []int { return nil }, func(v []int) []int { return append([]int{0}, v...) })
	n := local.NewInherited(func() int { return 1 }, nil)
	l.Set([]int{1})
	n.Set(5)
	greenrt.Go(func() {
		//gevent:tree.locals
		if fmt.Sprint(l.Get(), n.Get()) != "[0 1] 5" {
			t.Error(l.Get(), n.Get())
		}
		n.Set(6)
	}).Join()
	if n.Get() != 5 {
		t.Error("a greenlet has set its parent's")
	}
	done := make(chan int)
	go func() { done <- n.Get() }()
	if v := <-done; v != 1 {
		t.Error("a go statement passes on", v)
	}
}

func TestFreedWithItsGreenlet(t *testing.T) {
	var l local.Local[*[1 << 16]byte]
	freed := make(chan bool, 10)
	for range 10 {
		greenrt.Go(func() {
			p := new([1 << 16]byte)
			runtime.AddCleanup(p, func(int) { freed <- true }, 0)
			l.Set(p)
		}).Join()
	}
	//gevent:local.freed
	quiesce.Until(t, "9 of 10 are freed", func() bool { runtime.GC(); return len(freed) >= 9 })
}

func ExampleLocal() {
	user := local.New(func() string { return "nobody" })
	user.Set("alice")
	greenrt.Go(func() { fmt.Println(user.Get()) }).Join()
	fmt.Println(user.Get())
	// Output:
	// nobody
	// alice
}

func BenchmarkGet(b *testing.B) {
	var l local.Local[int]
	l.Set(1)
	for b.Loop() {
		l.Get()
	}
}
