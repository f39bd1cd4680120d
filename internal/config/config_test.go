package config

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/golden"
	"lofte/internal/say"
	"lofte/internal/source"
)

// same compares settings; where the theme is named matters to its diagnostics alone.
var same = cmp.Options{
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
	cmpopts.IgnoreTypes(source.Spot{}),
}

func TestLicense(t *testing.T) {
	for given, want := range map[string]string{
		"https://creativecommons.org/licenses/by/4.0":                        "http://creativecommons.org/licenses/by/4.0/",
		"https://creativecommons.org/licenses/by/4.0/deed.sv":                "http://creativecommons.org/licenses/by/4.0/",
		"http://creativecommons.org/publicdomain/zero/1.0/legalcode#svenska": "http://creativecommons.org/publicdomain/zero/1.0/",
		"https://exempel.se/villkor":                                         "https://exempel.se/villkor",
	} {
		if got := read(t, "base_url = \"https://exempel.se/\"\n[data]\nlicense = \""+given+"\"\n").DataLicense; got != want {
			t.Errorf("%s is read as %s, want %s", given, got, want)
		}
	}
}

// read reads settings that have no fault.
func read(t *testing.T, content string) Config {
	t.Helper()
	var problems diag.List
	c := Read([]byte(content), &problems)
	for _, p := range problems.Sorted() {
		t.Errorf("%d:%d: %s", p.Line, p.Column, p.Message)
	}
	return c
}

func TestEverySetting(t *testing.T) {
	got := read(t, `title = "Löften i Sörmland"
base_url = "https://exempel.se/loften"
language = "sv"
languages = ["sv"]
theme = "egen"
timezone = "Europe/Helsinki"

[publisher]
name = "Region Exempel"
url = "https://exempel.se"
email = "info@exempel.se"

[embed]
allow = ["https://www.katrineholm.se", "http://localhost:8080"]

[markdown]
html = "sanitize"

[data]
license = "https://creativecommons.org/licenses/by/4.0/"

[deploy]
url = "s3://hink/mapp"

[accessibility]
service = "Löften i Sörmland och appen Löftet"
status = "partial"
assessed = 2026-01-31
updated = 2026-02-28
method = "both"
assessor = "Granskarna AB"
tested = "Alla slags sidor."
report = "https://exempel.se/brister"

[accessibility.contact]
name = "Kundtjänst"
email = "kundtjanst@exempel.se"
phone = "0150-123 45"

[accessibility.supervisor]
name = "Tillsynsmyndigheten"
url = "https://tillsyn.example/anmal"

[[accessibility.shortcoming]]
what = "Kartan har ingen text."
why = "non-conforming"
reason = "Den är ritad för hand."
who = ["without-vision", "limited-vision"]
alternative = "Platserna står i en lista."
until = 2027-06-30

[[accessibility.shortcoming]]
what = "Filmen är inte textad."
why = "burdensome"
reason = "Den är åtta timmar lång."

[[accessibility.shortcoming]]
what = "Rapporten från 2016 är inskannad."
why = "outside"

[[collect]]
url = "https://annan.example/data/"

[[collect]]
file = "lokalt.json"
`)
	helsinki, err := time.LoadLocation("Europe/Helsinki")
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Title:       "Löften i Sörmland",
		BaseURL:     "https://exempel.se/loften/",
		Language:    "sv",
		Languages:   []string{"sv"},
		Theme:       "egen",
		Timezone:    helsinki,
		Publisher:   Publisher{"Region Exempel", "https://exempel.se", "info@exempel.se"},
		EmbedAllow:  []string{"https://www.katrineholm.se", "http://localhost:8080"},
		HTML:        Sanitize,
		DataLicense: "http://creativecommons.org/licenses/by/4.0/",
		DeployURL:   "s3://hink/mapp",
		Collect:     []Collect{{URL: "https://annan.example/"}, {File: "lokalt.json"}},
		Accessibility: Accessibility{
			Given:      true,
			Service:    "Löften i Sörmland och appen Löftet",
			Conformity: Partial,
			Assessed:   day.New(2026, 1, 31),
			Updated:    day.New(2026, 2, 28),
			Method:     Both,
			Assessor:   "Granskarna AB",
			Tested:     "Alla slags sidor.",
			Report:     "https://exempel.se/brister",
			Contact:    Contact{"Kundtjänst", "kundtjanst@exempel.se", "0150-123 45"},
			Supervisor: Supervisor{"Tillsynsmyndigheten", "https://tillsyn.example/anmal"},
			Shortcomings: []Shortcoming{
				{
					What: "Kartan har ingen text.", Why: NonConforming, Reason: "Den är ritad för hand.",
					Who: []string{"without-vision", "limited-vision"}, Alternative: "Platserna står i en lista.", Until: day.New(2027, 6, 30),
				},
				{What: "Filmen är inte textad.", Why: Burdensome, Reason: "Den är åtta timmar lång."},
				{What: "Rapporten från 2016 är inskannad.", Why: Outside},
			},
		},
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if got.ThemeAt.Line != 5 || got.ThemeAt.Column != 9 {
		t.Errorf("the theme is named at %d:%d", got.ThemeAt.Line, got.ThemeAt.Column)
	}
}

