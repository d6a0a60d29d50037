package queue

// A store is the order in which a queue gives its items back. It is used under the
// queue's lock.
type store[T any] interface {
	push(v T)
	pop() T
	peek() T
	len() int
	clear()
}

// A fifo is a ring buffer that grows.
type fifo[T any] struct {
	buf  []T // its length is a power of two
	head int
	n    int
}

func (s *fifo[T]) push(v T) {
	if s.n == len(s.buf) {
		buf := make([]T, max(8, 2*len(s.buf)))
		k := copy(buf, s.buf[s.head:])
		copy(buf[k:], s.buf[:s.head])
		s.buf, s.head = buf, 0
	}
	s.buf[(s.head+s.n)&(len(s.buf)-1)] = v
	s.n++
}

func (s *fifo[T]) pop() T {
	p := &s.buf[s.head]
	v := *p
	*p = *new(T) // for the collector
	s.head = (s.head + 1) & (len(s.buf) - 1)
	s.n--
	return v
}

func (s *fifo[T]) peek() T  { return s.buf[s.head] }
func (s *fifo[T]) len() int { return s.n }
func (s *fifo[T]) clear()   { *s = fifo[T]{} }

// A lifo is a stack.
type lifo[T any] struct {
	items []T
}

func (s *lifo[T]) push(v T) { s.items = append(s.items, v) }

func (s *lifo[T]) pop() T {
	last := len(s.items) - 1
	v := s.items[last]
	s.items[last] = *new(T)
	s.items = s.items[:last]
	return v
}

func (s *lifo[T]) peek() T  { return s.items[len(s.items)-1] }
func (s *lifo[T]) len() int { return len(s.items) }
func (s *lifo[T]) clear()   { s.items = nil }

// A priority is a binary heap. Items of which none is less than the other come out in
// the order in which they were put.
type priority[T any] struct {
	less  func(a, b T) bool
	items []ranked[T]
	puts  uint64
}

type ranked[T any] struct {
	value T
	seq   uint64
}

func (s *priority[T]) before(i, j int) bool {
	a, b := &s.items[i], &s.items[j]
	if s.less(a.value, b.value) {
		return true
	}
	return !s.less(b.value, a.value) && a.seq < b.seq
}

func (s *priority[T]) push(v T) {
	s.puts++
	s.items = append(s.items, ranked[T]{v, s.puts})
	for i := len(s.items) - 1; i > 0; {
		up := (i - 1) / 2
		if !s.before(i, up) {
			break
		}
		s.items[i], s.items[up] = s.items[up], s.items[i]
		i = up
	}
}

func (s *priority[T]) pop() T {
	v := s.items[0].value
	last := len(s.items) - 1
	s.items[0] = s.items[last]
	s.items[last] = ranked[T]{}
	s.items = s.items[:last]
	for i := 0; ; {
		least := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < last && s.before(down, least) {
				least = down
			}
		}
		if least == i {
			return v
		}
		s.items[i], s.items[least] = s.items[least], s.items[i]
		i = least
	}
}

func (s *priority[T]) peek() T  { return s.items[0].value }
func (s *priority[T]) len() int { return len(s.items) }
func (s *priority[T]) clear()   { s.items = nil }
