package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"lofte/internal/config"
	"lofte/internal/corpus"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/hosting"
	"lofte/internal/need"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/render"
	"lofte/internal/search"
	"lofte/internal/theme"
)

// results are where the results on the search page lead.
const results = `[...document.querySelectorAll(".hits a")].map((a) => a.getAttribute("href").replace("../", ""))`

// finished waits until the page shows the results of what do has begun.
func finished(do string) string {
	return fmt.Sprintf(`(async () => {
		const list = document.querySelector(".hits");
		delete list.dataset.query;
		%s;
		while (list.dataset.query === undefined) await new Promise((done) => setTimeout(done, 2));
	})()`, do)
}

// typed is what a visitor does who types a search.
func typed(query string) string {
	words, _ := json.Marshal(query)
	return fmt.Sprintf(`document.getElementById("l-ord").value = %s;
		document.getElementById("l-ord").dispatchEvent(new Event("input", { bubbles: true }))`, words)
}

// open goes to an address of the search page and waits until it shows its results.
func open(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	ask[any](t, ctx, `(async () => {
		while (document.querySelector(".hits").dataset.query === undefined) await new Promise((done) => setTimeout(done, 2));
	})()`)
}

// waited types a search and says how many milliseconds it took until the results stood there, and how many
// of them the page worked.
func waited(t *testing.T, ctx context.Context, query string) string {
	t.Helper()
	worked := func() (seconds float64) {
		all, err := chromedp.Call(ctx, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all.Metrics {
			if m.Name == "TaskDuration" {
				seconds = m.Value
			}
		}
		return seconds
	}
	before := worked()
	took := ask[float64](t, ctx, `(async () => { const begin = performance.now(); await `+finished(typed(query))+`; return performance.now() - begin; })()`)
	return fmt.Sprintf("%.0f ms (%.0f)", took, 1000*(worked()-before))
}

func silent(t *testing.T, faults func() []string) {
	t.Helper()
	t.Cleanup(func() {
		for _, f := range faults() {
			t.Errorf("the browser says: %s", f)
		}
	})
}

// TestSearchFinds types searches of the example site, and holds what comes first.
func TestSearchFinds(t *testing.T) {
	ctx, faults := browser(t)
	silent(t, faults)
	_, address := host(t)
	open(t, ctx, address+"sok/")
	for _, c := range []struct{ query, first string }{
		// Whole words, in any form.
		{"trygghetsvandring", "exempelby/2026/#trygghetsvandringar"},
		{"Trygghetsvandringarna", "exempelby/2026/#trygghetsvandringar"},
		{"hundsök skolor", "katrineholm/2020/#hundsok"},
		{"hundsök i skolan", "katrineholm/2020/#hundsok"},
		{"nattfotboll", "exempelby/2026/#nattfotboll"},
		{"A-traktorer", "exempelby/2026/#trafikkontroller"},
		{"lås källarförråd", "exempelby/2026/#forradslas"},
		{"svara inom fem arbetsdagar", "exempelby/2026/#avhoppare"},
		{"husvärdar våld", "exempelby/2026/#husvardar"},
		{"trapphusmöte", "exempelby/2026/#trapphusmoten"},
		{"medborgardialog", "exempelby/2026/#medborgardialog"},
		{"klotter", "exempelby/2021/#klotter"},
		{"hastigheter", "karlshamn/2022/#trafik"},
		{"orosamtal", "soderkoping/2020-2022/#orosamtal"},
		{"lägesbilder", "karlshamn/2022/#lagesbild"},
		{"sspf", "karlshamn/2022/#sspf"},
		{"15-minutersmetoden", "katrineholm/2019/#narvaro-centrum"},
		{"langning", "exempelby/2026/#antilangning"},
		{"narkotika unga", "karlshamn/2022/#narkotika-unga"},
		// What stands around a promise: its kommun, its place, its years, an editor's word for it.
		{"Nävertorp belysning", "katrineholm/2022-2023/#trygga-stadsdelar"},
		{"fotpatrull", "exempelby/2026/#fotpatrull"},
		{"hundsök katrineholm 2019", "katrineholm/2019/#hundsok"},
		{"tobak katrineholm 2019", "katrineholm/2019/#tobakstillsyn"},
		{"skadegörelse söderköping", "soderkoping/2017-2019/#forum-skadegorelse"},
		{"trygghetsvandring söderköping", "soderkoping/2017-2019/#trygghetsvandringar"},
		{"fotpatrull karlshamn", "karlshamn/2022/#fotpatrull"},
		// Beginnings of words, as they are typed.
		{"trygghetsva", "exempelby/2026/#trygghetsvandringar"},
		{"nattf", "exempelby/2026/#nattfotboll"},
		{"elsparkcy", "exempelby/2026/#trafikkontroller"},
		{"medborgardia", "exempelby/2026/#medborgardialog"},
		{"hundsök sko", "katrineholm/2020/#hundsok"},
		// Within compounds.
		{"fotboll", "exempelby/2026/#nattfotboll"},
		{"förråd", "exempelby/2026/#forradslas"},
		{"dialog stationen", "exempelby/2026/#medborgardialog"},
		{"stödsgrupper", "karlshamn/2022/#foraldrastod"},
		{"trafikkontroll", "karlshamn/2022/#trafik"},
		// Without å, ä and ö.
		{"hundsok skolor", "katrineholm/2020/#hundsok"},
		{"navertorp", "katrineholm/2022-2023/#trygga-stadsdelar"},
		{"soderkoping", "soderkoping/"},
		{"fritidsgard", "exempelby/2026/#fritidsgard"},
		// Misspelt.
		{"trygghetsvandrng", "exempelby/2026/#trygghetsvandringar"},
		{"trygghetsvanrding", "exempelby/2026/#trygghetsvandringar"},
		{"hndsök", "katrineholm/2020/#hundsok"},
		{"belysnig", "katrineholm/2022-2023/#trygga-stadsdelar"},
		{"orossamtal", "soderkoping/2020-2022/#orosamtal"},
		{"nattfotbol", "exempelby/2026/#nattfotboll"},
		{"fotpatrul karlshmn", "karlshamn/2022/#fotpatrull"},
		// What is no promise.
		{"Katrineholm", "katrineholm/"},
		{"exempelby", "exempelby/"},
		{"medborgarlöfte 2019", "katrineholm/2019/"},
		{"Katrineholms medborgarlöfte 2018", "katrineholm/2018/"},
		{"uppföljning tertial 1", "katrineholm/2018/t1/"},
		{"om webbplatsen", "om/"},
		{"så bedöms ett löfte", "om/"},
		{"undertecknat", "katrineholm/nyheter/undertecknat/"},
	} {
		ask[any](t, ctx, finished(typed(c.query)))
		got := ask[[]string](t, ctx, results)
		if len(got) == 0 || got[0] != c.first {
			t.Errorf("%q finds first %q, not %s", c.query, got[:min(3, len(got))], c.first)
		}
	}
	for _, q := range []string{"xyzzyq", "zebra", "q"} {
		ask[any](t, ctx, finished(typed(q)))
		if got := ask[[]string](t, ctx, `document.getElementById("l-traffar").hidden ? [] : `+results); len(got) > 0 {
			t.Errorf("%q finds %q", q, got)
		}
	}
}

// TestSearchRanksExactLetters holds that what is spelt as it was typed comes before what differs in å, ä and ö.
func TestSearchRanksExactLetters(t *testing.T) {
	p := &promise.Site{Kommuner: []*promise.Kommun{{Slug: "ort", Title: "Ort"}}}
	d := &promise.Document{Period: "2024", Title: "Löftet", From: day.New(2024, 1, 1), To: day.New(2024, 12, 31)}
	for i, text := range []string{"Öppna baren.", "Plocka bären.", "Röja båren."} {
		d.Promises = append(d.Promises, &promise.Promise{Document: d, Index: i, ID: fmt.Sprintf("p%d", i), Text: text})
	}
	p.Kommuner[0].Documents = []*promise.Document{d}
	p.Link()
	ctx, faults := browser(t)
	silent(t, faults)
	address, _ := searchable(t, p)
	open(t, ctx, address)
	for query, first := range map[string]string{"baren": "ort/2024/#p0", "bären": "ort/2024/#p1", "båren": "ort/2024/#p2"} {
		ask[any](t, ctx, finished(typed(query)))
		if got := ask[[]string](t, ctx, results); len(got) != 3 || got[0] != first {
			t.Errorf("%q finds %q", query, got)
		}
	}
}

// TestSearchStems holds the stemmer of the page against the one that made the index.
func TestSearchStems(t *testing.T) {
	words := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
			words[w] = true
		}
	}
	for _, name := range []string{"../../content", "../../docs", "../../internal/swedish", "../../themes/standard/i18n"} {
		if err := walkTexts(name, add); err != nil {
			t.Fatal(err)
		}
	}
	endings := strings.Fields("a e s en ar er or as es at et ad ast het ens ern ade are erns andet ades aren aste arne ande orna erna arna arens andes ornas ernas arnas heter heten anden hetens heterna fullt löst lig els ig dd gd nn dt gt kt tt")
	for _, k := range corpus.Site(3, 3).Kommuner {
		for _, d := range k.Documents {
			for _, q := range d.Promises {
				add(q.Text)
				for i, w := range strings.Fields(q.Text) {
					add(w + endings[i%len(endings)])
				}
			}
		}
	}
	for _, begin := range []string{"", "a", "ö", "st", "bär", "åk", "skol", "trygg", "rättvis", "xyz"} {
		for _, e := range endings {
			words[begin+e] = true
		}
	}
	delete(words, "")
	var list, want []string
	for w := range words {
		list = append(list, w)
	}
	slices.Sort(list)
	for _, w := range list {
		want = append(want, search.Stem(w))
	}
	if len(list) < 4000 {
		t.Fatalf("only %d words", len(list))
	}
	ctx, faults := browser(t)
	silent(t, faults)
	_, address := host(t)
	open(t, ctx, address+"sok/")
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	got := ask[[]string](t, ctx, string(data)+".map(stem)")
	for i, w := range list {
		if got[i] != want[i] {
			t.Errorf("the stem of %q is %q, in the browser %q", w, want[i], got[i])
		}
	}
}

