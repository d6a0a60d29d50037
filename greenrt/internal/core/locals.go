package core

// A LocalKey is what package local knows of a variable of which each goroutine has its
// own. Its address is its identity.
type LocalKey struct {
	New  func() any    // the first value; nil if that is zero
	Copy func(any) any // nil if greenlets do not inherit it
}

// Locals are the values of one goroutine, by key. The zero value has none.
//
// Nearly all goroutines have a few, which are found sooner by looking at each than in a
// map.
type Locals struct {
	few  []localEntry
	many map[*LocalKey]any // what did not fit into few
}

type localEntry struct {
	key   *LocalKey
	value any
}

const fewLocals = 16

// Get returns the value of k, or nil.
func (l *Locals) Get(k *LocalKey) any {
	for i := range l.few {
		if e := &l.few[i]; e.key == k {
			return e.value
		}
	}
	if l.many == nil {
		return nil
	}
	return l.many[k]
}

// Put sets the value of k.
func (l *Locals) Put(k *LocalKey, v any) {
	for i := range l.few {
		if l.few[i].key == k {
			l.few[i].value = v
			return
		}
	}
	if len(l.few) < fewLocals {
		l.few = append(l.few, localEntry{k, v})
		return
	}
	if l.many == nil {
		l.many = make(map[*LocalKey]any)
	}
	l.many[k] = v
}

// Delete forgets the value of k.
func (l *Locals) Delete(k *LocalKey) {
	for i := range l.few {
		if l.few[i].key == k {
			last := len(l.few) - 1
			l.few[i] = l.few[last]
			l.few[last] = localEntry{}
			l.few = l.few[:last]
			return
		}
	}
	delete(l.many, k)
}

// Inherit gives child, which has none, copies of those that are inherited.
func (l *Locals) Inherit(child *Locals) {
	for _, e := range l.few {
		if e.key.Copy != nil {
			child.Put(e.key, e.key.Copy(e.value))
		}
	}
	for k, v := range l.many {
		if k.Copy != nil {
			child.Put(k, k.Copy(v))
		}
	}
}

// Each calls f with each value.
func (l *Locals) Each(f func(value any)) {
	for _, e := range l.few {
		f(e.value)
	}
	for _, v := range l.many {
		f(v)
	}
}
