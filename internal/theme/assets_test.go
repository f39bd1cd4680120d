package theme

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/config"
	"lofte/internal/diag"
)

// TestEmbedFiles holds that what other sites load stands at its own name and at one that never has another
// content, is small, and does nothing that the documentation rules out.
func TestEmbedFiles(t *testing.T) {
	files := map[string][]byte{}
	for _, a := range load(t).Assets() {
		if files[a.Path] != nil {
			t.Errorf("%s is there twice", a.Path)
		}
		files[a.Path] = a.Data
	}
	for _, name := range []string{"js", "css"} {
		own := files["embed/v1."+name]
		twins := 0
		for path, data := range files {
			if regexp.MustCompile(`^embed/v1\.[0-9a-f]{10}\.`+name+`$`).MatchString(path) && bytes.Equal(data, own) {
				twins++
			}
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(own)
		_ = z.Close()
		if twins != 1 || len(own) == 0 || packed.Len() >= 5<<10 {
			t.Errorf("embed/v1.%s: %d with a hash, %d bytes packed", name, twins, packed.Len())
		}
		if found := regexp.MustCompile(`cookie|Storage|indexedDB|caches|innerHTML|insertAdjacent|\beval\b|Function\(|import[ (]|https?://|url\([^"]|@import`).Find(own); found != nil {
			t.Errorf("embed/v1.%s has %q", name, found)
		}
	}
}

// TestEarlierEmbedFiles holds that an earlier version of such a file is published as it is, and that a
// stylesheet there finds the theme's other files.
func TestEarlierEmbedFiles(t *testing.T) {
	var problems diag.List
	cfg := config.Default()
	cfg.Theme = "vart"
	theme, ok, err := Load(fstest.MapFS{
		"themes/vart/static/embed/v1.0123456789.js": {Data: []byte("earlier")},
		"themes/vart/static/embed/v1.css":           {Data: []byte("a { background: url(../css/prick.png) }")},
		"themes/vart/static/css/prick.png":          {Data: []byte("png")},
		"themes/vart/layouts/notfound.html":         {Data: []byte(`{{define "main"}}{{integrity "embed/v1.0123456789.js"}} {{asset "embed/v1.0123456789.js"}}{{end}}`)},
	}, cfg, &problems)
	if err != nil || !ok {
		t.Fatalf("%v %v", err, problems.Sorted())
	}
	earlier, found := 0, ""
	for _, a := range theme.Assets() {
		if string(a.Data) == "earlier" {
			earlier++
		}
		if a.Path == "embed/v1.css" {
			found = string(a.Data)
		}
	}
	if earlier != 1 || !regexp.MustCompile(`url\("?\.\./assets/css/prick\.[0-9a-f]{10}\.png"?\)`).MatchString(found) {
		t.Errorf("the earlier file is there %d times, and the stylesheet is %s", earlier, found)
	}
	var page bytes.Buffer
	if err := theme.Execute("notfound", &page, views["notfound"]); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum384([]byte("earlier"))
	if want := "sha384-" + strings.ReplaceAll(base64.StdEncoding.EncodeToString(sum[:]), "+", "&#43;") + " embed/v1.0123456789.js"; !strings.Contains(page.String(), want) {
		t.Errorf("the page has not %s: %s", want, page.String())
	}
}
