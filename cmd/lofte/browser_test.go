package main

import (
	"context"
	"fmt"
	"io/fs"
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

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"lofte/internal/build"
	"lofte/internal/day"
	"lofte/internal/hosting"
	"lofte/internal/need"
	"lofte/internal/plan"
)

// shown is a site in memory, served under a folder as any host would.
type shown struct {
	sync.Mutex
	files map[string][]byte
}

func (s *shown) Write(name string, data []byte) error {
	s.Lock()
	defer s.Unlock()
	s.files[name] = append([]byte(nil), data...)
	return nil
}

const folder = "/under/"

func (s *shown) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, folder)
	if strings.HasSuffix(r.URL.Path, "/") {
		name += "index.html"
	}
	data, exists := s.files[name]
	if !ok || !exists {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Content-Security-Policy", hosting.CSP)
	_, _ = w.Write(data)
}

// browser starts Chromium, and returns a context for its tab and what the browser has complained of.
func browser(t *testing.T) (context.Context, func() []string) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(need.Program(t, "chromium", "google-chrome")),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()),
	))
	t.Cleanup(cancel)
	var mu sync.Mutex
	var faults []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			faults = append(faults, e.Entry.Text+" "+e.Entry.URL)
		case *cdpruntime.EventExceptionThrown:
			faults = append(faults, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return ctx, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(faults)
	}
}

// host serves the example site under a folder of another host, and returns its address.
func host(t *testing.T) (*build.Site, string) {
	t.Helper()
	return hostFiles(t, exampleFiles(t))
}

func exampleFiles(t *testing.T) fs.FS {
	t.Helper()
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root.FS()
}

// hostFiles is host for the site that files are.
func hostFiles(t *testing.T, files fs.FS) (*build.Site, string) {
	t.Helper()
	made := &shown{files: map[string][]byte{}}
	server := httptest.NewServer(made)
	t.Cleanup(server.Close)
	return made.build(t, build.Options{Site: files}), server.URL + folder
}

// hostHere is hostFiles for a site that was built for the address that it has here.
func hostHere(t *testing.T, files fs.FS) (*build.Site, string) {
	t.Helper()
	made := &shown{files: map[string][]byte{}}
	server := httptest.NewServer(made)
	t.Cleanup(server.Close)
	address := server.URL + folder
	return made.build(t, build.Options{Site: files, BaseURL: address}), address
}

func (s *shown) build(t *testing.T, o build.Options) *build.Site {
	t.Helper()
	o.Now = day.New(2026, 11, 22)
	site, err := build.Read(o)
	if err == nil {
		err = site.Render(context.Background(), s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// empty are sites of which pages have nothing to show: one with nothing at all, and one with a kommun without documents
// and one whose document promises nothing.
var empty = []fstest.MapFS{
	{"lofte.toml": {Data: []byte("title = \"Tomt\"\nbase_url = \"https://example.se/\"\n")}},
	{
		"lofte.toml":           {Data: []byte("title = \"Nästan tomt\"\nbase_url = \"https://example.se/\"\n")},
		"content/ny/_index.md": {Data: []byte("+++\ntitle = \"Ny\"\n+++\n")},
		"content/by/_index.md": {Data: []byte("+++\ntitle = \"By\"\n+++\n")},
		"content/by/2026.md":   {Data: []byte("+++\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\nVi återkommer.\n")},
		"content/by/2027.md":   {Data: []byte("+++\nfrom = 2027-01-01\nto = 2027-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut.\n")},
	},
}

// TestPagesInABrowser opens two pages of each kind of the example site, all others that can be opened, and those of
// sites that have nothing to show, narrow and wide, light and dark, with the Content-Security-Policy in force: nothing
// scrolls sideways, nothing is blocked or missing, and axe finds no fault.
func TestPagesInABrowser(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, faults := browser(t)
	judge := func(site *build.Site, address string, most int) {
		t.Helper()
		type kind struct {
			view     plan.View
			language string
		}
		tested := map[kind]int{}
		for i := range site.Plan.Outputs {
			o := &site.Plan.Outputs[i]
			k, most := kind{o.View, o.Language}, most
			if o.Language != "" {
				most = 1
			}
			if tested[k] == most || !o.IsPage() && !slices.Contains([]plan.View{plan.NotFound, plan.Redirect, plan.Embed, plan.EmbedTimeline}, o.View) {
				continue
			}
			tested[k]++
			judgeInABrowser(t, ctx, string(axe), o, address)
		}
	}
	site, address := hostHere(t, exampleFiles(t))
	judge(site, address, 2)
	for _, files := range empty {
		site, address := hostHere(t, files)
		judge(site, address, 1)
	}
	for _, f := range faults() {
		t.Errorf("the browser says: %s", f)
	}
}

// judgeInABrowser is what TestPagesInABrowser does with a page.
func judgeInABrowser(t *testing.T, ctx context.Context, axe string, o *plan.Output, address string) {
	t.Helper()
	address += o.URL()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
	}
	if o.View == plan.Redirect { // in the place of the page at hand, as if it did not lead away from it
		ask[any](t, ctx, fmt.Sprintf(`fetch(%q).then((answer) => answer.text()).then((text) => {
			document.open();
			document.write(text.replace(/<meta http-equiv="?refresh[^>]*>/, ""));
			document.close();
		})`, address))
	} else if do(chromedp.Navigate(address)); ask[int](t, ctx, `document.styleSheets.length`) != 1 {
		t.Errorf("%s has not one stylesheet", address)
	}
	ask[bool](t, ctx, axe+"; true")
	for _, width := range []int64{320, 1280} {
		do(chromedp.EmulateViewport(width, 800))
		for _, scheme := range []string{"light", "dark"} {
			if o.View == plan.Redirect && scheme == "dark" {
				continue // its ground is the browser's own, which axe takes for white
			}
			name := fmt.Sprintf("%s at %d px, %s", address, width, scheme)
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			if err != nil {
				t.Fatal(err)
			}
			if ask[bool](t, ctx, `document.documentElement.scrollWidth > window.innerWidth`) {
				t.Errorf("%s scrolls sideways", name)
			}
			rules := `rules: {"target-size": {enabled: true}, "label-content-name-mismatch": {enabled: true}, "td-has-header": {enabled: true}, "table-fake-caption": {enabled: true}}`
			if scheme == "dark" {
				rules = `runOnly: ["color-contrast", "link-in-text-block"]` // no more than colours is different
			}
			for _, v := range ask[[]string](t, ctx, `axe.run({resultTypes: ["violations"], preload: !document.querySelector("lofte-embed"), `+rules+`}).then(r =>
				r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`) {
				t.Errorf("%s: axe: %s", name, v)
			}
		}
	}
}

// ask has the page work out an expression.
func ask[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
