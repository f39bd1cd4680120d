package picture

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
)

var exempelby = Card{
	Site: "Medborgarlöften",
	Name: "Exempelby",
	What: "Exempelbys medborgarlöfte 2026",
	Text: "13 löften: 1 uppfyllt, 8 pågår, 1 inte påbörjat och 3 utan uppgift",
	Bar:  []Stretch{{"kept", 1}, {"partly-kept", 1}, {"ongoing", 4}, {"not-started", 1}, {"not-kept", 2}, {"cancelled", 1}, {"unreported", 3}},
}

func TestDraw(t *testing.T) {
	for name, card := range map[string]Card{
		"usual":   exempelby,
		"nothing": {},
		"long": {
			Site: strings.Repeat("Medborgarlöften ", 20), Name: "Upplands-Bro och alla dess många små stadsdelar vid sjön",
			What: strings.Repeat("lång ", 80), Text: strings.Repeat("23 uppfyllda ", 60), Bar: []Stretch{{"kept", 1_000_000}, {"unknown", 1}},
		},
		"one word": {Name: strings.Repeat("å", 500), Text: strings.Repeat("ö", 500)},
		"strange":  {Name: "Ŋâŋđ 🙂\n\x00\xff", Text: "\u202e\u0301"},
	} {
		var out bytes.Buffer
		Draw(&out, card)
		m, err := png.Decode(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if b := m.Bounds(); b.Dx() != Width || b.Dy() != Height {
			t.Errorf("%s is %v", name, b)
		}
		for y := range Height {
			if m.At(2, y) != m.At(0, 0) || m.At(Width-3, y) != m.At(0, 0) {
				t.Fatalf("%s has ink on its edge in row %d", name, y)
			}
		}
		if out.Len() > 40_000 {
			t.Errorf("%s has %d bytes", name, out.Len())
		}
		if to := os.Getenv("LOFTE_PICTURES"); to != "" {
			if err := os.WriteFile(to+"/"+name+".png", out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestDrawIsTheSame holds that neither what was drawn before nor what is drawn meanwhile is seen.
func TestDrawIsTheSame(t *testing.T) {
	var want bytes.Buffer
	Draw(&want, exempelby)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 4 {
				var other, got bytes.Buffer
				Draw(&other, Card{Name: "Ø", Text: "x"})
				Draw(&got, exempelby)
				if !bytes.Equal(got.Bytes(), want.Bytes()) {
					t.Error("the same card gives other bytes")
				}
			}
		})
	}
	wg.Wait()
}

// TestPNG holds pictures of all kinds of rows, the like of which no card has, against the library's reader.
func TestPNG(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		c := new(canvas)
		for y := 1; y < Height; y++ {
			c.rows[y] = c.rows[y-1]
			first := margin + random.IntN(len(row{})-2*margin)
			s := span{first, first + random.IntN(len(row{})-margin-first+1), random.IntN(4) == 0}
			c.drawn[y] = span{margin, len(row{}) - margin, s.hatched}
			some, period := 1+random.IntN(1<<random.IntN(8)), 1+random.IntN(9)
			for i := s.from; i < s.to; i++ {
				switch {
				case random.IntN(some) == 0:
					c.rows[y][i] = byte(random.Uint32())
				case i >= margin+period:
					c.rows[y][i] = c.rows[y][i-period]
				}
			}
			if random.IntN(20) == 0 {
				c.rows[y], c.drawn[y] = row{}, span{}
			}
		}
		var out bytes.Buffer
		c.png(&out)
		m, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		shown := m.(*image.Paletted)
		for y := range Height {
			for x := range Width {
				if want := c.rows[y][x/4] >> (6 - 2*(x%4)) & 3; shown.ColorIndexAt(x, y) != want {
					t.Fatalf("the pixel at %d, %d is %d, want %d", x, y, shown.ColorIndexAt(x, y), want)
				}
			}
		}
	}
}

func TestDarker(t *testing.T) {
	for a := range 256 {
		for b := range 256 {
			want := 0
			for shift := 0; shift < 8; shift += 2 {
				want |= max(a>>shift&3, b>>shift&3) << shift
			}
			if got := darker(byte(a), byte(b)); int(got) != want {
				t.Fatalf("darker(%08b, %08b) is %08b, want %08b", a, b, got, want)
			}
		}
	}
}

// TestStamp holds every width and place of a stamp against the pixels of its stencil.
func TestStamp(t *testing.T) {
	s := stencils().bars["not-kept"]
	for x0 := 80; x0 < 90; x0++ {
		for x1 := x0 - 2; x1 < x0+14; x1++ {
			c := new(canvas)
			c.stamp(s, x0, x1)
			for i, of := range s.rows {
				for x := range Width {
					want := of[x/4] >> (6 - 2*(x%4)) & 3
					if x < x0 || x >= x1 {
						want = 0
					}
					if got := c.rows[s.top+i][x/4] >> (6 - 2*(x%4)) & 3; got != want {
						t.Fatalf("from %d to %d, the pixel at %d, %d is %d, want %d", x0, x1, x, s.top+i, got, want)
					}
				}
			}
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		Draw(&out, exempelby)
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}
