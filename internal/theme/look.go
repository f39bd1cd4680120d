package theme

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lofte/internal/colour"
	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/diag"
)

// The theme's files that a look changes, and where its own stand among them.
const (
	siteCSS  = static + "css/site.css"
	embedCSS = static + embed + "v1.css"
	brand    = layouts + "partials/brand.html"
	icon     = layouts + "partials/icon.html"
)

// What WCAG 2.2 asks of text (1.4.3), and of dark colours that are made of light ones what it asks at its highest
// level (1.4.6).
const (
	enough = 4.5
	ample  = 7
)

// look changes the theme's files as the settings ask for. What the settings name and is not there, or is
// hard to read, is added to the problems.
func (l *loader) look(site fs.FS, look config.Look) {
	l.accent(look)
	l.fonts(look)
	if data, ok := l.fileOfLook(site, look.Stylesheet); ok {
		l.append(siteCSS, string(beside(data, path.Dir(look.Stylesheet.Name))))
	}
	l.signs(site, look)
}

// append adds rules behind a stylesheet.
func (l *loader) append(name, rules string) {
	f := l.files[name]
	f.data = slices.Concat(f.data, []byte("\n"+rules))
	l.files[name] = f
}

// fileOfLook reads a file that the settings name.
func (l *loader) fileOfLook(site fs.FS, f config.StaticFile) (data []byte, ok bool) {
	if f.Name == "" {
		return nil, false
	}
	data, err := fs.ReadFile(site, path.Join(content.Static, f.Name))
	if errors.Is(err, fs.ErrNotExist) {
		var near []string
		entries, _ := fs.ReadDir(site, path.Join(content.Static, path.Dir(f.Name))) // there may be no such folder
		for _, e := range entries {
			near = append(near, path.Join(path.Dir(f.Name), e.Name()))
		}
		l.problems.Errorf(f.At, diag.NoSuchFile, "there is no file %q in the folder static", f.Name).Suggest(f.Name, near)
		return nil, false
	}
	if err != nil {
		l.problems.Errorf(f.At, diag.Unreadable, "cannot be read: %s", err)
		return nil, false
	}
	return data, true
}

// accent sets the colour of links, in the pages and in what other sites show, and judges how well it is read.
// A dark one that is not given is the light one, mixed with as little white as it needs.
func (l *loader) accent(look config.Look) {
	if !look.Accent.Given && !look.AccentDark.Given {
		return
	}
	inLight, inDark, _ := strings.Cut(string(l.files[siteCSS].data), "prefers-color-scheme: dark")
	light, dark := value(inLight, "accent"), value(inDark, "accent")
	if a := look.Accent; a.Given {
		ground := grounds(inLight)
		if least := a.Least(ground...); least < enough {
			l.problems.Warnf(a.At, diag.LowContrast, "in light colours, links in %q have a contrast of %s:1, and need 4.5:1", a.String(), ratio(least)).
				Hintf("a darker shade is enough: %s = %q", "accent", a.Toward(colour.Black, enough, ground...).String())
		}
		light, dark = a.String(), a.Toward(colour.White, ample, grounds(inDark)...).String()
	}
	if a := look.AccentDark; a.Given {
		ground := grounds(inDark)
		if least := a.Least(ground...); least < enough {
			l.problems.Warnf(a.At, diag.LowContrast, "in dark colours, links in %q have a contrast of %s:1, and need 4.5:1", a.String(), ratio(least)).
				Hintf("a lighter shade is enough: %s = %q", "accent_dark", a.Toward(colour.White, enough, ground...).String())
		}
		dark = a.String()
	}
	l.append(siteCSS, ":root{--accent:"+light+"}@media (prefers-color-scheme:dark){:root{--accent:"+dark+"}}")
	l.append(embedCSS, "@media screen{.lofte{--accent:var(--lofte-accent,light-dark("+light+","+dark+"))}}")
}

// ratio writes a contrast with one decimal, which is never more than there is.
func ratio(contrast float64) string {
	return strconv.FormatFloat(math.Floor(contrast*10)/10, 'f', 1, 64)
}

// fonts puts the fonts that the settings name before the theme's own.
func (l *loader) fonts(look config.Look) {
	css := string(l.files[siteCSS].data)
	for _, f := range []struct{ property, first string }{{"font", look.Font}, {"font-promise", look.PromiseFont}} {
		if f.first != "" {
			l.append(siteCSS, ":root{--"+f.property+":"+f.first+","+value(css, f.property)+"}")
		}
	}
}

