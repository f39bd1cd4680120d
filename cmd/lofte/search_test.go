package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// searchPage opens the search page of the example site, and returns a function that types a search there and
// returns where its results lead, in their order.
func searchPage(t *testing.T) (context.Context, string, func(query string) []string) {
	t.Helper()
	ctx, faults := browser(t)
	_, address := host(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(address+"sok/")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, f := range faults() {
			t.Errorf("the browser says: %s", f)
		}
	})
	return ctx, address, func(query string) []string {
		t.Helper()
		words, _ := json.Marshal(query)
		return ask[[]string](t, ctx, fmt.Sprintf(`(async () => {
			const list = document.querySelector(".hits");
			const input = document.getElementById("l-ord");
			delete list.dataset.query;
			input.value = %s;
			input.dispatchEvent(new Event("input", { bubbles: true }));
			while (list.dataset.query === undefined) await new Promise((done) => setTimeout(done, 5));
			if (document.getElementById("l-traffar").hidden) return [];
			return [...list.querySelectorAll("a")].map((a) => a.href.replace(%q, ""));
		})()`, words, address))
	}
}

func TestProbe(t *testing.T) {
	ctx, _, search := searchPage(t)
	for _, q := range strings.Split(`ö|1|tertial 3|lampa|bar|trygghetsvandring|hundsök skolor|fotpatrull|Nävertorp belysning|trygghetsvandrng|katrineholm|hundsok|belysning|polisen|fotpatruller katrineholm|nattfotboll|a-traktorer|lås källarförråd|svara inom fem arbetsdagar|fritidsgård|langning|husvärdar våld|tobak|tobak katrineholm 2019|medborgarlöfte 2019|katrineholms medborgarlöfte 2018|uppföljning tertial 1|klotter|skadegörelse söderköping|hastighet|föräldrastöd|karlshamn|söderköping|soderkoping|exempelby|orosamtal|orossamtal|trygghetsapp|lägesbild|lagesbild|andt|sspf|så bedöms ett löfte|om webbplatsen|undertecknat|trygh|hund|hndsök|narkotika unga|Poseidon|trapphusmöten|medborgardialog|moped|elsparkcykel|otrygga platser|belysnig|gatubelysning|lampor|lyktstolpar|15-minutersmetoden|xyzzyq|nävertorp|navertorp`, "|") {
		hits := search(q)
		n := ask[string](t, ctx, `document.getElementById("l-antal").textContent`)
		first := ask[[]string](t, ctx, `[...document.querySelectorAll(".hits .said-here")].slice(0,3).map(e=>e.textContent.slice(0,90))`)
		t.Logf("%-32s %-50s %q", q, n, first)
		for _, h := range hits[:min(3, len(hits))] {
			t.Logf("      %s", h)
		}
	}
}
