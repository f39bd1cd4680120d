// Package colour is colours as stylesheets write them, and how well one is read on another.
package colour

import (
	"fmt"
	"math"
	"strconv"
)

// Colour is an opaque colour of sRGB.
type Colour struct{ R, G, B uint8 }

// The lightest and the darkest.
var (
	White = Colour{255, 255, 255}
	Black = Colour{}
)

// Parse reads a colour as CSS writes it in hexadecimal, "#0b4f63" or "#fff", and reports whether s is one.
func Parse(s string) (c Colour, ok bool) {
	if len(s) == 4 {
		s = string([]byte{s[0], s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	if err != nil {
		return c, false
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

// String writes the colour as Parse reads it, with six digits.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
func Contrast(a, b Colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Least is the smallest contrast of the colour against any of several.
func (c Colour) Least(on ...Colour) float64 {
	least := 21.0
	for _, other := range on {
		least = min(least, Contrast(c, other))
	}
	return least
}

// luminance is from 0, black, to 1, white (WCAG 2.2, "relative luminance").
func (c Colour) luminance() float64 {
	linear := func(channel uint8) float64 {
		v := float64(channel) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Toward mixes the colour with as little of another one, in steps of a hundredth, as gives it a contrast
// against all of several. Where nothing does, it is the other one.
func (c Colour) Toward(other Colour, contrast float64, on ...Colour) Colour {
	for share := range 100 {
		mix := func(from, to uint8) uint8 { return uint8((int(from)*(100-share) + int(to)*share + 50) / 100) }
		mixed := Colour{mix(c.R, other.R), mix(c.G, other.G), mix(c.B, other.B)}
		if mixed.Least(on...) >= contrast {
			return mixed
		}
	}
	return other
}
