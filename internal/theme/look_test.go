package theme

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/plan"
	"lofte/internal/view"
	"lofte/themes"
)

// dressed gives the standard theme the look that settings ask for, and returns its files by their names without the hash.
func dressed(t *testing.T, settings string, files fstest.MapFS) (assets map[string]string, problems *diag.List) {
	t.Helper()
	problems = &diag.List{}
	cfg := config.Read([]byte("base_url = \"https://e.se/\"\n[look]\n"+settings), problems)
	base, err := fs.Sub(themes.Standard, standard)
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{problems: problems, files: map[string]file{}}
	if err := l.add(base, ""); err != nil {
		t.Fatal(err)
	}
	l.look(files, cfg.Look)
	var theme Theme
	l.prepareAssets(&theme)
	return byName(&theme), problems
}

func byName(theme *Theme) map[string]string {
	assets := map[string]string{}
	for _, a := range theme.Assets() {
		assets[regexp.MustCompile(`\.[0-9a-f]{10}(\.[a-z]+)$`).ReplaceAllString(a.Path, "$1")] = string(a.Data)
	}
	return assets
}

func drawn(t *testing.T, width, height int) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

func TestAccentAndFonts(t *testing.T) {
	plain, _ := dressed(t, "", nil)
	for _, c := range []struct{ settings, site, embed string }{
		{`accent = "#7A0045"`,
			`:root{--accent:#7a0045}@media(prefers-color-scheme:dark){:root{--accent:#cea1ba}}`,
			`@media screen{.lofte{--accent:var(--lofte-accent,light-dark(#7a0045,#cea1ba))}}`},
		{`accent_dark = "#fc0"`,
			`:root{--accent:#00546b}@media(prefers-color-scheme:dark){:root{--accent:#ffcc00}}`,
			`@media screen{.lofte{--accent:var(--lofte-accent,light-dark(#00546b,#ffcc00))}}`},
		{`font = ["Source Sans 3", "sans-serif"]`, `:root{--font:"Source Sans 3", sans-serif,system-ui,`, ""},
		{`promise_font = ["Brödtext_2.0"]`, `:root{--font-promise:"Brödtext_2.0",Charter,`, ""},
	} {
		assets, problems := dressed(t, c.settings, nil)
		if problems.Len() > 0 {
			t.Errorf("%s: %v", c.settings, problems.Sorted())
		}
		for name, want := range map[string]string{"assets/css/site.css": c.site, "embed/v1.css": c.embed} {
			behind, ok := strings.CutPrefix(assets[name], plain[name])
			if !ok || !strings.HasPrefix(behind, want) || want == "" && behind != "" {
				t.Errorf("%s: %s ends in\n%s", c.settings, name, behind)
			}
		}
	}
}

// TestLookSmugglesNothing holds that no setting of a look brings anything into a stylesheet but what it is.
func TestLookSmugglesNothing(t *testing.T) {
	plain, _ := dressed(t, "", nil)
	for _, settings := range []string{
		`accent = "red"`, `accent = "#00546b;}body{display:none"`, `accent = "url(https://x.se)"`, `accent = "var(--ink)"`, `accent = "#00546b80"`, `accent = "# 00546"`,
		`accent_dark = "#fff}/*"`,
		`font = ["Arial\"; } body { display: none }"]`, `font = ["Arial\\"]`, `font = ["a, b"]`, `font = ["url(x)"]`, `font = ["/*"]`, `font = ["a\nb"]`, `font = ["\u0000"]`,
		`promise_font = ["-x"]`, `promise_font = ["<style>"]`, `promise_font = [""]`,
		`logo = "../lofte.toml"`, `logo = "/etc/passwd"`, `logo = "logo.html"`, `favicon = "logo.ico"`, `css = "egen.js"`, `logo_dark = "logo.svg"`,
	} {
		assets, problems := dressed(t, settings, fstest.MapFS{"static/logo.svg": {Data: []byte("<svg/>")}})
		if problems.Errors() == 0 {
			t.Errorf("%s is let through", settings)
		}
		for name := range plain {
			if assets[name] != plain[name] {
				t.Errorf("%s changes %s", settings, name)
			}
		}
	}
}

