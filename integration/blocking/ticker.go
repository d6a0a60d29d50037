package main

import (
	"time"
)

// tick is how long the ticker sleeps.
const tick = time.Millisecond

// A ticker is a goroutine that sleeps for a tick at a time and notes when it woke.
// It stands for everybody else.
type ticker struct {
	stop  chan bool
	woken chan []time.Time
}

// warmUp is for how many ticks the ticker runs before a call. It is raised for a
// figure: a program that has done little for a while has a scheduler that looks less
// often at what goes on, and that is the one to measure.
var warmUp = 20

// startTicker returns when the ticker has warmed up.
func startTicker() *ticker {
	t := &ticker{make(chan bool), make(chan []time.Time)}
	warm := make(chan bool)
	go func() {
		// Growing would be a gap of its own.
		woken := make([]time.Time, 0, 1<<14)
		for {
			select {
			case <-t.stop:
				t.woken <- woken
				return
			default:
			}
			time.Sleep(tick)
			woken = append(woken, time.Now())
			if len(woken) == warmUp {
				close(warm)
			}
		}
	}()
	<-warm
	return t
}

// end stops the ticker and returns its worst gap, beyond a tick, that has a
// part in the time from..to.
func (t *ticker) end(from, to time.Time) (worst time.Duration) {
	time.Sleep(2 * tick) // a gap that began before to has ended
	t.stop <- true
	woken := <-t.woken
	for i := 1; i < len(woken); i++ {
		if woken[i].After(from) && woken[i-1].Before(to) {
			worst = max(worst, woken[i].Sub(woken[i-1])-tick)
		}
	}
	return worst
}
