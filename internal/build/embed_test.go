package build

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lofte/internal/plan"
)

func parsed(t *testing.T, data []byte) *html.Node {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// stood returns the address of the page that what is embedded stands for, within the site in its language, and the
// address of that site.
func stood(p *plan.Plan, o *plan.Output) (base, page string) {
	q := p.In(o.Language)
	return q.Config.BaseURL, strings.TrimPrefix(strings.TrimPrefix(o.URL(), q.Folder), plan.EmbedFolder)
}

// TestFramesStandForPages holds that what is framed names the page that it stands for, is not for search
// engines, and is linked to from nowhere but the pages that say how to embed.
func TestFramesStandForPages(t *testing.T) {
	site, files := example(t)
	frames := 0
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if path.Ext(o.Path) != ".html" || o.View == plan.EmbedFragment {
			continue
		}
		framed := o.View == plan.Embed || o.View == plan.EmbedTimeline
		canonical, noindex, target := "", false, ""
		for n := range parsed(t, files[o.Path]).Descendants() {
			switch {
			case n.Data == "link" && attribute(n, "rel") == "canonical":
				canonical = attribute(n, "href")
			case n.Data == "meta" && attribute(n, "name") == "robots":
				noindex = attribute(n, "content") == "noindex"
			case n.Data == "base":
				target = attribute(n, "target")
			case n.Data == "a" && !framed && o.View != plan.EmbedThis && strings.Contains(attribute(n, "href"), "embed/"):
				t.Errorf("%s links to %s", o.Path, attribute(n, "href"))
			}
		}
		if !framed {
			continue
		}
		frames++
		base, page := stood(site.Plan, o)
		if canonical != base+page || site.Output(site.Plan.In(o.Language).Folder+page+"index.html") == nil {
			t.Errorf("%s stands for %s, want %s", o.Path, canonical, base+page)
		}
		if !noindex || target != "_parent" {
			t.Errorf("%s is for search engines, or opens links in %q", o.Path, target)
		}
	}
	if frames < 10 {
		t.Errorf("only %d frames", frames)
	}
}

// TestFragments holds that a fragment can stand in another page: below its heading, with full addresses, and
// with nothing that clashes.
func TestFragments(t *testing.T) {
	site, files := example(t)
	for _, k := range site.Plan.Site.Kommuner {
		name := "embed/" + k.Slug + "/fragment.html"
		doc := parsed(t, files[name])
		ids := map[string]bool{}
		judgePage(t, name, doc, ids, 2)
		if len(ids) > 0 {
			t.Errorf("%s has the ids %v", name, ids)
		}
		links := 0
		for n := range doc.Descendants() {
			if to := attribute(n, "href"); n.Data == "a" {
				links++
				file, ours := strings.CutPrefix(to, site.Plan.Config.BaseURL)
				file, _, _ = strings.Cut(file, "#")
				if !ours || files[file+"index.html"] == nil {
					t.Errorf("%s links to %s", name, to)
				}
			}
		}
		if links < 3 || !bytes.HasPrefix(files[name], []byte(`<div class="lofte `)) {
			t.Errorf("%s is %s", name, files[name])
		}
	}
}

