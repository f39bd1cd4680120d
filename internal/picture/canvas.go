package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// canvas is a picture in four shades, from the paper's 0 to the ink's 3. Most of a picture stays empty, and
// is packed without being looked at.
type canvas struct {
	shades [Height][Width]uint8
	drawn  [Height]span

	packed runs
}

const ink = 3

// The shades as they are shown: the paper, two between, and the ink of the standard theme.
var palette = []byte{0xff, 0xff, 0xff, 0xb1, 0xb6, 0xb8, 0x63, 0x6c, 0x71, 0x15, 0x23, 0x2a}

// span is the part of a row that has ink, as far as is known: all of it lies in from <= x < to.
type span struct{ from, to int }

func (s span) and(t span) span {
	switch {
	case s.to == 0:
		return t
	case t.to == 0:
		return s
	}
	return span{min(s.from, t.from), max(s.to, t.to)}
}

func (c *canvas) clear() {
	for y, s := range c.drawn {
		clear(c.shades[y][s.from:s.to])
	}
	c.drawn = [Height]span{}
}

// row notes that a row has ink between two places, and returns the row. There is none outside of the canvas.
func (c *canvas) row(y, from, to int) (row []uint8, first int) {
	from, to = max(from, 0), min(to, Width)
	if y < 0 || y >= Height || from >= to {
		return nil, 0
	}
	c.drawn[y] = c.drawn[y].and(span{from, to})
	return c.shades[y][from:to], from
}

func (c *canvas) fill(x0, y0, x1, y1 int, pattern func(x, y int) bool) {
	for y := y0; y < y1; y++ {
		row, first := c.row(y, x0, x1)
		for i := range row {
			if pattern(first+i, y) {
				row[i] = ink
			}
		}
	}
}

func solid(int, int) bool { return true }

// brand draws the line below the heading of every page: it begins unbroken and goes on dashed.
func (c *canvas) brand(y int) {
	c.fill(edge, y, edge+128, y+8, solid)
	c.fill(edge+140, y+3, Width-edge, y+5, func(x, _ int) bool { return x%24 < 12 })
}

// patterns fill the bar of a tally as the standard theme does. Where nobody has told anything the line is
// left open.
var patterns = map[string]func(x, y int) bool{
	"kept":        solid,
	"partly-kept": func(x, y int) bool { return (x+y)%16 < 10 },
	"ongoing":     func(x, y int) bool { return (x+2*abs(y%20-10))%16 < 7 },
	"not-started": func(_, y int) bool { return y%10 < 3 },
	"not-kept":    func(x, y int) bool { return (x+y)%10 < 4 || (x-y+Width)%10 < 4 },
	"cancelled":   func(x, _ int) bool { return x%10 < 3 },
}

func abs(n int) int { return max(n, -n) }

func (c *canvas) bar(y int, bar []Stretch) {
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
		if pattern := patterns[s.Status]; pattern != nil {
			c.fill(x0, y-36, x1-4, y, pattern)
		}
		before += s.Count
	}
	c.fill(edge, y+3, Width-edge, y+6, func(x, _ int) bool { return x%14 < 8 })
}

// text writes a line whose letters stand on y.
func (c *canvas) text(f *typeface, size, y int, s string) {
	face := f.face(size)
	x := edge
	for _, r := range s {
		g := face.glyph(r)
		for line := range g.height {
			row, first := c.row(y+g.top+line, x+g.left, x+g.left+g.width)
			shades := g.shades[line*g.width:]
			for i := range row {
				row[i] = max(row[i], shades[first-x-g.left+i])
			}
		}
		x += g.advance
	}
}

// png appends the canvas to out (PNG, third edition: an image of four colours, two bits for each pixel).
// image/png keeps a byte for each and takes ten times as long, which is much for thousands of pictures.
func (c *canvas) png(out *bytes.Buffer) {
	const bytesInRow = 1 + Width/4 // the first says how the row is told: as it is (0), or by the row above
	const byAbove = 2
	var above, row, told [bytesInRow]byte
	c.packed.begin()
	var last span
	for y := range Height {
		s := last.and(c.drawn[y])
		last = c.drawn[y]
		if s.to == 0 {
			c.packed.zeros(bytesInRow)
			continue
		}
		first, after := 1+s.from/4, 1+(s.to+3)/4
		shades := &c.shades[y]
		for i := first; i < after; i++ {
			at := 4 * (i - 1)
			row[i] = shades[at]<<6 | shades[at+1]<<4 | shades[at+2]<<2 | shades[at+3]
			told[i] = row[i] - above[i]
		}
		c.packed.write([]byte{byAbove})
		c.packed.zeros(first - 1)
		c.packed.write(told[first:after])
		c.packed.zeros(bytesInRow - after)
		copy(above[first:after], row[first:after])
	}
	out.WriteString("\x89PNG\r\n\x1a\n")
	const indexed = 3
	header := binary.BigEndian.AppendUint32(nil, Width)
	header = binary.BigEndian.AppendUint32(header, Height)
	chunk(out, "IHDR", append(header, 2, indexed, 0, 0, 0))
	chunk(out, "PLTE", palette)
	chunk(out, "IDAT", c.packed.end())
	chunk(out, "IEND", nil)
}

func chunk(out *bytes.Buffer, name string, data []byte) {
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	start := out.Len()
	out.WriteString(name)
	out.Write(data)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(out.Bytes()[start:])))
}
