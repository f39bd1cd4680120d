package picture

import (
	"image"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// The Go fonts (Bigelow & Holmes, BSD licence) have the letters of the Nordic and Sami languages.
var (
	regular = &typeface{data: goregular.TTF}
	bold    = &typeface{data: gobold.TTF}
)

// typeface is a font in the sizes that were asked for.
type typeface struct {
	data  []byte
	mu    sync.Mutex
	font  *opentype.Font
	sizes map[int]*sized
}

// sized is a font in one size, in pixels. Letters are drawn once.
type sized struct {
	mu     sync.Mutex
	face   font.Face
	glyphs map[rune]*glyph
}

// glyph is a drawn letter.
type glyph struct {
	left, top     int // from where it stands
	width, height int
	advance       int
	shades        []uint8
}

func (t *typeface) face(size int) *sized {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.sizes[size]; s != nil {
		return s
	}
	if t.font == nil {
		var err error
		if t.font, err = opentype.Parse(t.data); err != nil {
			panic("picture: the embedded font: " + err.Error())
		}
		t.sizes = map[int]*sized{}
	}
	face, err := opentype.NewFace(t.font, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("picture: the embedded font: " + err.Error())
	}
	s := &sized{face: face, glyphs: map[rune]*glyph{}}
	t.sizes[size] = s
	return s
}

// width returns how wide a text is, in pixels.
func (t *typeface) width(size int, s string) int {
	face := t.face(size)
	n := 0
	for _, r := range s {
		n += face.glyph(r).advance
	}
	return n
}

func (s *sized) glyph(r rune) *glyph {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.glyphs[r]; g != nil {
		return g
	}
	g := &glyph{}
	bounds, mask, at, advance, ok := s.face.Glyph(fixed.Point26_6{}, r)
	if ok {
		*g = glyph{left: bounds.Min.X, top: bounds.Min.Y, width: bounds.Dx(), height: bounds.Dy(), advance: advance.Round()}
		g.shades = make([]uint8, g.width*g.height)
		alpha := mask.(*image.Alpha)
		for y := range g.height {
			for x := range g.width {
				g.shades[y*g.width+x] = uint8((int(alpha.AlphaAt(at.X+x, at.Y+y).A) + 42) / 85)
			}
		}
	}
	s.glyphs[r] = g
	return g
}
