package wording

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// show writes stretches with [-removed-] and {+added+}.
func show(stretches []Stretch) string {
	var b strings.Builder
	for _, s := range stretches {
		switch s.Kind {
		case Removed:
			b.WriteString("[-" + s.Text + "-]")
		case Added:
			b.WriteString("{+" + s.Text + "+}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestDifference(t *testing.T) {
	for _, tt := range []struct{ name, old, renewed, want string }{
		{"nothing", "Gå ut.", "Gå ut.", "Gå ut."},
		{"nothing at all", "", "", ""},
		{"a word", "Gå minst två gånger om året.", "Gå minst fyra gånger om året.", "Gå minst [-två-]{+fyra+} gånger om året."},
		{"words side by side", "Gå minst två gånger om året.", "Gå högst fyra gånger om året.", "Gå [-minst två-]{+högst fyra+} gånger om året."},
		{"a word alone between two changes stays", "Gå två gånger i juni och varje höst.", "Gå tre gånger i maj och varje höst.", "Gå [-två-]{+tre+} gånger i [-juni-]{+maj+} och varje höst."},
		{"fewer words between two changes than in them", "Vi ska hålla minst två öppna möten varje termin och höra av oss till alla som bor här.",
			"Vi ska hålla högst tre slutna möten under hela året och höra av oss till alla som bor här.",
			"Vi ska hålla [-minst två öppna möten varje termin-]{+högst tre slutna möten under hela året+} och höra av oss till alla som bor här."},
		{"punctuation is no part of a word", "Söka med hund, i skolor", "Söka med hund i skolor.", "Söka med hund[-,-] i skolor{+.+}"},
		{"a word next to punctuation", "Söka (två gånger) i skolor", "Söka (fyra gånger) i skolor", "Söka ([-två-]{+fyra+} gånger) i skolor"},
		{"marks within words", "Kontrollera A-traktorer 2,5 gånger kl. 14.30 vid skolan", "Kontrollera B-traktorer 2,6 gånger kl. 14.45 vid skolan",
			"Kontrollera [-A-traktorer 2,5-]{+B-traktorer 2,6+} gånger kl. [-14.30-]{+14.45+} vid skolan"},
		{"added within", "Hålla öppet på fredagar", "Hålla öppet varje vecka på fredagar", "Hålla öppet{+ varje vecka+} på fredagar"},
		{"added at the start", "ha öppet på fredagar", "Alltid ha öppet på fredagar", "{+Alltid +}ha öppet på fredagar"},
		{"added at the end", "Ha öppet varje helg", "Ha öppet varje helg, även lov", "Ha öppet varje helg{+, även lov+}"},
		{"an item below", "Gå vandringar:\nvid skolan\nvid torget", "Gå vandringar:\nvid skolan\nvid stationen", "Gå vandringar:\nvid skolan\nvid [-torget-]{+stationen+}"},
		{"space alone", "Nå 100 % av alla i kommunen", "Nå 100% av alla i kommunen", "Nå 100[- %-]{+%+} av alla i kommunen"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, readable := Difference(tt.old, tt.renewed)
			if show(got) != tt.want {
				t.Errorf("got  %s\nwant %s", show(got), tt.want)
			}
			if !readable {
				t.Error("it is said to be unreadable")
			}
		})
	}
}

func TestReadable(t *testing.T) {
	for _, tt := range []struct {
		old, renewed string
		want         bool
	}{
		{"ett två tre fyra", "ett två sex sju", true}, // half of the words
		{"ett två tre fyra", "ett fem sex sju", false},
		{"ett två", "ett två tre fyra fem sex", true}, // four of eight
		{"ett två", "ett två tre fyra fem sex sju", false},
		{"", "ett", false},
		{"ett", "", false},
		{"ett.", "ett!", true},
	} {
		if _, got := Difference(tt.old, tt.renewed); got != tt.want {
			t.Errorf("from %q to %q, readable is %t", tt.old, tt.renewed, got)
		}
	}
}

// Whatever the texts, each side of the difference is its text, no word is cut, and no stretch is empty
// or like the one before it.
func TestBothSidesAreWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	pieces := []string{"gå", "ut", "två", "fyra", "A-traktor", "2,5", " ", " ", " ", "  ", "\n", ",", ".", "(", ")", "–", "-", "%", "å\u0308", "\xff", "\u00a0", "🙂"}
	text := func() string {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 20_000 {
		old := text()
		renewed := text()
		if r.IntN(2) == 0 { // much the same
			cut := r.IntN(len(old) + 1)
			renewed = old[:cut] + renewed
		}
		stretches, _ := Difference(old, renewed)
		sides := map[Kind]string{}
		for i, s := range stretches {
			if s.Text == "" || i > 0 && stretches[i-1].Kind == s.Kind {
				t.Fatalf("from %q to %q, stretch %d of %q", old, renewed, i, stretches)
			}
			if s.Kind != Added {
				sides[Removed] += s.Text
			}
			if s.Kind != Removed {
				sides[Added] += s.Text
			}
		}
		if sides[Removed] != old || sides[Added] != renewed {
			t.Fatalf("from %q to %q: %q", old, renewed, stretches)
		}
		for kind, side := range sides {
			at := 0
			for _, s := range stretches {
				if s.Kind != Same && s.Kind != kind {
					continue
				}
				if at > 0 && cuts(side, at) {
					t.Fatalf("from %q to %q: %q cuts a word", old, renewed, stretches)
				}
				at += len(s.Text)
			}
		}
	}
}

// cuts reports whether a letter or a digit stands on both sides of an offset.
func cuts(s string, at int) bool {
	before, after := []rune(s[:at]), []rune(s[at:])
	return slices.ContainsFunc(before[len(before)-1:], alphanumeric) && slices.ContainsFunc(after[:1], alphanumeric)
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func BenchmarkDifference(b *testing.B) {
	for b.Loop() {
		Difference("Finnas till fots i centrum och vid stationen på fredags- och lördagskvällar, minst 80 kvällar under året.",
			"Finnas till fots i centrum och vid stationen minst 90 kvällar under året.")
	}
}
