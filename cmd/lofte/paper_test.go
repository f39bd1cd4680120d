package main

import (
	"context"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"lofte/internal/need"
)

// printed prints a page as browsers do by themselves, without backgrounds, and returns the file's path.
func printed(t *testing.T, ctx context.Context, address string) string {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	yes := true
	paper, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, paper.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// onPaper returns what stands on the pages of a PDF, as it stands there.
func onPaper(t *testing.T, path string) []string {
	t.Helper()
	out, err := exec.Command(need.Program(t, "pdftotext"), "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(string(out), "\f")
	return pages[:len(pages)-1] // each ends in a form feed
}

// pictures returns the pages of a PDF as a printer of 200 dots to the inch draws them.
func pictures(t *testing.T, path string) []image.Image {
	t.Helper()
	stem := strings.TrimSuffix(path, ".pdf")
	if out, err := exec.Command(need.Program(t, "pdftoppm"), "-r", "200", "-gray", "-png", path, stem).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	names, err := filepath.Glob(stem + "-*.png")
	if err != nil {
		t.Fatal(err)
	}
	var pages []image.Image
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, picture)
	}
	return pages
}

// words are the texts of a PDF's pages in one, with single spaces.
func words(pages []string) string { return strings.Join(strings.Fields(strings.Join(pages, " ")), " ") }

// TestPaper holds what documents and follow-ups of the example site say when they are printed, and on how many pages.
func TestPaper(t *testing.T) {
	ctx, _ := browser(t)
	_, address := host(t)
	chrome := []string{"Hoppa till innehållet", "År för år", "Öppna data", "Tillgänglighetsredogörelse", "Prenumerera", "Föregående", "Vad betyder lägena?"}
	for _, c := range []struct {
		url       string
		most      int // pages
		has, lack []string
	}{
		{"katrineholm/2022-2023/", 3,
			[]string{"Gäller inte längre 1 januari 2022 till 31 december 2023", "Kommunen och polisen lovar gemensamt", "Plats: Centrum, Norr, Nävertorp",
				"0 av 6 utlovade uppföljningar", "Uppföljning för tertial 3 2023 saknas", "(https://www.katrineholm.se)"},
			[]string{"utan uppgift", "Ingen har berättat", "Samma löfte", "Ändring:", "Jämför", "Undertecknare", "Underskrift", "Ort och datum"}},
		{"exempelby/2026/", 3,
			[]string{"Undertecknat den 15 december 2025.", "Erik Fabel", "Kommunstyrelsens ordförande", "Mål: minst 90 kvällar", "Polisen lovar Exempelby kommun lovar",
				"(https://exempelby.example/medborgarlofte-2026)", "Arket visar löftena."},
			[]string{"Underskrift", "Ort och datum", "1 uppfyllt", "Pågår", "Vad det ledde till", "Antal:"}},
		{"exempelby/2026/t1/", 3,
			[]string{"Uppföljning av Exempelbys medborgarlöfte 2026", "3 löften har ingen uppgift i denna uppföljning.", "Pågår", "Antal: 31", "Mål: minst 90 kvällar",
				"Inte påbörjat", "Parternas egna ord: ”Något efter”", "Kommentar:", "Vad det ledde till: Ingen uppgift", "Ingen uppgift i denna uppföljning", "Gå trygghetsvandringar"},
			[]string{"Vad betyder antal mot mål", "I dokumentet"}},
		{"exempelby/", 6, []string{"Vad det ledde till: Ingen uppgift", "Ingen har berättat något om löftet."}, nil},
	} {
		pages := onPaper(t, printed(t, ctx, address+c.url))
		text := words(pages)
		if len(pages) > c.most {
			t.Errorf("%s takes %d pages", c.url, len(pages))
		}
		for i, p := range pages {
			if number := regexp.MustCompile(`(\d+) \((\d+)\)\s*$`).FindStringSubmatch(p); number == nil || number[1] != string(rune('1'+i)) {
				t.Errorf("page %d of %s is not numbered", i+1, c.url)
			}
		}
		for _, s := range append(c.has, "Sidan på webben: https://medborgarloften.example/"+c.url) {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q on paper:\n%s", c.url, s, text)
			}
		}
		for _, s := range append(c.lack, chrome...) {
			if strings.Contains(text, s) {
				t.Errorf("%s says %q on paper", c.url, s)
			}
		}
	}
}

