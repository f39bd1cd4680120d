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
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return hostFiles(t, root.FS())
}

// hostFiles is host for the site that files are.
func hostFiles(t *testing.T, files fs.FS) (*build.Site, string) {
	t.Helper()
	site, err := build.Read(build.Options{Site: files, Now: day.New(2026, 11, 22)})
	if err != nil {
		t.Fatal(err)
	}
	made := &shown{files: map[string][]byte{}}
	if err := site.Render(context.Background(), made); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(made)
	t.Cleanup(server.Close)
	return site, server.URL + folder
}

// TestPagesInABrowser opens a page of each kind of the example site, narrow and wide, light and dark,
// with the Content-Security-Policy in force: nothing scrolls sideways, nothing is blocked or missing,
// and axe finds no fault.
func TestPagesInABrowser(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, faults := browser(t)
	site, address := host(t)
	tested := map[plan.View]int{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() || tested[o.View] == 2 {
			continue
		}
		tested[o.View]++
		for _, width := range []int64{320, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				name := fmt.Sprintf("%s at %d px, %s", o.Path, width, scheme)
				_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
				if err == nil {
					err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(address+o.URL()))
				}
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if ask[bool](t, ctx, `document.documentElement.scrollWidth > window.innerWidth`) {
					t.Errorf("%s scrolls sideways", name)
				}
				if n := ask[int](t, ctx, `document.styleSheets.length`); n != 1 {
					t.Errorf("%s has %d stylesheets", name, n)
				}
				ask[bool](t, ctx, string(axe)+"; true")
				for _, v := range ask[[]string](t, ctx, `axe.run({resultTypes: ["violations"], preload: !document.querySelector("lofte-embed")}).then(r =>
					r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`) {
					t.Errorf("%s: axe: %s", name, v)
				}
			}
		}
	}
	for _, f := range faults() {
		t.Errorf("the browser says: %s", f)
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
