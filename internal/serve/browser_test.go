package serve

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lofte/internal/need"
)

// browser starts Chromium and returns a context for its first tab.
func browser(t testing.TB, atMost time.Duration) context.Context {
	t.Helper()
	limit, cancel := context.WithTimeout(context.Background(), atMost)
	t.Cleanup(cancel)
	ctx, end := chromedp.NewContext(limit, chromedp.WithAllocatorOptions(
		chromedp.ExecPath(need.Program(t, "chromium", "google-chrome")),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()),
	))
	t.Cleanup(end)
	return ctx
}

func do(t testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// evaluate returns what a script comes to in the page, as text.
func evaluate(t testing.TB, ctx context.Context, script string) string {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String((() => {"+script+"})())"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// until waits for a condition in the page, which may be loaded again meanwhile.
func until(t testing.TB, ctx context.Context, condition string) {
	t.Helper()
	for ctx.Err() == nil {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState === 'complete' && !!("+condition+")"))
		if err == nil && ok {
			return
		}
	}
	t.Fatalf("waited in vain for %s", condition)
}

func says(text string) string { return fmt.Sprintf("document.body.innerText.includes(%q)", text) }

const (
	inBar    = "document.querySelector('lofte-preview').shadowRoot.querySelector('.bar')"
	inDialog = "document.querySelector('lofte-preview').shadowRoot.querySelector('dialog')"
)

// following holds that the script listens: its bar is drawn at the first news.
const following = inBar + ".childElementCount > 0"

// withText returns the document with a paragraph at its top.
func withText(document, text string) string {
	return strings.Replace(document, "+++\n\n", "+++\n\n"+text+"\n\n", 1)
}

// TestBrowserSaves holds that every kind of save comes to be seen.
func TestBrowserSaves(t *testing.T) {
	ctx := browser(t, 5*time.Minute)
	w := newWorkshop(t)
	kinds := w.saves()
	l := serveLive(t, w.dir)
	for _, k := range kinds {
		t.Logf("saved by %s", k.name) // the last one that is told is the one that was missed
		do(t, ctx, chromedp.Navigate("http://"+l.address+k.page))
		until(t, ctx, following)
		for i := 1; i <= 3; i++ {
			if k.ready != nil {
				k.ready(i)
				until(t, ctx, k.readySeen(i))
			}
			k.do(i)
			until(t, ctx, k.seen(i))
		}
	}
}

// TestBrowserErrors holds that errors are laid over the last good site, are accessible, inject nothing
// and go away by themselves.
func TestBrowserErrors(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	l := serveLive(t, smallSite(t))
	data, err := os.ReadFile(l.path(doc))
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("http://"+l.address+"/k0001/2023/"))
	until(t, ctx, following)
	writeFile(t, l.path(doc), strings.Replace(string(data), "+++\n", "+++\n\"<img src=x onerror=document.title='ond'>\" = 1\n", 1))
	until(t, ctx, inDialog+".open")
	until(t, ctx, inDialog+".innerText.includes('"+doc+":2:1')")
	until(t, ctx, inDialog+".innerText.includes('<img src=x')")
	until(t, ctx, "!"+inDialog+".querySelector('img') && document.title !== 'ond'")
	until(t, ctx, inDialog+".getAttribute('role') === 'alertdialog' && "+inDialog+".contains(document.querySelector('lofte-preview').shadowRoot.activeElement)")
	until(t, ctx, says("Medborgarlöfte 2023"))
	do(t, ctx, chromedp.KeyEvent("\x1b"))
	until(t, ctx, "!"+inDialog+".open && "+inBar+".querySelector('button.error')")
	writeFile(t, l.path(doc), withText(string(data), "Lagat."))
	until(t, ctx, says("Lagat."))
	until(t, ctx, following+" && !"+inDialog+".open")

	writeFile(t, l.path("themes/standard/layouts/document.html"), "{{define \"main\"}}{{.Nowhere}}{{end}}")
	until(t, ctx, inDialog+".open && "+inDialog+".innerText.includes('themes/standard/layouts/document.html')")
	if err := os.RemoveAll(l.path("themes")); err != nil {
		t.Fatal(err)
	}
	until(t, ctx, following+" && !"+inDialog+".open")

	// A theme that is missing, a folder that was deleted, a file that cannot be read. The last good site
	// stays up each time, until all is well again.
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	settings, err := os.ReadFile(l.path("lofte.toml"))
	must(err)
	broken := func(words string) {
		t.Helper()
		until(t, ctx, fmt.Sprintf("%s.open && %[1]s.innerText.includes(%q) && %s", inDialog, words, says("Medborgarlöfte 2023")))
	}
	mended := following + " && !" + inDialog + ".open && " + says("Medborgarlöfte 2023")
	writeFile(t, l.path("lofte.toml"), string(settings)+"\ntheme = \"saknas\"\n")
	broken("lofte.toml:")
	writeFile(t, l.path("lofte.toml"), string(settings))
	until(t, ctx, mended)
	must(os.Rename(l.path("content"), l.path("borta")))
	broken("the site has no folder content")
	must(os.Rename(l.path("borta"), l.path("content")))
	until(t, ctx, mended)
	must(os.Remove(l.path(doc)))
	need.Able(t, os.Symlink("index.md", l.path(doc)), "a system that lets its users make symbolic links") // to itself
	broken(doc)
	must(os.Remove(l.path(doc)))
	writeFile(t, l.path(doc), withText(string(data), "Läsbar <b>igen</b>."))
	until(t, ctx, mended+" && "+says("Läsbar <b>igen</b>."))

	// The raw HTML is a warning, which the bar lists.
	until(t, ctx, inBar+".querySelector('details') && "+inBar+".querySelector('details').textContent.includes('"+doc+":')")

	must(os.RemoveAll(l.path("content/k0001/2023")))
	until(t, ctx, inBar+" && "+inBar+".querySelector('a[href=\"/k0001/\"]')")
	evaluate(t, ctx, inBar+".querySelector('a').click()")
	until(t, ctx, "location.pathname === '/k0001/'")
}

// TestBrowserPlace holds that a page keeps its place, its focus and, when only a stylesheet changed,
// itself.
func TestBrowserPlace(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	dir := smallSite(t)
	writeFile(t, filepath.Join(dir, "static", "fil.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
	l := serveLive(t, dir)
	data, err := os.ReadFile(l.path(doc))
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("http://"+l.address+"/k0001/2023/"))
	until(t, ctx, following)
	// The bar says where the text begins in its file, or the promise that the address names.
	line := func(words string) string {
		before, _, _ := strings.Cut(string(data), words)
		return fmt.Sprintf("%s:%d", doc, strings.Count(before, "\n")+1)
	}
	_, body, _ := strings.Cut(string(data), "\n+++\n\n")
	until(t, ctx, inBar+".querySelector('code').textContent === '"+line(body)+"'")
	evaluate(t, ctx, "location.hash = 'narvaro'")
	until(t, ctx, inBar+".querySelector('code').textContent === '"+line("- "+regexp.MustCompile(`- (.*{#narvaro)`).FindStringSubmatch(string(data))[1])+"'")
	evaluate(t, ctx, "history.replaceState(null, '', location.pathname); window.scrollTo({left: 0, top: 0, behavior: 'instant'})")

	evaluate(t, ctx, "window.scrollTo({left: 0, top: 400, behavior: 'instant'}); document.querySelectorAll('main a')[2].focus({preventScroll: true})")
	until(t, ctx, "scrollY === 400 && document.activeElement.tagName === 'A'")
	before := evaluate(t, ctx, "return document.activeElement.href")
	writeFile(t, l.path(doc), string(data)+"\nSist i texten.\n")
	until(t, ctx, says("Sist i texten."))
	until(t, ctx, fmt.Sprintf("scrollY === 400 && document.activeElement.href === %q", before))

	// The page is still the same one, and goes on being it from save to save. A file that is seen half
	// written has errors, after which pages are loaded again, so these saves are of one step.
	save := func(text string) {
		t.Helper()
		writeFile(t, l.path(doc+"~"), text)
		if err := os.Rename(l.path(doc+"~"), l.path(doc)); err != nil {
			t.Fatal(err)
		}
	}
	evaluate(t, ctx, "window.same = true")
	for i := range 5 {
		word := fmt.Sprintf("Varv %d.", i)
		save(withText(string(data), word))
		until(t, ctx, says(word)+" && window.same")
	}
	save(strings.Replace(string(data), "title = \"", "title = \"Ny rubrik: ", 1))
	until(t, ctx, "document.title.includes('Ny rubrik') && document.querySelectorAll('title').length === 1 && window.same")
	until(t, ctx, fmt.Sprintf("scrollY === 400 && document.activeElement.href === %q", before))

	// A file that a stylesheet names was changed: the page is loaded again.
	writeFile(t, l.path("themes/standard/static/css/site.css"), "body { background: url(\"/fil.svg\") }")
	until(t, ctx, following+" && getComputedStyle(document.body).backgroundImage.includes('fil.svg')")
	evaluate(t, ctx, "window.same = true")
	writeFile(t, l.path("static/fil.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
	until(t, ctx, following+" && !window.same")

	// So is a page with scripts, for the new text to be what they worked on.
	writeFile(t, l.path("themes/standard/layouts/page.html"), "{{define \"main\"}}{{with .Text}}{{template \"text\" .}}{{end}}<script src=\"{{.Root}}{{asset \"egen.js\"}}\"></script>{{end}}")
	writeFile(t, l.path("themes/standard/static/egen.js"), "document.querySelector('main p').append(' Ändrat av skriptet.')")
	writeFile(t, l.path("content/sida.md"), "+++\ntitle = \"Sida\"\n+++\n\nEn sida.\n")
	do(t, ctx, chromedp.Navigate("http://"+l.address+"/sida/"))
	until(t, ctx, following+" && "+says("En sida. Ändrat av skriptet."))
	writeFile(t, l.path("content/sida.md"), "+++\ntitle = \"Sida\"\n+++\n\nEn annan sida.\n")
	until(t, ctx, following+" && "+says("En annan sida. Ändrat av skriptet."))
	if err := os.RemoveAll(l.path("themes")); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("http://"+l.address+"/k0001/2023/"))
	until(t, ctx, following)

	writeFile(t, l.path("themes/standard/static/css/site.css"), "body { margin-left: 7px }")
	until(t, ctx, following+" && getComputedStyle(document.body).marginLeft === '7px'")
	evaluate(t, ctx, "window.same = true")
	writeFile(t, l.path("themes/standard/static/css/site.css"), "body { margin-left: 9px }")
	until(t, ctx, "getComputedStyle(document.body).marginLeft === '9px' && window.same && document.querySelectorAll('link[rel=stylesheet]').length === 1")
	writeFile(t, l.path(doc), string(data)+"\nEfter stilen.\n")
	until(t, ctx, says("Efter stilen."))

	do(t, ctx, chromedp.KeyEvent("\x1b"))
	until(t, ctx, inBar+".hidden")
	do(t, ctx, chromedp.Reload())
	until(t, ctx, following+" && "+inBar+".hidden")
}

// TestBrowserTabs holds that ten tabs all come to show what was saved, and so do tabs whose server was
// stopped and started again.
func TestBrowserTabs(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	l := serveLive(t, smallSite(t))
	data, err := os.ReadFile(l.path(doc))
	if err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate("http://"+l.address+"/k0001/2023/"))
	until(t, ctx, following)
	tabs := []context.Context{ctx}
	hide := "Object.defineProperty(document, 'hidden', {configurable: true, get: () => %t}); document.dispatchEvent(new Event('visibilitychange'))"
	for range 9 {
		evaluate(t, tabs[len(tabs)-1], fmt.Sprintf(hide, true)) // headless, every tab is seen
		tab, end := chromedp.NewContext(ctx)
		defer end()
		do(t, tab, chromedp.Navigate("http://"+l.address+"/k0001/2023/"))
		until(t, tab, following)
		tabs = append(tabs, tab)
	}
	writeFile(t, l.path(doc), withText(string(data), "I alla flikar."))
	for i := len(tabs) - 1; i >= 0; i-- {
		evaluate(t, tabs[i], fmt.Sprintf(hide, false))
		until(t, tabs[i], says("I alla flikar."))
		if i > 0 {
			until(t, tabs[i], following)
			evaluate(t, tabs[i], fmt.Sprintf(hide, true))
		}
	}
	for l.streams.Load() != 1 && ctx.Err() == nil { // only the tab that is seen holds a connection
		until(t, ctx, following)
	}
	if n := l.streams.Load(); n != 1 {
		t.Errorf("%d connections for news, with one tab that is seen", n)
	}

	until(t, ctx, following)
	address := l.address
	l.stop()
	until(t, ctx, inBar+".querySelector('.lost')")
	writeFile(t, l.path(doc), withText(string(data), "Medan den var borta."))
	l.start(address)
	until(t, ctx, says("Medan den var borta."))
}
