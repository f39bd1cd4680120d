// Package picture draws what stands for a page where somebody shares its address: whose promises they
// are, for when, and how many are told of.
package picture

import (
	"bytes"
	"strings"
	"sync"
)

// Width and Height are of every picture, in pixels: what those who show such pictures ask for.
const (
	Width  = 1200
	Height = 630
)

// Card is what a picture says.
type Card struct {
	Site string // the site's title
	Name string // the kommun
	What string // the document, or ""
	Text string // the counts in words
	Bar  []Stretch
}

// Stretch is the share of promises that have a status, in the order of a tally.
type Stretch struct {
	Status string // as promise.Status writes it
	Count  int
}

const (
	edge   = 80
	inside = Width - 2*edge
)

// canvases are what pictures are drawn on, which are large.
var canvases = sync.Pool{New: func() any { return new(canvas) }}

// Draw appends a picture to out, as PNG. The same card gives the same bytes. It is safe for several
// goroutines.
func Draw(out *bytes.Buffer, card Card) {
	c := canvases.Get().(*canvas)
	defer canvases.Put(c)
	c.clear()
	c.text(regular.face(34), 118, cut(regular.face(34), card.Site))
	c.stamp(stencils().brand, edge, Width-edge)
	y := brandTop
	size, lines := fit(card.Name, 104, 88, 72, 60)
	for _, line := range lines {
		y += size*5/4 + 8
		c.text(bold.face(size), y, line)
	}
	if card.What != "" {
		y += 64
		c.text(regular.face(46), y, cut(regular.face(46), card.What))
	}
	c.bar(card.Bar)
	y = 538
	for _, line := range wrap(regular.face(34), card.Text, 2) {
		c.text(regular.face(34), y, line)
		y += 46
	}
	c.png(out)
}

// fit returns the largest of the sizes at which a text stands on one line, else the smallest and two
// lines.
func fit(s string, sizes ...int) (size int, lines []string) {
	for _, size = range sizes {
		if bold.face(size).width(s) <= inside {
			return size, []string{s}
		}
	}
	return size, wrap(bold.face(size), s, 2)
}

// cut returns as much of a text as stands on one line.
func cut(f *sized, s string) string { return wrap(f, s, 1)[0] }

// wrap breaks a text between words into at most n lines; what is left over ends in an ellipsis.
func wrap(f *sized, s string, n int) []string {
	lines := []string{""}
	used, space := 0, f.width(" ") // of the last line
	for word := range strings.FieldsSeq(s) {
		last := &lines[len(lines)-1]
		width := f.width(word)
		switch {
		case *last == "":
			*last = shorten(f, word)
			used = f.width(*last)
		case used+space+width <= inside:
			*last += " " + word
			used += space + width
		case len(lines) == n:
			*last = shorten(f, *last+" "+word)
			return lines
		default:
			lines = append(lines, shorten(f, word))
			used = f.width(lines[len(lines)-1])
		}
	}
	return lines
}

// shorten takes letters from the end until a text with an ellipsis stands on one line.
func shorten(f *sized, s string) string {
	if f.width(s) <= inside {
		return s
	}
	letters := []rune(s)
	for len(letters) > 0 && f.width(string(letters)+" …") > inside {
		letters = letters[:len(letters)-1]
	}
	return strings.TrimRight(string(letters), " ,.;:–-") + " …"
}
