package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"lofte/internal/hosting"
	"lofte/internal/need"
)

// embedder is another site that shows pages of ours.
type embedder struct {
	t      *testing.T
	ctx    context.Context
	faults func() []string
	ours   *hosted // answers at origin
	origin string
	url    string

	mu    sync.Mutex
	pages map[string]string // of the other site, by path
	fakes map[string]http.HandlerFunc
	csp   string // of the other site
}

// newEmbedder starts our site, the other one and a browser.
func newEmbedder(t *testing.T) *embedder {
	t.Helper()
	e := &embedder{t: t, pages: map[string]string{}, fakes: map[string]http.HandlerFunc{}}
	e.ctx, e.faults = browser(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		fake := e.fakes[r.URL.Path]
		e.mu.Unlock()
		if fake == nil {
			e.ours.ServeHTTP(w, r)
			return
		}
		for _, header := range hosting.Headers(e.ours.cfg, "embed/x") {
			w.Header().Set(header.Name, header.Value)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fake(w, r)
	}))
	e.origin = "http://" + server.Listener.Addr().String()
	e.ours = hostedSite(t, e.origin+folder)
	server.Start()
	t.Cleanup(server.Close)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.mu.Lock()
		defer e.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if e.csp != "" {
			w.Header().Set("Content-Security-Policy", e.csp)
		}
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.Header().Set("Content-Type", "text/javascript")
		}
		if text, ok := e.pages[r.URL.Path]; ok {
			_, _ = w.Write([]byte(text))
			return
		}
		if r.URL.Path != "/favicon.ico" { // which browsers ask for by themselves
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(host.Close)
	e.url = host.URL
	return e
}

// address returns the full address of a page of ours.
func (e *embedder) address(page string) string { return e.ours.baseURL + page }

// script is the snippet's second line.
func (e *embedder) script() string {
	return `<script async src="` + e.address("embed/v1.js") + `"></script>`
}

// element is a lofte-embed with more attributes.
func (e *embedder) element(page, more string) string {
	return fmt.Sprintf(`<lofte-embed src="%s" %s><a href="%s">Medborgarlöften</a></lofte-embed>`, e.address("embed/"+page), more, e.address(page))
}

// fake makes a page of ours that our site does not have.
func (e *embedder) fake(name, text string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fakes[folder+name] = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

// visit opens a page of the other site with a body, at a width.
func (e *embedder) visit(width int64, body string) {
	e.t.Helper()
	e.mu.Lock()
	e.pages["/"] = `<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Kommunen</title><meta name="viewport" content="width=device-width"></head><body><main><h1>Trygghet</h1>` + body + `</main></body></html>`
	e.mu.Unlock()
	if err := chromedp.Do(e.ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(e.url+"/")); err != nil {
		e.t.Fatal(err)
	}
}

// ready are the scripts that the tests ask pages with.
const ready = `
	window.until = async (holds) => { while (!holds()) await new Promise((done) => requestAnimationFrame(done)); return true; };
	window.embed = (n = 0) => document.querySelectorAll("lofte-embed")[n];
	window.inside = (n = 0) => embed(n).shadowRoot;
	window.content = (n = 0) => inside(n).querySelector(".lofte");
	window.frame = (n = 0) => inside(n).querySelector("iframe");
	window.sized = (n = 0) => frame(n) && !inside(n).querySelector("slot");
	window.linkSeen = (n = 0) => embed(n).querySelector("a").checkVisibility() && embed(n).querySelector("a").getBoundingClientRect().height > 0;
	true`

// shown waits until all that is embedded in the page is there.
func (e *embedder) shown() {
	e.t.Helper()
	ask[bool](e.t, e.ctx, ready)
	ask[bool](e.t, e.ctx, `until(() => [...document.querySelectorAll("lofte-embed")].every((_, n) => embed(n).shadowRoot && (content(n) || sized(n))))`)
}

// quiet holds that the browser has had nothing to complain of.
func (e *embedder) quiet(what string) {
	e.t.Helper()
	for _, f := range e.faults() {
		e.t.Errorf("%s: the browser says: %s", what, f)
	}
}

// in has the only frame of the page work out an expression, once it is loaded.
func in[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	for {
		tree, err := chromedp.Call(ctx, page.GetFrameTree, cdp.Empty{})
		if err != nil || len(tree.FrameTree.ChildFrames) != 1 {
			t.Fatalf("the page has no frame, or several (%v)", err)
		}
		world, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: tree.FrameTree.ChildFrames[0].Frame.ID})
		if err != nil {
			continue // it has just become another document
		}
		there := func(p *cdpruntime.EvaluateParams) { p.ContextID = world.ExecutionContextID }
		if loaded, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`location.protocol === "http:" && document.readyState === "complete"`, there)); err != nil || !loaded {
			continue
		}
		v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, there))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// copied returns the snippets that a page of ours gives, as they are copied, and the directives that it asks
// a host to allow.
func (e *embedder) copied(page string) (snippets, allow []string) {
	e.t.Helper()
	text := string(e.ours.files[page+"badda-in/index.html"])
	for _, m := range regexp.MustCompile(`(?s)<pre class="code snippet">(.*?)</pre>`).FindAllStringSubmatch(text, -1) {
		snippets = append(snippets, html.UnescapeString(m[1]))
	}
	for _, m := range regexp.MustCompile(`<code>(\w+-src http[^<]*)</code>`).FindAllStringSubmatch(text, -1) {
		allow = append(allow, m[1])
	}
	if len(snippets) < 4 || len(allow) != 2 {
		e.t.Fatalf("%sbadda-in/ has the snippets %q and allows %q", page, snippets, allow)
	}
	return snippets, allow
}

