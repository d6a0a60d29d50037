package page

import (
	"fmt"
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// A closeup shows the last switches one by one: as many as can be told apart, from the last
// stretch that is recorded without a gap.
type closeup struct {
	Width, Height, Left int
	Length              string
	Turns               []turn
	Lanes               []lane
	Ticks               []axisTick
	Base                int
}

// A turn is one greenlet's.
type turn struct {
	X, W     string
	Y, Color int
	Title    string
}

func newCloseup(t monitor.Timeline, l *lanes) *closeup {
	spans := lastStretch(t.Spans)
	if len(spans) == 0 {
		return nil
	}
	began, length := spans[0].From, spans[len(spans)-1].To-spans[0].From
	c := &closeup{Width: width, Left: left, Length: brief(length)}
	row := make(map[int]int) // by lane
	for _, s := range spans {
		if s.Kind != monitor.Ran {
			continue
		}
		i := l.of(s.Site)
		if _, ok := row[i]; !ok {
			row[i] = 0
		}
	}
	y := 8
	for i := range l.names {
		if _, ok := row[i]; ok {
			row[i] = y
			y += laneH
			c.Lanes = append(c.Lanes, lane{Name: cut(l.names[i], 32), Title: l.titles[i], Y: y, Text: y - 7, Color: i})
			y += laneGap
		}
	}
	for _, s := range spans {
		if s.Kind != monitor.Ran {
			continue
		}
		x := float64(s.From-began) / float64(length) * (width - left)
		w := float64(s.To-s.From) / float64(length) * (width - left)
		i := l.of(s.Site)
		title := fmt.Sprintf("greenlet %d for %s", s.Greenlet, brief(s.To-s.From))
		if why := s.Why.String(); why != "" {
			title += ", then: " + why
		}
		c.Turns = append(c.Turns, turn{px(left + x), px(max(w, 0.7)), row[i] + 2, i, title + "\n" + l.titles[i]})
	}
	c.Base = y
	for i := range 6 {
		c.Ticks = append(c.Ticks, axisTick{px(left + float64(i)*(width-left)/5), brief(length * time.Duration(i) / 5)})
	}
	c.Height = y + 24
	return c
}

// lastStretch returns the last spans that follow one another without a gap, if there are some
// worth it, or those of an earlier stretch that has.
func lastStretch(spans []monitor.Span) []monitor.Span {
	const enough = 16
	var best []monitor.Span
	for end := len(spans); end > 0; {
		begin := end
		for begin > 0 && spans[begin-1].Kind != monitor.NotRecorded && end-begin < closeSpan {
			begin--
		}
		if end-begin > len(best) {
			best = spans[begin:end]
		}
		if len(best) >= enough {
			break
		}
		end = min(begin, end-1)
	}
	// Idle time at the ends tells nothing, and makes the rest small.
	for len(best) > 1 && best[len(best)-1].Kind != monitor.Ran {
		best = best[:len(best)-1]
	}
	for len(best) > 1 && best[0].Kind != monitor.Ran {
		best = best[1:]
	}
	return best
}
