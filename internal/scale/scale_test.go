package scale

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/image/draw"
)

// scene is a picture with slopes, edges and fine lines, and the grain of a photo.
func scene(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			c := color.RGBA{uint8(255 * x / width), uint8(255 * y / height), 96, 255}
			if (x/37+y/29)%5 == 0 {
				c.B = 230
			}
			if x > width/2 && (x+2*y)%11 < 3 {
				c = color.RGBA{20, 24, 40, 255}
			}
			c.R, c.G = c.R/2+uint8(r.IntN(16)), c.G/2+uint8(r.IntN(16))
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// made returns a picture in one width.
func made(t *testing.T, data []byte, width int) (image.Image, []byte) {
	t.Helper()
	var out []byte
	err := Widths(data, []int{width}, func(_ int, file []byte) error { out = file; return nil })
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := image.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return m, out
}

// apart returns by how much two pictures of one size differ, as the root of the mean square of 0 to 255.
func apart(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("one is %v and the other %v", a.Bounds().Size(), b.Bounds().Size())
	}
	sum, n := 0.0, 0.0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.NRGBAModel.Convert(a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y)).(color.NRGBA)
			for _, d := range []float64{float64(p.R) - float64(q.R), float64(p.G) - float64(q.G), float64(p.B) - float64(q.B), float64(p.A) - float64(q.A)} {
				sum += d * d
				n++
			}
		}
	}
	return math.Sqrt(sum / n)
}

// TestAsTheLibraryDoes holds what is made against golang.org/x/image/draw, whose kernel is the same.
func TestAsTheLibraryDoes(t *testing.T) {
	m := scene(1701, 1100)
	want := image.NewRGBA(image.Rect(0, 0, 1280, 828))
	draw.CatmullRom.Scale(want, want.Bounds(), m, m.Bounds(), draw.Src, nil)
	got, _ := made(t, pngOf(t, m), 1280)
	if d := apart(t, got, want); d > 0.6 {
		t.Errorf("the PNG is %.2f from the library's", d)
	}
	got, _ = made(t, jpegOf(t, m), 1280)
	if d := apart(t, got, want); d > 14 { // fine lines lose colour in JPEG
		t.Errorf("the JPEG is %.2f from the library's", d)
	}
}

func TestFormatsStay(t *testing.T) {
	palette := color.Palette{color.RGBA{}, color.RGBA{255, 255, 255, 255}, color.RGBA{20, 24, 40, 255}, color.RGBA{200, 40, 30, 255}}
	drawing := image.NewPaletted(image.Rect(0, 0, 700, 450), palette)
	stddraw.Draw(drawing, drawing.Rect, scene(700, 450), image.Point{}, stddraw.Src)
	grey := image.NewGray(image.Rect(0, 0, 700, 450))
	stddraw.Draw(grey, grey.Rect, scene(700, 450), image.Point{}, stddraw.Src)
	glass := image.NewNRGBA(image.Rect(0, 0, 700, 450))
	for y := range 450 {
		for x := range 700 {
			glass.SetNRGBA(x, y, color.NRGBA{250, 20, 10, uint8(x / 3)})
		}
	}
	deep := image.NewGray16(image.Rect(0, 0, 700, 450))
	stddraw.Draw(deep, deep.Rect, grey, image.Point{}, stddraw.Src)
	inks := image.NewCMYK(image.Rect(0, 0, 700, 450))
	stddraw.Draw(inks, inks.Rect, scene(700, 450), image.Point{}, stddraw.Src)
	for _, tt := range []struct {
		name string
		file []byte
		same func(image.Image) bool
	}{
		{"jpeg", jpegOf(t, scene(700, 450)), func(m image.Image) bool { _, ok := m.(*image.YCbCr); return ok }},
		{"grey jpeg", jpegOf(t, grey), func(m image.Image) bool { _, ok := m.(*image.Gray); return ok }},
		{"png", pngOf(t, scene(700, 450)), func(m image.Image) bool { _, ok := m.(*image.RGBA); return ok }},
		{"paletted png", pngOf(t, drawing), func(m image.Image) bool { p, ok := m.(*image.Paletted); return ok && len(p.Palette) == 4 }},
		{"grey png", pngOf(t, grey), func(m image.Image) bool { _, ok := m.(*image.Gray); return ok }},
		{"deep grey png", pngOf(t, deep), func(m image.Image) bool { _, ok := m.(*image.Gray); return ok }},
		{"png with alpha", pngOf(t, glass), func(m image.Image) bool {
			_, _, _, a := m.At(160, 100).RGBA()
			return a>>8 > 100 && a>>8 < 130 && color.NRGBAModel.Convert(m.At(160, 100)).(color.NRGBA).R > 240
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, file := made(t, tt.file, 320)
			if m.Bounds().Size() != image.Pt(320, 206) {
				t.Errorf("it is %v", m.Bounds().Size())
			}
			if !tt.same(m) {
				t.Errorf("it is a %T now", m)
			}
			if len(file) >= len(tt.file) {
				t.Errorf("it has %d bytes, the original %d", len(file), len(tt.file))
			}
		})
	}
}

