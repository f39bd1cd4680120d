package build

import (
	"bytes"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed/atom"
	"golang.org/x/net/html"

	"lofte/internal/corpus"
	"lofte/internal/day"
)

// told is a site with everything that a feed tells of.
func told() fstest.MapFS {
	site := fstest.MapFS{}
	for name, text := range map[string]string{
		"lofte.toml":            "title = \"Löften\"\nbase_url = \"https://example.se/lofte/\"\n[publisher]\nname = \"Utgivaren\"\nurl = \"https://utgivaren.example/\"\n[markdown]\nhtml = \"sanitize\"\n",
		"content/ort/_index.md": "+++\ntitle = \"Ort\"\n+++\n",
		"content/ort/2023.md": `+++
title = "Löfte för 2023"
from = 2023-01-01
to = 2023-12-31
signed = 2022-12-10
summary = "Kort & gott <sagt>."
followup = { times = 3, per = "year" }
[[correction]]
date = 2023-03-01
note = "Ett datum var fel."
[[correction]]
date = 2023-03-01
note = "Ett namn var fel."
[[correction]]
date = 2023-10-01
note = "Sägs först i oktober."
+++

Se [hur det gick](2023/t1.md), [längre ner](#polisen-lovar) och <a href="2023/t2/?a&amp;b">sedan</a>, inte <code>a href="b"</code>.

## Polisen lovar

- Gå ut {#ut target=4 unit="kvällar"}
- Söka med hund {#hund}
`,
		"content/ort/2023/t1.md":     "+++\ntitle = \"Våren\"\ndate = 2023-05-20\nperiod = \"2023-T1\"\n[result.ut]\nstatus = \"ongoing\"\ncount = 2\nnote = \"Två <kvällar>.\"\n+++\n\nDet går.\n",
		"content/ort/2023/t2.md":     "+++\ntitle = \"Sommaren\"\ndate = 2023-09-20\nperiod = \"2023-T2\"\n[result.ut]\nstatus = \"kept\"\neffect = \"better\"\n[result.hund]\nnote = \"Inget läge.\"\n[[correction]]\ndate = 2023-09-25\nnote = \"En siffra var fel.\"\n+++\n",
		"content/ort/2023/t3.md":     "+++\ntitle = \"Hösten\"\ndate = 2023-09-26\n[result.ut]\nstatus = \"kept\"\n+++\n",
		"content/ort/2023/utkast.md": "+++\ntitle = \"Utkast\"\ndate = 2023-09-27\ndraft = true\n[result.hund]\nstatus = \"kept\"\n+++\n",
		"content/ort/2024.md":        "+++\ntitle = \"Löfte för 2024\"\nfrom = 2024-01-01\nto = 2024-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n",
		"content/ort/nyheter/ny.md":  "+++\ntitle = \"Nyhet från Ort\"\ndate = 2023-04-01\nabout = \"2023\"\n+++\n\nNytt.\n",
		"content/ort/nyheter/sen.md": "+++\ntitle = \"Senare\"\ndate = 2023-04-01\npublish = 2023-10-01\n+++\n\nSenare.\n",
	} {
		site[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return site
}

// rendered builds a site as it is on 30 September 2023.
func rendered(t *testing.T, site fstest.MapFS, o Options) map[string][]byte {
	t.Helper()
	o.Site = site
	if o.Now.IsZero() {
		o.Now = day.New(2023, 9, 30)
	}
	s, err := Read(o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Errors() > 0 {
		t.Fatal(s.Problems)
	}
	var m kept
	if err := s.Render(t.Context(), &m); err != nil {
		t.Fatal(err)
	}
	return m.files
}

// atomOf reads a feed back.
func atomOf(t *testing.T, data []byte) *atom.Feed {
	t.Helper()
	feed, err := (&atom.Parser{}).Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return feed
}

// TestFeed holds what a feed tells of a site: when each entry came and was last changed, what it is and
// what it is called, the newest first.
func TestFeed(t *testing.T) {
	files := rendered(t, told(), Options{})
	feed := atomOf(t, files["ort/feed.xml"])
	var got []string
	for _, e := range feed.Entries {
		got = append(got, strings.Join([]string{e.Published, e.Updated[:10], e.Categories[0].Term, e.Title, strings.TrimPrefix(e.Links[0].Href, "https://example.se/lofte/ort/")}, " | "))
	}
	want := []string{
		"2023-09-26T12:00:00+02:00 | 2023-09-26 | followup | Ort: Hösten | 2023/t3/",
		"2023-09-20T12:00:00+02:00 | 2023-09-25 | followup | Ort: Sommaren | 2023/t2/",
		"2023-09-25T12:00:00+02:00 | 2023-09-25 | correction | Ort: Rättelse: Sommaren | 2023/t2/#l-rattelser",
		"2023-09-20T12:00:00+02:00 | 2023-09-20 | status | Ort: Uppfyllt (förut Pågår): Gå ut | 2023/#ut",
		"2023-05-20T12:00:00+02:00 | 2023-05-20 | followup | Ort: Våren | 2023/t1/",
		"2023-05-20T12:00:00+02:00 | 2023-05-20 | status | Ort: Pågår (förut Ingen uppgift): Gå ut | 2023/#ut",
		"2023-04-01T12:00:00+02:00 | 2023-04-01 | news | Nyhet från Ort | nyheter/ny/",
		"2022-12-10T12:00:00+01:00 | 2023-03-01 | document | Ort: Löfte för 2023 | 2023/",
		"2023-03-01T12:00:00+01:00 | 2023-03-01 | correction | Ort: Rättelse: Löfte för 2023 | 2023/#l-rattelser",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if feed.Updated != "2023-09-26T12:00:00+02:00" || feed.Language != "sv" || feed.Title != "Medborgarlöften i Ort" || feed.Authors[0].Name != "Utgivaren" {
		t.Errorf("the feed is of %s, in %q, called %q, by %v", feed.Updated, feed.Language, feed.Title, feed.Authors)
	}
	if e := feed.Entries[0]; e.Authors[0].Name != "Ort" || e.Authors[0].URI != "https://example.se/lofte/ort/" {
		t.Errorf("an entry is by %v", e.Authors[0])
	}
	site := atomOf(t, files["feed.xml"])
	if diff := cmp.Diff(feed.Entries, site.Entries); diff != "" {
		t.Errorf("the kommun's entries are others than the site's (-kommun +site):\n%s", diff)
	}
}

// TestEntriesAreWhole holds that an entry has what its page tells, with links that lead on from anywhere.
func TestEntriesAreWhole(t *testing.T) {
	feed := atomOf(t, rendered(t, told(), Options{})["ort/feed.xml"])
	for title, want := range map[string][]string{
		"Ort: Löfte för 2023": {
			"<p>Kort &amp; gott &lt;sagt&gt;.</p>", `<a href="https://example.se/lofte/ort/2023/t1/">hur det gick</a>`, `href="https://example.se/lofte/ort/2023/#polisen-lovar"`,
			`<a href="https://example.se/lofte/ort/2023/2023/t2/?a&amp;b">sedan</a>`, `<code>a href=&#34;b&#34;</code>`, "Söka med hund", "<p>Mål: 4 kvällar</p>", "<p>Undertecknat: 10 december 2022</p>", "1 mars 2023: Ett namn var fel.",
		},
		"Ort: Våren":                         {"<p>Det går.</p>", "<p>Vad som är gjort: Pågår</p>", "<p>Antal: 2</p>", "<p>Kommentar: Två &lt;kvällar&gt;.</p>", "<p>Ingen uppgift i denna uppföljning</p>"},
		"Ort: Uppfyllt (förut Pågår): Gå ut": {"från Pågår till Uppfyllt", `<a href="https://example.se/lofte/ort/2023/t2/#l-p-ut">Sommaren</a>`, "<p>Vad det ledde till: Bättre</p>"},
		"Ort: Rättelse: Löfte för 2023":      {"<p>Ett datum var fel.</p><p>Ett namn var fel.</p>", `<a href="https://example.se/lofte/ort/2023/">Löfte för 2023</a>`},
		"Nyhet från Ort":                     {"<p>Nytt.</p>", `Handlar om: <a href="https://example.se/lofte/ort/2023/">`},
	} {
		i := slices.IndexFunc(feed.Entries, func(e *atom.Entry) bool { return e.Title == title })
		if i < 0 {
			t.Errorf("there is no entry %q", title)
			continue
		}
		content := feed.Entries[i].Content
		if content.Type != "html" {
			t.Errorf("%s is %s", title, content.Type)
		}
		for _, part := range want {
			if !strings.Contains(content.Value, part) {
				t.Errorf("%s lacks %s:\n%s", title, part, content.Value)
			}
		}
	}
}

// TestEntriesKeepTheirIDs holds that an id is that of what is told: neither another address of the site
// nor another title, nor what comes before it, gives it another one.
func TestEntriesKeepTheirIDs(t *testing.T) {
	ids := func(site fstest.MapFS, o Options) map[string]bool {
		all := map[string]bool{}
		for _, e := range atomOf(t, rendered(t, site, o)["ort/feed.xml"]).Entries {
			if all[e.ID] || !strings.HasPrefix(e.ID, "urn:uuid:") {
				t.Errorf("%s is not an id of its own for %s", e.ID, e.Title)
			}
			all[e.ID] = true
		}
		return all
	}
	before := ids(told(), Options{})
	if !before["urn:uuid:c8f0299d-70a6-5ae1-952c-128c234c7c61"] {
		t.Error("ort/2023/ has another id than it always had")
	}
	edited := told()
	for name, f := range edited {
		text := strings.NewReplacer("title = \"", "title = \"Annan ", "Ett datum var fel", "Datumet var fel", "- Gå ut", "- Nytt löfte {#nytt}\n- Gå ut då och då").Replace(string(f.Data))
		edited[name].Data = []byte(text)
	}
	edited["content/ort/nyheter/a.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"Först\"\ndate = 2023-04-01\n+++\n")}
	after := ids(edited, Options{BaseURL: "https://annan.example/"})
	for id := range before {
		if !after[id] {
			t.Errorf("%s is gone", id)
		}
	}
	if len(after) != len(before)+1 {
		t.Errorf("%d entries, then %d", len(before), len(after))
	}
}

// TestFeedsTellOfWhatIsPublic holds that a preview with drafts does not tell of them in feeds and calendars.
func TestFeedsTellOfWhatIsPublic(t *testing.T) {
	files := rendered(t, told(), Options{})
	with := rendered(t, told(), Options{Drafts: true})
	if len(with) == len(files) {
		t.Fatal("there are no drafts")
	}
	for _, name := range []string{"feed.xml", "ort/feed.xml", "kalender.ics", "ort/kalender.ics"} {
		if diff := cmp.Diff(string(files[name]), string(with[name])); diff != "" {
			t.Errorf("%s with drafts (-without +with):\n%s", name, diff)
		}
	}
}

// TestFeedsKeepStill holds that a feed changes when something has become known, and not by the day.
func TestFeedsKeepStill(t *testing.T) {
	on := func(d int, m time.Month) string {
		return string(rendered(t, told(), Options{Now: day.New(2023, m, d)})["ort/feed.xml"])
	}
	if on(27, 9) != on(30, 9) {
		t.Error("two days on it is another one")
	}
	if later := on(1, 10); !strings.Contains(later, "Senare") || !strings.Contains(later, "Sägs först i oktober.") || strings.Contains(on(30, 9), "Senare") {
		t.Error("what is known from the first of October is not told from that day")
	}
}

// TestFeedsOfTheExample reads every feed of the example site as a feed reader does: ids are there once,
// the newest comes first, and every address leads to a page of the site.
func TestFeedsOfTheExample(t *testing.T) {
	_, files := example(t)
	feeds, entries := 0, 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Base(name) != "feed.xml" {
			continue
		}
		feeds++
		feed := atomOf(t, files[name])
		page := "https://medborgarloften.example/" + strings.TrimSuffix(name, "feed.xml")
		if feed.Links[0].Rel != "self" || feed.Links[0].Href != page+"feed.xml" || feed.Links[1].Rel != "alternate" || feed.Links[1].Href != page {
			t.Errorf("%s links to %+v and %+v", name, feed.Links[0], feed.Links[1])
		}
		entries += len(feed.Entries)
		last, seen := feed.Updated, map[string]bool{}
		for _, e := range feed.Entries {
			if e.UpdatedParsed == nil || e.PublishedParsed == nil || e.UpdatedParsed.Before(*e.PublishedParsed) || e.Updated[:10] > last[:10] || seen[e.ID] {
				t.Errorf("%s: %s (%s) of %s and %s comes after %s", name, e.Title, e.ID, e.Published, e.Updated, last)
			}
			last, seen[e.ID] = e.Updated, true
			leads(t, files, name, e.Links[0].Href)
			doc, err := html.Parse(strings.NewReader(e.Content.Value))
			if err != nil {
				t.Fatal(err)
			}
			for n := range doc.Descendants() {
				for _, key := range []string{"href", "src"} {
					if a := attribute(n, key); a != "" {
						leads(t, files, name, a)
					}
				}
			}
		}
	}
	if feeds != 10 || entries < 300 {
		t.Errorf("%d feeds with %d entries", feeds, entries)
	}
}

// leads holds that an address in a feed is absolute and leads to a file of the site, if to the site.
func leads(t *testing.T, files map[string][]byte, name, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		t.Errorf("%s leads to %q", name, address)
		return
	}
	if u.Host == "medborgarloften.example" {
		file := strings.TrimPrefix(u.Path, "/")
		if file == "" || strings.HasSuffix(file, "/") {
			file += "index.html"
		}
		if _, ok := files[file]; !ok {
			t.Errorf("%s leads to %s, which is not there", name, address)
		}
	}
}

// TestALargeSite holds how much a feed and a calendar have at most, and that what is cut off is what is
// oldest, and of the same day what follows from the rest.
func TestALargeSite(t *testing.T) {
	site, err := Read(Options{Site: corpus.Make(30, 12), Now: day.New(2024, 11, 1)})
	if err != nil {
		t.Fatal(err)
	}
	output := func(path string) []byte {
		data, problems := site.One(site.Output(path))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return data
	}
	kinds := map[string]int{}
	for i, e := range atomOf(t, output("feed.xml")).Entries {
		kind := e.Categories[0].Term
		kinds[kind]++
		if want := "2024-09-15"; e.Updated[:10] != want || (kind == "followup") != (i < 30) {
			t.Errorf("entry %d is a %s of %s", i, kind, e.Updated)
		}
	}
	if diff := cmp.Diff(map[string]int{"followup": 30, "status": 70}, kinds); diff != "" {
		t.Errorf("the site's feed (-want +got):\n%s", diff)
	}
	if n := len(atomOf(t, output("k0000/feed.xml")).Entries); n != 50 {
		t.Errorf("a kommun's feed has %d entries", n)
	}
	days := calendarOf(t, output("kalender.ics")).Events()
	if first, last := value(days[0], ics.ComponentPropertyDtStart), value(days[len(days)-1], ics.ComponentPropertyDtStart); len(days) != 2000 || first != "20131231" || last != "20250120" {
		t.Errorf("the site's calendar has %d days from %s to %s", len(days), first, last)
	}
	if n := len(output("kalender.ics")); n > 1_000_000 {
		t.Errorf("the site's calendar has %d bytes", n)
	}
	if days := calendarOf(t, output("k0000/kalender.ics")).Events(); value(days[0], ics.ComponentPropertyDtStart) != "20121210" {
		t.Errorf("a kommun's calendar begins with %s", value(days[0], ics.ComponentPropertyDtStart))
	}
}
