package promise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/source"
)

// promising returns a document with promises by their ids, and a text that has each as a list item.
func promising(ids ...string) *Document {
	d := &Document{Period: "2026"}
	var html strings.Builder
	html.WriteString(`<p><a href="">x</a></p><ul>`)
	d.Body.Slots = append(d.Body.Slots, Slot{Offset: len(`<p><a href="`), Kind: LinkSlot})
	for i, id := range ids {
		fmt.Fprintf(&html, `<li class="promise" id="%s">%s`, id, id)
		d.Body.Slots = append(d.Body.Slots, Slot{Offset: html.Len(), Kind: PromiseSlot, Index: i})
		d.Body.Anchors = append(d.Body.Anchors, id)
		html.WriteString("</li>")
		d.Promises = append(d.Promises, &Promise{Document: d, Index: i, ID: id, Text: id})
	}
	html.WriteString("</ul>")
	d.Body.HTML = html.String()
	return d
}

// shown writes a text with what its slots are filled with.
func shown(b Body) string {
	var s strings.Builder
	done := 0
	for _, slot := range b.Slots {
		s.WriteString(b.HTML[done:slot.Offset])
		done = slot.Offset
		if slot.Kind == PromiseSlot {
			fmt.Fprintf(&s, "[%d]", slot.Index)
		} else {
			s.WriteString("[link]")
		}
	}
	return s.String() + b.HTML[done:]
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		name, document, translation string
		order                       []int
		missing, extra              string
	}{
		{"by their ids", "ga hund svar", "svar ga hund", []int{2, 0, 1}, "", ""},
		{"by their order", "ga hund svar", "walk dog answer", []int{0, 1, 2}, "", ""},
		{"by ids, and the rest in order", "ga hund svar lysa", "svar walk dog light", []int{2, 0, 1, 3}, "", ""},
		{"one is missing", "ga hund svar", "walk svar", []int{-1, 2}, "ga hund", "walk"},
		{"one is more", "ga", "ga run", []int{0, -1}, "", "run"},
		{"as many, but not the same", "ga hund", "ga hund hund", []int{0, 1, -1}, "", "hund"},
		{"none", "", "", []int{}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			order, missing, extra := Match(promising(strings.Fields(tt.document)...), promising(strings.Fields(tt.translation)...))
			ids := func(list []*Promise) string {
				var words []string
				for _, p := range list {
					words = append(words, p.ID)
				}
				return strings.Join(words, " ")
			}
			if !slices.Equal(order, tt.order) || ids(missing) != tt.missing || ids(extra) != tt.extra {
				t.Errorf("order %v, missing %q, extra %q", order, ids(missing), ids(extra))
			}
		})
	}
}

// TestRenamed holds that a translated text has the ids of the promises that it translates, each where its words
// are, and that whatever is filled in stays at its place.
func TestRenamed(t *testing.T) {
	d, translation := promising("fotpatrull", "b", "svar"), promising("svar", "walk", "b-in-english")
	order, _, _ := Match(d, translation)
	got := translation.Body.renamed(translation.Promises, d.Promises, order)
	want := `<p><a href="[link]">x</a></p><ul><li class="promise" id="svar">svar[2]</li><li class="promise" id="fotpatrull">walk[0]</li>` +
		`<li class="promise" id="b">b-in-english[1]</li></ul>`
	if diff := cmp.Diff(want, shown(got)); diff != "" {
		t.Errorf("the text (-want +got):\n%s", diff)
	}
	if !slices.Equal(got.Anchors, []string{"svar", "fotpatrull", "b"}) {
		t.Errorf("anchors %q", got.Anchors)
	}
	if same := d.Body.renamed(d.Promises, d.Promises, []int{0, 1, 2}); shown(same) != shown(d.Body) {
		t.Errorf("a text whose promises have their ids became %s", shown(same))
	}
}

