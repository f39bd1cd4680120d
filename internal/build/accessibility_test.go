package build

import (
	"bytes"
	"context"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"lofte/internal/day"
	"lofte/internal/diag"
)

// stated is a small site with the given settings, and what is wrong with it. It stands in a folder of a
// host.
func stated(t *testing.T, settings string) (map[string][]byte, []diag.Problem) {
	t.Helper()
	s, err := Read(Options{Now: day.New(2026, 11, 22), Site: fstest.MapFS{
		"lofte.toml":              &fstest.MapFile{Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/under/\"\n" + settings)},
		"content/om.md":           &fstest.MapFile{Data: []byte("+++\ntitle = \"Om\"\naliases = [\"/gammal/\"]\n+++\n")},
		"content/ort/_index.md":   &fstest.MapFile{Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
		"content/ort/2026.md":     &fstest.MapFile{Data: []byte("+++\nfrom = 2026-01-01\nto = 2026-12-31\nfollowup = { months = [5] }\n+++\n\n## Polisen lovar\n\n- Byta 12 lampor {#lampor}\n")},
		"content/ort/2026/maj.md": &fstest.MapFile{Data: []byte("+++\ndate = 2026-05-20\nperiod = \"2026-05\"\n[result.lampor]\nstatus = \"kept\"\n+++\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var m kept
	if err := s.Render(context.Background(), &m); err != nil {
		t.Fatal(err)
	}
	return m.files, s.Problems
}

// sections returns the words of a page's parts: of what stands before the first h2 as "", and of each section
// by its h2. Links have their addresses behind them, in parentheses.
func sections(t *testing.T, page []byte) map[string]string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	part, inside := "", false
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Data == "main":
			inside = true
		case n.Data == "h2" && inside:
			part = text(n)
			return
		case n.Type == html.TextNode && inside:
			parts[part] += n.Data + " "
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		switch n.Data {
		case "a":
			if inside {
				parts[part] += "(" + attribute(n, "href") + ") "
			}
		case "main":
			inside = false
		}
	}
	walk(doc)
	for name, words := range parts {
		parts[name] = strings.Join(strings.Fields(words), " ")
	}
	return parts
}

// The parts of the statement, by Digg's regulation MDFFS 2019:2, 6 §.
const (
	bodyPart       = ""                                  // 1
	conformityPart = "Hur tillgänglig är webbplatsen?"   // 2
	contentPart    = "Innehåll som inte är tillgängligt" // 3
	assessmentPart = "Hur webbplatsen har bedömts"       // 4
	functionPart   = "Säg till om brister"               // 5
	supervisorPart = "Tillsyn"                           // 6
)

// TestAccessibilityStatement holds that each thing that the law asks for stands on the page, and where.
func TestAccessibilityStatement(t *testing.T) {
	const publisher = "[publisher]\nname = \"Orts kommun\"\nemail = \"ort@example.se\"\n"
	const whole = publisher + `
[accessibility]
service = "Löften i Ort och appen Löftet"
status = "partial"
assessed = 2026-01-31
updated = 2026-02-28
method = "external"
assessor = "Granskarna AB"
tested = "Tio sidor med skärmläsare."
report = "https://example.se/brister?fran=loften"
[accessibility.contact]
name = "Kontaktcenter"
email = "kc@example.se"
phone = "0123-45 67"
[[accessibility.shortcoming]]
what = "Kartan har ingen text."
why = "non-conforming"
who = ["without-vision", "limited-cognition"]
alternative = "Platserna står i en lista."
until = 2027-06-30
[[accessibility.shortcoming]]
what = "Filmen är inte textad."
why = "burdensome"
reason = "Den är åtta timmar lång."
[[accessibility.shortcoming]]
what = "Rapporten är inskannad."
why = "outside"
reason = "Den är från 2016."
`
	for _, c := range []struct {
		name, settings string
		want           map[string][]string
		never          []string
	}{
		{"whole", whole, map[string][]string{
			bodyPart:       {"Orts kommun ansvarar för Löften i Ort och appen Löftet.", "lagen (2018:1937) om tillgänglighet till digital offentlig service"},
			conformityPart: {"Delvis förenlig med lagen", "Webbplatsen är delvis förenlig med lagen om tillgänglighet till digital offentlig service"},
			contentPart: {
				"Bristande förenlighet med lagkraven Det här borde vara tillgängligt men är det inte helt. Kartan har ingen text. " +
					"Problem vid användning utan synförmåga vid kognitiv nedsättning Tillgängligt alternativ Platserna står i en lista. Åtgärd Ska vara klar senast den 30 juni 2027.",
				"Oskäligt betungande anpassning (12 §)", "Filmen är inte textad. Skäl Den är åtta timmar lång.",
				"Innehåll som inte omfattas av lagen (9 §)", "Rapporten är inskannad. Skäl Den är från 2016.",
			},
			assessmentPart: {"Metod Granskning av en extern part: Granskarna AB.", "Tio sidor med skärmläsare.", "Senaste bedömningen 31 januari 2026", "Redogörelsen senast uppdaterad 28 februari 2026"},
			functionPart: {"Meddela en brist eller begär tillgängligt innehåll (https://example.se/brister?fran=loften)", "(13 §)", "(15 §)",
				"Kontaktcenter", "kc@example.se (mailto:kc@example.se)", "(tel:01234567)"},
			supervisorPart: {"Myndigheten för digital förvaltning (Digg) har ansvaret för tillsyn", "(https://www.digg.se/tdosanmalan)"},
		}, []string{"Ingen uppgift", "Ingen bedömning", "ort@example.se"}},

		{"full", publisher + "[accessibility]\nstatus = \"full\"\nassessed = 2026-01-31\nupdated = 2026-01-31\nmethod = \"self\"\nreport = \"https://example.se/brister\"\n" +
			"supervisor = { name = \"Tillsynsverket\", url = \"https://tillsyn.example/\" }\n", map[string][]string{
			bodyPart:       {"Orts kommun ansvarar för webbplatsen Löften."},
			conformityPart: {"Helt förenlig med lagen"},
			contentPart:    {"känner inte till något innehåll som inte är tillgängligt"},
			assessmentPart: {"Självskattning"},
			functionPart:   {"(mailto:ort@example.se)"},
			supervisorPart: {"Tillsynsverket har ansvaret för tillsyn", "Anmäl till Tillsynsverket (https://tillsyn.example/)"},
		}, []string{"digg", "delvis", "Ingen uppgift"}},

		{"late", whole + "[[accessibility.shortcoming]]\nwhat = \"Bilden saknar text.\"\nwhy = \"non-conforming\"\nuntil = 2026-11-21\n", map[string][]string{
			contentPart: {"Bilden saknar text. Åtgärd Skulle ha varit klar senast den 21 november 2026."},
		}, nil},

		{"no table", "", map[string][]string{
			bodyPart:       {"Ingen har angett vem som ansvarar för webbplatsen Löften."},
			conformityPart: {"Ingen bedömning är publicerad. Ingen har berättat om webbplatsen är förenlig med lagen"},
			contentPart:    {"Ingen har berättat vad som inte är tillgängligt."},
			assessmentPart: {"Metod Ingen uppgift", "Senaste bedömningen Ingen uppgift", "uppdaterad Ingen uppgift"},
			functionPart:   {"Inget formulär för det är publicerat."},
			supervisorPart: {"(https://www.digg.se/tdosanmalan)"},
		}, []string{"Helt förenlig", "helt förenlig", "delvis", "känner inte till"}},

		{"empty table", "[accessibility]\n", map[string][]string{
			conformityPart: {"Ingen bedömning är publicerad."},
			contentPart:    {"Ingen har berättat vad som inte är tillgängligt."},
		}, []string{"Helt förenlig", "helt förenlig", "känner inte till"}},

		{"silent on what", publisher + "[accessibility]\nstatus = \"none\"\n[[accessibility.shortcoming]]\nwhat = \"Filmen är inte textad.\"\nwhy = \"burdensome\"\n", map[string][]string{
			conformityPart: {"Webbplatsen är inte förenlig med lagen"},
			contentPart:    {"Filmen är inte textad. Skäl Ingen motivering är publicerad."},
		}, []string{"helt förenlig", "delvis"}},
	} {
		files, problems := stated(t, c.settings)
		for _, p := range problems {
			if p.Severity == diag.Error || c.name != "empty table" && c.name != "silent on what" {
				t.Errorf("%s: %d:%d: %s", c.name, p.Line, p.Column, p.Message)
			}
		}
		parts := sections(t, files["tillganglighet/index.html"])
		for part, list := range c.want {
			for _, words := range list {
				if !strings.Contains(parts[part], words) {
					t.Errorf("%s: the part %q does not say %q:\n%s", c.name, part, words, parts[part])
				}
			}
		}
		for _, words := range c.never {
			for part, said := range parts {
				if strings.Contains(said, words) {
					t.Errorf("%s: the part %q says %q:\n%s", c.name, part, words, said)
				}
			}
		}
	}
}

// What tests hold of the standard theme is not said of a site with a theme of its own.
func TestAccessibilityOfAnotherTheme(t *testing.T) {
	const heading = "Så är webbplatsen byggd"
	files, _ := stated(t, "")
	if sections(t, files["tillganglighet/index.html"])[heading] == "" {
		t.Error("the standard theme does not say how it is built")
	}
	s, err := Read(Options{Now: day.New(2026, 11, 22), Site: fstest.MapFS{
		"lofte.toml":                  &fstest.MapFile{Data: []byte("base_url = \"https://example.se/\"\ntheme = \"egen\"\n")},
		"themes/egen/static/egen.css": &fstest.MapFile{},
		"content/ort/_index.md":       &fstest.MapFile{Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var m kept
	if err := s.Render(context.Background(), &m); err != nil {
		t.Fatal(err)
	}
	if said := sections(t, m.files["tillganglighet/index.html"])[heading]; said != "" {
		t.Errorf("a theme of the site's own is said to be built so: %s", said)
	}
}

// TestEveryFooterLeadsToTheStatement holds that every page of a site in a folder links to the statement, from its
// footer, but those that are framed and those that lead elsewhere.
func TestEveryFooterLeadsToTheStatement(t *testing.T) {
	files, _ := stated(t, "")
	depths := map[int]bool{}
	for name, page := range files {
		if path.Ext(name) != ".html" || strings.HasPrefix(name, "embed/") || bytes.Contains(page, []byte(`http-equiv="refresh"`)) {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Repeat("../", strings.Count(name, "/")) + "tillganglighet/"
		if name == "404.html" {
			want = "/under/tillganglighet/" // it is shown at any address
		} else {
			depths[strings.Count(name, "/")] = true
		}
		var got []string
		for n := range doc.Descendants() {
			if n.Data != "footer" {
				continue
			}
			for a := range n.Descendants() {
				if a.Data == "a" && text(a) == "Tillgänglighetsredogörelse" {
					got = append(got, attribute(a, "href"))
				}
			}
		}
		if len(got) != 1 || strings.TrimPrefix(got[0], "./") != want {
			t.Errorf("the footer of %s leads to %q, want %q", name, got, want)
		}
	}
	if len(depths) < 4 {
		t.Errorf("only pages of the depths %v", depths)
	}
}
