package main

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"lofte/internal/plan"
)

// unread finds what is hard to read on a page that has no stylesheet: drawings that fill the window, what is for paper
// alone, and words that stylesheets alone keep apart.
const unread = `(() => {
	const found = [];
	for (const e of document.querySelectorAll("svg")) {
		const {width, height} = e.getBoundingClientRect();
		if (height > 64 || width > innerWidth) found.push("a drawing of " + width + " × " + height + " in " + e.parentElement.outerHTML.slice(0, 60));
	}
	for (const e of document.querySelectorAll(".print-only, .signature")) {
		if (e.checkVisibility()) found.push("for paper alone: " + e.outerHTML.slice(0, 60));
	}
	const inline = (e) => getComputedStyle(e).display === "inline";
	const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (n) => n.data.trim() && n.parentElement.checkVisibility() ? 1 : 3);
	for (let a = words.nextNode(), b; (b = words.nextNode()); a = b) {
		const between = new Range();
		between.setStart(a, a.length);
		between.setEnd(b, 0);
		const apart = (n) => { for (n = n.parentElement; n !== between.commonAncestorContainer; n = n.parentElement) if (!inline(n)) return true; };
		if (/[\p{L}\p{N}]$/u.test(a.data) && /^[\p{L}\p{N}]/u.test(b.data) && !/\s/.test(between) && !apart(a) && !apart(b) && !between.cloneContents().querySelector("br, p, li"))
			found.push("run together: " + a.data.slice(-30) + b.data.slice(0, 30));
	}
	return found;
})()`

// TestPagesWithoutStyles opens a page of each kind of the example site whose stylesheet does not come.
func TestPagesWithoutStyles(t *testing.T) {
	ctx, _ := browser(t)
	site, address := host(t)
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{URLPatterns: []*network.BlockPattern{{URLPattern: "*://*:*/*.css", Block: true}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	tested := map[plan.View]bool{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() || tested[o.View] {
			continue
		}
		tested[o.View] = true
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(address+o.URL())); err != nil {
			t.Fatal(err)
		}
		if ask[bool](t, ctx, `getComputedStyle(document.body).marginTop === "0px"`) {
			t.Fatalf("%s has its stylesheet", o.Path)
		}
		for _, fault := range ask[[]string](t, ctx, unread) {
			t.Errorf("%s: %s", o.Path, fault)
		}
	}
}
