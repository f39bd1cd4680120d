package diag

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/source"
)

func place(path string, line, column int) source.Spot {
	return source.Spot{Place: source.Place{Path: path, Line: line, Column: column}}
}

// keys writes problems as their place, code and message.
func keys(problems []Problem) []string {
	var list []string
	for _, p := range problems {
		list = append(list, fmt.Sprintf("%s:%d:%d %s %s", p.Path, p.Line, p.Column, p.Code, p.Message))
	}
	return list
}

func TestSorted(t *testing.T) {
	var l List
	l.Errorf(place("b.md", 1, 1), UnknownKey, "x")
	l.Errorf(place("a.md", 9, 1), UnknownKey, "x")
	l.Warnf(place("a.md", 2, 5), UnknownKey, "x")
	l.Errorf(place("a.md", 2, 1), WrongType, "x")
	l.Errorf(place("a.md", 2, 1), MissingKey, "%s", "y")
	l.Errorf(place("a.md", 2, 1), MissingKey, "x")
	l.Errorf(source.Whole("a.md"), Clash, "x")
	want := []string{
		"a.md:0:0 clash x",
		"a.md:2:1 missing-key x",
		"a.md:2:1 missing-key y",
		"a.md:2:1 wrong-type x",
		"a.md:2:5 unknown-key x",
		"a.md:9:1 unknown-key x",
		"b.md:1:1 unknown-key x",
	}
	if diff := cmp.Diff(want, keys(l.Sorted())); diff != "" {
		t.Errorf("sorted (-want +got):\n%s", diff)
	}
	if l.Len() != 7 || l.Errors() != 6 || l.Warnings() != 1 {
		t.Errorf("%d problems, %d errors, %d warnings", l.Len(), l.Errors(), l.Warnings())
	}
}

// The same problem, found twice, is told once; what differs in place, code or message is another one.
func TestSortedTellsEachProblemOnce(t *testing.T) {
	var l List
	for range 2 {
		l.Errorf(place("a.md", 1, 1), DeadLink, "the link %q leads nowhere", "x")
		l.Errorf(place("a.md", 1, 1), DeadLink, "the link %q leads nowhere", "y")
		l.Errorf(place("a.md", 1, 2), DeadLink, "the link %q leads nowhere", "x")
		l.Errorf(place("a.md", 1, 1), Clash, "the link %q leads nowhere", "x")
	}
	if got := l.Sorted(); len(got) != 4 {
		t.Errorf("%d problems: %q", len(got), keys(got))
	}
	if l.Len() != 8 {
		t.Errorf("sorting changed the list: %d problems", l.Len())
	}
}

func TestAppend(t *testing.T) {
	var a, b List
	a.Errorf(source.Whole("a.md"), Clash, "a")
	b.Warnf(source.Whole("b.md"), Clash, "b").Hintf("way out")
	a.Append(b)
	got := a.Sorted()
	if len(got) != 2 || got[1].Path != "b.md" || got[1].Hint.String() != "way out" || got[1].Severity != Warning {
		t.Errorf("appended: %+v", got)
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"title", "from", "to", "signed", "until_replaced", "places", "id", "Åtgärd"}
	tests := []struct{ got, want string }{
		{"form", "from"},
		{"titel", "title"},
		{"TITLE", "title"},
		{"tittel", "title"},
		{"place", "places"},
		{"untilreplaced", "until_replaced"},
		{"until-replaced", "until_replaced"},
		{"atgard", "Åtgärd"},
		{"åtgärd", "Åtgärd"},
		{"ti", "to"},
		{"t", "to"},
		{"x", ""},
		{"summary", ""},
		{"datum", ""},
		{"", ""},
		{"en mycket lång nyckel som ingen känner", ""},
	}
	for _, tt := range tests {
		if got := Nearest(tt.got, keys); got != tt.want {
			t.Errorf("Nearest(%q) is %q, want %q", tt.got, got, tt.want)
		}
	}
	if got := Nearest("a", nil); got != "" {
		t.Errorf("Nearest without words is %q", got)
	}
}

func TestSuggest(t *testing.T) {
	many := []string{"aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj", "kk", "ll", "mm", "nn", "oo"}
	tests := []struct {
		name, got string
		valid     []string
		want      string
	}{
		{"a word that is near", "kpt", []string{"kept", "ongoing"}, `did you mean "kept"?`},
		{"few words", "klar", []string{"kept", "ongoing"}, "it is one of kept, ongoing"},
		{"one word", "nb", []string{"sverige"}, `it can only be "sverige"`},
		{"no words", "x", nil, ""},
		{"as many as are listed", "xyzzy", many[:14], "it is one of aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm, nn"},
		{"too many to list", "xyzzy", many, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l List
			l.Errorf(source.Whole("a.md"), UnknownValue, "x").Suggest(tt.got, tt.valid)
			if got := l.Sorted()[0].Hint.String(); got != tt.want {
				t.Errorf("the hint is %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	var l List
	l.Errorf(source.Whole("a.md"), Clash, "x")
	l.Warnf(source.Whole("a.md"), NoAlt, "x")
	l.Warnf(source.Whole("b.md"), NoAlt, "x")
	l.Advisef(source.Whole("a.md"), VagueVerb, "x")
	if l.Len() != 4 || l.Errors() != 1 || l.Warnings() != 2 {
		t.Errorf("%d problems, %d errors, %d warnings", l.Len(), l.Errors(), l.Warnings())
	}
}