// TestNoneGetsHeavier scales a drawing whose few colours take more room when they are mixed.
func TestNoneGetsHeavier(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 1600, 900))
	stddraw.Draw(m, m.Rect, image.White, image.Point{}, stddraw.Src)
	for y := range 900 {
		for x := range 1600 {
			if (x*x+y*y)/4000%2 == 0 {
				m.SetRGBA(x, y, color.RGBA{20, 24, 40, 255})
			}
		}
	}
	want := pngOf(t, m)
	data := slices.Insert(slices.Clone(want), pngHead, chunk("tEXt", "Author\x00Disa")...)
	if _, got := made(t, data, 1280); !bytes.Equal(got, want) {
		t.Errorf("of %d bytes %d were made", len(data), len(got))
	}
}

// TestAnyWidthsGiveTheSame makes widths together and alone: an incremental build asks for some of them.
func TestAnyWidthsGiveTheSame(t *testing.T) {
	data := jpegOf(t, scene(1900, 1000))
	together := map[int][]byte{}
	widths := []int{640, 960, 1280}
	err := Widths(data, widths, func(i int, file []byte) error { together[widths[i]] = file; return nil })
	if err != nil || len(together) != 3 {
		t.Fatal(len(together), err)
	}
	for width, want := range together {
		if _, got := made(t, data, width); !bytes.Equal(got, want) {
			t.Errorf("%d px wide it is another", width)
		}
	}
}

// withSegments puts segments into a JPEG file.
func withSegments(data []byte, list ...[]byte) []byte {
	return slices.Insert(slices.Clone(data), 2, bytes.Join(list, nil)...)
}

func segment(marker byte, body string) []byte {
	s := []byte{0xFF, marker}
	s = binary.BigEndian.AppendUint16(s, uint16(len(body)+2))
	return append(s, body...)
}

// exifSegment has an orientation and a directory of places, with a version in it and, when located, a latitude.
func exifSegment(orientation uint16, located bool, order binary.AppendByteOrder) []byte {
	tiff := []byte("MM")
	if order == binary.LittleEndian {
		tiff = []byte("II")
	}
	entry := func(tag, kind uint16, count uint32, value ...byte) {
		tiff = order.AppendUint16(tiff, tag)
		tiff = order.AppendUint16(tiff, kind)
		tiff = order.AppendUint32(tiff, count)
		tiff = append(tiff, value...)
	}
	directory := func(entries uint16) { tiff = order.AppendUint16(tiff, entries) }
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	directory(2)
	entry(0x0112, 3, 1, append(order.AppendUint16(nil, orientation), 0, 0)...)
	entry(0x8825, 4, 1, order.AppendUint32(nil, 8+2+2*12+4)...)
	tiff = append(tiff, 0, 0, 0, 0)
	directory(2)
	entry(0, 1, 4, 2, 3, 0, 0)
	if located {
		entry(2, 5, 3, 0, 0, 0, 0)
	} else {
		entry(0x1D, 2, 11, 0, 0, 0, 0)
	}
	return segment(app1, "Exif\x00\x00"+string(tiff)+"\x00\x00\x00\x00 taken at home by Disa")
}

