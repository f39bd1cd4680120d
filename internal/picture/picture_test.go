package picture

import (
	"bytes"
	"compress/zlib"
	"image/png"
	"io"
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

// TestRuns holds runs of every length, between bytes of every kind, against the library's reader.
func TestRuns(t *testing.T) {
	var want []byte
	var r runs
	r.begin()
	for n := range 1100 {
		zeros := n % 3 * n
		want = append(want, make([]byte, zeros)...)
		r.zeros(zeros)
		some := append(bytes.Repeat([]byte{byte(n * 7)}, n%600), byte(n), byte(n/2), 0)
		want = append(want, some...)
		r.write(some)
	}
	read, err := zlib.NewReader(bytes.NewReader(r.end()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(read)
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes came back of %d: %v", len(got), len(want), err)
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
