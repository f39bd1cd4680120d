package main

import (
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"lofte/internal/hosting"
)

// ServeHTTP answers as a host that reads _headers.
func (h *hosted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, h.cfg.BasePath())
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	status := http.StatusOK
	if !ok || h.files[name] == nil || !hosting.Served(name) {
		name, status = "404.html", http.StatusNotFound
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	for _, header := range hosting.Headers(h.cfg, name) {
		w.Header().Set(header.Name, header.Value)
	}
	w.WriteHeader(status)
	_, _ = w.Write(h.files[name])
}

// served is the example site in a folder of a host, and which addresses it has been asked for.
func served(t *testing.T) (h *hosted, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var all []string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		all = append(all, r.URL.Path)
		mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	h = hostedSite(t, "http://"+server.Listener.Addr().String()+folder)
	server.Start()
	t.Cleanup(server.Close)
	return h, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// TestASubfolderInABrowser opens a third of the example site's pages, of every depth, in a folder of
// another host, and one that is not there, and asks for all that they name: everything is found, in that
// folder.
func TestASubfolderInABrowser(t *testing.T) {
	ctx, faults := browser(t)
	h, asked := served(t)
	origin := strings.TrimSuffix(h.baseURL, folder)
	named := map[string]string{} // address to a page that names it
	visit := func(url string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.Navigate(h.baseURL+url)); err != nil {
			t.Fatalf("/%s: %v", url, err)
		}
		for _, address := range ask[[]string](t, ctx, `[...document.querySelectorAll("[href], [src], [action], [data]")].map(e =>
			new URL(["href", "src", "action", "data"].map(a => e.getAttribute(a)).find(Boolean), document.baseURI).href.split("#")[0])`) {
			named[address] = url
		}
	}
	pages := slices.DeleteFunc(slices.Sorted(maps.Keys(h.files)), func(name string) bool {
		return path.Base(name) != "index.html" || h.moved[folder+strings.TrimSuffix(name, "index.html")] != ""
	})
	for i, name := range pages {
		if i%3 > 0 && strings.Contains(name, "/") {
			continue
		}
		url := strings.TrimSuffix(name, "index.html")
		visit(url)
		if at := ask[string](t, ctx, `location.href`); at != h.baseURL+url {
			t.Errorf("/%s leads to %s", url, at)
		}
	}
	for from, to := range h.moved {
		if err := chromedp.Do(ctx, chromedp.Navigate(origin+from), chromedp.WaitVisible("footer")); err != nil {
			t.Fatalf("%s: %v", from, err)
		}
		if at := ask[string](t, ctx, `location.href`); at != origin+to {
			t.Errorf("%s leads to %s, want %s", from, at, to)
		}
	}
	if list := faults(); len(list) > 0 {
		t.Errorf("the browser says: %q", list)
	}
	visit("finns/inte/")
	delete(named, h.baseURL+"finns/inte/") // the link to its own text
	if n := ask[int](t, ctx, `document.styleSheets.length`); n != 1 {
		t.Errorf("the page for what is not there has %d stylesheets", n)
	}

	for address, page := range named {
		if rest, here := strings.CutPrefix(address, origin); !here {
			continue
		} else if !strings.HasPrefix(rest, folder) {
			t.Errorf("/%s names %s, which is outside of the folder", page, address)
		}
		if answer, err := http.Get(address); err != nil {
			t.Fatal(err)
		} else if _ = answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Errorf("/%s names %s, which answers %s", page, address, answer.Status)
		}
	}
	for _, p := range asked() {
		if !strings.HasPrefix(p, folder) {
			t.Errorf("the browser has asked for %s", p)
		}
	}
	if len(pages) < 50 || len(named) < 50 {
		t.Errorf("only %d pages and %d addresses", len(pages), len(named))
	}
}

// TestFramesInABrowser has another site frame an embed, which it may, and a page, which it may not.
func TestFramesInABrowser(t *testing.T) {
	ctx, faults := browser(t)
	h, _ := served(t)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, `<!doctype html><script>
			const told = new Promise(tell => addEventListener("message", e => tell(e.data)))
			</script><iframe src="%[1]sembed/prov/"></iframe><iframe src="%[1]sexempelby/"></iframe>`, h.baseURL)
	}))
	defer other.Close()
	if err := chromedp.Do(ctx, chromedp.Navigate(other.URL)); err != nil {
		t.Fatal(err)
	}
	if told := ask[string](t, ctx, `told`); told != "here" {
		t.Errorf("the embed says %q", told)
	}
	for len(faults()) == 0 && ctx.Err() == nil {
		ask[bool](t, ctx, `true`) // whatever the browser says comes before its answer, at the latest
	}
	for _, f := range faults() {
		if !strings.Contains(f, "frame-ancestors 'self'") || !strings.Contains(f, strings.TrimSuffix(h.baseURL, folder)) {
			t.Errorf("the browser says: %s", f)
		}
	}
	answer, err := http.Get(h.baseURL + "data/prov.csv")
	if err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if got := ask[string](t, ctx, `fetch("`+h.baseURL+`data/prov.csv").then(r => r.text())`); err != nil || got != string(want) {
		t.Errorf("another site reads %q, want %q (%v)", got, want, err)
	}
}
