package picture

import (
	"image"
	"sync"
	"sync/atomic"

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
	usual [0x180]atomic.Pointer[glyph] // nearly all texts are made of these

	mu     sync.Mutex
	face   font.Face
	others map[rune]*glyph
}

// glyph is a drawn letter.
type glyph struct {
	left, top int // from where it stands
	height    int
	advance   int
	shades    [4][]byte // its rows, packed as a canvas has them, with 0 to 3 empty pixels in front of each
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
	s := &sized{face: face, others: map[rune]*glyph{}}
	t.sizes[size] = s
	return s
}

// width returns how wide a text is, in pixels.
func (s *sized) width(text string) int {
	n := 0
	for _, r := range text {
		n += s.glyph(r).advance
	}
	return n
}

func (s *sized) glyph(r rune) *glyph {
	usual := int(r) < len(s.usual)
	if usual {
		if g := s.usual[r].Load(); g != nil {
			return g
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if usual {
		g := s.draw(r)
		s.usual[r].Store(g)
		return g
	}
	g := s.others[r]
	if g == nil {
		g = s.draw(r)
		s.others[r] = g
	}
	return g
}

func (s *sized) draw(r rune) *glyph {
	bounds, mask, at, advance, ok := s.face.Glyph(fixed.Point26_6{}, r)
	if !ok {
		return &glyph{}
	}
	g := &glyph{left: bounds.Min.X, top: bounds.Min.Y, height: bounds.Dy(), advance: advance.Round()}
	alpha := mask.(*image.Alpha)
	for before := range g.shades {
		width := (before + bounds.Dx() + 3) / 4
		g.shades[before] = make([]byte, width*g.height)
		for y := range g.height {
			line := g.shades[before][y*width:]
			for x := range bounds.Dx() {
				shade := (int(alpha.AlphaAt(at.X+x, at.Y+y).A) + 42) / 85
				line[(before+x)/4] |= byte(shade << (6 - 2*((before+x)%4)))
			}
		}
	}
	return g
}
