package theme

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lofte/internal/colour"
	"lofte/internal/golden"
	"lofte/themes"
)

// stylesheet returns a stylesheet of the standard theme without its comments and the addresses in it.
func stylesheet(t *testing.T, name string) string {
	t.Helper()
	data, err := fs.ReadFile(themes.Standard, standard+"/"+static+name)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/|url\(".*?"\)`).ReplaceAllString(string(data), "")
}

// palette returns the custom properties of the standard theme for light and for dark colours. What dark ones do
// not set is as in light ones.
func palette(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	inLight, inDark, _ := strings.Cut(stylesheet(t, "css/site.css"), "prefers-color-scheme: dark")
	read := func(css string) map[string]string {
		block, _, _ := strings.Cut(css[strings.Index(css, ":root {"):], "}")
		values := map[string]string{}
		for _, match := range regexp.MustCompile(`(--[\w-]+):\s*([^;]+);`).FindAllStringSubmatch(block, -1) {
			values[match[1]] = match[2]
		}
		return values
	}
	light = read(inLight)
	dark = maps.Clone(light)
	for name, value := range read(inDark) {
		if light[name] == "" {
			t.Errorf("%s is there in dark colours only", name)
		}
		dark[name] = value
	}
	return light, dark
}

// TestProperties holds that docs/themes.md tells of each property of the stylesheet and of no other, that each is
// used, and that none is used that is not there.
func TestProperties(t *testing.T) {
	doc, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(doc), "## Only other colours, or other letters")
	table, _, _ = strings.Cut(table, "\n## ")
	told := map[string]bool{}
	for _, row := range regexp.MustCompile(`(?m)^\| (.*?) \|`).FindAllStringSubmatch(table, -1) {
		for _, name := range regexp.MustCompile("`(--[\\w-]+)`").FindAllStringSubmatch(row[1], -1) {
			told[name[1]] = true
		}
	}
	light, _ := palette(t)
	css := stylesheet(t, "css/site.css")
	for name := range light {
		if !told[name] {
			t.Errorf("docs/themes.md does not tell of %s", name)
		}
		if !strings.Contains(css, "var("+name+")") {
			t.Errorf("nothing uses %s", name)
		}
	}
	for name := range told {
		if light[name] == "" {
			t.Errorf("docs/themes.md tells of %s, which is not there", name)
		}
	}
	for _, match := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(css, -1) {
		if light[match[1]] == "" && match[1] != "--mark" { // which each mark sets for itself
			t.Errorf("%s is used, and not there", match[1])
		}
	}
}

// TestNoValueBesideTheProperties holds that colours, fonts, distances and sizes of letters are written in the properties
// alone, so that who changes those changes all. On paper, distances are millimetres.
func TestNoValueBesideTheProperties(t *testing.T) {
	css := stylesheet(t, "css/site.css")
	css = regexp.MustCompile(`(?s):root(:root)? \{.*?\}`).ReplaceAllString(css, "")
	css = regexp.MustCompile(`(?s)@page \{.*?\n\}`).ReplaceAllString(css, "") // which properties do not reach
	css, forced, _ := strings.Cut(css, "@media (forced-colors: active)")
	if forced == "" {
		t.Fatal("there are no rules for forced colours")
	}
	declarations := regexp.MustCompile(`([\w-]+)\s*:\s*([^;{}]+)[;}]`).FindAllStringSubmatch(css, -1)
	if len(declarations) < 400 {
		t.Fatalf("found only %d declarations", len(declarations))
	}
	coloured := regexp.MustCompile(`(?i)#[0-9a-f]{3}|\b(rgb|hsl|hwb|lab|lch|oklab|oklch|color|color-mix)a?\(|\b(black|white|red|green|blue|gray|grey|yellow|orange|canvas\w*|linktext)\b`)
	long := regexp.MustCompile(`(^|[\s(,-])\d*\.?\d+(rem|px|pt)\b`)
	for _, d := range declarations {
		property, value := d[1], d[2]
		if coloured.MatchString(value) {
			t.Errorf("a colour beside the properties: %s: %s", property, value)
		}
		switch {
		case property == "font-family" && !strings.HasPrefix(value, "var(--font"),
			property == "font" && !strings.Contains(value, "var(--font") && value != "inherit",
			(property == "font" || property == "font-size") && long.MatchString(value):
			t.Errorf("letters beside the properties: %s: %s", property, value)
		case regexp.MustCompile(`^(margin|padding|gap|row-gap|column-gap|border|outline|border-(block|inline|radius).*)(-|$)`).MatchString(property) && long.MatchString(value):
			t.Errorf("a length beside the properties: %s: %s", property, value)
		}
	}
}

