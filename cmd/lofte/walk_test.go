package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"lofte/internal/plan"
)

// walker is a reader of the example site, which stands in a folder of a host.
type walker struct {
	*testing.T
	ctx   context.Context
	url   string               // of the front page
	pages map[string]plan.View // of the site's pages, by their addresses in the site

	complaints func() []string // the browser's, since they were last asked for
}

func newWalker(t *testing.T) *walker {
	t.Helper()
	w := &walker{T: t, pages: map[string]plan.View{}}
	site, address := hostHere(t, exampleFiles(t))
	w.url = address
	for i := range site.Plan.Outputs {
		if o := &site.Plan.Outputs[i]; o.IsPage() {
			w.pages[o.URL()] = o.View
		}
	}

	var faults func() []string
	w.ctx, faults = browser(t)
	var mu sync.Mutex
	var more []string
	err := chromedp.Listen(w.ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *cdpruntime.EventConsoleAPICalled:
			more = append(more, fmt.Sprintf("console.%s was called", e.Type))
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, w.url) && !strings.HasPrefix(e.Request.URL, "data:") {
				more = append(more, e.Request.URL+" was asked for")
			}
		case *network.EventResponseReceived:
			if e.Response.Status >= 400 {
				more = append(more, fmt.Sprintf("%s answers %d", e.Response.URL, e.Response.Status))
			}
		case *network.EventLoadingFailed:
			if !e.Canceled { // by leaving the page
				more = append(more, "a request failed: "+e.ErrorText)
			}
		}
	})
	if err == nil {
		_, err = chromedp.Call(w.ctx, network.Enable, network.EnableParams{})
	}
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	w.complaints = func() []string {
		mu.Lock()
		defer mu.Unlock()
		all := faults()
		list := slices.Concat(all[told:], more)
		told, more = len(all), nil
		return list
	}
	return w
}

func (w *walker) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.Fatal(err)
	}
}

// open goes to an address in the site as it is told to.
func (w *walker) open(url string) {
	w.Helper()
	w.do(chromedp.Navigate(w.url + url))
	w.arrived(url)
}

// click goes to an address in the site by a link that is seen on the page at hand.
func (w *walker) click(url string) {
	w.Helper()
	at := ask[[]float64](w.T, w.ctx, fmt.Sprintf(`(() => {
		const link = [...document.links].find((a) => a.href === %q && a.checkVisibility());
		if (!link) return [];
		link.scrollIntoView({ block: "center" });
		const { x, y, width, height } = link.getClientRects()[0];
		return link.contains(document.elementFromPoint(x + width / 2, y + height / 2)) ? [x + width / 2, y + height / 2] : [];
	})()`, w.url+url))
	if len(at) == 0 {
		w.Fatalf("no link to /%s can be clicked", url)
	}
	if _, err := chromedp.Run(w.ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.MouseClickXY(at[0], at[1]))); err != nil {
		w.Fatal(err)
	}
	w.arrived(url)
}

// arrived holds that the page at hand is that of an address, that it knows it, and that nothing was missing on it.
func (w *walker) arrived(url string) {
	w.Helper()
	if at := ask[string](w.T, w.ctx, `location.href`); at != w.url+url {
		w.Fatalf("/%s leads to %s", url, at)
	}
	if own := ask[string](w.T, w.ctx, `document.querySelector("link[rel=canonical]")?.href ?? ""`); own != w.url+url && w.pages[url] != "" {
		w.Errorf("/%s says that its address is %s", url, own)
	}
	w.quiet(url)
}

// quiet holds that the browser has had nothing to complain of.
func (w *walker) quiet(url string) {
	w.Helper()
	for _, c := range w.complaints() {
		w.Errorf("/%s: %s", url, c)
	}
}

// media has the page believe that its reader prefers something.
func (w *walker) media(features ...*emulation.MediaFeature) {
	w.Helper()
	if _, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		w.Fatal(err)
	}
}

