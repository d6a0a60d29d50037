// Philosophers is the classic of those who learn about greenlets and locks: five philosophers
// at a table with five forks, of which each needs the two beside him to eat.
//
//	go run ./examples/philosophers
//	go run ./examples/philosophers -greedy
//	greenify run ./examples/philosophers -greedy
//
// With -greedy each takes the fork at his left first and keeps it, until all have one and wait
// for the other, for ever. The timeout finds out; it is what wakes them here. Without it the last
// one takes the fork at his right first, and nobody starves.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-greenify/greenify/greenrt"
	"github.com/go-greenify/greenify/greenrt/lock"
)

var names = []string{"Aristotle", "Hypatia", "Descartes", "Arendt", "Kant"}

func main() {
	meals := flag.Int("meals", 3, "how often each eats")
	greedy := flag.Bool("greedy", false, "have each take the left fork first")
	patience := flag.Duration("patience", 5*time.Second, "when to give up")
	flag.Parse()
	if err := dine(os.Stdout, *meals, *greedy, *patience); err != nil {
		fmt.Fprintln(os.Stderr, "philosophers:", err)
		os.Exit(1)
	}
}

// dine has all eat so many meals, and returns a *greenrt.Timeout if they have not after patience.
func dine(out io.Writer, meals int, greedy bool, patience time.Duration) error {
	forks := make([]*lock.Semaphore, len(names))
	for i := range forks {
		forks[i] = lock.NewSemaphore(1)
	}
	var party error
	late := greenrt.WithTimeout(patience, func() {
		// However this is left, nobody is left at the table.
		party = greenrt.InScope(func(table *greenrt.Scope) error {
			for i, name := range names {
				first, second := forks[i], forks[(i+1)%len(forks)]
				if i == len(names)-1 && !greedy {
					first, second = second, first
				}
				table.Go(func() error { return philosophize(out, name, meals, first, second) }).SetName(name)
			}
			return nil
		})
	})
	for i, fork := range forks {
		if fork.Count() != 1 {
			return fmt.Errorf("fork %d was not put back", i)
		}
	}
	if late != nil {
		return late
	}
	return party
}

// philosophize is the life of one of them.
func philosophize(out io.Writer, name string, meals int, first, second *lock.Semaphore) error {
	for meal := range meals {
		greenrt.Sleep(time.Millisecond) // thinks
		if err := eat(out, name, meal+1, first, second); err != nil {
			return err
		}
	}
	return nil
}

// eat puts the forks back, whatever happens.
func eat(out io.Writer, name string, meal int, first, second *lock.Semaphore) error {
	first.Acquire()
	defer first.Release()
	greenrt.Sleep(time.Millisecond) // looks for the other one
	second.Acquire()
	defer second.Release()
	_, err := fmt.Fprintf(out, "%s eats meal %d\n", name, meal)
	return err
}
