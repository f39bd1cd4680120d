package picture

import "sync"

// stencil is ink over the whole width, in some rows of a picture, of which parts are stamped.
type stencil struct {
	top  int
	rows []row
}

func newStencil(y0, y1 int, inked func(x, y int) bool) *stencil {
	s := &stencil{top: y0, rows: make([]row, y1-y0)}
	for i := range s.rows {
		for x := range Width {
			if inked(x, y0+i) {
				s.rows[i][x/4] |= 0b11000000 >> (2 * (x % 4))
			}
		}
	}
	return s
}

// stencilsOf are the stencils of a picture.
type stencilsOf struct {
	brand *stencil            // the line below the heading of every page: it begins unbroken and goes on dashed
	bars  map[string]*stencil // the patterns of a tally's bar, by their statuses
	open  *stencil            // the line below the bar, left open
}

const (
	brandTop = 148
	barTop   = 406
	barEnd   = 442
)

// patterns fill the bar of a tally as the standard theme does. Where nobody has told anything the line is
// left open.
var patterns = map[string]func(x, y int) bool{
	"kept":        func(int, int) bool { return true },
	"partly-kept": func(x, y int) bool { return (x+y)%16 < 10 },
	"ongoing":     func(x, y int) bool { return (x+2*abs(y%20-10))%16 < 7 },
	"not-started": func(_, y int) bool { return y%10 < 3 },
	"not-kept":    func(x, y int) bool { return (x+y)%10 < 4 || (x-y+Width)%10 < 4 },
	"cancelled":   func(x, _ int) bool { return x%10 < 3 },
}

func abs(n int) int { return max(n, -n) }

var stencils = sync.OnceValue(func() *stencilsOf {
	s := &stencilsOf{bars: map[string]*stencil{}}
	s.brand = newStencil(brandTop, brandTop+8, func(x, y int) bool {
		if x < edge+140 {
			return x < edge+128
		}
		return brandTop+3 <= y && y < brandTop+5 && x%24 < 12
	})
	for status, inked := range patterns {
		s.bars[status] = newStencil(barTop, barEnd, inked)
	}
	s.open = newStencil(barEnd+3, barEnd+6, func(x, _ int) bool { return x%14 < 8 })
	return s
})