func prefers(name, value string) *emulation.MediaFeature {
	return &emulation.MediaFeature{Name: name, Value: value}
}

// kinds returns a page of each kind that is a page, by its address in the site: one that is linked from the front page or
// from what can be reached from there by links, in as few clicks as the first found takes.
func (w *walker) kinds() map[plan.View]string {
	w.Helper()
	ways := map[plan.View][]string{plan.Front: nil}
	found := map[plan.View]string{plan.Front: ""}
	for queue := []plan.View{plan.Front}; len(queue) > 0; queue = queue[1:] {
		way := ways[queue[0]]
		w.open("")
		for _, url := range way {
			w.click(url)
		}
		for _, url := range ask[[]string](w.T, w.ctx, fmt.Sprintf(`[...document.links].filter((a) => a.href.startsWith(%[1]q) && a.checkVisibility()).map((a) => a.href.slice(%[1]q.length))`, w.url)) {
			view, is := w.pages[url]
			if _, known := ways[view]; is && !known {
				ways[view] = append(slices.Clone(way), url)
				found[view] = url
				queue = append(queue, view)
			}
		}
	}
	for url, view := range w.pages {
		if way, ok := ways[view]; !ok || len(way) > 4 {
			w.Errorf("a page like /%s (%s) takes the clicks %q", url, view, way)
			found[view] = url
		}
	}
	return found
}

// keyPages are those of which pictures are kept.
var keyPages = []plan.View{plan.Front, plan.Kommun, plan.Document, plan.FollowUp, plan.PartyPage, plan.AllTimelines, plan.Year, plan.Search, plan.NotFound, plan.Embed}

// TestWalk walks through the example site in a folder of a host, with one browser.
func TestWalk(t *testing.T) {
	w := newWalker(t)
	as := func(do func(*walker)) func(*testing.T) {
		return func(t *testing.T) {
			w := *w
			w.T = t
			do(&w)
		}
	}
	w.do(chromedp.EmulateViewport(1280, 800))
	pages := w.kinds()
	pages[plan.NotFound] = "404.html"
	pages[plan.Search] += "?q=trygghet"
	pages[plan.Embed] = "embed/exempelby/2026/"
	pages[plan.EmbedTimeline] = "embed/exempelby/uppfoljning/"
	marks := map[string]bool{}
	for _, view := range slices.Sorted(maps.Keys(pages)) {
		t.Run(string(view), as(func(w *walker) { w.looks(view, pages[view], marks) }))
	}
	for _, scheme := range []string{"light", "dark", "forced"} {
		for _, mark := range []string{"kept", "partly-kept", "ongoing", "not-started", "not-kept", "cancelled", "unreported", "published", "planned", "overdue",
			"better", "same", "unknown", "behind", "on-pace", "reached"} {
			if !marks["span.mark.s-"+mark+" "+scheme] {
				t.Errorf("no page has the mark %s (%s)", mark, scheme)
			}
		}
	}
	t.Run("statuses in words", as((*walker).statuses))
	t.Run("every page", as((*walker).everyPage))
}