// value returns the first value of a custom property in a stylesheet, "inherit" where there is none.
func value(css, property string) string {
	match := regexp.MustCompile(`--` + property + `:\s*([^;}]+)`).FindStringSubmatch(css)
	if match == nil {
		return "inherit"
	}
	return match[1]
}

// grounds returns what links stand on in a stylesheet, as far as it says.
func grounds(css string) (list []colour.Colour) {
	for _, property := range []string{"ground", "panel"} {
		if c, ok := colour.Parse(value(css, property)); ok {
			list = append(list, c)
		}
	}
	return list
}

// beside returns a stylesheet of the folder dir in static/ so that its relative addresses lead to the same files
// from where the theme's stylesheet stands.
func beside(css []byte, dir string) []byte {
	up := strings.Repeat("../", strings.Count("assets/"+strings.TrimPrefix(siteCSS, static), "/"))
	return cssURL.ReplaceAllFunc(css, func(match []byte) []byte {
		written := string(cssURL.FindSubmatch(match)[1])
		if strings.HasPrefix(written, "/") || strings.HasPrefix(written, "#") || strings.Contains(written, ":") {
			return match
		}
		return []byte(`url("` + up + path.Join(dir, written) + `")`)
	})
}

// signs puts the site's own logo and icon in the place of the theme's. The title stands beside the logo, so that it needs
// no text of its own.
func (l *loader) signs(site fs.FS, look config.Look) {
	address := func(name string) string { return `"{{.Root}}{{asset "` + name + `"}}"` }
	if data, ok := l.fileOfLook(site, look.Favicon); ok {
		kind := strings.ToLower(path.Ext(look.Favicon.Name))
		name := l.addOfLook(look.Favicon, "favicon", data)
		l.partial(icon, `{{define "icon"}}<link rel="icon" href=`+address(name)+` type="`+map[string]string{".svg": "image/svg+xml", ".png": "image/png"}[kind]+`">{{end}}`)
	}
	name, size, ok := l.picture(site, look.Logo, "logo")
	if !ok {
		return
	}
	logo := `<img src=` + address(name) + ` ` + size + ` alt="">`
	if name, size, ok := l.picture(site, look.LogoDark, "logo-dark"); ok {
		logo = `<picture><source media="screen and (prefers-color-scheme: dark)" srcset=` + address(name) + ` ` + size + `>` + logo + `</picture>`
	}
	l.partial(brand, `{{define "brand"}}`+logo+`{{end}}`)
}

// partial replaces one of the theme's partials.
func (l *loader) partial(name, text string) { l.files[name] = file{data: []byte(text)} }

// addOfLook adds a file that the settings name to the theme's, and returns its name among them.
func (l *loader) addOfLook(f config.StaticFile, as string, data []byte) (name string) {
	name = "look/" + as + strings.ToLower(path.Ext(f.Name))
	l.files[static+name] = file{data: data}
	return name
}

// picture adds a logo to the theme's files, and returns its name among them and its size as attributes.
func (l *loader) picture(site fs.FS, f config.StaticFile, as string) (name, size string, ok bool) {
	data, ok := l.fileOfLook(site, f)
	if !ok {
		return "", "", false
	}
	width, height := dimensions(data)
	if width == 0 || height == 0 {
		l.problems.Errorf(f.At, diag.BadValue, "the size of the picture %q cannot be read", f.Name).
			Hintf("it is a PNG, or an SVG with width and height in pixels, or a viewBox")
		return "", "", false
	}
	return l.addOfLook(f, as, data), fmt.Sprintf(`width="%d" height="%d"`, width, height), true
}

// dimensions returns the size in pixels of a PNG or SVG, zeros when it cannot be read.
func dimensions(data []byte) (width, height int) {
	if c, err := png.DecodeConfig(bytes.NewReader(data)); err == nil {
		return c.Width, c.Height
	}
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		d.Strict = false
		d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		token, err := d.Token()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return 0, 0
		}
		attributes := map[string]string{}
		for _, a := range root.Attr {
			attributes[a.Name.Local] = a.Value
		}
		length := func(s string) int {
			n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
			if err != nil || n < 0 || n > 1e5 {
				return 0
			}
			return int(math.Round(n))
		}
		width, height = length(attributes["width"]), length(attributes["height"])
		if box := strings.FieldsFunc(attributes["viewBox"], func(r rune) bool { return r == ' ' || r == ',' }); len(box) == 4 && (width == 0 || height == 0) {
			width, height = length(box[2]), length(box[3])
		}
		return width, height
	}
}