// TestIn holds what of a site is in another language: every word that there is, and no fact.
func TestIn(t *testing.T) {
	k := linked(t, "2025 2025-01-01 2025-12-31", "2026 2026-01-01 2026-12-31")
	k.Slug, k.Title, k.Source = "ort", "Ort", source.Place{Path: "content/ort/_index.md"}
	old, d := k.Documents[0], k.Documents[1]
	old.Title = "Löftet 2025"
	old.promises("ga")
	d.Title, d.Summary, d.Source = "Löftet", "Kort.", source.Place{Path: "content/ort/2026.md"}
	d.promises("ga", "hund")
	d.Promises[0].Text, d.Promises[0].Target = "Gå", &Target{Number: 40, Unit: "kvällar"}
	d.Focus, d.Places = []string{"Ungdomar", "Narkotika"}, []string{"Stationen"}
	d.Signatories = []Signatory{{Name: "Disa", Role: "Ordförande"}}
	d.Corrections = []Correction{{Date: date(t, "2026-03-01"), Note: "Rättat."}}
	f := d.tell(date(t, "2026-05-01"), Kept, Ongoing)
	f.Title, f.Results[0].Note, f.Results[0].Verdict = "Uppföljning", "Bra.", "Klart"

	en := Written{Language: "en", Older: true}
	words := promising("ga", "dog")
	words.Title, words.Source, words.Written = "The promise", source.Place{Path: "content/ort/2026.en.md"}, en
	words.Promises[0].Text, words.Promises[0].Target = "Walk", &Target{Unit: "evenings"}
	words.Focus, words.Places = []string{"Young people", "Drugs"}, []string{"The station"}
	words.Signatories = []Signatory{{Name: "Somebody else", Role: "Chair"}}
	words.Corrections = []Correction{{Date: date(t, "2026-03-01"), Note: "Corrected."}}
	d.Translations = []*Document{words}
	f.Translations = []*FollowUp{{Title: "Follow-up", Written: en, Results: []*Result{{Note: "Good.", Status: NotKept}, nil}}}

	s := &Site{Kommuner: []*Kommun{k}, Pages: []*Page{{Slug: "om", Title: "Om", Translations: []*Page{{Slug: "om", Title: "About", Written: en}}}, {Slug: "mer", Title: "Mer"}}}
	s.Link()
	got := s.In("en", "sv")

	gk := got.Kommuner[0]
	gold, gd := gk.Documents[0], gk.Documents[1]
	p := gd.Promises[0]
	told := fmt.Sprint(p.Status(), " ", gd.FollowUps[0].Results[0].Note, gd.FollowUps[0].Results[0].Verdict, gd.FollowUps[0].Results[1].Status)
	for what, pair := range map[string][2]string{
		"the title":                   {gd.Title, "The promise"},
		"the language":                {gd.Language + " " + gold.Language + " " + gk.Language, "en sv sv"},
		"the source":                  {gd.Source.Path + " " + gd.Original, "content/ort/2026.en.md content/ort/2026.md"},
		"the period":                  {gd.Period + " " + gd.From.String(), "2026 2026-01-01"},
		"a promise":                   {p.ID + " " + p.Text + " " + p.Original.Text, "ga Walk Gå"},
		"a promise without an id":     {gd.Promises[1].ID + " " + gd.Promises[1].Text, "hund dog"},
		"a target":                    {fmt.Sprint(p.Target.Number, p.Target.Unit), "40evenings"},
		"what was told":               {told, "kept Good.ongoing"},
		"a title without translation": {gold.Title, "Löftet 2025"},
		"a signatory":                 {gd.Signatories[0].Name + ", " + gd.Signatories[0].Role, "Disa, Chair"},
		"a correction":                {gd.Corrections[0].Note, "Corrected."},
		"focus areas":                 {strings.Join(gd.Focus, " "), "Ungdomar Narkotika"},
		"pages":                       {got.Pages[0].Title + " " + got.Pages[1].Title, "About Mer"},
		"what goes back":              {p.First.Document.Period, "2025"},
		"the changes":                 {string(gd.Changes()[0].Kind), string(d.Changes()[0].Kind)},
		"the site's own":              {d.Title + " " + d.Promises[0].Text + fmt.Sprint(d.Promises[0].Target.Unit), "Löftet Gåkvällar"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", what, pair[0], pair[1])
		}
	}
	if !gd.Older || gold.Older {
		t.Error("what is older is not told")
	}
	if diff := cmp.Diff(map[string]string{"Ungdomar": "Young people", "Narkotika": "Drugs", "Stationen": "The station"}, got.Terms); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
	towns := &Site{Kommuner: []*Kommun{{Slug: "boras", Title: "Borås"}, {Slug: "zinkgruvan", Title: "Zinkgruvan"}, {Slug: "are", Title: "Åre"}}}
	if in := towns.In("en", "sv").Kommuner; in[0].Title != "Åre" || towns.Kommuner[0].Title != "Borås" || towns.In("fi", "sv").Kommuner[2].Title != "Åre" {
		t.Errorf("the kommuner are not in the order of the language: %q first", in[0].Title)
	}
	if none := s.In("fi", "sv"); none.Kommuner[0].Documents[1].Language != "sv" || none.Pages[0].Title != "Om" {
		t.Error("a language without texts has some")
	}
}

// TestTranslationsAreWithheld holds that a translation that is not for everybody yet is not there for them.
func TestTranslationsAreWithheld(t *testing.T) {
	k := linked(t, "2026 2026-01-01 2026-12-31")
	d := k.Documents[0]
	d.Title = "Löftet"
	draft := &Document{Title: "The promise", Written: Written{Language: "en"}, Withheld: Withheld{Draft: true}, Attachments: []Attachment{{URL: "ort/2026/draft.pdf"}}}
	d.Translations = []*Document{draft}
	d.Files = []File{{URL: "ort/2026/draft.pdf"}, {URL: "ort/2026/other.pdf"}}
	s := &Site{Kommuner: []*Kommun{k}}
	s.Link()
	if got := s.In("en", "sv").Kommuner[0].Documents[0]; got.Title != "The promise" || !got.Draft {
		t.Errorf("a preview shows %q, as a draft: %v", got.Title, got.Draft)
	}
	public := s.ShownOn(date(t, "2026-06-01"))
	if got := public.In("en", "sv").Kommuner[0].Documents[0]; got.Title != "Löftet" || got.Draft || len(got.Files) != 1 {
		t.Errorf("everybody sees %q with %d files", got.Title, len(got.Files))
	}
}

// TestFingerprints holds that other words have another fingerprint, and that other facts have not.
func TestFingerprints(t *testing.T) {
	d := promising("ga")
	d.Title = "Löftet"
	before := d.Fingerprint()
	if d.To = date(t, "2026-12-31"); d.Fingerprint() != before || len(before) != 8 {
		t.Errorf("%q becomes %q with a day", before, d.Fingerprint())
	}
	for _, change := range []func(){
		func() { d.Title = "Löfte" },
		func() { d.Summary = "Kort." },
		func() { d.Body.HTML += "<p>Mer.</p>" },
		func() { d.Image = &Image{Alt: "En bild"} },
		func() { d.Corrections = []Correction{{Note: "Rättat."}} },
	} {
		before := d.Fingerprint()
		if change(); d.Fingerprint() == before {
			t.Error("other words have the same fingerprint")
		}
	}
}
