package swedish

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lofte/internal/promise"
)

func FuzzTarget(f *testing.F) {
	for _, p := range phrases(f) {
		f.Add(p.text)
	}
	f.Add("vid minst tva\u030a tillfa\u0308llen")
	f.Add("minst fyra trygg\u00adhets\u00advandringar")
	f.Add("5\u202f000 kontroller")
	f.Add("\xff\xfe minst två vandringar \xc3")
	f.Fuzz(func(t *testing.T, text string) {
		target, words, ok := Target(text)
		again, wordsAgain, okAgain := Target(text)
		if target != again || words != wordsAgain || ok != okAgain {
			t.Fatalf("%q: read %+v %q, then %+v %q", text, target, words, again, wordsAgain)
		}
		if !ok {
			if target != (promise.Target{}) || words != "" {
				t.Fatalf("%q: not ok, but %+v %q", text, target, words)
			}
		} else {
			check(t, text, target, words)
		}

		// The invariant under the sort of space. Only whole runes: a byte that is none could become a
		// part of one.
		if !utf8.ValidString(text) {
			return
		}
		unbroken := func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") }
		target.Unit = unbroken(target.Unit)
		nbsp, nbspWords, nbspOK := Target(unbroken(text))
		if nbsp != target || nbspWords != unbroken(words) || nbspOK != ok {
			t.Fatalf("%q: read %+v %q, with no-break spaces %+v %q", text, target, words, nbsp, nbspWords)
		}
	})
}

func check(t *testing.T, text string, target promise.Target, words string) {
	switch {
	case words == "" || !strings.Contains(text, words):
		t.Fatalf("%q: words %q", text, words)
	case target.Number <= 0 || !target.Read || target.Every < 0 || target.Every > 0 && target.Per == "":
		t.Fatalf("%q: %+v", text, target)
	case !slices.Contains([]promise.Bound{promise.AtLeast, promise.AtMost, promise.Exactly, promise.About}, target.Bound):
		t.Fatalf("%q: bound %q", text, target.Bound)
	case target.Within && (target.Bound != promise.AtMost || target.Per != "" || target.Unit == ""):
		t.Fatalf("%q: %+v", text, target)
	}
}

func FuzzParty(f *testing.F) {
	for _, s := range []string{
		"Polisen ska öka närvaron", "Kommunen och Polisen lovar gemensamt att", "Vi ska tillsammans med kommunen träffas",
		"Polismyndigheten, i samverkan med Söderköpings kommun lovar att", "Tillsammans ska polisen och kommunen",
		"Bostads AB Poseidon lovar", "Polisens och kommunens löften", "Medborgarlöfte 2021", "Kommunens kommer genomföra",
		"Det här lovar Mimer", "polisen, Poseidon", "Hyresgästföreningen, Mimer och polisen lovar", "Polisen i Umeå och Vännäs lovar",
	} {
		f.Add(s, "Poseidon")
	}
	f.Fuzz(func(t *testing.T, text, other string) {
		known := []promise.Party{promise.Police, promise.Party(other)}
		for name, read := range map[string]func() []promise.Party{
			"Subject":        func() []promise.Party { return Subject(text, known) },
			"HeadingParties": func() []promise.Party { return HeadingParties(text, known) },
			"ParseParties":   func() []promise.Party { return ParseParties(text) },
		} {
			parties := read()
			if again := read(); !reflect.DeepEqual(parties, again) {
				t.Fatalf("%s(%q) = %q, then %q", name, text, parties, again)
			}
			normal(t, name, text, parties)
		}
		parties := ParseParties(text)
		if again := ParseParties(list(parties)); !slices.Equal(parties, again) {
			t.Fatalf("ParseParties(%q) = %q, and of that %q", text, parties, again)
		}
		if promises := Promises(text); promises != Promises(text) {
			t.Fatalf("Promises(%q) = %t, and then not", text, promises)
		}
	})
}

// normal checks that a list of parties is in its normal form.
func normal(t *testing.T, name, text string, parties []promise.Party) {
	if parties != nil && len(parties) == 0 {
		t.Fatalf("%s(%q) is empty and not nil", name, text)
	}
	for i, p := range parties {
		if strings.TrimSpace(string(p)) == "" {
			t.Fatalf("%s(%q) = %q has nobody in it", name, text, parties)
		}
		if p == promise.Both && len(parties) > 1 || slices.Contains(parties[:i], p) {
			t.Fatalf("%s(%q) = %q", name, text, parties)
		}
	}
	if len(parties) == 2 && slices.Contains(parties, promise.Police) && slices.Contains(parties, promise.Kommunen) {
		t.Fatalf("%s(%q) = %q is gemensamt", name, text, parties)
	}
}

func FuzzWording(f *testing.F) {
	for _, s := range []string{
		"Polisen ska verka för ökad trygghet m.m. i mån av tid", "Besöka skolor och byta lampor. Polisen ska även hålla s.k. möten.",
		"Besök på krogar (3 st) och i butiker (4 st)", "Ha möte i SSPF, BRÅ och ÅÄÖ-", "Trygg\u00adhets\u00advandringar lo\u0308pande", "\xff SIG\xc3",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := ReadWording(text)
		if again := ReadWording(text); !reflect.DeepEqual(w, again) {
			t.Fatalf("ReadWording(%q) = %+v, then %+v", text, w, again)
		}
		all := append(slices.Clone(w.Short), w.Hard...)
		for _, p := range append(all, w.Vague, w.Measures, w.Aim, w.More, w.Amount, w.Condition, w.Open, w.Repeated, w.Asked, w.Once, w.Placed, w.Second, w.SecondCount) {
			if p.From < 0 || p.To > len(text) || p.From > p.To {
				t.Fatalf("%q has a phrase from %d to %d", text, p.From, p.To)
			}
		}
		Occasions(text)
	})
}