func walkTexts(folder string, add func(string)) error {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if e.IsDir() {
			if err := walkTexts(name, add); err != nil {
				return err
			}
			continue
		}
		switch path.Ext(name) {
		case ".md", ".go", ".toml":
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			add(string(data))
		}
	}
	return err
}

// TestSearchAddress holds that a search stands in the page's address, with what it is narrowed by.
func TestSearchAddress(t *testing.T) {
	ctx, faults := browser(t)
	silent(t, faults)
	_, address := host(t)
	open(t, ctx, address+"sok/?q=hunds%C3%B6k&kommun=katrineholm&ar=2019")
	if got := ask[[]string](t, ctx, results); !slices.Equal(got, []string{"katrineholm/2019/#hundsok", "katrineholm/2019/"}) {
		t.Errorf("it finds %q", got)
	}
	for field, value := range map[string]string{"q": "hundsök", "kommun": "katrineholm", "ar": "2019", "part": "", "omrade": "", "status": ""} {
		if got := ask[string](t, ctx, `document.getElementById("l-sok").elements.`+field+`.value`); got != value {
			t.Errorf("%s is %q", field, got)
		}
	}
	if got := ask[[]string](t, ctx, `[...document.querySelectorAll(".hits a mark")].map((m) => m.textContent)`); !slices.Contains(got, "hundsök") {
		t.Errorf("marked is %q", got)
	}
	if got := ask[string](t, ctx, `document.querySelector(".hit").innerText.replace(/\s+/g, " ").trim()`); !strings.HasPrefix(got, "Löfte Katrineholm: Katrineholms medborgarlöfte 2019 · Polisen Göra hundsök i skolor.") || !strings.HasSuffix(got, "Ingen uppgift") {
		t.Errorf("it says %q", got)
	}
	if got := ask[string](t, ctx, `document.getElementById("l-antal").textContent`); got != "2 träffar" {
		t.Errorf("it tells of %q", got)
	}

	choose := func(field, value string) {
		t.Helper()
		ask[any](t, ctx, finished(fmt.Sprintf(`const f = document.getElementById("l-sok").elements.%s; f.value = %q; f.dispatchEvent(new Event("input", { bubbles: true }))`, field, value)))
	}
	search := func() string { return ask[string](t, ctx, `decodeURIComponent(location.search)`) }
	choose("kommun", "")
	choose("ar", "")
	if got := search(); got != "?q=hundsök" {
		t.Errorf("the address is %s", got)
	}
	ask[any](t, ctx, finished(typed("")))
	for _, c := range []struct{ field, value, with, without string }{
		{"kommun", "karlshamn", "karlshamn/2022/#sspf", "katrineholm/"},
		{"ar", "2018", "katrineholm/2018/#orosamtal", "karlshamn/"},
		{"part", "exempelbyhus", "exempelby/2026/#trapphusmoten", "katrineholm/"},
		{"part", "gemensamt", "karlshamn/2022/#sspf", "#nattfotboll"},
		{"omrade", "narkotika", "karlshamn/2022/#narkotika-unga", "#nattfotboll"},
		{"status", "not-kept", "exempelby/2022/#lampor", "katrineholm/"},
	} {
		choose(c.field, c.value)
		for ask[bool](t, ctx, `!document.getElementById("l-fler").hidden`) {
			before := ask[int](t, ctx, `document.querySelectorAll(".hit").length`)
			ask[any](t, ctx, fmt.Sprintf(`(async () => { document.getElementById("l-fler").click();
				while (document.querySelectorAll(".hit").length === %d) await new Promise((done) => setTimeout(done, 2)); })()`, before))
			if got := ask[string](t, ctx, `document.activeElement.closest(".hit") === document.querySelectorAll(".hit")[`+fmt.Sprint(before)+`] ? "" : document.activeElement.outerHTML`); got != "" {
				t.Errorf("after more results %s has the focus", got)
			}
		}
		got := ask[[]string](t, ctx, results)
		if !slices.Contains(got, c.with) || slices.ContainsFunc(got, func(u string) bool { return strings.Contains(u, c.without) }) {
			t.Errorf("%s=%s finds %q", c.field, c.value, got)
		}
		if s := search(); s != "?"+c.field+"="+c.value {
			t.Errorf("the address is %s", s)
		}
		choose(c.field, "")
	}

	// Enter makes a search that one can go back to; the focus stays where it is typed.
	ask[any](t, ctx, finished(typed("nattfotboll")))
	ask[any](t, ctx, `document.getElementById("l-ord").focus()`)
	if err := chromedp.Do(ctx, chromedp.KeyEvent("\r")); err != nil {
		t.Fatal(err)
	}
	ask[any](t, ctx, finished(typed("hundsök")))
	if got := ask[string](t, ctx, `document.activeElement.id`); got != "l-ord" {
		t.Errorf("%q has the focus", got)
	}
	ask[any](t, ctx, finished(`history.back()`))
	if got := ask[string](t, ctx, `document.getElementById("l-ord").value`); got != "nattfotboll" {
		t.Errorf("back is %q", got)
	}
	if got := ask[[]string](t, ctx, results); len(got) != 1 || got[0] != "exempelby/2026/#nattfotboll" {
		t.Errorf("back finds %q", got)
	}
}

