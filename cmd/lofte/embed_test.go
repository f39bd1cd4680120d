package main

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
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

// answer has our site answer where it has nothing of its own.
func (e *embedder) answer(name string, fake http.HandlerFunc) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fakes[folder+name] = fake
}

// fake makes a page of ours that our site does not have.
func (e *embedder) fake(name, text string) {
	e.answer(name, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
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
	window.until = async (holds) => {
		for (const begin = performance.now(); !holds(); ) {
			if (performance.now() - begin > 20000) throw new Error("waited in vain until " + holds);
			await new Promise((done) => requestAnimationFrame(done));
		}
		return true;
	};
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
	if len(snippets) < 4 || len(allow) != 3 {
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

			e.strictly(allow[2])
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

// TestEmbedWithoutScript holds that without scripts the link is there, and that a frame is whole, also in a
// sandbox that allows nothing.
func TestEmbedWithoutScript(t *testing.T) {
	e := newEmbedder(t)
	scripts := func(off bool) {
		t.Helper()
		if _, err := chromedp.Call(e.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
			t.Fatal(err)
		}
	}
	scripts(true)
	e.visit(800, e.element("exempelby/", "")+e.script())
	if got := ask[string](t, e.ctx, `document.querySelector("lofte-embed").innerText`); got != "Medborgarlöften" {
		t.Errorf("without scripts it says %q", got)
	}
	if err := chromedp.Do(e.ctx, chromedp.Navigate(e.address("embed/exempelby/"))); err != nil {
		t.Fatal(err)
	}
	if got := ask[int](t, e.ctx, `document.querySelectorAll(".lofte-promise").length`); got < 10 {
		t.Errorf("without scripts the page to frame has %d promises", got)
	}
	scripts(false)

	picture := func() []byte {
		t.Helper()
		p, err := chromedp.Run(e.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	frame := func(more string) {
		t.Helper()
		e.visit(800, `<iframe title="x" width="600" height="700" `+more+` onload="document.title='loaded'"></iframe>`)
		ask[bool](t, e.ctx, ready)
		ask[bool](t, e.ctx, `until(() => document.title === "loaded")`)
	}
	frame(`srcdoc=""`)
	empty := picture()
	src := `src="` + e.address("embed/exempelby/") + `"`
	frame(src)
	whole := picture()
	for begin := time.Now(); bytes.Equal(whole, empty) && time.Since(begin) < time.Minute; {
		whole = picture()
	}
	for _, sandbox := range []string{`sandbox=""`, `sandbox="allow-scripts"`} {
		frame(src + sandbox)
		same := false
		for begin := time.Now(); !same && time.Since(begin) < time.Minute; { // it is painted by another process
			same = bytes.Equal(picture(), whole)
		}
		if !same {
			t.Errorf("with %s the frame looks otherwise", sandbox)
		}
	}
	e.quiet("without scripts")
}

// TestEmbedAppears shows embeds where they are hard to measure or come late: in a closed panel, several on a
// page, added afterwards, changed and moved.
func TestEmbedAppears(t *testing.T) {
	e := newEmbedder(t)
	e.visit(800, `<div id="panel" style="display: none">`+e.element("exempelby/", "")+e.element("exempelby/", `mode="frame"`)+`</div>`+
		e.element("katrineholm/", "")+e.script())
	ask[bool](t, e.ctx, ready)
	ask[bool](t, e.ctx, `until(() => content(0) && content(2))`)
	ask[bool](t, e.ctx, `document.getElementById("panel").style.display = "block", until(() => sized(1))`)
	if got := ask[string](t, e.ctx, `[content(0).getBoundingClientRect().height > 500, frame(1).getBoundingClientRect().height > 500, content(2).getBoundingClientRect().height > 500].join()`); got != "true,true,true" {
		t.Errorf("in a panel that is opened: %s", got)
	}
	if fits := in[bool](t, e.ctx, `document.documentElement.scrollHeight === innerHeight`); !fits {
		t.Error("in a panel that is opened the frame does not fit")
	}

	ask[bool](t, e.ctx, fmt.Sprintf(`(() => { document.querySelector("main").insertAdjacentHTML("beforeend", %q); return until(() => content(3)); })()`, e.element("karlshamn/2022/", `max="2"`)))
	promises := func(n int) string {
		t.Helper()
		return ask[string](t, e.ctx, fmt.Sprintf(`content(%d).querySelectorAll("li.lofte-promise").length + " " + (content(%[1]d).querySelector(".lofte-some")?.textContent ?? "")`, n))
	}
	if got := promises(3); got != "2 Här visas 2 av dokumentets 13 löften." {
		t.Errorf("an element that came late shows %s", got)
	}
	ask[bool](t, e.ctx, `embed(3).setAttribute("max", "4"), until(() => content(3).querySelectorAll("li.lofte-promise").length === 4)`)
	ask[bool](t, e.ctx, `embed(3).setAttribute("src", embed(2).getAttribute("src")), until(() => content(3).innerText.includes("Katrineholm"))`)
	ask[bool](t, e.ctx, `document.querySelector("h1").after(embed(3)), until(() => content(0))`)
	if got := ask[string](t, e.ctx, `content(0).querySelector("h2").textContent`); !strings.Contains(got, "2022") {
		t.Errorf("moved, it shows %s", got)
	}
	// The script may stand there twice.
	ask[bool](t, e.ctx, `new Promise((done) => { const s = document.createElement("script"); s.src = "`+e.address("embed/v1.js")+`"; s.onload = () => done(true); document.body.append(s); })`)
	e.quiet("embeds that come late")
}

// TestEmbedOptions holds what the attributes do, in the page and in a frame alike.
func TestEmbedOptions(t *testing.T) {
	e := newEmbedder(t)
	e.fake("embed/english/", `<!doctype html><html lang="en" class="lofte-frame"><title>x</title><link rel="icon" href="data:,"><script src="../v1.js" defer></script>
		<body><div class="lofte" lang="en"><div class="lofte-head"><h1 class="lofte-title">In English</h1></div></div>`)
	e.fake("embed/svenska/", `<!doctype html><html lang="sv" class="lofte-frame"><title>x</title><link rel="icon" href="data:,"><link rel="alternate" hreflang="en" href="../english/"><script src="../v1.js" defer></script>
		<body><div class="lofte" lang="sv"><div class="lofte-head"><h1 class="lofte-title">På svenska</h1></div></div>`)
	const told = `(root) => [
		[...root.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => h.localName).join(" "),
		[...root.querySelectorAll(".lofte-party")].map((h) => h.textContent).join(" "),
		root.querySelectorAll("li.lofte-promise, li.lofte-event").length,
		root.querySelector(".lofte-some")?.textContent ?? "",
		getComputedStyle(root).colorScheme, getComputedStyle(root).backgroundColor, getComputedStyle(root.querySelector(".lofte-links a") ?? root).color,
	].join("|")`
	for _, c := range []struct{ page, options, want string }{
		{"exempelby/2026/", ``, "h2 h3 h3 h3 h3 h3|Polisen Kommunen Polisen och kommunen tillsammans Exempelbyhus Polisen och Exempelbyhus|13||SCHEME|rgb(255, 255, 255)|rgb(0, 84, 107)"},
		{"exempelby/2026/", `theme="dark" accent="#ffeecc" max="1"`, "h2 h3|Polisen|1|Här visas 1 av dokumentets 13 löften.|dark|rgb(16, 25, 30)|rgb(255, 238, 204)"},
		{"exempelby/2026/", `theme="light" party="kommunen" accent="url(evil)"`, "h2 h3 h3|Kommunen Polisen och kommunen tillsammans|6|Här visas 6 av dokumentets 13 löften.|light|rgb(255, 255, 255)|rgb(0, 84, 107)"},
		{"exempelby/2026/", `heading-level="5" focus="Narkotika, trygghet i centrum" max="9"`, "h5 h6|Polisen|2|Här visas 2 av dokumentets 13 löften.|SCHEME|"},
		{"exempelby/2026/", `heading-level="6" party="ingen"`, "h6||0|Här visas 0 av dokumentets 13 löften.|SCHEME|rgb(255, 255, 255)|rgb(0, 84, 107)"},
		{"exempelby/uppfoljning/", `party="polisen" max="2" heading-level="4"`, "h4 h5||2|Här visas 2 av 14 uppföljningar.|SCHEME|rgb(255, 255, 255)|rgb(0, 84, 107)"},
		{"svenska/", `lang="en"`, "h2||0||"},
		{"svenska/", `lang="fi"`, "h2||0||"},
	} {
		e.visit(800, e.element(c.page, c.options)+e.script())
		e.shown()
		got := ask[string](t, e.ctx, "("+told+")(content())")
		if !strings.HasPrefix(got, strings.Replace(c.want, "SCHEME", "normal", 1)) {
			t.Errorf("%s %s: %s", c.page, c.options, got)
		}
		if words := ask[string](t, e.ctx, `content().querySelector(".lofte-title").textContent`); (words == "In English") != strings.Contains(c.options, `"en"`) {
			t.Errorf("%s %s: %s", c.page, c.options, words)
		}

		options := c.options
		if !strings.Contains(options, "heading-level") {
			options += ` heading-level="2"`
		}
		e.visit(800, e.element(c.page, options+` mode="frame"`)+e.script())
		e.shown()
		// Nothing is the framed page's own but that it is ready for both schemes.
		if framed := in[string](t, e.ctx, "("+told+`)(document.querySelector(".lofte"))`); framed != strings.Replace(got, "|normal|", "|light dark|", 1) && !strings.Contains(c.page, "svenska") {
			t.Errorf("%s %s: in a frame\n%s, in the page\n%s", c.page, c.options, framed, got)
		} else if strings.Contains(c.page, "svenska") && (in[string](t, e.ctx, `document.querySelector("h2").textContent`) == "In English") != strings.Contains(c.options, `"en"`) {
			t.Errorf("%s %s: it is in another language in a frame", c.page, c.options)
		}
	}
	for scheme, want := range map[string]string{"dark": "rgb(16, 25, 30)", "light": "rgb(255, 255, 255)", "normal": "rgb(255, 255, 255)"} {
		e.visit(800, `<style>html { color-scheme: `+scheme+` }</style>`+e.element("exempelby/", `theme="auto"`)+e.script())
		e.shown()
		if got := ask[string](t, e.ctx, `getComputedStyle(content()).backgroundColor`); got != want {
			t.Errorf("in a page that is %s it is %s", scheme, got)
		}
	}
	e.quiet("options")
}

// TestEmbedKeepsApart gives the other site rude styles. Those do not come in, and ours do not get out; what is
// documented does.
func TestEmbedKeepsApart(t *testing.T) {
	e := newEmbedder(t)
	const styles = `(root) => JSON.stringify([...root.querySelectorAll("*")].map((e) => {
		const s = getComputedStyle(e);
		return [e.localName, e.className.baseVal ?? e.className, ...[...s].filter((p) => !p.startsWith("-") && !/^(block-size|height|perspective-origin|transform-origin|width|inline-size)$/.test(p)).map((p) => p + ": " + s.getPropertyValue(p))];
	}))`
	const around = `<div id="around"><p class="lofte lofte-words">Text <a href="#x">länk</a></p><ul><li class="lofte-promise">Punkt</li></ul><table><tr><td>1</td></tr></table></div>`
	body := around + e.element("exempelby/2026/", "")
	const own = `lofte-embed { font: 16px serif !important; display: block !important; width: 600px !important; padding: 0 !important; border: 0 !important }`
	e.visit(800, `<style>`+own+`</style>`+body+e.script())
	before := ask[string](t, e.ctx, "("+styles+`)(document.getElementById("around"))`)
	e.shown()
	plain := ask[string](t, e.ctx, "("+styles+`)(content())`)
	if after := ask[string](t, e.ctx, "("+styles+`)(document.getElementById("around"))`); after != before {
		t.Errorf("our styles get out: %s", differs(before, after))
	}
	for _, rude := range []string{
		`* { all: unset !important; }`,
		`* { all: initial !important; }`,
		`a, p, table, li, ul, h2, h3, div, svg, span { color: red !important; margin: 99px !important; padding: 9px !important; font: 50px fantasy !important; border: 9px solid !important; display: inline !important; background: lime !important; text-transform: uppercase !important }`,
		`html { font-size: 30px; line-height: 4; letter-spacing: 1em; text-transform: uppercase; text-align: right; word-spacing: 2em; color: red; white-space: pre; list-style: square; visibility: visible; cursor: wait; text-indent: 4em; hyphens: none; font-style: italic }`,
	} {
		e.visit(800, `<style>`+rude+own+`</style>`+body+e.script())
		e.shown()
		if got := ask[string](t, e.ctx, "("+styles+`)(content())`); got != plain {
			t.Errorf("%.30s comes in: %s", rude, differs(plain, got))
		}
	}
	e.visit(800, `<style>body { font: 20px monospace } lofte-embed { --lofte-ground: rgb(1, 2, 3); --lofte-accent: rgb(4, 5, 6); --lofte-kept: rgb(7, 8, 9); --lofte-words-font: fantasy }
		lofte-embed::part(title) { letter-spacing: 3px } lofte-embed::part(s-unreported) { outline: 2px solid rgb(9, 9, 9) }</style>`+e.element("exempelby/2026/", "")+e.script())
	e.shown()
	if got := ask[string](t, e.ctx, `(() => { const of = (s, p) => getComputedStyle(content().querySelector(s))[p]; return [
		getComputedStyle(content()).backgroundColor, of(".lofte-links a", "color"), of(".lofte-party", "fontFamily"), of(".lofte-terms", "fontSize"), of(".lofte-words", "fontFamily"),
		of(".lofte-title", "letterSpacing"), of(".lofte-s-unreported", "outlineColor")].join("|"); })()`); got != "rgb(1, 2, 3)|rgb(4, 5, 6)|monospace|17.5px|fantasy|3px|rgb(9, 9, 9)" {
		t.Errorf("a host's own style comes to %s", got)
	}
	e.quiet("rude styles")
}

// differs says where two texts begin to differ.
func differs(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(i-120, 0):min(i+40, len(s))] }
	return fmt.Sprintf("%q and %q", cut(a), cut(b))
}

// TestEmbedWithoutUs holds that the link stays where our site does not answer, or answers with something else,
// and that no script fails.
func TestEmbedWithoutUs(t *testing.T) {
	e := newEmbedder(t)
	var asked atomic.Bool
	third := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Store(true)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write([]byte(`<!doctype html><div class="lofte"><div class="lofte-head">Fel</div></div>`))
	}))
	defer third.Close()
	e.answer("embed/vidare/", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, third.URL, http.StatusFound) })
	e.answer("embed/fel/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	e.fake("embed/annat/", "<!doctype html><title>Något annat</title>")
	elements := ""
	for _, page := range []string{"finns-inte/", "fel/", "annat/", "vidare/"} {
		elements += e.element(page, "") + e.element(page, `mode="frame"`)
	}
	for _, src := range []string{"", "javascript:alert(1)", "data:text/html,x", "https://[", "blob:x"} {
		elements += `<lofte-embed src="` + src + `"><a href="#x">Länk</a></lofte-embed><lofte-embed mode="frame" src="` + src + `"><a href="#x">Länk</a></lofte-embed>`
	}
	elements += `<lofte-embed><a href="#x">Länk</a></lofte-embed>`
	known := len(e.faults())
	e.visit(800, elements+e.script())
	ask[bool](t, e.ctx, ready)
	// An element that comes after these is there: they have had their time, and the frames theirs.
	ask[bool](t, e.ctx, `(async () => {
		window.failures = 0;
		addEventListener("error", () => failures++);
		addEventListener("unhandledrejection", () => failures++);
		const all = document.querySelectorAll("lofte-embed").length;
		await until(() => customElements.get("lofte-embed"));
		document.querySelector("main").insertAdjacentHTML("beforeend", `+"`"+e.element("exempelby/", "")+e.element("exempelby/", `mode="frame"`)+"`"+`);
		return until(() => content(all) && sized(all + 1));
	})()`)
	if got := ask[string](t, e.ctx, `[...document.querySelectorAll("lofte-embed")].slice(0, -2).filter((_, n) => !linkSeen(n) || content(n) || (frame(n)?.getBoundingClientRect().height ?? 0) > 0).map((e) => e.outerHTML).join() + (failures || "")`); got != "" {
		t.Errorf("the link does not stay: %s", got)
	}
	for _, f := range e.faults()[known:] {
		if strings.Contains(f, "Uncaught") {
			t.Errorf("a script fails: %s", f)
		}
	}
	asked.Store(false)
	e.visit(800, `<lofte-embed src="`+third.URL+`/"><a href="#x">Länk</a></lofte-embed>`+e.element("exempelby/", "")+e.script())
	ask[bool](t, e.ctx, ready)
	ask[bool](t, e.ctx, `until(() => content(1))`)
	if asked.Load() || !ask[bool](t, e.ctx, `linkSeen(0)`) {
		t.Error("the script asks another site than its own")
	}

	// Nothing of ours is there, not even the script.
	e.visit(800, strings.ReplaceAll(e.element("exempelby/", "")+e.script(), e.origin, "http://127.0.0.1:1"))
	ask[bool](t, e.ctx, ready)
	if !ask[bool](t, e.ctx, `linkSeen(0)`) {
		t.Error("without our site the link is not seen")
	}
}

