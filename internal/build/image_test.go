package build

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"lofte/internal/day"
)

// pictured builds a site of texts and of images, which have a name and a size.
func pictured(t *testing.T, texts map[string]string, images map[string]image.Point) map[string][]byte {
	t.Helper()
	site := fstest.MapFS{"lofte.toml": &fstest.MapFile{Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")}}
	for name, text := range texts {
		site[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, size := range images {
		var data bytes.Buffer
		var err error
		if strings.HasSuffix(name, ".png") {
			err = png.Encode(&data, image.NewGray(image.Rectangle{Max: size}))
		} else {
			err = jpeg.Encode(&data, image.NewGray(image.Rectangle{Max: size}), nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		site[name] = &fstest.MapFile{Data: data.Bytes()}
	}
	s, err := Read(Options{Site: site, Now: day.New(2026, 2, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Problems {
		t.Errorf("%s: %s", p.Path, p.Message)
	}
	var made kept
	if err := s.Render(context.Background(), &made); err != nil {
		t.Fatal(err)
	}
	return made.files
}

const (
	ort   = "+++\ntitle = \"Ort\"\n+++\n"
	lofte = "from = 2026-01-01\nto = 2026-12-31\n"
)

// TestImagesComeInWidths shows images in each of the ways that there are, and holds which files come of them.
func TestImagesComeInWidths(t *testing.T) {
	files := pictured(t, map[string]string{
		"content/_index.md":           "+++\n+++\n\n![Torg](<ort/2026/torg, stort.jpg>)\n\n![Torg](<ort/2026/torg, stort.jpg>)\n",
		"content/om.md":               "+++\ntitle = \"Om\"\n+++\n\nText.\n\n![a](/hus.png) [En karta](/karta.jpg)\n",
		"content/ort/_index.md":       ort,
		"content/ort/2026/index.md":   "+++\n" + lofte + "image = { file = \"torg, stort.jpg\", alt = \"Torg\" }\n+++\n\n## Polisen lovar\n\n- Gå ![b](liten.jpg) {#ga}\n",
		"content/ort/nyheter/nytt.md": "+++\ntitle = \"Nytt\"\ndate = 2026-01-02\nimage = { file = \"nytt.JPG\", alt = \"Nytt\" }\n+++\n",
		"content/ort/nyheter/sen.md":  "+++\ntitle = \"Sedan\"\ndate = 2026-01-02\ndraft = true\nimage = { file = \"sen.jpg\", alt = \"Sen\" }\n+++\n",
	}, map[string]image.Point{
		"content/ort/2026/torg, stort.jpg": {2000, 1500},
		"content/ort/2026/liten.jpg":       {799, 10},
		"content/ort/nyheter/nytt.JPG":     {1599, 10},
		"content/ort/nyheter/sen.jpg":      {2000, 10},
		"content/ort/nyheter/ovrig.jpg":    {2000, 10},
		"static/hus.png":                   {800, 4000},
		"static/karta.jpg":                 {2000, 10},
	})
	var got []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		config, _, err := image.DecodeConfig(bytes.NewReader(files[name]))
		if err == nil && !strings.HasSuffix(name, "delning.png") {
			got = append(got, name+" "+image.Pt(config.Width, config.Height).String())
		}
	}
	want := []string{
		"hus.640w.png (640,3200)", "hus.png (800,4000)", "karta.jpg (2000,10)", "ort/2026/liten.jpg (799,10)",
		"ort/2026/torg, stort.1280w.jpg (1280,960)", "ort/2026/torg, stort.640w.jpg (640,480)", "ort/2026/torg, stort.960w.jpg (960,720)",
		"ort/2026/torg, stort.jpg (2000,1500)", "ort/nyheter/nytt.640w.JPG (640,4)", "ort/nyheter/nytt.960w.JPG (960,6)",
		"ort/nyheter/nytt.JPG (1599,10)", "ort/nyheter/ovrig.jpg (2000,10)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("images (-want +got):\n%s", diff)
	}
	const sizes = ` sizes="(min-width: 43.5rem) 40rem, 92vw"`
	for page, want := range map[string][]string{
		"ort/2026/": {
			`<img src="../../ort/2026/torg,%20stort.1280w.jpg" srcset="../../ort/2026/torg%2C%20stort.640w.jpg 640w, ../../ort/2026/torg%2C%20stort.960w.jpg 960w, ../../ort/2026/torg%2C%20stort.1280w.jpg 1280w"` + sizes + ` alt="Torg" width="640" height="480" decoding="async"/>`,
			`<img src="../../ort/2026/liten.jpg" width="640" height="8" loading="lazy" decoding="async" alt="b"/>`,
		},
		"ort/nyheter/nytt/": {`<img src="../../../ort/nyheter/nytt.JPG" srcset="../../../ort/nyheter/nytt.640w.JPG 640w, ../../../ort/nyheter/nytt.960w.JPG 960w, ../../../ort/nyheter/nytt.JPG 1599w"` + sizes + ` alt="Nytt" width="640" height="4" decoding="async"/>`},
		"om/":               {`<img src="../hus.png" srcset="../hus.640w.png 640w, ../hus.png 800w"` + sizes + ` width="640" height="3200" loading="lazy" decoding="async" alt="a"/>`},
	} {
		if diff := cmp.Diff(want, imagesOf(t, files[page+"index.html"])); diff != "" {
			t.Errorf("images on %s (-want +got):\n%s", page, diff)
		}
	}
	if front := imagesOf(t, files["index.html"]); len(front) != 2 || strings.Contains(front[0], "lazy") || !strings.Contains(front[1], "lazy") {
		t.Errorf("the front page does not load the image at its beginning at once, and the other when it is needed: %s", front)
	}
	if feed := string(files["feed.xml"]); strings.Contains(feed, "srcset") || !strings.Contains(feed, "https://example.se/ort/2026/torg,%20stort.1280w.jpg") {
		t.Error("the feed has not the largest width alone")
	}
}

// TestImagesOfTranslations shows images in a text, in its translation and in both: each is made once, and stands in no
// language's folder.
func TestImagesOfTranslations(t *testing.T) {
	files := pictured(t, map[string]string{
		"lofte.toml":            "title = \"Löften\"\nbase_url = \"https://example.se/\"\nlanguages = [\"sv\", \"en\"]\n",
		"content/om.md":         "+++\ntitle = \"Om\"\n+++\n\n![a](/bada.png) ![b](/svensk.png)\n",
		"content/om.en.md":      "+++\ntitle = \"About\"\n+++\n\n![a](/bada.png) ![b](/engelsk.png)\n",
		"content/ort/_index.md": ort,
	}, map[string]image.Point{"static/bada.png": {800, 40}, "static/svensk.png": {800, 40}, "static/engelsk.png": {800, 40}})
	var got []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.Contains(name, "640w") {
			got = append(got, name)
		}
	}
	if diff := cmp.Diff([]string{"bada.640w.png", "engelsk.640w.png", "svensk.640w.png"}, got); diff != "" {
		t.Errorf("widths (-want +got):\n%s", diff)
	}
	if images := strings.Join(imagesOf(t, files["en/om/index.html"]), ""); !strings.Contains(images, `srcset="../../bada.640w.png 640w`) || !strings.Contains(images, `srcset="../../engelsk.640w.png 640w`) {
		t.Errorf("the translation shows %s", images)
	}
}

// imagesOf returns the img elements of a page, but its QR code.
func imagesOf(t *testing.T, page []byte) (list []string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data != "img" || attribute(n, "class") == "print-only" {
			continue
		}
		var b strings.Builder
		if err := html.Render(&b, n); err != nil {
			t.Fatal(err)
		}
		list = append(list, b.String())
	}
	return list
}
