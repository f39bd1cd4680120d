package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"lofte/internal/collect"
	"lofte/internal/need"
)

// TestCollect holds that a site shows what another one publishes, and goes on showing it when that site is
// not to be reached any more.
func TestCollect(t *testing.T) {
	there, here := t.TempDir(), t.TempDir()
	do := func(status int, args ...string) (stderr string) {
		t.Helper()
		var out, err bytes.Buffer
		if code := run(t.Context(), args, &out, &err, func(string) string { return "" }); code != status {
			t.Fatalf("%q ends with %d, not %d:\n%s%s", args, code, status, out.String(), err.String())
		}
		return err.String()
	}
	front := func() string {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(here, "public", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	asked := 0
	files := http.FileServer(http.Dir(filepath.Join(there, "public")))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	put(t, filepath.Join(there, "lofte.toml"), "base_url = \""+server.URL+"/\"\n")
	put(t, filepath.Join(there, "content/ort/_index.md"), "+++\ntitle = \"Örtofta\"\n+++\n")
	put(t, filepath.Join(there, "content/ort/2026.md"), "+++\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n")
	do(0, "build", "--site", there)
	put(t, filepath.Join(here, "lofte.toml"), "base_url = \"https://lan.example/\"\n\n[[collect]]\nurl = \""+server.URL+"/\"\n")

	// A check fetches nothing, and has nothing to say of that.
	if said := do(0, "check", "--site", here, "--strict"); said != "" || asked > 0 {
		t.Errorf("the check asked %d times and said %s", asked, said)
	}
	if said := do(0, "build", "--site", here, "--now", "2026-06-01"); said != "" {
		t.Error(said)
	}
	first := front()
	if !strings.Contains(first, ">Örtofta</a>") || !strings.Contains(first, "Från "+strings.TrimPrefix(server.URL, "http://")) {
		t.Errorf("the front page does not name the kommun:\n%s", first)
	}

	// The preview shows the copy; only where there is none does it fetch.
	asked = 0
	preview := background(t, "serve", "--site", here, "--port", "0", "--now", "2026-06-01")
	preview.says("shows the site")
	preview.ends()
	if asked > 0 {
		t.Errorf("the preview asked %d times", asked)
	}
	if err := os.RemoveAll(filepath.Join(here, collect.Folder)); err != nil {
		t.Fatal(err)
	}
	preview = background(t, "serve", "--site", here, "--port", "0", "--now", "2026-06-01")
	preview.says("shows the site")
	preview.ends()
	if asked == 0 {
		t.Error("the preview fetched nothing")
	}

	server.Close()
	for _, args := range [][]string{{}, {"--no-cache"}} {
		said := do(0, append([]string{"build", "--site", here, "--now", "2026-06-01"}, args...)...)
		if !strings.Contains(said, "[not-fetched]") || !strings.Contains(said, "lofte.toml:4:7: warning: ") {
			t.Errorf("with %q it says %s", args, said)
		}
		if front() != first {
			t.Errorf("with %q the front page is another one", args)
		}
	}
	if said := do(1, "build", "--site", here, "--strict"); !strings.Contains(said, "[not-fetched]") {
		t.Error(said)
	}
	if said := do(0, "check", "--site", here, "--strict"); said != "" {
		t.Error(said)
	}
	if err := os.RemoveAll(filepath.Join(here, collect.Folder)); err != nil {
		t.Fatal(err)
	}
	if said := do(0, "build", "--site", here); !strings.Contains(said, "[no-copy]") || strings.Contains(front(), "Örtofta") {
		t.Error(said)
	}
}

// TestCollectedInABrowser holds that what comes from a site with a long address fits a narrow window, and
// that axe finds no fault with how it is marked.
func TestCollectedInABrowser(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	const there = "https://medborgarloften.overforstesamhallsrorelsekommunen.example/loften/"
	row := func(id, focus, status string) string {
		return `{"kommun":"ort","code":null,"county":"Länet","period":"2026","from":"2026-01-01","to":"2026-12-31","id":"` + id + `","party":"polisen","text":"Gå ut","target":null,"unit":null,"focus":[` +
			focus + `],"places":[],` + status + `,"url":"` + there + `ort/2026/#` + id + `","continues":null}`
	}
	site, address := hostFiles(t, fstest.MapFS{
		"lofte.toml": {Data: []byte("base_url = \"https://lan.example/\"\ncollect = [{ url = \"" + there + "\" }]\n")},
		".lofte-collect/" + url.QueryEscape(strings.Trim(strings.TrimPrefix(there, "https:"), "/")) + ".json": {Data: []byte(`{"url":"` + there + `","fetched":"2026-11-02","tags":{},"promises.json":[` +
			row("ut", `"Centrum"`, `"status":"kept","count":3,"status_date":"2026-05-31"`) + `,` + row("in", ``, `"status":"unreported","count":null,"status_date":null`) + `],"followups.json":[` +
			`{"kommun":"ort","code":null,"period":"2026","followup":"2026-T1","due":"2026-05-31","date":"2026-05-31","state":"published","answered":1,"promises":2,"url":"` + there + `ort/2026/t1/"},` +
			`{"kommun":"ort","code":null,"period":"2026","followup":"2026-T2","due":"2026-09-30","date":null,"state":"planned","answered":null,"promises":2,"url":null}]}`)},
	})
	if len(site.Problems) > 0 {
		t.Fatal(site.Problems)
	}
	ctx, faults := browser(t)
	for _, page := range []string{"", "ar/2026/", "uppfoljning/", "uppfoljning/2026/", "omrade/centrum/", "data/"} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(address+page)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(ask[string](t, ctx, `document.body.innerText`), "medborgarloften.overforste") {
			t.Errorf("%s does not name the site", page)
		}
		if ask[bool](t, ctx, `document.documentElement.scrollWidth > window.innerWidth`) {
			t.Errorf("%s scrolls sideways", page)
		}
		if ask[bool](t, ctx, `[...document.querySelectorAll(".compare th:first-child")].some(c => c.offsetWidth > window.innerWidth * .6)`) {
			t.Errorf("the kommuner leave no room for the rest of the table on %s", page)
		}
		ask[bool](t, ctx, string(axe)+"; true")
		for _, v := range ask[[]string](t, ctx, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`) {
			t.Errorf("%s: axe: %s", page, v)
		}
	}
	for _, f := range faults() {
		t.Errorf("the browser says: %s", f)
	}
}