// looks looks at a page as readers with different needs have it. Pictures of the key pages are left in the folder that
// LOFTE_PICTURES names.
func (w *walker) looks(view plan.View, url string, marks map[string]bool) {
	w.Helper()
	w.do(chromedp.EmulateViewport(1280, 800))
	w.open(url)
	w.settled()
	pictures := os.Getenv("LOFTE_PICTURES")
	for _, scheme := range []string{"light", "dark"} {
		w.media(prefers("prefers-color-scheme", scheme))
		for _, width := range []int64{320, 1280} {
			w.do(chromedp.EmulateViewport(width, 800))
			if pictures != "" && slices.Contains(keyPages, view) {
				w.picture(filepath.Join(pictures, fmt.Sprintf("%s-%d-%s.png", view, width, scheme)))
			}
		}
		w.marks(scheme, marks)
		w.focus(scheme)
	}
	w.media(prefers("forced-colors", "active"))
	w.marks("forced", marks)
	w.media(prefers("prefers-reduced-motion", "reduce"))
	w.still()
	for _, c := range []struct {
		width int64
		style string
	}{
		{320, ``}, // as at 1280 px and 400 % (WCAG 1.4.10)
		{640, ``}, // as at 1280 px and 200 %
		{1280, ``},
		{1280, `html { font-size: 200% }`},
		{320, spaced},
		{1280, spaced},
	} {
		w.do(chromedp.EmulateViewport(c.width, 800))
		for _, fault := range ask[[]string](w.T, w.ctx, fmt.Sprintf(unreadable, c.style)) {
			w.Errorf("at %d px, with %q: %s", c.width, c.style, fault)
		}
	}
	w.quiet(url)
}

// everyPage opens all pages in a narrow window: each knows its own address, nothing fails, is asked of others or is told
// in the console, and nothing scrolls sideways.
func (w *walker) everyPage() {
	w.do(chromedp.EmulateViewport(320, 800))
	for _, url := range slices.Sorted(maps.Keys(w.pages)) {
		w.open(url)
		if wide := ask[int](w.T, w.ctx, `document.documentElement.scrollWidth`); wide > 320 {
			w.Errorf("/%s scrolls sideways to %d px", url, wide)
		}
	}
	if len(w.pages) < 50 {
		w.Errorf("there are only %d pages", len(w.pages))
	}
}

// settled waits until scripts have shown what they show.
func (w *walker) settled() {
	w.Helper()
	ask[any](w.T, w.ctx, `(async () => {
		const frame = () => new Promise((done) => requestAnimationFrame(done));
		for (const e of document.querySelectorAll("lofte-embed")) while (!e.shadowRoot?.querySelector(".lofte")) await frame();
		while (document.querySelector(".hits")?.childElementCount === 0) await frame();
	})()`)
}

// picture keeps what the page looks like.
func (w *walker) picture(name string) {
	w.Helper()
	data, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(name, data, 0o644)
	}
	if err != nil {
		w.Fatal(err)
	}
}

// marks holds that each mark that was not seen before stands out from what is behind it by 3:1 (WCAG 1.4.11), as it
// is drawn, and that so does each text that has a ground of its own.
func (w *walker) marks(scheme string, seen map[string]bool) {
	w.Helper()
	type place struct {
		Name                string
		X, Y, Width, Height float64
	}
	places := ask[[]place](w.T, w.ctx, `[...document.body.querySelectorAll("*")].flatMap((e) => {
		let box = e, within = 0, name = [e.localName, ...e.classList].join(".");
		if (e.matches(".mark, .lofte-mark, .bar rect, .axis use, .axis .column, .axis .span")) {
			name += [...e.closest(".lofte-promise, .lofte-event, .lane")?.classList ?? []].map((c) => "." + c).join("") + (e.closest(".panel") ? " in a panel" : "");
		} else if (getComputedStyle(e).backgroundColor !== "rgba(0, 0, 0, 0)" && e.matches(":not(main, .panel, svg *)") && [...e.childNodes].some((n) => n.data?.trim())) {
			name += " in " + [e.parentElement, e.parentElement.parentElement].map((up) => [up.localName, ...up.classList].join(".")).join(" in ");
			box = document.createRange();
			box.selectNodeContents([...e.childNodes].find((n) => n.data?.trim()));
			within = 2; // the browser may draw a ground of its own behind letters
		} else {
			return [];
		}
		const { x, y, width, height } = box.getBoundingClientRect();
		return e.checkVisibility() && !e.closest(".hidden, option") && y + scrollY > 0 && width > 4 && height > 4 ? [{ name, x: x + scrollX + within, y: y + scrollY + within, width: width - 2 * within, height: height - 2 * within }] : [];
	})`)
	places = slices.DeleteFunc(places, func(p place) bool {
		name := p.Name + " " + scheme
		known := seen[name]
		seen[name] = true
		return known
	})
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.Y, b.Y) })
	// One picture shows all that are near each other.
	const high, scale = 800, 2
	yes := true
	var drawn image.Image
	top := math.Inf(-1)
	for _, p := range places {
		if p.Y+p.Height > top+high {
			top = math.Floor(p.Y)
			picture, err := chromedp.Call(w.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &yes, OptimizeForSpeed: &yes,
				Clip: &page.Viewport{Y: top, Width: 1280, Height: max(high, p.Height), Scale: scale}})
			if err != nil {
				w.Fatal(err)
			}
			if drawn, err = png.Decode(bytes.NewReader(picture.Data)); err != nil {
				w.Fatal(err)
			}
		}
		least, most := 1.0, 0.0
		for y := int(scale * (p.Y - top)); y < int(scale*(p.Y-top+p.Height)); y++ {
			for x := int(scale * p.X); x < int(scale*(p.X+p.Width)); x++ {
				l := luminance(drawn.At(x, y))
				least, most = min(least, l), max(most, l)
			}
		}
		if ratio := (most + .05) / (least + .05); ratio < 3 {
			w.Errorf("%s: %s stands out by %.1f:1", scheme, p.Name, ratio)
		}
	}
}