// TestSearchResultsAreAccessible holds what axe says of results, and that they fit narrow windows.
func TestSearchResultsAreAccessible(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, faults := browser(t)
	silent(t, faults)
	_, address := host(t)
	for _, width := range []int64{320, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			if err == nil {
				err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 800))
			}
			if err != nil {
				t.Fatal(err)
			}
			open(t, ctx, address+"sok/?q=trygghet")
			if ask[bool](t, ctx, `document.documentElement.scrollWidth > window.innerWidth`) {
				t.Errorf("at %d px it scrolls sideways", width)
			}
			ask[bool](t, ctx, string(axe)+"; true")
			for _, v := range ask[[]string](t, ctx, `axe.run({resultTypes: ["violations"]}).then(r =>
				r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`) {
				t.Errorf("at %d px, %s: axe: %s", width, scheme, v)
			}
		}
	}
}

// TestSearchWithoutScript holds that the page has lists instead, and that the front page's form leads
// there.
func TestSearchWithoutScript(t *testing.T) {
	ctx, faults := browser(t)
	silent(t, faults)
	_, address := host(t)
	for _, off := range []bool{true, false} {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
		if err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.SendKeys("#l-ord", "hundsök\r"), chromedp.WaitReady("#l-listor")); err != nil {
			t.Fatal(err)
		}
		if got := ask[string](t, ctx, `location.pathname + decodeURIComponent(location.search)`); got != folder+"sok/?q=hundsök" {
			t.Errorf("the form leads to %s", got)
		}
		if off {
			if !ask[bool](t, ctx, `document.getElementById("l-sok").checkVisibility() === false && document.getElementById("l-listor").checkVisibility()`) {
				t.Error("without a script the page does not offer its lists alone")
			}
			if got := ask[[]string](t, ctx, `[...document.querySelectorAll("#l-listor a")].map((a) => a.getAttribute("href"))`); !slices.Contains(got, "../katrineholm/") || !slices.Contains(got, "../ar/2019/") || !slices.Contains(got, "../omrade/narkotika/") {
				t.Errorf("the lists have %q", got)
			}
		}
	}
}