func TestDefaults(t *testing.T) {
	got := Default()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Title:       "Medborgarlöften",
		BaseURL:     "http://localhost/",
		Language:    "sv",
		Languages:   []string{"sv"},
		Theme:       "standard",
		Timezone:    stockholm,
		EmbedAllow:  []string{"*"},
		HTML:        Escape,
		DataLicense: "http://creativecommons.org/publicdomain/zero/1.0/",
		Accessibility: Accessibility{
			Supervisor: Supervisor{"Myndigheten för digital förvaltning (Digg)", "https://www.digg.se/tdosanmalan"},
		},
	}
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
	// What is not set, or set to nothing, has its default.
	want.BaseURL = "https://exempel.se/"
	for _, content := range []string{
		"base_url = \"https://exempel.se\"\n",
		"base_url = \"https://exempel.se\"\ntitle = \"\"\nlanguage = \"\"\nlanguages = []\ntheme = \" \"\ntimezone = \"\"\n[publisher]\n[embed]\n[markdown]\nhtml = \"\"\n[data]\nlicense = \"\"\n[deploy]\n",
	} {
		if diff := cmp.Diff(want, read(t, content), same); diff != "" {
			t.Errorf("settings of\n%s(-want +got):\n%s", content, diff)
		}
	}
}

// A list of nobody lets nobody frame the embeds; it does not let everybody.
func TestEmbedsForNobody(t *testing.T) {
	if got := read(t, "base_url = \"https://exempel.se\"\n[embed]\nallow = []\n").EmbedAllow; len(got) != 0 {
		t.Errorf("the embeds may be framed by %q", got)
	}
}

// TestFaults holds what an editor sees of faulty settings. Each file of a case is one lofte.toml. What
// is wrong has its default.
func TestFaults(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(site)) {
			if !strings.HasSuffix(name, ".toml") {
				continue
			}
			var problems diag.List
			got := Read(site[name].Data, &problems)
			if problems.Len() == 0 {
				t.Errorf("%s has no fault", name)
			}
			want := Default()
			want.BaseURL, want.Publisher.Name = got.BaseURL, got.Publisher.Name
			want.Accessibility = got.Accessibility // TestFaultyAccessibility holds it
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("the settings of %s (-default +got):\n%s", name, diff)
			}
			fmt.Fprintf(&b, "# %s\n", name)
			if err := (diag.Printer{Language: say.English}).Text(&b, problems.Sorted()); err != nil {
				t.Fatal(err)
			}
		}
		return map[string]string{"want": b.String()}
	})
}

func TestParseBaseURL(t *testing.T) {
	for given, want := range map[string]string{
		"https://exempel.se":            "https://exempel.se/",
		"https://exempel.se/":           "https://exempel.se/",
		"https://exempel.se//":          "https://exempel.se/",
		"http://exempel.se:8080/a/b":    "http://exempel.se:8080/a/b/",
		"HTTPS://exempel.se/a/":         "https://exempel.se/a/",
		"https://exempel.se/löften":     "https://exempel.se/l%C3%B6ften/",
		"http://[::1]:1414":             "http://[::1]:1414/",
		"https://exempel.se#":           "https://exempel.se/",
		"https://xn--rebro-6qa.se/a%20": "https://xn--rebro-6qa.se/a%20/",
	} {
		if got, err := ParseBaseURL(given); err != nil || got != want {
			t.Errorf("ParseBaseURL(%q) is %q, %v, want %q", given, got, err, want)
		}
	}
	for _, given := range []string{"", "exempel.se", "//exempel.se", "/a", "ftp://exempel.se", "https://", "https:exempel.se", "https://:80", "https://a b.se",
		"https://exempel.se?a", "https://exempel.se?", "https://exempel.se/#a", "https://me:word@exempel.se", "javascript:alert(1)", "https://exempel.se/%zz", "https://exempel.se/\n"} {
		if got, err := ParseBaseURL(given); err == nil {
			t.Errorf("ParseBaseURL(%q) is %q, want an error", given, got)
		}
	}
}

