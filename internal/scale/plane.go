package scale

import (
	"image"
	"image/color"
	"math"
)

// plane has rows of pixels, each with so many samples.
type plane struct {
	pix                            []uint8
	stride, width, height, samples int
}

func newPlane(width, height, samples int) plane {
	return plane{make([]uint8, width*height*samples), width * samples, width, height, samples}
}

// Whole numbers stand for fractions while planes are scaled, since processors differ in how they round others.
// A weight has weightBits behind the point, and a sample that was scaled across has sampleBits, with room above
// for what the kernel adds at sharp edges.
const (
	weightBits = 14
	sampleBits = 6
)

// scaled returns the plane with other numbers of pixels.
func (p plane) scaled(width, height int) plane {
	if p.width == width && p.height == height {
		return p
	}
	return p.across(width).down(height)
}

// rows is a plane that was scaled across.
type rows struct {
	pix                    []int16
	width, height, samples int
}

func (p plane) across(width int) rows {
	out := rows{make([]int16, width*p.height*p.samples), width, p.height, p.samples}
	spans := spans(p.width, width)
	to := out.pix
	for y := range p.height {
		row := p.pix[y*p.stride:]
		for _, s := range spans {
			for sample := range p.samples {
				var sum int32
				at := s.first*p.samples + sample
				for _, weight := range s.weights {
					sum += weight * int32(row[at])
					at += p.samples
				}
				to[sample] = int16(sum >> (weightBits - sampleBits))
			}
			to = to[p.samples:]
		}
	}
	return out
}

func (r rows) down(height int) plane {
	out := newPlane(r.width, height, r.samples)
	sums := make([]int32, out.stride)
	for y, s := range spans(r.height, height) {
		clear(sums)
		for i, weight := range s.weights {
			row := r.pix[(s.first+i)*out.stride:][:out.stride]
			for x, sample := range row {
				sums[x] += weight * int32(sample)
			}
		}
		row := out.pix[y*out.stride:]
		for x, sum := range sums {
			const half = 1 << (weightBits + sampleBits - 1)
			row[x] = uint8(min(max((sum+half)>>(weightBits+sampleBits), 0), 255))
		}
	}
	if r.samples == 4 {
		out.bound()
	}
	return out
}

// bound holds colours to what their alpha, which they are multiplied by, lets them be.
func (p plane) bound() {
	for i := 0; i < len(p.pix); i += 4 {
		c := p.pix[i : i+4]
		c[0], c[1], c[2] = min(c[0], c[3]), min(c[1], c[3]), min(c[2], c[3])
	}
}

// span says which pixels of a line one of a shorter line is made of, and how much each counts.
type span struct {
	first   int
	weights []int32
}

// spans returns the spans of a line of so many pixels that is made of another. The kernel is that of Catmull and
// Rom, made as wide as the pixels that become one.
func spans(from, to int) []span {
	spread := max(float64(from)/float64(to), 1)
	out := make([]span, to)
	for i := range out {
		center := (float64(i)+0.5)*float64(from)/float64(to) - 0.5
		first := max(int(math.Ceil(center-2*spread)), 0)
		last := min(int(math.Floor(center+2*spread)), from-1)
		values, total := make([]float64, last-first+1), 0.0
		for j := range values {
			values[j] = catmullRom((float64(first+j) - center) / spread)
			total += values[j]
		}
		weights, left := make([]int32, len(values)), int32(1<<weightBits)
		greatest := 0
		for j, v := range values {
			weights[j] = int32(math.Round(v / total * (1 << weightBits)))
			left -= weights[j]
			if weights[j] > weights[greatest] {
				greatest = j
			}
		}
		weights[greatest] += left // so that what is of one colour stays so
		out[i] = span{first, weights}
	}
	return out
}

// catmullRom is the kernel of cubic convolution with a = -1/2 (Keys 1981).
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return times(times(times(1.5, x)-2.5, x), x) + 1
	case x < 2:
		return times(times(times(-0.5, x)+2.5, x)-4, x) + 2
	}
	return 0
}

// times multiplies. The conversion keeps processors that can from adding to a product without rounding it first.
func times(a, b float64) float64 { return float64(a * b) }

// upright returns the plane as it is to be seen, when it lies as a camera says (Exif 2.32, 4.6.4, Orientation).
func (p plane) upright(orientation int) plane {
	if orientation == 1 {
		return p
	}
	width, height := p.width, p.height
	if orientation >= sideways {
		width, height = height, width
	}
	out := newPlane(width, height, p.samples)
	for y := range height {
		for x := range width {
			fromX, fromY := x, y
			if orientation >= sideways {
				fromX, fromY = y, x
			}
			switch orientation { // which end of the file's lines is which end of the picture's
			case 2, 3, 7, 8:
				fromX = p.width - 1 - fromX
			}
			switch orientation {
			case 3, 4, 6, 7:
				fromY = p.height - 1 - fromY
			}
			copy(out.pix[y*out.stride+x*p.samples:][:p.samples], p.pix[fromY*p.stride+fromX*p.samples:])
		}
	}
	return out
}

// sideways is the first of the orientations whose lines go from top to bottom.
const sideways = 5

// paletted returns the plane in the colours of a palette.
func (p plane) paletted(colours color.Palette) *image.Paletted {
	out := image.NewPaletted(image.Rect(0, 0, p.width, p.height), colours)
	nearest := map[color.RGBA]uint8{}
	for i := range out.Pix {
		s := p.pix[4*i : 4*i+4]
		c := color.RGBA{s[0], s[1], s[2], s[3]}
		index, known := nearest[c]
		if !known {
			index = uint8(colours.Index(c))
			nearest[c] = index
		}
		out.Pix[i] = index
	}
	return out
}