// remote is a site's search page and index, packed as a host sends them, and what was fetched of it.
type remote struct {
	sync.Mutex
	files map[string][]byte
	sent  map[string]int // bytes by path
	asked func(name string)
}

func (s *remote) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	if strings.HasSuffix(r.URL.Path, "/") {
		name += "index.html"
	}
	s.Lock()
	defer s.Unlock()
	if s.asked != nil {
		s.asked(name)
	}
	data, exists := s.files[name]
	if !exists {
		http.NotFound(w, r)
		return
	}
	s.sent[name] += len(data)
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Content-Security-Policy", hosting.CSP)
	w.Header().Set("Cache-Control", hosting.CacheControl(name))
	if packs(name) {
		w.Header().Set("Content-Encoding", "gzip")
	}
	_, _ = w.Write(data)
}

// packs reports whether hosts pack a file.
func packs(name string) bool { return path.Ext(name) != ".bin" }

// searchable serves the search page of a site, and returns its address.
func searchable(t *testing.T, site *promise.Site) (string, *remote) {
	t.Helper()
	s := &remote{files: searchFiles(t, site), sent: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL + "/sok/", s
}

// searchFiles returns the search page of a site, its index and the theme's files, packed.
func searchFiles(t *testing.T, site *promise.Site) map[string][]byte {
	t.Helper()
	var problems diag.List
	th, ok, err := theme.Load(fstest.MapFS{}, config.Default(), &problems)
	if err != nil || !ok {
		t.Fatal(err, problems.Sorted())
	}
	var assets []string
	for _, a := range th.Assets() {
		assets = append(assets, a.Path)
	}
	p, found := plan.Make(site, config.Default(), day.New(2024, 11, 1), assets)
	if found.Errors() > 0 {
		t.Fatal(found.Sorted())
	}
	r := render.New(p, th, fstest.MapFS{})
	files := map[string][]byte{}
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.View == plan.Search || o.View == plan.SearchFile || o.View == plan.Asset {
			var data, packed bytes.Buffer
			if err := r.Render(o, &data); err != nil {
				t.Fatal(err)
			}
			if packs(o.Path) {
				zip := gzip.NewWriter(&packed)
				_, _ = zip.Write(data.Bytes())
				_ = zip.Close()
				data = packed
			}
			files[o.Path] = data.Bytes()
		}
	}
	return files
}

