package markdown

import (
	"fmt"
	"strings"
	"testing"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// TestTranslation holds what of a translation is a promise, and what is read of it.
func TestTranslation(t *testing.T) {
	for _, tt := range []struct{ name, language, text, want string }{
		{"a heading that promises", "en", "## The police promise\n\n- Walk\n- Search\n", "Walk, Search"},
		{"in Finnish", "fi", "## Poliisi lupaa\n\n- Kävellä\n", "Kävellä"},
		{"in Northern Sami", "se", "## Bolesat lohpidit\n\n- Vázzit\n", "Vázzit"},
		{"in Swedish", "sv", "## Polisen lovar\n\n- Gå\n", "Gå"},
		{"other words", "en", "## Background\n\n- Walk\n", ""},
		{"a party", "en", "## Duties {party=polisen}\n\n- Walk\n", "Walk"},
		{"an id", "en", "## Duties\n\n- Walk {#ga}\n- Talk\n", "Walk#ga"},
		{"no promises", "en", "## We promise {party=none}\n\n- Walk\n", ""},
		{"a unit", "en", "## We promise\n\n- Walk 4 evenings {#ga unit=\"evenings\"}\n", "Walk 4 evenings#ga evenings"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var problems diag.List
			_, promises := New(config.Escape).Translation(source.Text{Path: "in.en.md", FirstLine: 1, Content: tt.text}, tt.language, &problems)
			var got []string
			for _, p := range promises {
				s := p.Text
				if strings.Contains(tt.text, "{#"+p.ID) {
					s += "#" + p.ID
				}
				if p.Target != nil {
					s += " " + p.Target.Unit
				}
				if p.Parties != nil {
					t.Errorf("%q has the parties %q", p.Text, p.Parties)
				}
				got = append(got, s)
			}
			if strings.Join(got, ", ") != tt.want || problems.Len() > 0 {
				t.Errorf("promises %q, problems %v", got, problems.Sorted())
			}
		})
	}
}

// FuzzTranslation holds that a translation which is put in the place of its text has each of its slots where it
// belongs, whatever its promises are called there.
func FuzzTranslation(f *testing.F) {
	for _, s := range []string{
		"## We promise\n\n- Walk [x](y) {#b}\n- Talk\n  - more {#c}\n",
		"- Walk {#a}\n- ![a](b.png) {#b}\n\n<li class=\"promise\" id=\"a\">\n",
		"## Will\n\n1. `<li class=\"promise\" id=\"walk\">`\n2. walk\n",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	readers := map[bool]*Reader{false: New(config.Escape), true: New(config.Sanitize)}
	f.Fuzz(func(t *testing.T, s string, sanitize bool) {
		s = strings.ToValidUTF8(s, "?")
		var problems diag.List
		body, promises := readers[sanitize].Translation(source.Text{Path: "in.en.md", FirstLine: 1, Content: s}, "en", &problems)
		k := &promise.Kommun{Slug: "ort"}
		own := &promise.Document{Kommun: k, Period: "2026", Translations: []*promise.Document{{Body: body, Promises: promises, Written: promise.Written{Language: "en"}}}}
		for i := range promises {
			own.Promises = append(own.Promises, &promise.Promise{Document: own, Index: i, ID: fmt.Sprintf("l%d", i)})
		}
		k.Documents = []*promise.Document{own}
		shown := (&promise.Site{Kommuner: []*promise.Kommun{k}}).In("en", "sv").Kommuner[0].Documents[0].Body
		if len(shown.Slots) != len(body.Slots) {
			t.Fatalf("%d slots became %d", len(body.Slots), len(shown.Slots))
		}
		for i, slot := range shown.Slots {
			was := body.Slots[i]
			if slot.Kind != was.Kind || slot.Offset > len(shown.HTML) || shown.HTML[slot.Offset:] != body.HTML[was.Offset:] && slot.Kind != promise.PromiseSlot &&
				shown.HTML[slot.Offset-1] != body.HTML[was.Offset-1] {
				t.Fatalf("slot %+v became %+v in %q", was, slot, shown.HTML)
			}
			if slot.Kind == promise.PromiseSlot && !strings.HasPrefix(shown.HTML[slot.Offset:], "</li>") {
				t.Fatalf("the answer to a promise stands at %d in %q", slot.Offset, shown.HTML)
			}
		}
	})
}
