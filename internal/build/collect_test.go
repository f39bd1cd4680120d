package build

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/collect"
	"lofte/internal/day"
)

var onDay = day.New(2026, 11, 22)

// collected builds a site that has no more than settings, and the data of the example site.
func collected(t *testing.T, now day.Date) (own, others map[string][]byte) {
	t.Helper()
	_, own = example(t)
	site := fstest.MapFS{"lofte.toml": {Data: []byte("title = \"Länet\"\nbase_url = \"https://lan.example/\"\n\n[[collect]]\nurl = \"https://medborgarloften.example/\"\n")}}
	var b strings.Builder
	b.WriteString(`{"url":"https://medborgarloften.example/","fetched":"2026-11-22","tags":{}`)
	for _, name := range []string{"promises.json", "followups.json", "kommuner.json"} {
		fmt.Fprintf(&b, ",\n%q: %s", name, own["data/"+name])
	}
	site[collect.Folder+"/medborgarloften.example.json"] = &fstest.MapFile{Data: []byte(b.String() + "}")}
	return own, rendered(t, site, Options{Now: now})
}

// TestOnlyListed holds that a site which only collects has the lists of all kommuner, and no page, feed or
// data about any of them.
func TestOnlyListed(t *testing.T) {
	_, files := collected(t, onDay)
	for name, data := range files {
		for _, kommun := range []string{"exempelby", "katrineholm", "karlshamn", "soderkoping"} {
			if strings.Contains(name, kommun) {
				t.Errorf("there is a file %s", name)
			}
			lists := strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "data/") || strings.HasPrefix(name, "sok/")
			if !lists && strings.Contains(string(data), kommun) {
				t.Errorf("%s names %s", name, kommun)
			}
		}
	}
	for page, wants := range map[string][]string{
		"index.html": {
			`<a href="https://medborgarloften.example/exempelby/">Exempelby</a>`, `<a href="https://medborgarloften.example/exempelby/2026/">`,
			`<span class="elsewhere">Från medborgarloften.example</span>`, `<p class="elsewhere">Från medborgarloften.example</p>`,
		},
		"ar/2026/index.html":          {`<span class="elsewhere">Från medborgarloften.example</span>`},
		"uppfoljning/index.html":      {`<p class="elsewhere">Från medborgarloften.example</p>`, `<a href="https://medborgarloften.example/exempelby/2026/t1/">`},
		"uppfoljning/2026/index.html": {`<p class="elsewhere">Från medborgarloften.example</p>`},
		"omrade/ungdomar/index.html":  {`<p class="elsewhere">Från medborgarloften.example</p>`},
		"sok/index.html":              {`<option value="exempelby">Exempelby</option>`, `<a href="https://medborgarloften.example/exempelby/">Exempelby</a>`},
		"sok/index/t000.json":         {`"https://medborgarloften.example/exempelby/2026/"`, `Medborgarlöfte 2026 (medborgarloften.example)`},
		"data/index.html":             {`<a href="https://medborgarloften.example/data/">medborgarloften.example</a>`},
		"data/promises.json":          {"[]\n"},
	} {
		for _, want := range wants {
			if !strings.Contains(string(files[page]), want) {
				t.Errorf("%s does not have %s", page, want)
			}
		}
	}
	if strings.Contains(string(files["index.html"]), "som det såg ut") {
		t.Error("data of the same day is called old")
	}
	_, files = collected(t, onDay.AddDays(1))
	if want := "Från medborgarloften.example, som det såg ut den 22 november 2026"; !strings.Contains(string(files["index.html"]), want) {
		t.Error("the front page does not say of what day the data is")
	}
}

var (
	marks   = regexp.MustCompile(` ?<(span|p) class="elsewhere">.*?</(span|p)>`)
	titles  = regexp.MustCompile(`(<td data-v="[^"]*">)<a[^>]*>.*?</a>`)
	anchors = regexp.MustCompile(`</?a\b[^>]*>`)
	longer  = regexp.MustCompile(` \(förlängt[^)]*\)`) // the data does not tell
)

// TestCollectedCountsAsThere holds that what is listed of other sites is counted and judged as it is there.
func TestCollectedCountsAsThere(t *testing.T) {
	own, others := collected(t, onDay)
	table := func(files map[string][]byte, page string) string {
		_, body, _ := strings.Cut(string(files[page]), "<tbody>")
		body, _, _ = strings.Cut(body, "</tbody>")
		body = longer.ReplaceAllString(body, "")
		return anchors.ReplaceAllString(titles.ReplaceAllString(marks.ReplaceAllString(body, ""), "$1"), "")
	}
	pages := []string{"index.html", "uppfoljning/index.html"}
	for name := range own {
		if strings.HasPrefix(name, "ar/2") {
			pages = append(pages, name)
		}
	}
	if len(pages) < 8 {
		t.Errorf("only %q have a table", pages)
	}
	slices.Sort(pages)
	for _, page := range pages {
		if got, want := table(others, page), table(own, page); got != want || want == "" {
			t.Errorf("%s:\n%s\nthere:\n%s", page, got, want)
		}
	}
	tally := regexp.MustCompile(`(?s)<div class="tally">.*?</ul>|<p class="counts">.*?</p>`)
	for _, page := range []string{"index.html", "ar/2026/index.html"} {
		got, want := tally.FindAllString(string(others[page]), -1), tally.FindAllString(string(own[page]), -1)
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s:\n%s\nthere:\n%s", page, got, want)
		}
	}
}

