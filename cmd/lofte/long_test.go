package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"
)

// TestLongWords holds that nothing scrolls sideways where names and words are as long as they come in Swedish, and
// longer, in a narrow window and with letters of 200 %.
func TestLongWords(t *testing.T) {
	const word = "Brottsförebyggandesamverkansöverenskommelsegruppen"
	site := fstest.MapFS{}
	for name, text := range map[string]string{
		"lofte.toml":               "title = \"WORD\"\nbase_url = \"https://e.se/\"\n[publisher]\nname = \"WORD\"\nemail = \"WORD@example.se\"\n",
		"content/WORD.md":          "+++\ntitle = \"WORD\"\n+++\n\n# WORD\n\nhttps://example.se/WORDWORD\n\n`WORDWORD`\n",
		"content/ort/_index.md":    "+++\ntitle = \"WORD\"\ncounty = \"WORD\"\npolice_area = \"WORD\"\n[[contact]]\nname = \"WORD\"\nemail = \"WORD@example.se\"\n+++\n",
		"content/tom/_index.md":    "+++\ntitle = \"WORD kommun\"\n+++\n",
		"content/ort/2020.md":      "+++\ntitle = \"WORD 2020\"\nfrom = 2020-01-01\nto = 2020-12-31\n+++\n\n## Polisen lovar\n\n- WORD {#a}\n",
		"content/ort/2021.md":      "+++\ntitle = \"WORD 2021\"\nfrom = 2021-01-01\nto = 2021-12-31\nfollowup = { times = 2, per = \"year\" }\nfocus = [\"WORD\"]\nplaces = [\"WORD\"]\nsummary = \"WORD\"\n[[signatory]]\nname = \"WORD\"\nrole = \"WORD\"\nparty = \"WORD\"\n+++\n\n## WORD lovar {party=\"WORD\"}\n\n- WORD {#a}\n- WORD också, minst 1200 gånger {#b}\n",
		"content/ort/2021/h1.md":   "+++\ntitle = \"WORD H1\"\ndate = 2021-07-20\n[result.a]\nstatus = \"kept\"\nnote = \"WORD\"\nverdict = \"WORD\"\nevidence = [{ title = \"WORD\", url = \"https://example.se/\" }]\n[[source]]\ntitle = \"WORD\"\nurl = \"https://example.se/\"\n+++\n\nWORD\n",
		"content/ort/nyheter/n.md": "+++\ntitle = \"WORD\"\ndate = 2021-01-02\n+++\n\nWORD\n",
	} {
		site[strings.ReplaceAll(name, "WORD", strings.ToLower("Overenskommelsegruppen"))] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "WORD", word))}
	}
	ctx, _ := browser(t)
	made, address := hostFiles(t, site)
	if made.Errors() > 0 {
		t.Fatal(made.Problems)
	}
	eachKind(made, func(url string) {
		for width, size := range map[int64]string{320: "100%", 1280: "200%"} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(address+url)); err != nil {
				t.Fatal(err)
			}
			if out := ask[[]string](t, ctx, fmt.Sprintf(`(document.documentElement.style.fontSize = %q, document.documentElement.scrollWidth <= innerWidth ? [] :
				[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .hidden")).map((e) => e.outerHTML.slice(0, 90)).slice(-3))`, size)); len(out) > 0 {
				t.Errorf("/%s scrolls sideways at %d px and %s: %q", url, width, size, out)
			}
		}
	})
}