// TestUpright takes a picture as a camera lays it in each of the eight ways. The corner that is red when it stands upright
// is at the top left, and the green one at the top right.
func TestUpright(t *testing.T) {
	red, green, blue := color.RGBA{230, 10, 10, 255}, color.RGBA{10, 220, 10, 255}, color.RGBA{20, 20, 200, 255}
	// Where the corner at the top left and that at the top right lie in the file: Exif 2.32, figure of Orientation.
	lies := map[uint16][2]image.Point{
		1: {{0, 0}, {1, 0}}, 2: {{1, 0}, {0, 0}}, 3: {{1, 1}, {0, 1}}, 4: {{0, 1}, {1, 1}},
		5: {{0, 0}, {0, 1}}, 6: {{0, 1}, {0, 0}}, 7: {{1, 1}, {1, 0}}, 8: {{1, 0}, {1, 1}},
	}
	for orientation, corners := range lies {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			upright := image.Pt(400, 300)
			in := upright
			if orientation >= 5 {
				in = image.Pt(300, 400)
			}
			m := image.NewRGBA(image.Rectangle{Max: in})
			stddraw.Draw(m, m.Rect, image.NewUniform(blue), image.Point{}, stddraw.Src)
			for i, c := range []color.RGBA{red, green} {
				at := image.Pt(corners[i].X*in.X/2, corners[i].Y*in.Y/2)
				stddraw.Draw(m, image.Rectangle{at, at.Add(in.Div(2))}, image.NewUniform(c), image.Point{}, stddraw.Src)
			}
			data := withSegments(jpegOf(t, m), exifSegment(orientation, false, order))
			about, err := Look(data)
			if want := (About{Width: 400, Height: 300, Scales: true}); err != nil || about != want {
				t.Errorf("orientation %d, %v: %+v, %v", orientation, order, about, err)
			}
			got, _ := made(t, data, 160)
			if got.Bounds().Size() != image.Pt(160, 120) {
				t.Fatalf("orientation %d: it is %v", orientation, got.Bounds().Size())
			}
			for at, want := range map[image.Point]color.RGBA{{20, 20}: red, {140, 20}: green, {20, 100}: blue, {140, 100}: blue} {
				r, g, b, _ := got.At(at.X, at.Y).RGBA()
				if max(far(r, want.R), far(g, want.G), far(b, want.B)) > 12 {
					t.Errorf("orientation %d, %v: at %v it is %d, %d, %d", orientation, order, at, r>>8, g>>8, b>>8)
				}
			}
		}
	}
}

func far(is uint32, want uint8) int {
	d := int(is>>8) - int(want)
	return max(d, -d)
}

// TestOnlyColoursAreKept gives pictures a profile and what nobody else need know.
func TestOnlyColoursAreKept(t *testing.T) {
	profile := segment(app2, "ICC_PROFILE\x00\x01\x01a profile")
	data := withSegments(jpegOf(t, scene(800, 450)), exifSegment(1, true, binary.BigEndian), profile, segment(0xFE, "a comment"), segment(app1, "http://ns.adobe.com/xap/1.0/\x00Disa"))
	if about, err := Look(data); err != nil || !about.Located {
		t.Errorf("it does not know that the picture tells where it was taken: %+v, %v", about, err)
	}
	_, got := made(t, data, 640)
	if !bytes.Contains(got, profile) {
		t.Error("the JPEG's profile is gone")
	}
	for _, secret := range []string{"Exif", "Disa", "comment"} {
		if bytes.Contains(got, []byte(secret)) {
			t.Errorf("the JPEG still has %q", secret)
		}
	}
	data = pngOf(t, scene(800, 450))
	data = slices.Insert(data, pngHead, slices.Concat(chunk("gAMA", "\x00\x00\xB1\x8F"), chunk("tEXt", "Author\x00Disa"))...)
	_, got = made(t, data, 640)
	if !bytes.Contains(got, chunk("gAMA", "\x00\x00\xB1\x8F")) || bytes.Contains(got, []byte("Disa")) {
		t.Error("of the PNG not the colours alone are kept")
	}
}

func chunk(name, body string) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	c = append(c, name+body...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE([]byte(name+body)))
}

