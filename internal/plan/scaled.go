package plan

import (
	"path"
	"strconv"
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/scale"
	"lofte/internal/source"
)

// Column is how many pixels wide pages show an image at most: as wide as the standard theme sets a text (40rem).
const Column = 640

// scaledWidths are what an image is made in: for screens with one pixel and with two for each of the column, and
// one between, which phones ask for.
var scaledWidths = [...]int{Column, 960, scale.Largest}

// Widths returns in which widths an image of the site is made besides its own, from the least, by its address. It has
// none when no page shows it, or when pages show it as it is.
func (p *Plan) Widths(file string) []int { return p.widths[file] }

// ShownItself reports whether pages show an image as it is too, where its widths do not do.
func ShownItself(widths []int) bool { return len(widths) < len(scaledWidths) }

// ScaledURL returns the address of an image in a width.
func ScaledURL(file string, width int) string {
	end := path.Ext(file)
	return strings.TrimSuffix(file, end) + "." + strconv.Itoa(width) + "w" + end
}

// scaled plans the widths of the images that pages show, once all links are known.
func (m *maker) scaled() {
	for _, k := range m.plan.Site.Kommuner {
		for _, d := range k.Documents {
			m.beside(d.Image)
		}
		for _, n := range k.News {
			m.beside(n.Image)
		}
	}
	for i := range m.plan.Outputs { // which grow meanwhile
		if text, from := m.plan.Outputs[i].text(); text != nil {
			m.within(text, from)
		}
	}
}

// beside plans the widths of an image that stands beside a text.
func (m *maker) beside(image *promise.Image) {
	if image == nil {
		return
	}
	if i, ok := m.byPath[image.URL]; ok && m.plan.Outputs[i].View == File {
		m.image(m.plan.Outputs[i].File)
	}
}

// within plans the widths of the images in a text.
func (m *maker) within(text *promise.Body, from string) {
	for i, l := range text.Links {
		if f := m.plan.links[from][i].File; l.Image && f != nil {
			m.image(f)
		}
	}
}

func (m *maker) image(f *promise.File) {
	if _, known := m.plan.widths[f.URL]; known {
		return
	}
	var widths []int
	at := source.Place{Path: f.Source}
	for _, w := range scaledWidths {
		// What is hardly smaller than the image is not worth its making.
		if f.Scales && w*5 <= f.Width*4 {
			widths = append(widths, w)
			m.add(Output{Path: ScaledURL(f.URL, w), View: Scaled, File: f, Width: w, Inputs: []string{f.Source}}, at)
		}
	}
	m.plan.widths[f.URL] = widths
	switch about := (scale.About{Width: f.Width, Height: f.Height}); {
	case f.Fault != "":
		m.problems.Warnf(spot(at), diag.BrokenImage, "the image cannot be read: %s", f.Fault).
			Hintf("open it in an image editor, and save it anew as JPEG or PNG")
	case about.TooLarge():
		m.problems.Warnf(spot(at), diag.HugeImage, "the image is %d × %d pixels, too many to make it smaller for pages", f.Width, f.Height).
			Hintf("make it %d pixels wide", 2*scale.Largest)
	}
	if f.Located {
		m.problems.Warnf(spot(at), diag.LocatedImage, "the image tells where it was taken").
			Hintf("take the location out of the file's properties; everybody can fetch the file")
	}
}