// TestCollectedPromise holds how a promise from elsewhere is shown: escaped, with what is known and no more.
func TestCollectedPromise(t *testing.T) {
	row := func(id, text, rest string) string {
		return fmt.Sprintf(`{"kommun":"ort","code":null,"county":null,"period":"2026","from":"2026-01-01","to":"2026-12-31","id":%q,"party":"polisen","text":%q,`+
			`"target":3,"unit":"kvällar","focus":["Trafik"],"places":["Torget"],%s,"url":"https://andra.example/ort/2026/#%s","continues":null}`, id, text, rest, id)
	}
	site := fstest.MapFS{
		"lofte.toml": {Data: []byte("base_url = \"https://lan.example/\"\ncollect = [{ file = \"delat\" }]\n")},
		"delat/promises.json": {Data: []byte("[" + row("a&b", "<script>alert(1)</script> & mer\nunder <b>", `"status":"kept","count":7,"status_date":"2026-05-31"`) + "," +
			strings.Replace(row("c", "Tyst", `"status":"unreported","count":null,"status_date":null`), `["Trafik"]`, `[]`, 1) + "]")},
		"delat/followups.json": {Data: []byte(`[{"kommun":"ort","code":null,"period":"2026","followup":"2026-T1","due":"2026-05-31","date":"2026-05-31","state":"published","answered":1,"promises":2,"url":"https://andra.example/ort/2026/t1/"}]`)},
	}
	page := string(rendered(t, site, Options{Now: onDay})["omrade/trafik/index.html"])
	for _, want := range []string{
		"&lt;script&gt;alert(1)&lt;/script&gt; &amp; mer<p>under &lt;b&gt;</p>", `href="https://andra.example/ort/2026/#a&amp;b"`,
		`<span class="label">Antal:</span> 7`, `<a href="https://andra.example/ort/2026/t1/">Uppföljning 2026-T1</a>`, "Från andra.example",
		"Bara läget och antalet är hämtade hit.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %s:\n%s", want, page)
		}
	}
	for _, not := range []string{"<script>alert", "Det här ledde det till", `class="effect`, `class="pace"`, "Tyst", "3 kvällar"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %s", not)
		}
	}
}

// TestCollectedIsPartOfWhatWasBuilt holds that a build makes anew what shows data of others that is not as
// it was.
func TestCollectedIsPartOfWhatWasBuilt(t *testing.T) {
	data := func(status string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`[{"kommun":"ort","code":null,"county":null,"period":"2026","from":"2026-01-01","to":"2026-12-31","id":"a","party":null,"text":"Ut","target":null,"unit":null,` +
			`"focus":[],"places":[],"status":"` + status + `","count":null,"status_date":"2026-05-31","url":"https://andra.example/ort/2026/#a","continues":null}]`)}
	}
	site := fstest.MapFS{
		"lofte.toml":              {Data: []byte("base_url = \"https://lan.example/\"\ncollect = [{ file = \"delat\" }]\n")},
		"content/egen/_index.md":  {Data: []byte("+++\ntitle = \"Egen\"\n+++\n")},
		"delat/promises.json":     data("kept"),
		"delat/followups.json":    {Data: []byte("[]")},
		"content/egen/2026.md":    {Data: []byte("+++\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n")},
		"content/egen/2026/t1.md": {Data: []byte("+++\ndate = 2026-05-31\n\n[result.ut]\nstatus = \"kept\"\n+++\n")},
	}
	dir := t.TempDir()
	build := func(fetched collect.Report) (s *Site) {
		t.Helper()
		s, err := Read(Options{Site: site, Now: onDay, Cache: filepath.Join(dir, "cache"), Fetched: fetched})
		if err == nil {
			_, err = s.Publish(t.Context(), filepath.Join(dir, "public"))
		}
		if err != nil || s.Close() != nil {
			t.Fatal(err)
		}
		return s
	}
	compare := func() {
		t.Helper()
		clean := rendered(t, site, Options{Now: onDay})
		for name, want := range clean {
			if got, err := os.ReadFile(filepath.Join(dir, "public", filepath.FromSlash(name))); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s is not as a clean build makes it: %v", name, err)
			}
		}
	}
	build(nil)
	compare()
	if build(nil).Plan != nil {
		t.Error("a site that is as it was is read again")
	}
	site["delat/promises.json"] = data("not-kept")
	build(nil)
	compare()

	// That something cannot be fetched is told although nothing has changed.
	site["lofte.toml"] = &fstest.MapFile{Data: []byte("base_url = \"https://lan.example/\"\ncollect = [{ url = \"https://andra.example/\" }]\n")}
	site[collect.Folder+"/andra.example.json"] = &fstest.MapFile{Data: []byte(`{"url":"https://andra.example/","fetched":"2026-11-22","tags":{},"promises.json":` +
		string(site["delat/promises.json"].Data) + `,"followups.json":[]}`)}
	build(collect.Report{})
	compare()
	if s := build(collect.Report{}); s.Plan != nil || len(s.Problems) > 0 {
		t.Errorf("read again: %v; %v", s.Plan != nil, s.Problems)
	}
	if s := build(collect.Report{"https://andra.example/": {}}); len(s.Problems) != 1 {
		t.Errorf("a source that cannot be fetched gives %v", s.Problems)
	}
	if s := build(collect.Report{}); len(s.Problems) > 0 {
		t.Errorf("a source that can be fetched again gives %v", s.Problems)
	}
}