// TestOEmbed holds that each page of a kommun or a document names what describes it, and that this is right.
func TestOEmbed(t *testing.T) {
	site, files := example(t)
	base := site.Plan.Config.BaseURL
	described := map[string]bool{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if path.Ext(o.Path) != ".html" {
			continue
		}
		var named []string
		for n := range parsed(t, files[o.Path]).Descendants() {
			if n.Data == "link" && attribute(n, "type") == "application/json+oembed" {
				named = append(named, attribute(n, "href"))
			}
		}
		inside, page := stood(site.Plan, o)
		switch o.View {
		case plan.Kommun, plan.Document, plan.Embed:
			if want := inside + "embed/" + page + "oembed.json"; !slices.Equal(named, []string{want}) {
				t.Errorf("%s is described by %q, want %s", o.Path, named, want)
				continue
			}
		default:
			if named != nil {
				t.Errorf("%s is described by %q", o.Path, named)
			}
			continue
		}
		file := strings.TrimPrefix(named[0], base)
		described[file] = true
		var got struct {
			Version, Type, Title, HTML string
			Width, Height              int
			Provider                   string `json:"provider_name"`
			Thumbnail                  string `json:"thumbnail_url"`
		}
		if err := json.Unmarshal(files[file], &got); err != nil {
			t.Fatal(err)
		}
		if got.Version != "1.0" || got.Type != "rich" || got.Title == "" || got.Provider != site.Plan.In(o.Language).Config.Title || got.Width < 300 || got.Height < 300 ||
			files[strings.TrimPrefix(got.Thumbnail, base)] == nil {
			t.Errorf("%s is %+v", file, got)
		}
		// WordPress takes a quotation without attributes and a frame, and nothing else (wp_filter_oembed_result).
		frame := regexp.MustCompile(`^<blockquote><a href="` + inside + page + `">[^<]+</a></blockquote><iframe src="` + inside + "embed/" + page + `" title="[^"]+" width="100%" height="\d+" frameborder="0"></iframe>$`)
		if !frame.MatchString(got.HTML) {
			t.Errorf("%s has %s", file, got.HTML)
		}
	}
	for name := range files {
		if path.Base(name) == "oembed.json" && !described[name] {
			t.Errorf("nothing names %s", name)
		}
	}
}

// TestEmbedClasses holds the vocabulary in docs/embed.md against what there is.
func TestEmbedClasses(t *testing.T) {
	doc, err := os.ReadFile("../../docs/embed.md")
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile("`(lofte(?:-[a-z]+)*)`")
	documented := map[string]bool{}
	for _, m := range word.FindAllSubmatch(doc, -1) {
		documented[string(m[1])] = true
	}
	var theme []byte
	for _, name := range []string{"layouts/partials/embed.html", "static/embed/v1.css", "static/embed/v1.js"} {
		data, err := os.ReadFile("../../themes/standard/" + name)
		if err != nil {
			t.Fatal(err)
		}
		theme = append(theme, data...)
	}
	_, files := example(t)
	used := map[string]bool{}
	for name, data := range files {
		if !strings.HasPrefix(name, "embed/") || path.Ext(name) != ".html" {
			continue
		}
		for n := range parsed(t, data).Descendants() {
			for _, class := range strings.Fields(attribute(n, "class")) {
				used[class] = true
			}
		}
	}
	delete(used, "lofte-frame") // of the page around them
	for class := range used {
		if !documented[class] {
			t.Errorf("docs/embed.md does not tell of the class %s", class)
		}
	}
	for class := range documented {
		prefix := regexp.MustCompile(`^lofte-[sd]-`).FindString(class) // whose end is put there
		if !used[class] && !bytes.Contains(theme, []byte(`"`+class+`"`)) && prefix == "" && class != "lofte-embed" {
			t.Errorf("docs/embed.md tells of the class %s, which nothing has", class)
		}
	}
	for _, m := range regexp.MustCompile(`var\((--lofte-[a-z-]+)`).FindAllSubmatch(theme, -1) {
		if !bytes.Contains(doc, []byte("`"+string(m[1])+"`")) {
			t.Errorf("docs/embed.md does not tell of %s", m[1])
		}
	}
}

