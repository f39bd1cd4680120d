package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"lofte/internal/build"
	"lofte/internal/day"
	"lofte/internal/plan"
)

// What a page may weigh, packed with gzip: what a phone on a slow line fetches within some seconds.
const (
	pageLimit  = 30 << 10
	styleLimit = 15 << 10
)

// fortyPromises is a site of one kommun with a document of forty promises, five follow-ups that tell of each of them at
// length, and images.
func fortyPromises(t *testing.T) fstest.MapFS {
	t.Helper()
	words := strings.Fields(vocabulary)
	r := rand.New(rand.NewPCG(1, 1))
	sentence := func(n int) string {
		s := "Vi"
		for range n {
			s += " " + words[r.IntN(len(words))]
		}
		return s + "."
	}
	site := fstest.MapFS{}
	put := func(name, text string) { site[name] = &fstest.MapFile{Data: []byte(text)} }
	put("lofte.toml", "title = \"Löften\"\nbase_url = \"https://example.se/\"\n")
	put("content/ort/_index.md", "+++\ntitle = \"Ort\"\n+++\n\n"+sentence(60)+"\n\n![Torget](2026/torg.jpg)\n\n"+sentence(60)+"\n")
	var document strings.Builder
	fmt.Fprintf(&document, "+++\ntitle = \"Medborgarlöfte 2026\"\nfrom = 2026-01-01\nto = 2026-12-31\nfollowup = { months = [2, 4, 6, 8, 10] }\nsummary = %q\nimage = { file = \"torg.jpg\", alt = \"Torget\", caption = \"Torget\" }\n+++\n\n", sentence(40))
	for _, party := range []string{"Polisen", "Kommunen"} {
		fmt.Fprintf(&document, "## Läget enligt %s\n\n%s\n\n![Torget](torg.jpg)\n\n%s\n\n## %[1]s lovar\n\n", strings.ToLower(party), sentence(70), sentence(70))
		for i := range 20 {
			fmt.Fprintf(&document, "- %s {#%s-%d target=12 unit=\"gånger\" place=\"%s\"}\n", sentence(20), strings.ToLower(party), i, words[r.IntN(len(words))])
		}
		document.WriteByte('\n')
	}
	put("content/ort/2026/index.md", document.String())
	put("content/ort/2025.md", strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(document.String(), "2026", "2025"), "(torg.jpg)", "(2026/torg.jpg)"), "\"torg.jpg\"", "\"2026/torg.jpg\""))
	for n := range 5 {
		var report strings.Builder
		fmt.Fprintf(&report, "+++\ndate = 2026-%02d-20\nperiod = \"2026-%02[1]d\"\n", 2+2*n)
		for _, party := range []string{"polisen", "kommunen"} {
			for i := range 20 {
				fmt.Fprintf(&report, "\n[result.%s-%d]\nstatus = \"%s\"\ncount = %d\nnote = %q\neffect = \"same\"\neffect_note = %q\nevidence = [{ title = %q, url = \"https://example.se/%d-%d\" }]\n",
					party, i, []string{"ongoing", "kept", "partly-kept", "not-kept"}[r.IntN(4)], n+r.IntN(3), sentence(18), sentence(10), sentence(4), n, i)
			}
		}
		fmt.Fprintf(&report, "+++\n\n![Torget](torg.jpg)\n\n%s\n\n%s\n", sentence(80), sentence(80))
		put(fmt.Sprintf("content/ort/2026/del%d.md", n+1), report.String())
	}
	put("content/ort/nyheter/nytt.md", "+++\ntitle = \"Nytt\"\ndate = 2026-02-20\nabout = \"2026\"\nimage = { file = \"../2026/torg.jpg\", alt = \"Torget\" }\n+++\n\n"+sentence(90)+"\n\n![Plansch](/plansch.svg)\n\n"+sentence(90)+"\n")
	put("static/plansch.svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 500"><rect width="900" height="500" fill="teal"/></svg>`)
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 2000, 1500)), nil); err != nil {
		t.Fatal(err)
	}
	put("content/ort/2026/torg.jpg", photo.String())
	return site
}

// vocabulary has about as many different words as such a document.
const vocabulary = `polisen kommunen trygghet patrullera centrum stationen ungdomar föräldrar skolan kvällar helger narkotika kontroller
trafik hastighet mopeder belysning buskar klippa torget gångtunneln busstation fältassistenter tillsammans varje vecka månad minst två
gånger informera boende fastighetsägare klotter sanera inom dygn krogar tillsyn serveringstillstånd folköl tobak butiker langning riktade
insatser otrygga platser vandringar synpunkter återkoppla webbplats lägesbild samverkan möten rektorer elever årskurs sju nio samtal
orosanmälan socialtjänst stöd avhopp brott utsatta vittnen kvinnofrid hot våld nära relationer äldre bedrägerier dörrförsäljare bank
föreläsning bibliotek mötesplats ungdomsgård lov öppet sommar lucia valborg skolavslutning idrottsförening ledare nattvandrare värdar
hyresvärd källare lås cyklar stölder märkning parkering skjutningar sprängningar kameror hundar sök visitation dialog trygghetsmätning
enkät svar ökat minskat oförändrat anmälningar ärenden jämfört med förra året därför fortsätter arbetet under hösten våren och att det som
har gjorts redovisas för medborgarna i uppföljningen av löftet till den som bor verkar eller vistas här när mörkret faller på`

// packed returns how many bytes a host sends of a file.
func packed(t *testing.T, data []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(data)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// rendered builds a site as it is on the day of the example.
func rendered(t *testing.T, o build.Options) (*build.Site, map[string][]byte) {
	t.Helper()
	o.Now = day.New(2026, 11, 22)
	site, err := build.Read(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range site.Problems {
		t.Errorf("%s:%d: %s", p.Path, p.Line, p.Message)
	}
	made := &shown{files: map[string][]byte{}}
	if err := site.Render(context.Background(), made); err != nil {
		t.Fatal(err)
	}
	return site, made.files
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestPagesAreLight weighs every page of the example site and of one with a very long document. With -v it tells what
// the heaviest of each kind weighs.
func TestPagesAreLight(t *testing.T) {
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	for name, o := range map[string]build.Options{"the example": {Site: root.FS()}, "forty promises": {Site: fortyPromises(t)}} {
		t.Run(name, func(t *testing.T) {
			site, files := rendered(t, o)
			for name, data := range files {
				if strings.HasPrefix(mime.TypeByExtension(path.Ext(name)), "font/") || bytes.Contains(data, []byte("@font-face")) {
					t.Errorf("%s is a font, or fetches one", name)
				}
			}
			heaviest := map[plan.View]string{}
			for i := range site.Plan.Outputs {
				o := &site.Plan.Outputs[i]
				if !o.IsPage() && !o.Embedded() {
					continue
				}
				n := packed(t, files[o.Path])
				if n > pageLimit {
					t.Errorf("%s has %d bytes", o.Path, n)
				}
				if n > packed(t, files[heaviest[o.View]]) {
					heaviest[o.View] = o.Path
				}
				if n := judgeImages(t, o, files); n > styleLimit {
					t.Errorf("%s has %d bytes of CSS", o.Path, n)
				}
			}
			for view, name := range heaviest {
				t.Logf("%-15s %6d %7d %s", view, packed(t, files[name]), len(files[name]), name)
			}
		})
	}
}

// judgeImages holds what every image of a page has, and returns the bytes of the page's stylesheets.
func judgeImages(t *testing.T, o *plan.Output, files map[string][]byte) (styles int) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(files[o.Path]))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch {
		case n.Data == "link" && attribute(n, "rel") == "stylesheet":
			name := path.Join(path.Dir(o.Path), attribute(n, "href"))
			if strings.HasPrefix(attribute(n, "href"), "/") {
				name = strings.TrimPrefix(attribute(n, "href"), "/")
			}
			if files[name] == nil {
				t.Errorf("%s has the stylesheet %q, which is not there", o.Path, name)
			}
			styles += packed(t, files[name])
		case n.Data == "img":
			for _, key := range []string{"src", "alt", "width", "height"} {
				if attribute(n, key) == "" {
					t.Errorf("%s has an image without %s: %s", o.Path, key, attribute(n, "src"))
				}
			}
			for candidate := range strings.SplitSeq(attribute(n, "srcset"), ", ") {
				address, _, _ := strings.Cut(candidate, " ")
				if name := path.Join(path.Dir(o.Path), address); address != "" && files[name] == nil {
					t.Errorf("%s names the image %q, which is not there", o.Path, name)
				}
			}
		}
	}
	return styles
}

// gate serves a site whose images come only when the page that asks for them has been painted without.
type gate struct {
	shown
	painted chan struct{}
}

const paintedAddress = folder + "painted"

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == paintedAddress {
		close(g.painted)
		return
	}
	if strings.HasPrefix(mime.TypeByExtension(path.Ext(r.URL.Path)), "image/") && !strings.HasPrefix(r.URL.Path, folder+"assets/") {
		select {
		case <-g.painted:
		case <-r.Context().Done():
			return
		}
	}
	g.shown.ServeHTTP(w, r)
}

// watching notes by how much the page's parts are shifted, and tells when it is first painted. The policy of the page
// is not asked about what the browser's driver runs.
const watching = `
	window.shifts = [];
	new PerformanceObserver(l => shifts.push(...l.getEntries().map(e => e.value))).observe({type: "layout-shift", buffered: true});
	new PerformanceObserver((l, o) => { o.disconnect(); fetch("` + paintedAddress + `"); }).observe({type: "paint", buffered: true});`

// settled scrolls through the page, and returns what has shifted when each image is there.
const settled = `(async () => {
	const frame = () => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
	const images = [...document.images].filter(i => i.checkVisibility());
	for (const i of images) {
		i.scrollIntoView();
		await frame();
		await i.decode();
	}
	await frame();
	return {shifted: shifts.reduce((a, b) => a + b, 0), images: images.length,
		fetched: performance.getEntriesByType("resource").map(e => e.name).filter(n => /\.jpg$/.test(n)).map(n => n.split("/").pop())};
})()`

// TestNothingShifts opens pages with images, which come late: nothing is moved by them, and they are as wide as the
// screen can show.
func TestNothingShifts(t *testing.T) {
	ctx, faults := browser(t)
	_, files := rendered(t, build.Options{Site: fortyPromises(t)})
	g := &gate{shown: shown{files: files}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching}); err != nil {
		t.Fatal(err)
	}
	for _, screen := range []struct {
		width   int64
		density float64
		fetches string
	}{{320, 1, "torg.640w.jpg"}, {1280, 1, "torg.640w.jpg"}, {390, 2, "torg.960w.jpg"}, {1280, 2, "torg.1280w.jpg"}} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(screen.width, 800, chromedp.EmulateScale(screen.density)), chromedp.Navigate("about:blank")); err != nil {
			t.Fatal(err)
		}
		for url, images := range map[string]int{"ort/": 1, "ort/2026/": 3, "ort/2026/del1/": 1, "ort/nyheter/nytt/": 2} {
			g.painted = make(chan struct{})
			if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+folder+url)); err != nil {
				t.Fatalf("/%s: %v", url, err)
			}
			got := ask[struct {
				Shifted float64  `json:"shifted"`
				Images  int      `json:"images"`
				Fetched []string `json:"fetched"`
			}](t, ctx, settled)
			if got.Shifted != 0 {
				t.Errorf("/%s shifts by %v: %+v", url, got.Shifted, screen)
			}
			if got.Images != images || !slices.Equal(slices.Compact(got.Fetched), []string{screen.fetches}) {
				t.Errorf("/%s shows %d images and fetches %v: %+v", url, got.Images, got.Fetched, screen)
			}
		}
	}
	for _, f := range faults() {
		t.Errorf("the browser says: %s", f)
	}
}
