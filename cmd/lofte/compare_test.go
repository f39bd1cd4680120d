package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"lofte/internal/need"
)

// compared is a site of four kommuner with promises in Swedish order's corners; Å has no document.
func compared() fstest.MapFS {
	site := fstest.MapFS{"lofte.toml": {Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")}}
	for slug, k := range map[string]struct {
		title, county string
		year          string
		promises      int
	}{
		"o": {"Öby", "Norra län", "2025", 2}, "a": {"Alby", "Södra län", "2026", 10},
		"aa": {"Åby", "Norra län", "", 0}, "z": {"Zinkby", "Södra län", "2024", 1},
	} {
		at := "content/" + slug + "/"
		site[at+"_index.md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "+++\ntitle = %q\ncounty = %q\n+++\n", k.title, k.county)}
		if k.year != "" {
			site[at+k.year+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "+++\nfrom = %[1]s-01-01\nto = %[1]s-12-31\n+++\n\n## Polisen lovar\n\n%[2]s", k.year, strings.Repeat("- Gå ut\n", k.promises))}
		}
	}
	return site
}

// TestCompare sorts and filters the table of kommuner in a browser.
func TestCompare(t *testing.T) {
	axe, err := os.ReadFile(need.NodeModule(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, faults := browser(t)
	_, address := hostFiles(t, compared())
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	rows := func() string {
		t.Helper()
		return ask[string](t, ctx, `[...document.querySelectorAll("table.compare tbody tr")].filter(r => !r.hidden).map(r => r.cells[0].querySelector("a").textContent).join(" ")`)
	}
	counts := `JSON.stringify([...document.querySelectorAll("table.compare tbody tr")].map(r => r.textContent).sort())`
	before := ask[string](t, ctx, counts)
	holds := func(what, order, status string) {
		t.Helper()
		if got := rows(); got != order {
			t.Errorf("%s: the rows are %s, not %s", what, got, order)
		}
		if got := ask[string](t, ctx, `document.querySelector(".tools [role=status]").textContent`); got != status {
			t.Errorf("%s: it says %q, not %q", what, got, status)
		}
		if ask[string](t, ctx, counts) != before {
			t.Errorf("%s: the rows are no longer whole", what)
		}
	}
	click := func(column string) {
		t.Helper()
		ask[bool](t, ctx, fmt.Sprintf(`[...document.querySelectorAll("table.compare th button")].find(b => b.textContent.trim() === %q).click(), true`, column))
	}
	sorted := func() string {
		t.Helper()
		return ask[string](t, ctx, `[...document.querySelectorAll("[aria-sort]")].map(h => h.textContent.trim() + " " + h.ariaSort).join()`)
	}
	enter := func(selector, value string) {
		t.Helper()
		ask[bool](t, ctx, fmt.Sprintf(`(e => { e.value = %q; return e.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector(%q))`, value, ".tools "+selector))
	}

	holds("at first", "Alby Zinkby Åby Öby", "")
	if got := sorted(); got != "Kommun ascending" {
		t.Errorf("at first it is sorted by %s", got)
	}
	click("Löften")
	holds("by number", "Alby Öby Zinkby Åby", "4 av 4 rader visas. De är sorterade efter Löften, fallande. Ordningen är inget betyg.")
	if got := sorted(); got != "Löften descending" {
		t.Errorf("it is sorted by %s", got)
	}
	click("Löften")
	holds("the other way", "Zinkby Öby Alby Åby", "4 av 4 rader visas. De är sorterade efter Löften, stigande. Ordningen är inget betyg.")
	click("Ingen uppgift")
	holds("by silence", "Alby Öby Zinkby Åby", "4 av 4 rader visas. De är sorterade efter Ingen uppgift, fallande. Ordningen är inget betyg.")
	click("Dokument")
	holds("by time", "Alby Öby Zinkby Åby", "4 av 4 rader visas. De är sorterade efter Dokument, fallande. Ordningen är inget betyg.")
	click("Dokument")
	holds("by time, upwards", "Zinkby Öby Alby Åby", "4 av 4 rader visas. De är sorterade efter Dokument, stigande. Ordningen är inget betyg.")
	click("Kommun")
	holds("by name", "Alby Zinkby Åby Öby", "4 av 4 rader visas. De är sorterade efter Kommun, stigande. Ordningen är inget betyg.")

	enter("select", "Norra län")
	holds("one county", "Åby Öby", "2 av 4 rader visas. De är sorterade efter Kommun, stigande. Ordningen är inget betyg.")
	enter("input", "ÖB")
	holds("words in it", "Öby", "1 av 4 rader visas. De är sorterade efter Kommun, stigande. Ordningen är inget betyg.")
	enter("select", "")
	enter("input", "södra  BY")
	holds("several words", "Alby Zinkby", "2 av 4 rader visas. De är sorterade efter Kommun, stigande. Ordningen är inget betyg.")
	enter("input", "ingenstans")
	holds("nothing", "", "0 av 4 rader visas. De är sorterade efter Kommun, stigande. Ordningen är inget betyg.")
	enter("input", "")
	click("Kommun")
	holds("downwards", "Öby Åby Zinkby Alby", "4 av 4 rader visas. De är sorterade efter Kommun, fallande. Ordningen är inget betyg.")

	if ask[bool](t, ctx, `document.documentElement.scrollWidth > window.innerWidth`) {
		t.Error("the page scrolls sideways")
	}
	ask[bool](t, ctx, string(axe)+"; true")
	for _, v := range ask[[]string](t, ctx, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id))`) {
		t.Errorf("axe: %s", v)
	}
	for _, f := range faults() {
		t.Errorf("the browser says: %s", f)
	}
}
