package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-greenify/greenify/greenrt/monitor"
)

// Measures of the pictures, in pixels before scaling.
const (
	width     = 1200
	left      = 250 // where time begins; labels are before it
	columns   = 240 // of the picture of the last seconds
	laneH     = 22
	laneGap   = 6
	topLanes  = 8 // sites that have a lane of their own
	chartH    = 44
	closeSpan = 160 // spans in the close-up
)

// lanes say which site is drawn where: those that ran for longest have lanes of their own.
type lanes struct {
	names  []string // of lanes; the last may be that of all others
	titles []string
	bySite map[*monitor.Site]int
	others int
}

func newLanes(t monitor.Timeline) *lanes {
	ran := make(map[*monitor.Site]time.Duration)
	for _, s := range t.Spans {
		if s.Kind == monitor.Ran {
			ran[s.Site] += s.To - s.From
		}
	}
	var list []*monitor.Site
	for site := range ran {
		list = append(list, site)
	}
	slices.SortFunc(list, func(a, b *monitor.Site) int {
		return cmp.Or(cmp.Compare(ran[b], ran[a]), cmp.Compare(a.String(), b.String()))
	})
	l := &lanes{bySite: make(map[*monitor.Site]int)}
	for i, site := range list {
		if i == topLanes && len(list) > topLanes+1 {
			l.names = append(l.names, fmt.Sprintf("%d other places", len(list)-i))
			l.titles = append(l.titles, "all other places")
			l.others = i
			break
		}
		l.bySite[site] = i
		name := siteName(site)
		if site != nil {
			name += fmt.Sprintf(":%d", site.Line)
		}
		l.names = append(l.names, name)
		if site == nil {
			l.titles = append(l.titles, "the main goroutine")
		} else {
			l.titles = append(l.titles, site.String())
		}
	}
	return l
}

func (l *lanes) of(s *monitor.Site) int {
	if i, ok := l.bySite[s]; ok {
		return i
	}
	return l.others
}

// A picture is that of the last seconds: utilisation, rate of switches, and for each lane
// how much of the recorded time its greenlets had the hub.
type picture struct {
	Width, Height, Left, Right int
	Busy, Rate                 string // paths
	BusyBase, RateBase         int
	MostRate                   string
	Lanes                      []lane
	Gaps                       string // path: time that is not recorded
	GapY                       int
	Marks                      []mark // stalls
	Ticks                      []axisTick
	Columns                    []column
	Recorded                   string
}

// A lane is a band of the picture.
type lane struct {
	Name, Title, Path string
	Y, Text, Color    int
}

// A mark is a stall.
type mark struct {
	X, W  string
	Title string
}

type axisTick struct {
	X    string
	Text string
}

// A column has the text for the mouse.
type column struct {
	X, W  string
	Title string
}

// px writes a coordinate.
func px(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") }

// steps draws heights, from 0 to 1, of columns of width w as a filled path upon base.
func steps(heights []float64, w, base, h float64) string {
	var b strings.Builder
	for i := 0; i < len(heights); i++ {
		if heights[i] <= 0 {
			continue
		}
		j := i + 1
		y := px(base - max(min(heights[i], 1)*h, 1))
		for j < len(heights) && heights[j] > 0 && px(base-max(min(heights[j], 1)*h, 1)) == y {
			j++
		}
		fmt.Fprintf(&b, "M%s %sV%sH%sV%sz", px(left+float64(i)*w), px(base), y, px(left+float64(j)*w), px(base))
		i = j - 1
	}
	return b.String()
}

func newPicture(t monitor.Timeline, l *lanes, samples []monitor.Sample, stalls []monitor.Stall) *picture {
	length := t.End.Sub(t.Start)
	per := float64(length) / columns
	w := float64(width-left) / columns
	times := make([][]float64, len(l.names)) // by lane and column
	for i := range times {
		times[i] = make([]float64, columns)
	}
	gap := make([]float64, columns)
	var gaps time.Duration
	for _, s := range t.Spans {
		var into []float64
		switch s.Kind {
		case monitor.Idle:
			continue
		case monitor.Ran:
			into = times[l.of(s.Site)]
		case monitor.NotRecorded:
			into = gap
			gaps += s.To - s.From
		}
		for c := int(float64(s.From) / per); c < columns && float64(c)*per < float64(s.To); c++ {
			into[c] += min(float64(s.To), float64(c+1)*per) - max(float64(s.From), float64(c)*per)
		}
	}

	shares := estimate(t, samples, times, gap)

	p := &picture{Width: width, Left: left, Right: width}
	y := 8
	y += chartH
	p.BusyBase = y
	y += laneGap + chartH
	p.RateBase = y
	y += 2 * laneGap
	busy, rate := sampled(t, samples)
	p.Busy = steps(busy, w, float64(p.BusyBase), chartH-6)
	most := slices.Max(rate)
	p.MostRate = count(uint64(most))
	if most > 0 {
		for i := range rate {
			rate[i] /= most
		}
	}
	p.Rate = steps(rate, w, float64(p.RateBase), chartH-6)

	for i, heights := range shares {
		y += laneH + laneGap
		p.Lanes = append(p.Lanes, lane{Name: cut(l.names[i], 32), Title: l.titles[i], Path: steps(heights, w, float64(y), laneH), Y: y, Text: y - 7, Color: i})
	}
	y += laneGap + 8
	p.GapY = y
	for c := range gap {
		gap[c] /= per
	}
	p.Gaps = steps(gap, w, float64(y), 8)
	p.Recorded = fmt.Sprintf("%.1f %%", 100*(1-float64(gaps)/float64(length)))

	for _, s := range stalls {
		from := float64(s.Began.Sub(t.Start)) / float64(length)
		to := from + float64(s.Held)/float64(length)
		if to < 0 || from > 1 {
			continue
		}
		from, to = max(from, 0), min(to, 1)
		p.Marks = append(p.Marks, mark{
			X: px(left + from*(width-left)), W: px(max((to-from)*(width-left), 2)),
			Title: fmt.Sprintf("stall: greenlet %d held the hub for %s in %s", s.Greenlet, brief(s.Held), s.Place().Function),
		})
	}
	for i := range 6 {
		ago := length * time.Duration(5-i) / 5
		text := "−" + brief(ago)
		if ago == 0 {
			text = "now"
		}
		p.Ticks = append(p.Ticks, axisTick{px(left + float64(i)*(width-left)/5), text})
	}
	for c := range columns {
		p.Columns = append(p.Columns, column{px(left + float64(c)*w), px(w), columnText(l, shares, gap[c], c, length)})
	}
	p.Height = y + 26
	return p
}

// columnText says who had the hub in a column.
func columnText(l *lanes, shares [][]float64, gap float64, c int, length time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s ago", brief(length-time.Duration((float64(c)+0.5)/columns*float64(length))))
	rest := 1.0
	for i := range shares {
		share := shares[i][c]
		rest -= share
		if share >= 0.005 {
			fmt.Fprintf(&b, "\n%s %.0f %%", l.names[i], 100*share)
		}
	}
	if rest >= 0.005 {
		fmt.Fprintf(&b, "\nidle %.0f %%", 100*rest)
	}
	if gap >= 0.005 {
		fmt.Fprintf(&b, "\nof which %.0f %% is not recorded", 100*gap)
	}
	return b.String()
}

// cut shortens a text for the space that there is: at its front, where the package is.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return "…" + string(r[len(r)-n+1:])
}