// TestEmbedsAreHonest holds that an embed tells apart what was done, what came of it and what nobody has
// told, and counts nothing by status.
func TestEmbedsAreHonest(t *testing.T) {
	files := record(t, nil)
	for _, name := range []string{"embed/ort/index.html", "embed/ort/2026/index.html", "embed/ort/fragment.html"} {
		doc := parsed(t, files[name])
		for words, want := range map[string]struct{ classes, says string }{
			"fots":   {"lofte-promise lofte-s-ongoing", "Gå till fots minst 90 kvällar Mål: minst 90 kvällar Vad som är gjort Pågår Antal: 31 Vad det ledde till Ingen uppgift 20 maj 2026 : Den första"},
			"hund":   {"lofte-promise lofte-s-unreported", "Söka med hund Vad som är gjort Ingen uppgift Ingen har berättat något om löftet."},
			"lampor": {"lofte-promise lofte-s-kept", "Byta 12 lampor Mål: 12 lampor Vad som är gjort Uppfyllt Vad det ledde till Oförändrat 20 september 2026 : Den andra"},
		} {
			found := false
			for n := range doc.Descendants() {
				if n.Data != "li" || !strings.Contains(text(n), words) || !strings.HasPrefix(attribute(n, "class"), "lofte-promise") {
					continue
				}
				found = true
				if got := text(n); got != want.says || attribute(n, "class") != want.classes {
					t.Errorf("%s says of %s, as %s: %s", name, words, attribute(n, "class"), got)
				}
				silent := 0
				for m := range n.Descendants() {
					if strings.Contains(attribute(m, "class"), "lofte-silent") {
						silent++
					}
				}
				if (silent == 1) != (words != "lampor") {
					t.Errorf("%s shows silence of %s %d times", name, words, silent)
				}
			}
			if !found {
				t.Errorf("%s does not have the promise %s", name, words)
			}
		}
		if all := text(doc); regexp.MustCompile(`\d (uppfyll|pågår|utan uppgift)`).MatchString(all) || !strings.Contains(all, "2 av 3 löften har besvarats i någon uppföljning.") {
			t.Errorf("%s says %s", name, all)
		}
	}
	if says := text(parsed(t, files["embed/ort/uppfoljning/index.html"])); !strings.Contains(says, "Publicerad 20 september 2026 , i tid Löftet . 1 av 3 löften besvarade") || !strings.Contains(says, "Planerad") {
		t.Errorf("the timeline says %s", says)
	}
}

// TestEmbedThisNamesWhatThereIs holds that what a promise can be narrowed by is found on its embed.
func TestEmbedThisNamesWhatThereIs(t *testing.T) {
	_, files := example(t)
	frame := string(files["embed/exempelby/2026/index.html"])
	for n := range parsed(t, files["exempelby/2026/badda-in/index.html"]).Descendants() {
		if n.Data != "dt" || !strings.HasSuffix(text(n), `="…"`) {
			continue
		}
		name := strings.TrimSuffix(text(n), `="…"`)
		values := 0
		for c := range n.NextSibling.Descendants() {
			if c.Data == "code" {
				values++
				if !regexp.MustCompile(`data-` + name + `="([a-z-]+ )*` + text(c) + `[ "]`).MatchString(frame) {
					t.Errorf("no promise has the %s %s", name, text(c))
				}
			}
		}
		if values < 2 {
			t.Errorf("%s has %d values", name, values)
		}
	}
}

// TestEmbedThisSaysWhoMay holds that a page says who may frame it, offers no frame where nobody may, and that
// there is something to embed of a kommun without a document, too.
func TestEmbedThisSaysWhoMay(t *testing.T) {
	for settings, want := range map[string]struct {
		says   string
		frames int
	}{
		``:                         {"", 2},
		`allow = ["*"]`:            {"", 2},
		`allow = ["https://a.se"]`: {"De här webbplatserna får visa sidorna i en ram: https://a.se", 2},
		`allow = []`:               {"Den här webbplatsen låter ingen annan visa dess sidor i en ram.", 0},
	} {
		files := record(t, map[string]string{
			"lofte.toml": "title = \"Löften\"\nbase_url = \"https://example.se/under/\"\n[embed]\n" + settings + "\n", "content/tom/_index.md": "+++\ntitle = \"Tom\"\n+++\n",
		})
		page := text(parsed(t, files["ort/badda-in/index.html"]))
		if n := strings.Count(page, "<iframe"); n != want.frames || !strings.Contains(page, want.says) || want.says == "" && regexp.MustCompile(`får visa|låter ingen`).MatchString(page) {
			t.Errorf("%s: %d frames, and it says %s", settings, n, page)
		}
		if !strings.Contains(page, `src="https://example.se/under/embed/ort/"`) || !strings.Contains(page, "connect-src https://example.se ") {
			t.Errorf("%s: the addresses are wrong: %s", settings, page)
		}
		for _, name := range []string{"embed/tom/index.html", "embed/tom/fragment.html"} {
			if says := text(parsed(t, files[name])); !strings.Contains(says, "Medborgarlöften i Tom Här finns inget medborgarlöfte än.") {
				t.Errorf("%s says %s", name, says)
			}
		}
		if says := text(parsed(t, files["embed/tom/uppfoljning/index.html"])); !strings.Contains(says, "varken publicerad eller utlovad") {
			t.Errorf("the empty timeline says %s", says)
		}
	}
}
