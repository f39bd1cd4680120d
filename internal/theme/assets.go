package theme

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/svg"
)

// published is where a file of the theme stands in the site.
type published struct {
	path      string // with a hash of its content, but for a file that has one already
	integrity string // for those who load it from another site (Subresource Integrity)
}

// embed is the folder within static/ of what other sites load. It stands at the same place in the site,
// where each file has two names: its own, at which it may be another one after the next build, and one with a
// hash of its content. A file whose name has a hash already is an earlier version, and has no other name.
const embed = "embed/"

var hashed = regexp.MustCompile(`\.[0-9a-f]{10}\.[a-z]+$`)

// prepareAssets minifies the theme's files and gives them their names in the site, by path within static/.
func (l *loader) prepareAssets(t *Theme) map[string]published {
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
	names := map[string]published{}
	for _, p := range paths {
		f := l.files[p]
		short := strings.TrimPrefix(p, static)
		data := f.data
		folder := "assets/"
		if strings.HasPrefix(short, embed) {
			folder = ""
		}
		kind := map[string]string{".css": "text/css", ".svg": "image/svg+xml"}[path.Ext(p)]
		if kind == "text/css" {
			data = hashedURLs(data, path.Dir(short), strings.Count(folder+short, "/"), names)
		}
		if kind != "" {
			// What cannot be minified is used as it is; browsers make the best of it, too.
			if small, err := m.Bytes(kind, data); err == nil {
				data = small
			}
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(short)
		at := published{path: folder + strings.TrimSuffix(short, ext) + "." + hex.EncodeToString(sum[:5]) + ext}
		if folder == "" {
			sum := sha512.Sum384(data)
			at.integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
			if hashed.MatchString(short) {
				at.path = short
			} else {
				t.assets = append(t.assets, Asset{short, data})
			}
		}
		names[short] = at
		t.assets = append(t.assets, Asset{at.path, data})
	}
	return names
}

var cssURL = regexp.MustCompile(`url\(\s*["']?([^"')\s]+)["']?\s*\)`)

// hashedURLs replaces the addresses of the theme's own files in a stylesheet by their hashed ones. The
// stylesheet is in dir of the theme, and so many folders deep in the site.
func hashedURLs(data []byte, dir string, deep int, names map[string]published) []byte {
	return cssURL.ReplaceAllFunc(data, func(match []byte) []byte {
		written := string(cssURL.FindSubmatch(match)[1])
		hashed, ok := names[path.Join(dir, written)]
		if !ok {
			return match
		}
		up := strings.Repeat("../", deep)
		return []byte(`url("` + up + hashed.path + `")`)
	})
}