// TestOwnStylesheet holds that a site's own rules come last, and that their addresses lead to the site's own files.
func TestOwnStylesheet(t *testing.T) {
	plain, _ := dressed(t, "", nil)
	assets, problems := dressed(t, "css = \"stil/egen.css\"\naccent = \"#00546b\"", fstest.MapFS{"static/stil/egen.css": {Data: []byte(
		`.a { background: url(../bild.png) } .b { src: url('vart.woff2') } .c { background: url(data:image/png,x) } .d { background: url(/x.png) } .e { mask: url("#f") }`)}})
	if problems.Len() > 0 {
		t.Fatal(problems.Sorted())
	}
	behind := strings.TrimPrefix(assets["assets/css/site.css"], plain["assets/css/site.css"])
	for _, want := range []string{`.a{background:url(../../bild.png)}`, `url(../../stil/vart.woff2)`, `url(data:image/png,x)`, `url(/x.png)`, `url("#f")`} {
		if !strings.Contains(behind, want) {
			t.Errorf("%s is not in %s", want, behind)
		}
	}
}

func TestLogo(t *testing.T) {
	files := fstest.MapFS{
		"static/logo.svg":      {Data: []byte(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120.4 40"><path d="M0 0h9v9H0z"/></svg>`)},
		"static/bild/mork.png": drawn(t, 240, 80),
		"static/flik.png":      drawn(t, 32, 32),
	}
	var problems diag.List
	cfg := config.Read([]byte("base_url = \"https://e.se/\"\n[look]\nlogo = \"logo.svg\"\nlogo_dark = \"bild/mork.png\"\nfavicon = \"flik.png\""), &problems)
	theme, _, err := Load(files, cfg, &problems)
	if err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.Sorted())
	}
	assets := byName(theme)
	for v, p := range theme.pages {
		if p.compiled == nil {
			t.Errorf("with a logo, %s is not compiled", v)
		}
	}
	if assets["assets/look/logo-dark.png"] != string(files["static/bild/mork.png"].Data) || assets["assets/look/logo.svg"] == "" {
		t.Error("the logos are not among the files")
	}
	var page bytes.Buffer
	if err := theme.Execute(plan.NotFound, &page, &view.NotFound{Page: view.Page{Root: "../"}}); err != nil {
		t.Fatal(err)
	}
	hash := regexp.MustCompile(`\.[0-9a-f]{10}\.`)
	got := hash.ReplaceAllString(page.String(), ".")
	for _, want := range []string{
		`<picture><source media="screen and (prefers-color-scheme: dark)" srcset="../assets/look/logo-dark.png" width="240" height="80"><img src="../assets/look/logo.svg" width="120" height="40" alt></picture><span>`,
		`<link rel="icon" href="../assets/look/favicon.png" type="image/png">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in\n%s", want, got)
		}
	}
}

func TestDimensions(t *testing.T) {
	for svg, want := range map[string][2]int{
		`<svg width="10px" height=" 20.6 "/>`:     {10, 21},
		`<svg width="100%" viewBox="0 0 30,40"/>`: {30, 40},
		`<svg width="10" viewBox="0 0 3 4"/>`:     {3, 4},
		`<svg/>`:                                  {}, `<svg width="-1" height="4"/>`: {}, `<html width="1" height="1"/>`: {}, ``: {}, `GIF89a`: {}, `<svg viewBox="0 0 x 4"/>`: {},
	} {
		if w, h := dimensions([]byte(svg)); w*h != want[0]*want[1] || w*h > 0 && w != want[0] {
			t.Errorf("%s is %d by %d", svg, w, h)
		}
	}
}
