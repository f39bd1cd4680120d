package build

import (
	"encoding/xml"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lofte/internal/plan"
)

// TestEveryPageIsInEveryLanguage holds that each page of the example site is there in both its languages, says
// which it is in, and names the other to readers, to search engines and to scripts.
func TestEveryPageIsInEveryLanguage(t *testing.T) {
	site, files := example(t)
	base := site.Plan.Config.BaseURL
	count := map[string]int{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() && o.View != plan.Embed && o.View != plan.EmbedTimeline {
			continue
		}
		count[o.Language]++
		lang, own := "sv", strings.TrimPrefix(o.URL(), site.Plan.In(o.Language).Folder)
		if o.Language == "en" {
			lang = "en"
		}
		want := map[string]string{"sv": base + own, "en": base + "en/" + own}
		named, linked := map[string]string{}, map[string]string{}
		page, err := url.Parse(base + o.URL())
		if err != nil {
			t.Fatal(err)
		}
		for n := range parsed(t, files[o.Path]).Descendants() {
			code := attribute(n, "hreflang")
			switch {
			case n.Type == html.ElementNode && n.Data == "html" && attribute(n, "lang") != lang:
				t.Errorf("%s is in %q", o.Path, attribute(n, "lang"))
			case n.Data == "link" && code != "":
				named[code] = attribute(n, "href")
			case n.Data == "a" && code != "":
				at, err := page.Parse(attribute(n, "href"))
				if err != nil {
					t.Fatal(err)
				}
				linked[code] = at.String()
			}
		}
		for code, address := range want {
			if named[code] != address || files[strings.TrimPrefix(address, base)+"index.html"] == nil {
				t.Errorf("%s names %q as %s", o.Path, named[code], code)
			}
			if to := linked[code]; o.IsPage() && (code != lang && to != address || code == lang && to != "") {
				t.Errorf("%s leads to %q as %s", o.Path, to, code)
			}
		}
	}
	if count[""] < 100 || count[""] != count["en"] {
		t.Errorf("so many pages are there in each language: %v", count)
	}
}

// swedishWords give Swedish away: no English text, and no name, has them.
var swedishWords = regexp.MustCompile(`(?i)(^|\P{L})(och|att|som|inte|från|för|löften|uppföljning|uppföljningar|polisen|kommunen|kommuner|uppgift|gäller)(\P{L}|$)`)

// TestThePartsOfAPageSayTheirLanguage holds that what is Swedish on an English page says so, and that nothing
// that an author wrote is called English which is not (WCAG 2.2, 3.1.2).
func TestThePartsOfAPageSayTheirLanguage(t *testing.T) {
	site, files := example(t)
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		// The page about the data quotes values and names of it.
		if o.Language != "en" || path.Ext(o.Path) != ".html" || o.View == plan.Data {
			continue
		}
		var walk func(n *html.Node, lang string)
		walk = func(n *html.Node, lang string) {
			if n.Data == "script" || n.Data == "code" || n.Data == "title" {
				return
			}
			if l := attribute(n, "lang"); l != "" {
				lang = l
			}
			words := ""
			if n.Type == html.TextNode {
				words = n.Data
			}
			for _, key := range []string{"alt", "aria-label", "title", "placeholder"} {
				words += " " + attribute(n, key)
			}
			words = regexp.MustCompile(`https?:\S+|Myndigheten för digital förvaltning`).ReplaceAllString(words, "")
			if found := swedishWords.FindString(words); found != "" && lang == "en" {
				t.Errorf("%s has %q as English: %.80s", o.Path, found, strings.TrimSpace(words))
			}
			for c := range n.ChildNodes() {
				walk(c, lang)
			}
		}
		walk(parsed(t, files[o.Path]), "")
	}
}

// TestLanguagesTellTheSame holds that a page says the same of each promise in both languages: its status, its
// counts and what came of it.
func TestLanguagesTellTheSame(t *testing.T) {
	site, files := example(t)
	mark := regexp.MustCompile(`^mark s-(.+)$`)
	marks := func(name string) (list []string) {
		for n := range parsed(t, files[name]).Descendants() {
			if m := mark.FindStringSubmatch(attribute(n, "class")); m != nil {
				list = append(list, m[1])
			}
		}
		return list
	}
	seen := 0
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if o.Language != "en" || !o.IsPage() {
			continue
		}
		own := strings.TrimPrefix(o.Path, "en/")
		got, want := marks(o.Path), marks(own)
		seen += len(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s has the marks %q, and %s %q", o.Path, got, own, want)
		}
	}
	if seen < 1000 {
		t.Errorf("only %d marks", seen)
	}
}

// TestFeedsSayTheirLanguage holds that a feed in English says of each title, and of each text, that is Swedish that
// it is.
func TestFeedsSayTheirLanguage(t *testing.T) {
	_, files := example(t)
	var feed struct {
		Lang    string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		Entries []struct {
			Title struct {
				Lang string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
				Text string `xml:",chardata"`
			} `xml:"title"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(files["en/exempelby/feed.xml"], &feed); err != nil {
		t.Fatal(err)
	}
	if feed.Lang != "en" {
		t.Errorf("the feed is in %q", feed.Lang)
	}
	titles := map[string]int{}
	for _, e := range feed.Entries {
		titles[e.Title.Lang]++
		// A change of status has both in its title: what changed, and the words of the promise.
		if e.Title.Lang == "" && swedishWords.MatchString(e.Title.Text) && !strings.Contains(e.Title.Text, "(was ") {
			t.Errorf("%q is called %q", e.Title.Text, e.Title.Lang)
		}
		if strings.Contains(e.Content, "Polisen") && !strings.Contains(e.Content, `<div lang="sv">`) {
			t.Errorf("%q has Swedish as English: %s", e.Title.Text, e.Content)
		}
	}
	if titles["sv"] < 3 || titles[""] < 3 {
		t.Errorf("so many titles are in other languages: %v", titles)
	}
}
