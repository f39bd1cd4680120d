package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/svg"
)

// prepareAssets minifies the theme's files and gives them their names in the site. It returns the
// names by path within static/.
func (l *loader) prepareAssets(t *Theme) map[string]string {
	m := minify.New()
	m.Add("text/css", &css.Minifier{})
	m.Add("image/svg+xml", &svg.Minifier{})
	var paths []string
	for p := range l.files {
		if strings.HasPrefix(p, static) {
			paths = append(paths, p)
		}
	}
	// Stylesheets come last: they name other files.
	slices.SortFunc(paths, func(a, b string) int {
		if x, y := path.Ext(a) == ".css", path.Ext(b) == ".css"; x != y {
			if x {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	names := map[string]string{}
	for _, p := range paths {
		f := l.files[p]
		short := strings.TrimPrefix(p, static)
		data := f.data
		kind := map[string]string{".css": "text/css", ".svg": "image/svg+xml"}[path.Ext(p)]
		if kind == "text/css" {
			data = hashedURLs(data, path.Dir(short), names)
		}
		if kind != "" {
			// What cannot be minified is used as it is; browsers make the best of it, too.
			if small, err := m.Bytes(kind, data); err == nil {
				data = small
			}
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(short)
		names[short] = "assets/" + strings.TrimSuffix(short, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		t.assets = append(t.assets, Asset{names[short], data})
	}
	slices.SortFunc(t.assets, func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
	return names
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')\s]+)["']?\s*\)`)

// hashedURLs replaces the addresses of the theme's own files in a stylesheet in dir by their hashed
// ones.
func hashedURLs(data []byte, dir string, names map[string]string) []byte {
	return cssURL.ReplaceAllFunc(data, func(match []byte) []byte {
		written := string(cssURL.FindSubmatch(match)[1])
		hashed, ok := names[path.Join(dir, written)]
		if !ok {
			return match
		}
		up := strings.Repeat("../", strings.Count(path.Join("assets", dir), "/")+1)
		return []byte(`url("` + up + hashed + `")`)
	})
}