func TestLook(t *testing.T) {
	photo, drawing := jpegOf(t, scene(300, 200)), pngOf(t, scene(300, 200))
	var moving bytes.Buffer
	if err := gif.Encode(&moving, scene(30, 20), nil); err != nil {
		t.Fatal(err)
	}
	bomb := slices.Clone(drawing)
	binary.BigEndian.PutUint32(bomb[16:], 50_000)
	binary.BigEndian.PutUint32(bomb[20:], 50_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	damaged := slices.Clone(drawing)
	damaged[len(damaged)/2] ^= 1
	for _, tt := range []struct {
		name string
		data []byte
		want About
		err  string
	}{
		{"a photo", photo, About{300, 200, true, false}, ""},
		{"one cut off", photo[:len(photo)/2], About{}, "unexpected EOF"},
		{"a drawing", drawing, About{300, 200, true, false}, ""},
		{"one cut off", drawing[:len(drawing)-9], About{}, "unexpected EOF"},
		{"one damaged", damaged, About{}, "unexpected EOF"},
		{"one that moves", slices.Insert(slices.Clone(drawing), pngHead, chunk("acTL", "\x00\x00\x00\x02\x00\x00\x00\x00")...), About{300, 200, false, false}, ""},
		{"one too large", bomb, About{50_000, 50_000, false, false}, ""},
		{"a GIF", moving.Bytes(), About{30, 20, false, false}, ""},
		{"no picture", []byte("hej"), About{}, "image: unknown format"},
		{"nothing", nil, About{}, "image: unknown format"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Look(tt.data)
			said := ""
			if err != nil {
				said = err.Error()
			}
			if got != tt.want || said != tt.err {
				t.Errorf("%+v, %q", got, said)
			}
			if !got.Scales {
				err := Widths(tt.data, []int{100}, func(_ int, file []byte) error {
					if !bytes.Equal(file, tt.data) {
						t.Error("it was scaled")
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func FuzzLook(f *testing.F) {
	f.Add(withSegments(jpegOf(f, scene(9, 5)), exifSegment(6, true, binary.BigEndian)))
	f.Add(pngOf(f, scene(9, 5)))
	f.Add([]byte("<svg viewBox='0 0 1 1'/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		about, err := Look(data)
		if err != nil && about != (About{}) {
			t.Errorf("%+v is known of what cannot be read", about)
		}
		if _, err := LookSVG(data); err == nil && about != (About{}) {
			t.Error("it is SVG and something else")
		}
		if about.Width*about.Height < 1<<16 {
			if err := Widths(data, []int{4}, func(int, []byte) error { return nil }); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestLookSVG(t *testing.T) {
	for _, tt := range []struct {
		svg  string
		want About
	}{
		{`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20px"/>`, About{Width: 30, Height: 20}},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><!-- x --><svg viewBox="0 0 300.4,150"/>`, About{Width: 300, Height: 150}},
		{`<svg width="100%" height="100%" viewBox="0 0 24 12"/>`, About{Width: 24, Height: 12}},
		{`<svg/>`, About{}},
		{`<svg width="0" height="NaN"/>`, About{}},
	} {
		if got, err := LookSVG([]byte(tt.svg)); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v", tt.svg, got, err)
		}
	}
	for _, bad := range []string{"", "hej", "<html/>", "<svg"} {
		if _, err := LookSVG([]byte(bad)); err == nil {
			t.Errorf("%q is a picture", bad)
		}
	}
}

// BenchmarkWidths makes what a page needs of a photo of twelve million pixels.
func BenchmarkWidths(b *testing.B) {
	data := jpegOf(b, scene(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		if err := Widths(data, []int{640, 960, 1280}, func(int, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLibrary scales the same photo to the largest of the widths with golang.org/x/image/draw.
func BenchmarkLibrary(b *testing.B) {
	data := jpegOf(b, scene(4000, 3000))
	b.ReportAllocs()
	for b.Loop() {
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		out := image.NewRGBA(image.Rect(0, 0, 1280, 960))
		draw.CatmullRom.Scale(out, out.Bounds(), m, m.Bounds(), draw.Src, nil)
	}
}
