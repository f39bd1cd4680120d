package build

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	"golang.org/x/net/html"

	"lofte/internal/plan"
)

// TestAddressesAsCodes reads the QR codes of the example site as a telephone would. Documents, follow-ups and kommuner
// have one, which leads to their page; others have none.
func TestAddressesAsCodes(t *testing.T) {
	site, files := example(t)
	read := 0
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() {
			continue
		}
		printed := o.View == plan.Document || o.View == plan.FollowUp || o.View == plan.Kommun
		doc, err := html.Parse(bytes.NewReader(files[o.Path]))
		if err != nil {
			t.Fatal(err)
		}
		codes := 0
		for n := range doc.Descendants() {
			picture, ok := strings.CutPrefix(attribute(n, "src"), "data:image/png;base64,")
			if n.Data != "img" || !ok {
				continue
			}
			codes++
			if attribute(n, "class") != "print-only" || attribute(n, "alt") == "" {
				t.Errorf("%s: the code is not for paper alone, or has no alternative", o.Path)
			}
			data, err := base64.StdEncoding.DecodeString(picture)
			if err != nil {
				t.Fatalf("%s: %v", o.Path, err)
			}
			code, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("%s: %v", o.Path, err)
			}
			side := fmt.Sprint(code.Bounds().Dx())
			if attribute(n, "width") != side || attribute(n, "height") != side {
				t.Errorf("%s: the code is %s pixels wide, and the page says otherwise", o.Path, side)
			}
			if got, want := readCode(t, code), "https://medborgarloften.example/"+o.URL(); got != want {
				t.Errorf("%s: the code leads to %s", o.Path, got)
			}
			read++
		}
		if codes > 1 || codes == 1 != printed {
			t.Errorf("%s has %d codes", o.Path, codes)
		}
	}
	if read < 20 {
		t.Errorf("only %d codes were read", read)
	}
}

func readCode(t *testing.T, code image.Image) string {
	t.Helper()
	const module, margin = 4, 16
	side := module*code.Bounds().Dx() + 2*margin
	paper := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.NearestNeighbor.Scale(paper, image.Rect(margin, margin, side-margin, side-margin), code, code.Bounds(), draw.Src, nil)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(paper)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}