// TestContrast holds what is read against what it stands on, and docs/design.md against what it has.
func TestContrast(t *testing.T) {
	light, dark := palette(t)
	of := func(values map[string]string, name string) colour.Colour {
		value := values["--"+name]
		for strings.HasPrefix(value, "var(") {
			value = values[strings.TrimSuffix(strings.TrimPrefix(value, "var("), ")")]
		}
		c, ok := colour.Parse(value)
		if !ok {
			t.Fatalf("--%s is %q", name, value)
		}
		return c
	}
	const text, mark = 4.5, 3 // WCAG 2.2, 1.4.3 and 1.4.11
	var table strings.Builder
	table.WriteString("| Property | Light | on ground | on panel | Dark | on ground | on panel | at least |\n|---|---|---|---|---|---|---|---|\n")
	for _, c := range []struct {
		least float64
		names []string
	}{
		{text, []string{"ink", "soft", "link", "visited"}},
		{mark, []string{"rule", "kept", "partly-kept", "ongoing", "not-started", "not-kept", "cancelled", "unreported", "published", "planned", "overdue"}},
	} {
		for _, name := range c.names {
			fmt.Fprintf(&table, "| `--%s` |", name)
			for _, values := range []map[string]string{light, dark} {
				fmt.Fprintf(&table, " `%s` |", of(values, name))
				for _, ground := range []string{"ground", "panel"} {
					got := colour.Contrast(of(values, name), of(values, ground))
					if got < c.least {
						t.Errorf("%s on %s has only %s", of(values, name), of(values, ground), ratio(got))
					}
					fmt.Fprintf(&table, " %s |", ratio(got))
				}
			}
			fmt.Fprintf(&table, " %s |\n", ratio(c.least))
		}
	}
	for _, values := range []map[string]string{light, dark} {
		for _, on := range []string{"ink", "link"} { // a word marked in a text, and a link in it
			if got := colour.Contrast(of(values, on), of(values, "target")); got < text {
				t.Errorf("%s behind %s has only %s", of(values, "target"), on, ratio(got))
			}
		}
	}
	golden.Between(t, "../../docs/design.md", "<!-- contrast -->\n\n", "<!-- /contrast -->", table.String()+"\n")
}

// TestSameColoursEverywhere holds that what other sites show, and the browser around a page, have the colours of the pages.
func TestSameColoursEverywhere(t *testing.T) {
	light, dark := palette(t)
	pairs := regexp.MustCompile(`var\(--lofte-([\w-]+), light-dark\((#\w+), (#\w+)\)\)`).FindAllStringSubmatch(stylesheet(t, "embed/v1.css"), -1)
	if len(pairs) < 14 {
		t.Fatalf("found only %d colours of embeds", len(pairs))
	}
	for _, p := range pairs {
		if name := "--" + p[1]; light[name] != p[2] || dark[name] != p[3] {
			t.Errorf("embeds have %s and %s for %s, the pages %s and %s", p[2], p[3], name, light[name], dark[name])
		}
	}
	base, err := fs.ReadFile(themes.Standard, standard+"/"+layouts+"base.html")
	if err != nil {
		t.Fatal(err)
	}
	for scheme, ground := range map[string]string{"light": light["--ground"], "dark": dark["--ground"]} {
		if tag := fmt.Sprintf(`<meta name="theme-color" content="%s" media="(prefers-color-scheme: %s)">`, ground, scheme); !strings.Contains(string(base), tag) {
			t.Errorf("base.html has no %s", tag)
		}
	}
}

// TestEveryMarkIsAlone holds that no two marks are drawn alike, here or in what other sites show, and that the bar of a tally
// has a pattern of its own for each status that is told.
func TestEveryMarkIsAlone(t *testing.T) {
	data, err := fs.ReadFile(themes.Standard, standard+"/"+static+"css/site.css")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]string{}
	for _, match := range regexp.MustCompile(`\.mark\.s-([\w-]+) \{ --mark: url\("([^"]+)"\)`).FindAllStringSubmatch(string(data), -1) {
		if other := drawn[match[2]]; other != "" {
			t.Errorf("%s and %s have the same mark", match[1], other)
		}
		drawn[match[2]] = match[1]
	}
	shapes := slices.Collect(maps.Values(drawn))
	for _, status := range []string{"kept", "partly-kept", "ongoing", "not-started", "not-kept", "cancelled", "unreported", "published", "planned", "overdue", "better", "same", "worse", "unknown"} {
		if !slices.Contains(shapes, status) {
			t.Errorf("%s has no mark", status)
		}
	}
	partial, err := fs.ReadFile(themes.Standard, standard+"/"+layouts+"partials/marks.html")
	if err != nil {
		t.Fatal(err)
	}
	patterns := map[string]bool{}
	for _, match := range regexp.MustCompile(`<pattern id="l-([\w-]+)" class="s-([\w-]+)" (.*)</pattern>`).FindAllStringSubmatch(string(partial), -1) {
		if match[1] != match[2] || patterns[match[3]] {
			t.Errorf("the pattern of %s is not its own", match[1])
		}
		patterns[match[3]] = true
	}
	if len(patterns) != 6 {
		t.Errorf("there are %d patterns", len(patterns))
	}
}
