package picture

import (
	"bytes"
	"image/png"
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
		if err := Draw(&out, card); err != nil {
			t.Fatal(err)
		}
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
	if err := Draw(&want, exempelby); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 4 {
				var other, got bytes.Buffer
				if Draw(&other, Card{Name: "Ø", Text: "x"}) != nil || Draw(&got, exempelby) != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
					t.Error("the same card gives other bytes")
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkDraw(b *testing.B) {
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Draw(&out, exempelby); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "bytes")
}
