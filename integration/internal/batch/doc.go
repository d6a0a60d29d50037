// Package batch measures small things in the process that does them: an operation that is
// too short to be timed alone, and memory that goroutines take.
//
// Operations are timed in batches, whose length it finds out, by two clocks. The processor
// time of all threads does not count what other processes take, but counts threads that
// look for work. The time that passes is what counts where the time in which nothing runs
// is part of what is measured.
//
// It cannot tell one thread from another, nor what the operation costs from what the
// collector does meanwhile; each batch begins after a collection.
package batch