// TestEmbedTrustsNothing has our site answer with what it never would.
func TestEmbedTrustsNothing(t *testing.T) {
	e := newEmbedder(t)
	e.fake("embed/ont/", `<!doctype html><html class="lofte-frame"><title>x</title><link rel="icon" href="data:,"><link rel="stylesheet" href="http://127.0.0.1:1/x.css">
		<div class="lofte" onclick="evil()" style="position: fixed" id="main"><div class="lofte-head"><h1 class="lofte-title">Ont</h1></div>
		<script>window.evil = 1</script><img src="x" onerror="window.evil = 2"><style>body { display: none }</style><iframe srcdoc="<script>parent.evil = 3</script>"></iframe>
		<a href="javascript:evil()">a</a><a href="data:text/html,x">b</a><a href="/c">c</a><svg onload="window.evil = 4"><use href="#x"></use><script>window.evil = 5</script><a href="javascript:evil()"><path d="M0 0"/></a></svg>
		<form action="x"><input name="y"></form><template><p>t</p></template><lofte-embed src="./"></lofte-embed><p onmouseover="evil()">Text</p></div>`)
	e.visit(800, e.element("ont/", "")+e.script())
	e.shown()
	if got := ask[string](t, e.ctx, `[window.evil, [...content().querySelectorAll("*")].map((e) => e.localName).join(" "), [...content().querySelectorAll("a")].map((a) => a.getAttribute("href")).join(" "),
		[content(), ...content().querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((a) => !/^(class|part|href|d)$/.test(a)).join(" ")].join("|")`); got != "|div h2 a a a svg a path p|  "+e.origin+"/c |" {
		t.Errorf("what comes in is %s", got)
	}
	e.quiet("what is not ours")
}

