package serve

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"os"
	"strings"
	"testing"
)

func pictureOf(t *testing.T, wide, high int) []byte {
	t.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, wide, high))); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// TestImagesAreMadeOnce holds that an image is made in a width again only when it is another.
func TestImagesAreMadeOnce(t *testing.T) {
	var m images
	made := func(path string, data []byte, width int) *byte {
		t.Helper()
		file, err := m.of(path, data, width)
		if err != nil || len(file) == 0 {
			t.Fatal(err)
		}
		return &file[0]
	}
	tall, wide := pictureOf(t, 1000, 500), pictureOf(t, 1000, 100)
	first := made("a.640w.png", tall, 640)
	if made("a.640w.png", bytes.Clone(tall), 640) != first {
		t.Error("the same image is made again")
	}
	second := made("a.640w.png", wide, 640)
	if second == first {
		t.Error("another image at the same address is not made")
	}
	if made("a.640w.png", wide, 640) != second {
		t.Error("the second image is made again")
	}
	m.size = maxKept
	if made("b.640w.png", tall, 640); len(m.made) != 1 || m.size > 1<<20 {
		t.Errorf("%d images of %d bytes are kept", len(m.made), m.size)
	}
}

// TestPreviewOfImages asks for an image in a width, before and after it becomes another.
func TestPreviewOfImages(t *testing.T) {
	dir := smallSite(t)
	text, err := os.ReadFile(dir + "/" + doc)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir+"/content/k0001/2023/bild.png", string(pictureOf(t, 1000, 500)))
	writeFile(t, dir+"/"+doc, string(text)+"\n![Torget](bild.png)\n")
	l := serveLive(t, dir)
	ask := func() image.Config {
		t.Helper()
		answer, err := http.Get("http://" + l.address + "/k0001/2023/bild.640w.png")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		if got := answer.Header.Get("Content-Type") + ", " + answer.Header.Get("Cache-Control"); got != "image/png, no-cache" {
			t.Errorf("the headers are %s", got)
		}
		config, err := png.DecodeConfig(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return config
	}
	if _, page := l.get("/k0001/2023/"); !strings.Contains(page, "bild.640w.png 640w") {
		t.Error("the page does not show the image in widths")
	}
	if got := ask(); got.Width != 640 || got.Height != 320 {
		t.Errorf("it is %d × %d", got.Width, got.Height)
	}
	writeFile(t, dir+"/content/k0001/2023/bild.png", string(pictureOf(t, 1000, 100)))
	if got := ask(); got.Width != 640 || got.Height != 64 {
		t.Errorf("afterwards it is %d × %d", got.Width, got.Height)
	}
}
