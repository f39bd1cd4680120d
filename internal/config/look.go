package config

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"lofte/internal/colour"
	"lofte/internal/diag"
	"lofte/internal/source"
	"lofte/internal/table"
)

// Look is what a site changes of its theme's looks. It can be compared with ==.
type Look struct {
	Accent, AccentDark  Accent // of links and what has the focus, in light and in dark colours
	Font, PromiseFont   string // as CSS lists fonts, without a last resort; "" where nothing is said
	Logo, LogoDark      StaticFile
	Favicon, Stylesheet StaticFile // the stylesheet is read after the theme's
}

// Accent is a colour. Where Given is false, nothing is said of it.
type Accent struct {
	colour.Colour
	Given bool
	At    source.Spot
}

// StaticFile is a file of the site's folder static/. Name is its path there, "" where none is named.
type StaticFile struct {
	Name string
	At   source.Spot
}

// Files are the files that the look is made of.
func (l Look) Files() []StaticFile {
	return slices.DeleteFunc([]StaticFile{l.Logo, l.LogoDark, l.Favicon, l.Stylesheet}, func(f StaticFile) bool { return f.Name == "" })
}

func (c *Config) readLook(settings *table.Table, problems *diag.List) {
	t := settings.Table("look")
	if t == nil {
		return
	}
	defer t.Done()
	c.Look = Look{
		Accent: accent(t, "accent", problems), AccentDark: accent(t, "accent_dark", problems),
		Font: fonts(t, "font", problems), PromiseFont: fonts(t, "promise_font", problems),
		Logo: staticFile(t, "logo", problems, ".svg", ".png"), LogoDark: staticFile(t, "logo_dark", problems, ".svg", ".png"),
		Favicon: staticFile(t, "favicon", problems, ".svg", ".png"), Stylesheet: staticFile(t, "css", problems, ".css"),
	}
	if t.Has("logo_dark") && !t.Has("logo") {
		problems.Errorf(t.ValueSpot("logo_dark"), diag.BadValue, "%q needs %q beside it", "logo_dark", "logo")
		c.Look.LogoDark = StaticFile{}
	}
}

func accent(t *table.Table, key string, problems *diag.List) (a Accent) {
	s := t.String(key)
	if s == "" {
		return a
	}
	at := t.ValueSpot(key)
	parsed, ok := colour.Parse(s)
	if !ok {
		problems.Errorf(at, diag.BadValue, "%q is no colour that can be used here", s).Hintf("write it in hexadecimal: %s = %q", key, "#00546b")
		return a
	}
	return Accent{parsed, true, at}
}

// generic are the names by which CSS means any font of a kind. They are no names when they are quoted.
var generic = []string{"serif", "sans-serif", "monospace", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded"}

// fontName is what a font may be called: nothing of it ends a text in CSS.
var fontName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]*$`)

// fonts returns a key's list of fonts as CSS writes it.
func fonts(t *table.Table, key string, problems *diag.List) string {
	var list []string
	for _, name := range t.Strings(key) {
		switch {
		case slices.Contains(generic, name):
			list = append(list, name)
		case fontName.MatchString(name):
			list = append(list, `"`+name+`"`)
		default:
			problems.Errorf(t.ValueSpot(key), diag.BadValue, "%q is no name of a font", name).
				Hintf("letters, digits, spaces and hyphens: %s = [%q, %q]", key, "Source Sans 3", "Arial")
		}
	}
	return strings.Join(list, ", ")
}

// staticFile returns a key's file of one of the kinds.
func staticFile(t *table.Table, key string, problems *diag.List, kinds ...string) (f StaticFile) {
	name := t.String(key)
	if name == "" {
		return f
	}
	at := t.ValueSpot(key)
	switch clean := path.Clean(name); {
	case !fs.ValidPath(clean) || clean == ".":
		problems.Errorf(at, diag.OutsideSite, "%q is no path in the folder static", name)
	case !slices.Contains(kinds, strings.ToLower(path.Ext(clean))):
		problems.Errorf(at, diag.BadValue, "%q cannot be used as %q", name, key).
			Hintf("it can be a file of this kind: %s", strings.Join(kinds, ", "))
	default:
		return StaticFile{clean, at}
	}
	return f
}
