package build

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"lofte/internal/day"
)

// record is a site whose three promises fare differently: one is answered and then passed over, one
// is never spoken of, and one is spoken of late and without a number. more are texts to add, or to take the place of others, by path.
func record(t *testing.T, more map[string]string) map[string][]byte {
	t.Helper()
	site := fstest.MapFS{}
	for name, text := range more {
		site[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range map[string]string{
		"lofte.toml":             "title = \"Löften\"\nbase_url = \"https://example.se/\"\n",
		"content/ort/_index.md":  "+++\ntitle = \"Ort\"\n+++\n",
		"content/ort/2026/t1.md": "+++\ntitle = \"Den första\"\ndate = 2026-05-20\nperiod = \"2026-T1\"\n[result.patrull]\nstatus = \"ongoing\"\ncount = 31\n+++\n",
		"content/ort/2026/t2.md": `+++
title = "Den andra"
date = 2026-09-20
period = "2026-T2"
[result.lampor]
status = "kept"
verdict = "Klart och betalt"
note = "Lamporna sitter uppe."
effect = "same"
effect_note = "Lika många är otrygga."
+++
`,
		"content/ort/2026/index.md": `+++
title = "Löftet"
from = 2026-01-01
to = 2026-12-31
followup = { times = 3, per = "year" }
+++

## Polisen lovar

- Gå till fots minst 90 kvällar {#patrull focus="Trafik"}
- Söka med hund {#hundar focus="Trafik"}
- Byta 12 lampor {#lampor focus="Trafik"}
`,
	} {
		if site[name] == nil {
			site[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	s, err := Read(Options{Site: site, Now: day.New(2026, 11, 22)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Problems {
		t.Errorf("%s:%d:%d: %s [%s]", p.Path, p.Line, p.Column, p.Message, p.Code)
	}
	var m kept
	if err := s.Render(context.Background(), &m); err != nil {
		t.Fatal(err)
	}
	return m.files
}

// answer returns the part of a page that tells of the promise with the given words, as its element and
// as its visible words.
func answer(t *testing.T, page []byte, words string) (*html.Node, string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data != "li" || !strings.Contains(attribute(n, "class"), "promise") || !strings.Contains(text(n), words) {
			continue
		}
		for m := range n.Descendants() {
			if strings.Contains(" "+attribute(m, "class")+" ", " answer ") {
				return m, text(m)
			}
		}
	}
	t.Fatalf("no page has an answer to %q", words)
	return nil, ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for m := range n.Descendants() {
		if m.Type == html.TextNode {
			b.WriteString(m.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestSilence holds that no page shows what nobody has told as anything else.
func TestSilence(t *testing.T) {
	files := record(t, nil)
	for _, c := range []struct{ page, promise, says string }{
		{"ort/index.html", "hund", "Ingen uppgift Ingen har berättat något om löftet."},
		{"ort/2026/index.html", "hund", "Ingen uppgift Ingen har berättat något om löftet."},
		{"omrade/trafik/index.html", "hund", "Ingen uppgift Ingen har berättat något om löftet."},
		{"ort/2026/t1/index.html", "hund", "Ingen uppgift i denna uppföljning"},
		{"ort/2026/t1/index.html", "lampor", "Ingen uppgift i denna uppföljning"},
		{"ort/2026/t2/index.html", "hund", "Ingen uppgift i denna uppföljning"},
		{"ort/2026/t2/index.html", "fots", "Ingen uppgift i denna uppföljning"},
	} {
		n, words := answer(t, files[c.page], c.promise)
		if class := attribute(n, "class"); class != "answer s-unreported" {
			t.Errorf("%s shows silence about %s as %q", c.page, c.promise, class)
		}
		if strings.TrimPrefix(words, "Vad som är gjort: ") != c.says {
			t.Errorf("%s says of %s: %s", c.page, c.promise, words)
		}
	}
	for page, says := range map[string]string{
		"ort/2026/t1/index.html":      "1 av 3 löften besvarade 2 löften har ingen uppgift i denna uppföljning.",
		"ort/2026/t2/index.html":      "1 av 3 löften besvarade 2 löften har ingen uppgift i denna uppföljning.",
		"ort/index.html":              "2 av 3 löften har besvarats i någon uppföljning. Det senaste svaret kom den 20 september 2026 : Den andra .",
		"ort/2026/index.html":         "2 av 3 löften har besvarats i någon uppföljning. Det senaste svaret kom den 20 september 2026 : Den andra .",
		"ort/uppfoljning/index.html":  "1 av 3 löften besvarade",
		"uppfoljning/index.html":      "1 av 3 löften besvarade",
		"uppfoljning/2026/index.html": "1 av 3 löften besvarade",
		"index.html":                  "1 uppfyllt 1 pågår 1 utan uppgift",
		"ort/part/polisen/index.html": "3 löften: 1 uppfyllt, 1 pågår och 1 utan uppgift",
		"ar/index.html":               "3 löften: 1 uppfyllt, 1 pågår och 1 utan uppgift",
		"ar/2026/index.html":          "1 uppfyllt 1 pågår 1 utan uppgift",
	} {
		if words := visible(t, files[page]); !strings.Contains(words, says) {
			t.Errorf("%s does not say %q", page, says)
		}
	}
	// Beside each other: the promises, those without a word, and then each status.
	for _, page := range []string{"index.html", "ar/2026/index.html"} {
		if words := visible(t, files[page]); !strings.Contains(words, " Gäller nu 3 1 1 0 1 0 0 0 2 av 3 ") {
			t.Errorf("%s says %s", page, words)
		}
	}
}

// TestLastWord holds that the last that was told of a promise is shown with its day and its source, also
// when a later follow-up passes the promise over.
func TestLastWord(t *testing.T) {
	files := record(t, nil)
	for _, page := range []string{"ort/index.html", "ort/2026/index.html", "omrade/trafik/index.html"} {
		for promise, says := range map[string]string{
			"fots":   "Senaste uppgiften är från den 20 maj 2026 : Den första",
			"lampor": "Senaste uppgiften är från den 20 september 2026 : Den andra",
		} {
			if _, words := answer(t, files[page], promise); !strings.HasSuffix(words, says) {
				t.Errorf("%s ends what it says of %s with: %s", page, promise, words)
			}
		}
	}
}

// TestCountOfAnEarlierFollowUp holds that a number does not go away when a later follow-up gives none,
// and that it then names where it is from.
func TestCountOfAnEarlierFollowUp(t *testing.T) {
	files := record(t, map[string]string{
		"content/ort/2026/oktober.md": "+++\ntitle = \"Den tredje\"\ndate = 2026-10-10\n[result.patrull]\nstatus = \"ongoing\"\n+++\n",
	})
	for page, says := range map[string]string{
		"ort/index.html":              "Antal: 31 (enligt Den första ) Antal mot mål: I takt. Till och med tertial 1 2026 hade",
		"ort/2026/index.html":         "Antal: 31 (enligt Den första ) Antal mot mål: I takt. Till och med tertial 1 2026 hade",
		"ort/2026/oktober/index.html": "Antal mot mål: Ingen jämförelse. Inget antal har redovisats.",
	} {
		if _, words := answer(t, files[page], "fots"); !strings.Contains(words, says) || strings.Count(words, "Antal mot mål:") != 1 {
			t.Errorf("%s says %s", page, words)
		}
	}
}

// TestTwoVerdicts holds that what was done, how a count stands, the parties' own word, comments and what
// came of a promise each have a label of their own, in that order, and that the word is a quotation.
func TestTwoVerdicts(t *testing.T) {
	files := record(t, nil)
	want := "Vad som är gjort: Uppfyllt " +
		"Antal mot mål: Ingen jämförelse. Inget antal har redovisats. " +
		"Parternas egna ord: Klart och betalt " +
		"Kommentar: Lamporna sitter uppe. " +
		"Vad det ledde till: Oförändrat " +
		"Kommentar: Lika många är otrygga."
	for _, page := range []string{"ort/index.html", "ort/2026/index.html", "ort/2026/t2/index.html", "omrade/trafik/index.html"} {
		n, words := answer(t, files[page], "lampor")
		if !strings.HasPrefix(words, want) {
			t.Errorf("%s says %s", page, words)
		}
		parts := map[string][]string{}
		for m := range n.Descendants() {
			if m.Type != html.ElementNode {
				continue
			}
			if m.Data == "q" {
				parts["quoted"] = append(parts["quoted"], text(m))
			}
			if strings.HasPrefix(attribute(m, "class"), "effect") {
				parts["effect"] = append(parts["effect"], text(m))
			}
		}
		if !slices.Equal(parts["quoted"], []string{"Klart och betalt"}) {
			t.Errorf("%s quotes %q", page, parts["quoted"])
		}
		if !slices.Equal(parts["effect"], []string{"Vad det ledde till: Oförändrat Kommentar: Lika många är otrygga."}) {
			t.Errorf("%s tells of what came of it: %q", page, parts["effect"])
		}
	}
	// What came of a promise is silent in its own right, whatever was done.
	for _, page := range []string{"ort/index.html", "ort/2026/t1/index.html"} {
		if _, words := answer(t, files[page], "fots"); !strings.Contains(words, "Vad det ledde till: Ingen uppgift") {
			t.Errorf("%s says %s", page, words)
		}
	}
}

// TestPaceIsExplained holds that the sum stands beside what was told of a count, wherever a promise is
// shown, and that the rule stands on each such page once.
func TestPaceIsExplained(t *testing.T) {
	files := record(t, nil)
	paced := map[string]bool{"ort/index.html": true, "ort/2026/index.html": true, "ort/2026/t1/index.html": true, "ort/2026/t2/index.html": true, "omrade/trafik/index.html": true, "ort/part/polisen/index.html": true}
	for _, page := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(page, ".html") {
			continue
		}
		if n := strings.Count(visible(t, files[page]), "Hur jämförs antal och mål?"); n != map[bool]int{true: 1}[paced[page]] {
			t.Errorf("%s has the rule %d times", page, n)
		}
	}
	want := "Antal: 31 Antal mot mål: I takt. Till och med tertial 1 2026 hade 4 av löftets 12 månader gått, så 30 av 90 väntades."
	for _, page := range []string{"ort/index.html", "ort/2026/index.html", "ort/2026/t1/index.html", "omrade/trafik/index.html"} {
		if _, words := answer(t, files[page], "fots"); !strings.Contains(words, want) {
			t.Errorf("%s says %s", page, words)
		}
	}
	if words := visible(t, files["ort/part/polisen/index.html"]); !strings.Contains(words, want) {
		t.Errorf("the party's page says %s", words)
	}
}

// TestPaceWords holds how each state of a count is worded.
func TestPaceWords(t *testing.T) {
	for _, c := range []struct{ validity, promise, followUps, says string }{
		{"2026-01-01 2026-12-31", "Gå minst 50 gånger", "T2 33", "I takt. Till och med tertial 2 2026 hade 8 av löftets 12 månader gått, så 33 av 50 väntades."},
		{"2026-01-15 2026-12-31", "Gå minst 50 gånger", "T2 20", "Efter. Till och med tertial 2 2026 hade 7 månader och 17 dagar av löftets 11 månader och 17 dagar gått, så 32 av 50 väntades."},
		{"2026-01-01 2026-12-31", "Gå minst två gånger", "T1 0", "För tidigt att säga. Till och med tertial 1 2026 hade 4 av löftets 12 månader gått, så 0 av 2 väntades."},
		{"2026-01-01 2026-12-31", "Gå minst två gånger i månaden", "T2 20", "Före. Till och med tertial 2 2026 hade löftet gällt i 8 månader. Med 2 per månad väntades då 16."},
		{"2026-01-01 2026-12-31", "Gå en gång varannan vecka", "T1 8", "I takt. Till och med tertial 1 2026 hade löftet gällt i 17 veckor och 1 dag. Med 1 varannan vecka väntades då 8."},
		{"2026-01-01 2026-12-31", "Gå minst 50 gånger", "T3 31", "Färre än målet. Löftets tid är slut. Antalet är 19 färre än 50."},
		{"2025-01-01 2026-12-31", "Gå minst 50 gånger per år", "T3 1100", "Antalet nått. Löftets tid är slut. 50 per år i 24 månader blir 100. Antalet är 1 000 fler än 100."},
		{"2026-01-01 2026-12-31", "Gå tre gånger", "T1 4", "Fler än målet. Antalet är 1 fler än 3."},
		{"2026-01-01 2026-12-31", "Gå ungefär 20 gånger", "T3 18", "Antalet nått. Löftets tid är slut. Antalet är 2 färre än 20. Målet är ungefärligt: en tiondel mer eller mindre ryms i det."},
		{"2026-01-01 2026-12-31", "Gå minst två gånger", "T1 -, T2 +2", "Antalet nått. Antalet är 2 eller fler, mot 2."},
		{"2026-01-01 2026-12-31", "Gå minst nio gånger", "T1 -, T2 +2", "Ingen jämförelse. Antalet räknas från uppföljning till uppföljning, men ”Uppföljning 2026-T1” gav inget. Det kan alltså vara högre."},
		{"2026-01-01 2026-12-31", "Ställa in högst tre gånger", "T1 2", "Inom gränsen. Gränsen gäller för hela tiden. Antalet är 1 färre än 3."},
		{"2026-01-01 2026-12-31", "Ställa in högst tre gånger i veckan", "T1 54", "Inom gränsen. Till och med tertial 1 2026 är gränsen 54: 3 per vecka, också för den tid som nyss har börjat. Antalet är just 54."},
		{"2026-01-01 2026-12-31", "Gå en gång vartannat år", "T3 1", "Ingen jämförelse. Målet gäller en längre tid än löftet."},
		{"2026-01-01 2026-12-31", "Besöka var och en av tre skolor", "T3 3", "Ingen jämförelse. Målet gäller var och en för sig, men antalet gäller alla tillsammans."},
		{"2026-05-01 2026-12-31", "Gå minst nio gånger", "T1 1", "Ingen jämförelse. Antalet gäller en tid innan löftet började gälla."},
	} {
		from, to, _ := strings.Cut(c.validity, " ")
		period := strings.TrimPrefix(from[:4]+"-2026", "2026-")
		site := fstest.MapFS{
			"lofte.toml":            {Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")},
			"content/ort/_index.md": {Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
			"content/ort/" + period + ".md": {Data: []byte("+++\ntitle = \"Löftet\"\nfrom = " + from + "\nto = " + to +
				"\n+++\n\n## Polisen lovar\n\n- " + c.promise + " {#a}\n")},
		}
		last := ""
		for f := range strings.SplitSeq(c.followUps, ", ") {
			part, count, _ := strings.Cut(f, " ")
			header := "+++\nperiod = \"2026-" + part + "\"\ndate = " + map[string]string{"T1": "2026-05-20", "T2": "2026-09-20", "T3": "2027-01-20"}[part] + "\n"
			if strings.HasPrefix(count, "+") {
				header += "count_is = \"since-last\"\n"
			}
			if count != "-" {
				header += "[result.a]\nstatus = \"ongoing\"\ncount = " + strings.TrimPrefix(count, "+") + "\n"
			}
			last = "ort/" + period + "/" + strings.ToLower(part) + "/index.html"
			site["content/"+strings.TrimSuffix(last, "/index.html")+".md"] = &fstest.MapFile{Data: []byte(header + "+++\n")}
		}
		s, err := Read(Options{Site: site, Now: day.New(2027, 2, 1)})
		if err != nil {
			t.Fatal(err)
		}
		var m kept
		if err := s.Render(context.Background(), &m); err != nil {
			t.Fatal(err)
		}
		_, words := answer(t, m.files[last], strings.Fields(c.promise)[0])
		if _, pace, _ := strings.Cut(words, "Antal mot mål: "); !strings.HasPrefix(pace, c.says+" Vad det ledde till:") {
			t.Errorf("%s, %s: it says %s, want %s", c.promise, c.followUps, pace, c.says)
		}
	}
}