// TestEmbedFrameMessages holds that the height of a frame is taken from that frame, from its origin and by its
// secret, and within bounds.
func TestEmbedFrameMessages(t *testing.T) {
	e := newEmbedder(t)
	// A page of ours that says what the other page asks it to.
	e.fake("embed/sager/", `<!doctype html><title>x</title><link rel="icon" href="data:,"><script src="../../prov/sager.js"></script>`)
	e.answer("prov/sager.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write([]byte(`addEventListener("message", (e) => parent.postMessage(e.data, "*")); parent.postMessage("here", "*")`))
	})
	third := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<script>addEventListener("message", (e) => parent.postMessage(e.data, "*")); parent.postMessage("here", "*")</script>`))
	}))
	defer third.Close()
	e.visit(800, `<script>let here = 0; addEventListener("message", (e) => { if (e.data === "here") here++; })</script>`+
		e.element("sager/", `mode="frame"`)+`<iframe id="third" src="`+third.URL+`" title="x"></iframe>`+e.script())
	ask[bool](t, e.ctx, ready)
	got := ask[[]string](t, e.ctx, `(async () => {
		await until(() => here === 2);
		const secret = new URLSearchParams(new URL(frame().src).hash.slice(2)).get("secret");
		const heights = [secret.length === 10 && /^[a-z0-9]+$/.test(secret) ? "named" : secret];
		const said = (to, message) => new Promise((done) => {
			addEventListener("message", function heard(e) {
				if (JSON.stringify(e.data) !== JSON.stringify(message)) return;
				removeEventListener("message", heard);
				done(heights.push(frame().style.height));
			});
			to.postMessage(message, "*");
		});
		const height = (value, other) => ({ message: "height", value, secret, ...other });
		const ours = frame().contentWindow;
		for (const message of [height(500, { secret: "0123456789" }), { message: "height", value: 500 }, height("x"), height(-5), height(null), height({}), height(500, { message: "link" }), null, "height"]) {
			await said(ours, message);
		}
		await said(document.getElementById("third").contentWindow, height(500));
		await said(window, height(500));
		heights.push(linkSeen() ? "link" : "no link");
		for (const value of [1, 640.2, 1e9, Infinity]) await said(ours, height(value));
		await said(window, height(700));
		heights.push(linkSeen() ? "link" : "no link");
		return heights;
	})()`)
	if want := "named" + strings.Repeat(" 0px", 11) + " link 50px 641px 30000px 30000px 30000px no link"; strings.Join(got, " ") != want {
		t.Errorf("the frame is %s high, want %s", strings.Join(got, " "), want)
	}
	e.quiet("messages")
}

// TestEmbedInWordPress frames a page as WordPress does what it finds by oEmbed: in a sandbox, with a secret
// behind the address. The page tells its height, again when it is asked, and which link was followed.
func TestEmbedInWordPress(t *testing.T) {
	e := newEmbedder(t)
	e.visit(800, `<script>window.heard = []; addEventListener("message", (e) => heard.push({ ...e.data, origin: e.origin }))</script>
		<iframe sandbox="allow-scripts" title="x" width="600" height="400" style="position: absolute; left: 0; top: 200px" src="`+e.address("embed/exempelby/")+`#?secret=Abcdefghi0" data-secret="Abcdefghi0"></iframe>`)
	ask[bool](t, e.ctx, ready)
	ask[bool](t, e.ctx, `until(() => heard.length)`)
	if got := ask[string](t, e.ctx, `[heard[0].message, heard[0].value > 2000 && heard[0].value < 6000 && Number.isInteger(heard[0].value), heard[0].secret, heard[0].origin].join(" ")`); got != "height true Abcdefghi0 null" {
		t.Errorf("it says %s", got)
	}
	ask[bool](t, e.ctx, `document.querySelector("iframe").contentWindow.postMessage({ message: "ready", secret: "Abcdefghi0" }, "*"), until(() => heard.length === 2)`)
	if got := ask[bool](t, e.ctx, `heard[1].value === heard[0].value`); !got {
		t.Error("asked, it says another height")
	}
	if err := chromedp.Do(e.ctx, chromedp.MouseClickXY(100, 234)); err != nil {
		t.Fatal(err)
	}
	ask[bool](t, e.ctx, `until(() => heard.length === 3)`)
	if got := ask[string](t, e.ctx, `heard[2].message + " " + heard[2].value`); got != "link "+e.address("exempelby/2026/") {
		t.Errorf("a link that is followed says %s", got)
	}
	e.quiet("WordPress")

	// Without a sandbox a link opens in the parent window.
	e.visit(800, `<iframe title="x" width="600" height="400" style="position: absolute; left: 0; top: 200px" src="`+e.address("embed/exempelby/")+`"></iframe>`)
	in[bool](t, e.ctx, `true`)
	if err := chromedp.Do(e.ctx, chromedp.MouseClickXY(100, 234), chromedp.WaitReady(".bottom")); err != nil {
		t.Fatal(err)
	}
	if at := ask[string](t, e.ctx, `location.href`); at != e.address("exempelby/2026/") {
		t.Errorf("the link leads to %s", at)
	}
}

// TestEmbedPinned loads the script by the snippet that names its hash.
func TestEmbedPinned(t *testing.T) {
	e := newEmbedder(t)
	snippets, allow := e.copied("exempelby/")
	pinned := ""
	for _, s := range snippets {
		if strings.Contains(s, "integrity=") {
			pinned = s
		}
	}
	e.strictly(allow[0])
	e.visit(800, e.element("exempelby/", "")+pinned)
	e.shown()
	e.quiet("pinned")
	e.visit(800, e.element("exempelby/", "")+strings.Replace(pinned, "sha384-", "sha384-x", 1)+e.script())
	e.shown()
	if len(e.faults()) == 0 {
		t.Error("a wrong hash is not noticed")
	}
}

// TestEmbedPrints holds that what is embedded is printed with the page, and a frame on paper of its own.
func TestEmbedPrints(t *testing.T) {
	e := newEmbedder(t)
	e.visit(800, e.element("exempelby/", `theme="dark"`)+e.script())
	e.shown()
	if _, err := chromedp.Call(e.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if got := ask[string](t, e.ctx, `[getComputedStyle(content()).backgroundColor, getComputedStyle(content()).color, content().querySelectorAll("li.lofte-promise").length, content().checkVisibility()].join("|")`); got != "rgb(255, 255, 255)|rgb(0, 0, 0)|13|true" {
		t.Errorf("on paper it is %s", got)
	}
	if err := chromedp.Do(e.ctx, chromedp.Navigate(e.address("embed/exempelby/"))); err != nil {
		t.Fatal(err)
	}
	if got := ask[string](t, e.ctx, `[getComputedStyle(document.querySelector(".lofte")).color, getComputedStyle(document.querySelector(".lofte-mark")).color, getComputedStyle(document.documentElement).backgroundColor].join("|")`); got != "rgb(0, 0, 0)|rgb(0, 0, 0)|rgb(255, 255, 255)" {
		t.Errorf("on paper a frame is %s", got)
	}
	e.quiet("paper")
}