// TestPaperToSign prints a document that is yet to be signed: both parties beside each other, and lines to sign on.
func TestPaperToSign(t *testing.T) {
	ctx, _ := browser(t)
	_, address := hostFiles(t, fstest.MapFS{
		"lofte.toml":           {Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")},
		"content/by/_index.md": {Data: []byte("+++\ntitle = \"By\"\n+++\n")},
		"content/by/2027.md": {Data: []byte(`+++
from = 2027-01-01
to = 2027-12-31

[[signatory]]
name = "Erik Fabel"
role = "Chef för lokalpolisområdet"
party = "polisen"

[[signatory]]
name = "Disa Saga"
role = "Kommunstyrelsens ordförande"
party = "kommunen"
+++

Vi har frågat [invånarna](https://fraga.example/svar?ar=2026) och läst https://laget.example/ i höst.
Förra året stod det [något annat](../by/_index.md).

## Polisen lovar

- Gå till fots varje fredag.
- Gå till fots varje lördag.
- Gå till fots varje söndag.

## Kommunen lovar

- Hålla fritidsgården öppen.

## Så följs löftet upp

Vi berättar i maj.
`)}})
	path := printed(t, ctx, address+"by/2027/")
	pages := onPaper(t, path)
	if len(pages) != 1 {
		t.Errorf("it takes %d pages", len(pages))
	}
	text := words(pages)
	if !regexp.MustCompile(`Polisen lovar +Kommunen lovar\n`).MatchString(pages[0]) {
		t.Errorf("the parties do not stand beside each other:\n%s", pages[0])
	}
	for s, n := range map[string]int{"Underskrift": 2, "Ort och datum": 2, "Erik Fabel": 1, "Undertecknat": 0,
		"(https://fraga.example/svar?ar=2026)": 1, "https://laget.example/": 1, "något annat.": 1, "_index": 0} {
		if got := strings.Count(text, s); got != n {
			t.Errorf("it says %q %d times, not %d:\n%s", s, got, n, pages[0])
		}
	}
	if got := paperCode(t, pictures(t, path)[0]); got != "https://example.se/by/2027/" {
		t.Errorf("the code on the paper leads to %s", got)
	}
}

// paperCode reads the QR code on a page.
func paperCode(t *testing.T, page image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

// TestPaperIsBlackOnWhite prints the same whatever colours the screen has, and the marks of statuses although
// backgrounds are not printed.
func TestPaperIsBlackOnWhite(t *testing.T) {
	ctx, _ := browser(t)
	_, address := host(t)
	var pages [][]image.Image
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, pictures(t, printed(t, ctx, address+"exempelby/2026/t1/")))
	}
	if len(pages[0]) != len(pages[1]) {
		t.Fatalf("it takes %d pages in light colours and %d in dark ones", len(pages[0]), len(pages[1]))
	}
	for i := range pages[0] {
		if light, dark := ink(pages[0][i]), ink(pages[1][i]); light != dark || light == 0 {
			t.Errorf("page %d has %d dark pixels in light colours and %d in dark ones", i+1, light, dark)
		}
	}
	without := `(() => { for (const sheet of document.styleSheets) sheet.insertRule("@media print { .mark { visibility: hidden } }", sheet.cssRules.length); return true })()`
	ask[bool](t, ctx, without)
	yes := true
	paper, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bare.pdf")
	if err := os.WriteFile(path, paper.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	if bare, marked := ink(pictures(t, path)[0]), ink(pages[0][0]); marked < bare+500 {
		t.Errorf("the marks are not printed: %d dark pixels with them, %d without", marked, bare)
	}
}

// ink counts the dark pixels of a page.
func ink(page image.Image) int {
	n := 0
	for y := range page.Bounds().Dy() {
		for x := range page.Bounds().Dx() {
			if r, _, _, _ := page.At(x, y).RGBA(); r < 0x6000 {
				n++
			}
		}
	}
	return n
}
