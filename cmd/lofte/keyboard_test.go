package main

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"lofte/internal/build"
	"lofte/internal/plan"
)

// eachKind calls visit with the address in the site of a page of each kind.
func eachKind(site *build.Site, visit func(url string)) {
	seen := map[plan.View]bool{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if o.IsPage() && !seen[o.View] {
			seen[o.View] = true
			visit(o.URL())
		}
	}
}

// TestKeyboard walks through a page of each kind with the Tab key: it comes to all that can be used, in the order
// that it stands there, what has the focus is marked, and the first link leads past the menu. The
// accessibility statement says so (accessibility_built_keyboard).
func TestKeyboard(t *testing.T) {
	ctx, _ := browser(t)
	site, address := host(t)
	press := func(key string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(key)); err != nil {
			t.Fatal(err)
		}
	}
	eachKind(site, func(url string) {
		if err := chromedp.Do(ctx, chromedp.Navigate(address+url)); err != nil {
			t.Fatal(err)
		}
		// What an embed shows stands in a tree of its own.
		all := ask[int](t, ctx, `(async () => {
			for (const e of document.querySelectorAll("lofte-embed")) {
				while (!e.shadowRoot?.querySelector(".lofte")) await new Promise((done) => requestAnimationFrame(done));
			}
			const elements = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? elements(e.shadowRoot) : [])]);
			window.usable = elements(document).filter((e) => e.matches("a[href], button, input, select, textarea, summary") && !e.disabled && e.checkVisibility());
			window.focused = (e = document.activeElement) => e.shadowRoot?.activeElement ?? e;
			return usable.length;
		})()`)
		if all < 10 {
			t.Errorf("/%s has only %d links, fields and buttons", url, all)
		}
		const most = 25 // the rest is more of the same
		for i := 0; i < min(all, most); {
			press("\t")
			switch at := ask[int](t, ctx, `usable.indexOf(focused())`); {
			case at == i:
				i++
			case at == -1 && ask[bool](t, ctx, `document.activeElement.matches(".scroll")`): // to be scrolled with the arrow keys
			default:
				t.Fatalf("/%s: after %d elements the focus is on %s", url, i, ask[string](t, ctx, `document.activeElement.outerHTML`))
			}
			if !ask[bool](t, ctx, `((e) => { const s = getComputedStyle(e), r = e.getBoundingClientRect(); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 &&
				r.width > 0 && r.bottom > 0 && r.top < innerHeight })(focused())`) {
				t.Errorf("/%s: the focus is not seen on %s", url, ask[string](t, ctx, `document.activeElement.outerHTML`))
			}
		}
		ask[bool](t, ctx, `usable[0].focus(); true`)
		press("\r")
		if got := ask[string](t, ctx, `document.activeElement.tagName`); got != "MAIN" {
			t.Errorf("/%s: the first link leads to %s", url, got)
		}
	})
}

// TestWithoutScript holds that a page of each kind shows all its words without a script, but those for paper and those of the
// search itself, which has lists instead. The accessibility statement says so (accessibility_built_script).
func TestWithoutScript(t *testing.T) {
	ctx, _ := browser(t)
	site, address := host(t)
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err != nil {
		t.Fatal(err)
	}
	eachKind(site, func(url string) {
		if err := chromedp.Do(ctx, chromedp.Navigate(address+url)); err != nil {
			t.Fatal(err)
		}
		for _, words := range ask[[]string](t, ctx, `(() => {
			const unseen = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
			while (texts.nextNode()) {
				const e = texts.currentNode.parentElement
				if (texts.currentNode.data.trim() && !e.checkVisibility() && !e.closest("details:not([open]), template, script, #l-sok, #l-traffar, .print-only, .signature")) {
					unseen.push(texts.currentNode.data)
				}
			}
			return unseen
		})()`) {
			t.Errorf("without a script /%s does not show %q", url, words)
		}
	})
}