// strictly gives the other site a policy that allows itself and what is asked for.
func (e *embedder) strictly(allow ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.csp = "default-src 'self'"
	for _, directives := range allow {
		for d := range strings.SplitSeq(directives, "; ") {
			name, source, _ := strings.Cut(d, " ")
			e.csp += "; " + name + " 'self' " + source
		}
	}
}

// TestEmbedSnippets pastes what the pages say into another site with a strict Content-Security-Policy, at
// three widths: it is shown whole, with no scroll bar within, and its headings fit in.
func TestEmbedSnippets(t *testing.T) {
	e := newEmbedder(t)
	for _, subject := range []string{"exempelby/", "exempelby/2026/", "katrineholm/2019/", "soderkoping/2017-2019/", "karlshamn/", "exempelby/uppfoljning/"} {
		from, timeline := strings.TrimSuffix(subject, "uppfoljning/"), 0
		if from != subject {
			timeline = 1
		}
		snippets, allow := e.copied(from)
		element, frame, link := snippets[0], snippets[1], snippets[2]
		if timeline > 0 {
			element, frame = snippets[3], snippets[4]
		}
		if !strings.HasPrefix(element, "<lofte-embed ") || !strings.HasPrefix(frame, "<iframe ") || !strings.HasPrefix(link, "<a ") {
			t.Fatalf("the snippets are %q", snippets)
		}
		for _, width := range []int64{320, 800, 1280} {
			what := fmt.Sprintf("%s at %d px", subject, width)
			narrow := func() {
				t.Helper()
				if ask[bool](t, e.ctx, `document.documentElement.scrollWidth > innerWidth`) {
					t.Errorf("%s scrolls sideways", what)
				}
			}

			e.strictly(allow[0])
			e.visit(width, element)
			e.shown()
			narrow()
			if got := ask[string](t, e.ctx, `[...document.querySelectorAll("h1"), ...inside().querySelectorAll("h1,h2,h3,h4")].map(h => h.localName).join(" ")`); !regexp.MustCompile(`^h1 h2( h3)+$`).MatchString(got) {
				t.Errorf("%s: the headings are %s", what, got)
			}
			if got := ask[int](t, e.ctx, `[...inside().querySelectorAll("a")].filter(a => !a.href.startsWith("`+e.address("")+`")).length`); got > 0 {
				t.Errorf("%s: %d links lead astray", what, got)
			}

			e.strictly(allow[1])
			e.visit(width, frame)
			narrow()
			if height := in[int](t, e.ctx, `document.styleSheets.length === 1 && document.documentElement.scrollWidth <= innerWidth ? Math.ceil(document.documentElement.getBoundingClientRect().height) : 0`); height == 0 {
				t.Errorf("%s: the frame has no style, or scrolls sideways", what)
			} else if room := in[int](t, e.ctx, `innerHeight`); height > room {
				t.Errorf("%s: the frame is %d px high, and what it shows %d", what, room, height)
			} else {
				t.Logf("%s: the frame is %d px high, and what it shows %d", what, room, height)
			}

			e.strictly(allow...)
			e.visit(width, strings.Replace(element, "<lofte-embed ", `<lofte-embed mode="frame" `, 1))
			e.shown()
			narrow()
			if got := in[float64](t, e.ctx, `innerHeight - document.documentElement.scrollHeight`); got != 0 {
				t.Errorf("%s: the frame has %g px to spare", what, got)
			}
			e.strictly()
			e.visit(width, link)
			narrow()
		}
		e.quiet(subject)
	}
}

// TestEmbedsAreAccessible holds that axe finds nothing in a page that embeds, nor in what it frames, light and
// dark.
func TestEmbedsAreAccessible(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	e := newEmbedder(t)
	judge := func(what string) {
		t.Helper()
		ask[bool](t, e.ctx, string(axe)+"; true")
		for _, v := range ask[[]string](t, e.ctx, `axe.run({resultTypes: ["violations"], iframes: false}).then(r =>
			r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target + " " + n.failureSummary).join("; ")))`) {
			t.Errorf("%s: axe: %s", what, v)
		}
	}
	snippets, _ := e.copied("exempelby/")
	for _, width := range []int64{320, 1280} {
		for _, theme := range []string{"light", "dark"} {
			what := fmt.Sprintf("%d px, %s", width, theme)
			e.visit(width, `<h2>Löften</h2>`+e.element("exempelby/2026/", `heading-level="3" theme="`+theme+`"`)+e.element("exempelby/uppfoljning/", `theme="`+theme+`"`)+
				e.element("exempelby/", `title="I en ram" mode="frame" max="2"`)+e.script())
			e.shown()
			judge(what)
			e.visit(width, snippets[1]+snippets[2])
			judge(what + ", without script")
			for _, page := range []string{"embed/exempelby/2026/", "embed/exempelby/uppfoljning/"} {
				if err := chromedp.Do(e.ctx, chromedp.Navigate("about:blank"), chromedp.Navigate(e.address(page)+"#?theme="+theme)); err != nil {
					t.Fatal(err)
				}
				if got := ask[string](t, e.ctx, `document.documentElement.style.colorScheme`); got != theme {
					t.Errorf("%s is %q, not %s", page, got, theme)
				}
				judge(page + " at " + what)
			}
		}
	}
	e.quiet("axe")
}