func TestIsWebAddress(t *testing.T) {
	for given, want := range map[string]bool{
		"https://exempel.se":              true,
		"http://exempel.se/a?b=c#d":       true,
		"https://örebro.se/":              true,
		"exempel.se":                      false,
		"www.exempel.se":                  false,
		"mailto:a@exempel.se":             false,
		"javascript:alert(1)":             false,
		"data:text/html,x":                false,
		"https://":                        false,
		"https:///a":                      false,
		"https://:443/":                   false,
		" https://exempel.se":             false,
		"https://exempel.se/\x00":         false,
		"":                                false,
		"//exempel.se":                    false,
		"https://exempel.se\nhttps://b.s": false,
	} {
		if got := IsWebAddress(given); got != want {
			t.Errorf("IsWebAddress(%q) is %t", given, got)
		}
	}
}

func TestOrigins(t *testing.T) {
	for given, want := range map[string]bool{
		"*":                           true,
		"https://www.katrineholm.se":  true,
		"https://*.katrineholm.se":    true,
		"http://localhost:8080":       true,
		"https://www.katrineholm.se/": false,
		"https://katrineholm.se/a":    false,
		"https://katrineholm.se?":     false,
		"https://a@katrineholm.se":    false,
		"https://a.se; script-src *":  false,
		"https://a.se https://b.se":   false,
		"https://a.se,https://b.se":   false,
		"https://'none'":              false,
		"https://a.se\nX-Header: 1":   false,
		"katrineholm.se":              false,
		"https:":                      false,
		"'none'":                      false,
		"":                            false,
	} {
		if got := isOrigin(given); got != want {
			t.Errorf("isOrigin(%q) is %t", given, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "title = \"Å\"\nbase_url = \"https://exempel.se/\"\n", "[embed]\nallow = [\"*\"]\n[[collect]]\nfile = \"a\"\n", "timezone = \"Local\"\nlanguage = \"en\"\nlanguages = [\"en\"]\n",
		"theme = \"../x\"\n[publisher]\nurl = \"x\"\n[markdown]\nhtml = \"x\"\n", "[accessibility]\nstatus = \"full\"\nreport = \"x\"\nshortcoming = [{ why = \"burdensome\", who = [\"x\"] }]\nsupervisor = { url = \"https://a.se\" }\n", "collect = [{}]\nembed = 1\ndata = { license = 2 }\n", "\xff\xfe", "\ufefftitle = 'x'"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func() (Config, []string) {
			var problems diag.List
			c := Read(data, &problems)
			var lines []string
			for _, p := range problems.Sorted() {
				lines = append(lines, fmt.Sprint(p.Place, p.Code, p.Message, p.Hint))
				if p.Path != File {
					t.Errorf("a problem in %q", p.Path)
				}
			}
			return c, lines
		}
		c, problems := read()
		again, problemsAgain := read()
		if diff := cmp.Diff(c, again, same) + cmp.Diff(problems, problemsAgain); diff != "" {
			t.Errorf("read twice (-first +second):\n%s", diff)
		}
		// Whatever is wrong, the settings can be used.
		if base, err := ParseBaseURL(c.BaseURL); err != nil || base != c.BaseURL {
			t.Errorf("the base URL %q is %q, %v", c.BaseURL, base, err)
		}
		if c.Title == "" || c.Language == "" || len(c.Languages) == 0 || c.Theme == "" || c.Timezone == nil || c.DataLicense == "" {
			t.Errorf("a setting is empty: %+v", c)
		}
		if strings.ContainsAny(c.Theme, `/\`) || c.HTML != Escape && c.HTML != Sanitize || c.Publisher.URL != "" && !IsWebAddress(c.Publisher.URL) {
			t.Errorf("a faulty setting is taken: %+v", c)
		}
		for _, origin := range c.EmbedAllow {
			if !isOrigin(origin) {
				t.Errorf("%q may frame the embeds", origin)
			}
		}
		a := c.Accessibility
		if a.Report != "" && !IsWebAddress(a.Report) || a.Contact.Email != "" && !IsEmailAddress(a.Contact.Email) || a.Supervisor.Name == "" || !IsWebAddress(a.Supervisor.URL) {
			t.Errorf("a faulty accessibility statement is taken: %+v", a)
		}
		for _, one := range c.Collect {
			if (one.URL == "") == (one.File == "") || one.URL != "" && !strings.HasSuffix(one.URL, "/") || one.File != "" && !fs.ValidPath(one.File) {
				t.Errorf("collects %+v", one)
			}
		}
	})
}