// luminance is the relative luminance of a colour (WCAG 2.2).
func luminance(c color.Color) float64 {
	part := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// focus holds that of all that can be used, what has the focus has a ring of 2 px or more around it that stands out from
// what is behind it by 3:1 (WCAG 2.4.13). One of each kind is tried.
func (w *walker) focus(scheme string) {
	w.Helper()
	for _, fault := range ask[[]string](w.T, w.ctx, `(() => {
		const faults = [], tried = new Set();
		const light = (colour) => {
			const [r, g, b] = colour.match(/[\d.]+/g).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const behind = (e) => {
			for (; e; e = e.parentElement) {
				const colour = getComputedStyle(e).backgroundColor;
				if (colour !== "rgba(0, 0, 0, 0)") return colour;
			}
			return matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
		};
		for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
			const kind = [e.localName, ...e.classList, "in", e.parentElement.localName, ...e.parentElement.classList, "in", e.closest(".panel, .tools, header, footer, nav, main")?.className].join(".");
			if (tried.has(kind) || !e.checkVisibility()) continue;
			tried.add(kind);
			e.focus({ focusVisible: true });
			const s = getComputedStyle(e);
			const [a, b] = [light(s.outlineColor), light(behind(e.parentElement))];
			const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
			if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2 || ratio < 3) faults.push(kind + " has " + s.outline + " on " + behind(e.parentElement));
		}
		document.activeElement.blur();
		return faults;
	})()`) {
		w.Errorf("%s: the focus is not seen: %s", scheme, fault)
	}
}

// still holds that nothing moves.
func (w *walker) still() {
	w.Helper()
	for _, moving := range ask[[]string](w.T, w.ctx, `(() => {
		const all = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
		return all(document).filter((e) => {
			const s = getComputedStyle(e);
			return e.checkVisibility() && (s.animationName !== "none" || s.scrollBehavior === "smooth" || s.transitionDuration.split(",").some((d) => parseFloat(d) > 0));
		}).map((e) => e.outerHTML.slice(0, 80));
	})()`) {
		w.Errorf("it moves: %s", moving)
	}
}

// spaced is how readers may space a text (WCAG 1.4.12).
const spaced = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }`

// unreadable lists, with a style added, which texts cannot be read: what is cut off, stands outside of the window, or
// on another text. Tables may be scrolled.
const unreadable = `(() => {
	const style = new CSSStyleSheet();
	style.replaceSync(%q);
	document.adoptedStyleSheets = [style];
	const faults = [];
	if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways to " + document.documentElement.scrollWidth);
	for (const e of document.body.querySelectorAll("*")) {
		if (!e.checkVisibility() || e.closest("svg, select, .hidden, .scroll, .skip")) continue;
		const { overflowX, overflowY } = getComputedStyle(e);
		if (overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1 || overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1) faults.push("it is cut off: " + e.outerHTML.slice(0, 200));
	}
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange(), boxes = [];
	while (texts.nextNode()) {
		const text = texts.currentNode, e = text.parentElement;
		if (!text.data.trim() || !e.checkVisibility() || e.closest(".hidden, .skip, option, script, template, .lofte-embed")) continue;
		range.selectNodeContents(text);
		for (const { left, right, top, bottom } of range.getClientRects()) {
			if (right - left < 1) continue;
			if (!e.closest(".scroll") && (left < -1 || right > innerWidth + 1)) faults.push("it is outside of the window: " + text.data);
			const edge = (bottom - top) / 4; // where letters of two lines may come near each other
			boxes.push({ left: left + 1, right: right - 1, top: top + edge, bottom: bottom - edge, text });
		}
	}
	boxes.sort((a, b) => a.top - b.top);
	boxes.forEach((a, i) => {
		for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom; j++) {
			const b = boxes[j];
			if (a.text !== b.text && a.left < b.right && b.left < a.right) faults.push("texts stand on each other: " + a.text.data + " and " + b.text.data);
		}
	});
	document.adoptedStyleSheets = [];
	return faults;
})()`

// statuses holds what a screen reader is told of promises: each status once, after what it is the status of,
// and nothing of its mark.
func (w *walker) statuses() {
	statuses := `(Ingen uppgift|Inte påbörjat|Pågår|Delvis uppfyllt|Uppfyllt|Inte uppfyllt|Avbrutet)`
	told := regexp.MustCompile(`Vad som är gjort:? ` + statuses + ` (.{20})`)
	for url, selector := range map[string]string{
		"exempelby/": ".ledger .status", "exempelby/2026/": ".promise .status", "exempelby/2026/t1/": ".ledger .status:has(.hidden)",
		"exempelby/part/polisen/": ".record > li > div:last-child > p:first-child", "sok/?q=trygghet": ".told", "embed/exempelby/2026/": ".lofte-status",
	} {
		w.open(url)
		w.settled()
		spoken := w.spoken()
		// A mark has no words; what is not seen is said all the same.
		shown := ask[[]string](w.T, w.ctx, `[...document.querySelectorAll("`+selector+`")].map((e) => e.innerText.replace(/^Vad som är gjort:/, "").trim())`)
		found := told.FindAllStringSubmatch(spoken, -1)
		if len(shown) < 5 || len(found) != len(shown) {
			w.Errorf("/%s has %d statuses, of which %d are said", url, len(shown), len(found))
			continue
		}
		for i, f := range found {
			if f[1] != shown[i] || strings.HasPrefix(f[2], f[1]) {
				w.Errorf("/%s says %q where the status is %s", url, f[0], shown[i])
			}
		}
	}
}

// spoken returns the words of the page at hand in the order in which a screen reader says them.
func (w *walker) spoken() string {
	w.Helper()
	tree, err := chromedp.Call(w.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		w.Fatal(err)
	}
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		nodes[n.NodeID] = n
	}
	var words []string
	var say func(n *accessibility.Node)
	say = func(n *accessibility.Node) {
		if role := string(n.Role.Value); !n.Ignored && (role == `"StaticText"` || role == `"image"`) && n.Name != nil {
			var name string
			if err := json.Unmarshal([]byte(n.Name.Value), &name); err != nil {
				w.Fatal(err)
			}
			words = append(words, name)
		}
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				say(child)
			}
		}
	}
	say(tree.Nodes[0])
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}
