package picture

import "bytes"

// canvas is a picture in four shades, from the paper's 0 to the ink's 3. Its first row stays empty, and so do
// margin bytes at both ends of each other, which the packer goes by.
type canvas struct {
	rows  [Height]row
	drawn [Height]span

	packer packer
}

const margin = 8

// row has four pixels in each byte, the first in the highest bits, as PNG has them.
type row [Width / 4]byte

// The shades as they are shown: the paper, two between, and the ink of the standard theme.
var palette = []byte{0xff, 0xff, 0xff, 0xb1, 0xb6, 0xb8, 0x63, 0x6c, 0x71, 0x15, 0x23, 0x2a}

// span is the part of a row that has ink, as far as is known: all of it lies in the bytes from <= i < to.
// hatched says that some of it repeats itself.
type span struct {
	from, to int
	hatched  bool
}

func (s span) and(t span) span {
	switch {
	case s.to == 0:
		return t
	case t.to == 0:
		return s
	}
	return span{min(s.from, t.from), max(s.to, t.to), s.hatched || t.hatched}
}

func (c *canvas) clear() {
	for y, s := range c.drawn {
		clear(c.rows[y][s.from:s.to])
	}
	c.drawn = [Height]span{}
}

// stamp draws what a stencil has in the pixels x0 <= x < x1.
func (c *canvas) stamp(s *stencil, x0, x1 int) {
	x0, x1 = max(x0, 4*margin), min(x1, Width-4*margin)
	if x0 >= x1 {
		return
	}
	from, to := x0/4, (x1+3)/4
	first, last := byte(0xff)>>(2*(x0%4)), byte(0xff)<<(2*(-x1&3))
	for i := range s.rows {
		y := s.top + i
		c.drawn[y] = c.drawn[y].and(span{from, to, true})
		of, on := s.rows[i][from:to], c.rows[y][from:to]
		if len(on) == 1 {
			on[0] |= of[0] & first & last
			continue
		}
		end := len(on) - 1
		on[0] |= of[0] & first
		copy(on[1:end], of[1:end])
		on[end] |= of[end] & last
	}
}

func (c *canvas) bar(bar []Stretch) {
	all := 0
	for _, s := range bar {
		all += s.Count
	}
	if all == 0 {
		return
	}
	before := 0
	for _, s := range bar {
		x0, x1 := edge+inside*before/all, edge+inside*(before+s.Count)/all
		if pattern := stencils().bars[s.Status]; pattern != nil {
			c.stamp(pattern, x0, x1-4)
		}
		before += s.Count
	}
	c.stamp(stencils().open, edge, Width-edge)
}

// text writes a line whose letters stand on y.
func (c *canvas) text(f *sized, y int, s string) {
	x := edge
	for _, r := range s {
		g := f.glyph(r)
		c.letter(g, x+g.left, y+g.top)
		x += g.advance
	}
}

// letter draws a letter whose first pixel is at x and y. Nothing is outside of the canvas.
func (c *canvas) letter(g *glyph, x, y int) {
	shades := g.shades[x&3]
	if len(shades) == 0 {
		return
	}
	width := len(shades) / g.height
	at := x >> 2
	from, to := max(at, margin), min(at+width, len(row{})-margin)
	if from >= to {
		return
	}
	for ; len(shades) > 0; shades, y = shades[width:], y+1 {
		if y < 1 || y >= Height {
			continue
		}
		drawn := &c.drawn[y]
		if drawn.to == 0 {
			drawn.from = from
		}
		drawn.from, drawn.to = min(drawn.from, from), max(drawn.to, to)
		on := c.rows[y][from:to]
		for i, s := range shades[from-at : to-at] {
			switch {
			case s == 0:
			case on[i] == 0:
				on[i] = s
			default:
				on[i] = darker(on[i], s)
			}
		}
	}
}

// darker returns the darker of each two pixels.
func darker(a, b byte) byte {
	const high = 0b10101010
	onlyA, onlyB := a&^b&high, b&^a&high
	return a&^(onlyB>>1) | b&^(onlyA>>1)
}

// png appends the canvas to out (PNG, third edition: an image of four colours, two bits for each pixel, its
// rows as they are).
func (c *canvas) png(out *bytes.Buffer) {
	c.packer.begin()
	var last span
	for y := 1; y < Height; y++ {
		c.packer.row(&c.rows[y], &c.rows[y-1], last.and(c.drawn[y]))
		last = c.drawn[y]
	}
	out.Write(beginning)
	chunk(out, "IDAT", c.packer.end())
	chunk(out, "IEND", nil)
}