// TestSearchOfALargeSite holds how much a search fetches of a site with 36,540 promises when it is typed letter by
// letter. It logs the times, too: from the last letter until the results stand there, when the whole search is
// typed at once, and again; and of each how long the page was at work.
func TestSearchOfALargeSite(t *testing.T) {
	address, s := searchable(t, corpus.Site(290, 9))
	ctx, faults := browser(t)
	silent(t, faults)
	if _, err := chromedp.Call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
		t.Fatal(err)
	}
	// A browser that has just started shows its first results more slowly than any after them, of whatever page.
	open(t, ctx, address)
	t.Logf("the first results that the browser shows: %s", waited(t, ctx, "polisen"))
	for _, c := range []struct{ query, address string }{
		{"trygghetsvandring", ""},
		{"hundsök skolor", ""},
		{"trygghetsvandrng", ""},
		{"belysning", ""},
		{"fältassistent björktorp", ""},
		{"trygghet", "?kommun=k0007"},
		{"", "?kommun=k0007&status=kept"},
		{"drogkontroll hamnområdet", "?ar=2020&part=polisen&omrade=narkotika"},
	} {
		t.Run(c.query+c.address, func(t *testing.T) {
			open(t, ctx, address+c.address)
			// Until the list of words is there, and the page drawn.
			waited(t, ctx, "zzz")
			ask[any](t, ctx, `new Promise((done) => requestAnimationFrame(() => requestIdleCallback(() => done())))`)
			first := waited(t, ctx, c.query)
			again := waited(t, ctx, c.query)
			s.Lock()
			s.sent = map[string]int{}
			s.Unlock()
			open(t, ctx, address+c.address)
			for i := range []rune(c.query) {
				ask[any](t, ctx, finished(typed(string([]rune(c.query)[:i+1]))))
			}
			if got := ask[[]string](t, ctx, results); len(got) == 0 {
				t.Error("nothing was found")
			}
			s.Lock()
			defer s.Unlock()
			total := 0
			by := map[string]int{} // the first letters of the names of its files
			for name, n := range s.sent {
				total += n
				if file, ok := strings.CutPrefix(name, plan.SearchFolder); ok {
					by[strings.TrimRight(file[:2], "0123456789")] += n
				} else {
					by["page"] += n
				}
			}
			t.Logf("%d bytes in %d files: %v; %s, again %s", total, len(s.sent), by, first, again)
			if total > 300<<10 {
				t.Errorf("%d bytes were fetched", total)
			}
		})
	}
}

// TestSearchIndexIsReplaced holds that a search is right when the site is replaced while somebody searches.
func TestSearchIndexIsReplaced(t *testing.T) {
	ctx, faults := browser(t)
	silent(t, faults)
	address, s := searchable(t, corpus.Site(2, 2))
	after := searchFiles(t, corpus.Site(2, 3))
	for _, when := range []string{plan.OccurrencesName(0), plan.TextsName(0)} {
		before := s.files
		s.Lock()
		s.asked = func(name string) {
			if name == plan.SearchFolder+when {
				s.files = after
			}
		}
		s.Unlock()
		open(t, ctx, address+"?q=medborgarl%C3%B6fte+2022")
		if got := ask[[]string](t, ctx, results); len(got) == 0 || !strings.HasPrefix(got[0], "k0000/2022/") {
			t.Errorf("replaced at %s it finds %q", when, got)
		}
		s.Lock()
		s.files, s.asked = before, nil
		s.Unlock()
	}
}
