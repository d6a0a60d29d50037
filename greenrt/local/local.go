// Package local has values of which every greenlet has its own, as gevent's module of
// this name. They are freed when the greenlet ends; in a plain program, those of a goroutine
// that greenrt has not started some time later (see greenrt.Current). No greenlet can read or
// change another's.
package local

import "github.com/go-greenify/greenify/greenrt/internal/core"

// A Local is a variable of which each goroutine has its own. The zero value is a Local
// that begins as the zero value of T. It may be used by any goroutine, and may not be
// copied. Nothing waits.
type Local[T any] struct {
	key core.LocalKey
}

// New returns a Local whose value is init's result in a goroutine that has not set it.
// init is called in that goroutine, at most once.
func New[T any](init func() T) *Local[T] {
	return &Local[T]{core.LocalKey{New: func() any { p := new(T); *p = init(); return p }}}
}

// NewInherited is [New] for a value that a greenlet begins with as copies of that of the one
// that starts it, by greenrt.Go, Spawn and their like: inherit makes the copy. A nil
// inherit copies by assignment. An ordinary go statement passes nothing on.
func NewInherited[T any](init func() T, inherit func(T) T) *Local[T] {
	l := New(init)
	l.key.Copy = func(v any) any {
		p := new(T)
		*p = *v.(*T)
		if inherit != nil {
			*p = inherit(*p)
		}
		return p
	}
	return l
}

// Pointer returns a pointer to the calling goroutine's value, for it alone to use.
func (l *Local[T]) Pointer() *T {
	if g := core.Mine(); g != nil {
		if p, ok := g.Locals.Get(&l.key).(*T); ok {
			return p
		}
	}
	return l.first()
}

// first is Pointer the first time, and in a plain program.
func (l *Local[T]) first() *T {
	g := core.Self()
	if p, ok := g.Locals.Get(&l.key).(*T); ok {
		return p
	}
	p := new(T)
	if l.key.New != nil {
		p = l.key.New().(*T)
	}
	g.SetLocal(&l.key, p)
	return p
}

// Get returns the calling goroutine's value, which is made first if it has none.
func (l *Local[T]) Get() T { return *l.Pointer() }

// Set sets the calling goroutine's value. Pointers that Pointer has
// returned point to it then.
func (l *Local[T]) Set(v T) {
	g := core.Self()
	if p, ok := g.Locals.Get(&l.key).(*T); ok {
		*p = v
		return
	}
	g.SetLocal(&l.key, &v)
}

// Delete forgets the calling goroutine's value: it is as if it had never been set.
func (l *Local[T]) Delete() {
	if g := core.Lookup(); g != nil {
		g.SetLocal(&l.key, nil)
	}
}
