package promise

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// lineage returns a kommun whose documents have promises, each line written as "2020: hund a<2018#x,2019#y",
// linked: a name, and after < what the attribute from names.
func lineage(t *testing.T, lines ...string) *Kommun {
	t.Helper()
	var documents []string
	for _, l := range lines {
		documents = append(documents, fmt.Sprintf("%[1]s %[1]s-01-01 %[1]s-12-31", l[:4]))
	}
	k := linked(t, documents...)
	for _, l := range lines {
		d := k.Document(l[:4])
		for word := range strings.FieldsSeq(l[5:]) {
			id, from, _ := strings.Cut(word, "<")
			d.promises(id)
			for origin := range strings.SplitSeq(from, ",") {
				if period, id, ok := strings.Cut(origin, "#"); ok {
					p := d.Promise(word[:strings.IndexByte(word+"<", '<')])
					p.Origins = append(p.Origins, Origin{Period: period, ID: id})
				}
			}
		}
	}
	(&Site{Kommuner: []*Kommun{k}}).Link()
	return k
}

func named(promises ...*Promise) string {
	var list []string
	for _, p := range promises {
		list = append(list, p.Document.Period+"#"+p.ID)
	}
	return strings.Join(list, ",")
}

// continued writes what each promise carries on, what carries it on and where it began.
func continued(k *Kommun) []string {
	var list []string
	for _, d := range k.Documents {
		for _, p := range d.Promises {
			list = append(list, fmt.Sprintf("%s < %s < %s since %s", named(p.Continues...), named(p), named(p.ContinuedBy...), p.First.Document.Period))
		}
	}
	return list
}

func TestPromisesAreCarriedOn(t *testing.T) {
	for _, tt := range []struct {
		name      string
		documents []string
		want      []string
	}{
		{"the same id in the next document", []string{"2019: hund lampor", "2020: hund tobak", "2021: lampor hund"}, []string{
			" < 2019#hund < 2020#hund since 2019",
			" < 2019#lampor <  since 2019", // not in the next, and so not carried on by the one after it
			"2019#hund < 2020#hund < 2021#hund since 2019",
			" < 2020#tobak <  since 2020",
			" < 2021#lampor <  since 2021",
			"2020#hund < 2021#hund <  since 2019",
		}},
		{"renamed", []string{"2019: hund", "2020: hundar<2019#hund", "2021: hundar"}, []string{
			" < 2019#hund < 2020#hundar since 2019",
			"2019#hund < 2020#hundar < 2021#hundar since 2019",
			"2020#hundar < 2021#hundar <  since 2019",
		}},
		{"split, and one part keeps the id", []string{"2019: a", "2020: b<2019#a a"}, []string{
			" < 2019#a < 2020#b,2020#a since 2019",
			"2019#a < 2020#b <  since 2019",
			"2019#a < 2020#a <  since 2019",
		}},
		{"merged, and the own id is named too", []string{"2019: a b", "2020: b<2019#a,2019#b,2019#a"}, []string{
			" < 2019#a < 2020#b since 2019",
			" < 2019#b < 2020#b since 2019",
			"2019#b,2019#a < 2020#b <  since 2019",
		}},
		{"merged of different ages", []string{"2018: a", "2019: b a", "2020: b<2019#a"}, []string{
			" < 2018#a < 2019#a since 2018",
			" < 2019#b < 2020#b since 2019",
			"2018#a < 2019#a < 2020#b since 2018",
			"2019#b,2019#a < 2020#b <  since 2018",
		}},
		{"taken up again: it goes back to an earlier document, but not without a break", []string{"2018: a", "2019: b", "2020: a<2018#a", "2021: a"}, []string{
			" < 2018#a < 2020#a since 2018",
			" < 2019#b <  since 2019",
			"2018#a < 2020#a < 2021#a since 2020",
			"2020#a < 2021#a <  since 2020",
		}},
		{"from names nothing, itself, or a later document", []string{"2018: a", "2019: b<2017#a,2018#c,2019#b,2020#c", "2020: c"}, []string{
			" < 2018#a <  since 2018",
			" < 2019#b <  since 2019",
			" < 2020#c <  since 2020",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := lineage(t, tt.documents...)
			if diff := cmp.Diff(tt.want, continued(k)); diff != "" {
				t.Errorf("carried on (-want +got):\n%s", diff)
			}
			k.Link()
			if diff := cmp.Diff(tt.want, continued(k)); diff != "" {
				t.Errorf("linked twice (-want +got):\n%s", diff)
			}
		})
	}
}

// changes writes the changes that the last of a kommun's documents makes.
func changes(k *Kommun) []string {
	var list []string
	for _, c := range k.Documents[len(k.Documents)-1].Changes() {
		list = append(list, fmt.Sprintf("%s: %s > %s", c.Kind, named(c.Before...), named(c.After...)))
	}
	return list
}

func TestChanges(t *testing.T) {
	for _, tt := range []struct {
		name      string
		documents []string
		want      []string
	}{
		{"nothing before it", []string{"2020: a"}, nil},
		{"dropped and added", []string{"2019: a b", "2020: b c"},
			[]string{"unchanged: 2019#b > 2020#b", "added:  > 2020#c", "dropped: 2019#a > "}},
		{"renamed", []string{"2019: a", "2020: b<2019#a"}, []string{"unchanged: 2019#a > 2020#b"}},
		{"split", []string{"2019: a", "2020: b<2019#a c a"},
			[]string{"split: 2019#a > 2020#b,2020#a", "added:  > 2020#c"}},
		{"merged", []string{"2019: a b", "2020: c<2019#b,2019#a"}, []string{"merged: 2019#a,2019#b > 2020#c"}},
		{"regrouped: each promise stands once", []string{"2019: a b", "2020: a c<2019#b,2019#a"},
			[]string{"regrouped: 2019#a,2019#b > 2020#a,2020#c"}},
		{"returned", []string{"2018: a", "2019: b", "2020: a<2018#a b"},
			[]string{"returned:  > 2020#a", "unchanged: 2019#b > 2020#b"}},
		{"named of an older document too", []string{"2018: a", "2019: b", "2020: b<2018#a"}, []string{"unchanged: 2019#b > 2020#b"}},
		{"a promise that only a later document takes up", []string{"2019: a", "2020: b"}, []string{"added:  > 2020#b", "dropped: 2019#a > "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, changes(lineage(t, tt.documents...))); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAChangeOfOne(t *testing.T) {
	two, read := Target{Number: 2, Unit: "vandringar", Bound: AtLeast}, Target{Number: 2, Unit: "vandringar", Bound: AtLeast, Read: true}
	four := Target{Number: 4, Unit: "vandringar", Bound: AtLeast}
	for _, tt := range []struct {
		name       string
		old, renew Promise
		want       ChangeKind
	}{
		{"nothing", Promise{Text: "Gå", Target: &two, Parties: []Party{Police}}, Promise{Text: "Gå", Target: &read, Parties: []Party{Police}}, Unchanged},
		{"the focus", Promise{Text: "Gå"}, Promise{Text: "Gå", Focus: []string{"Trafik"}}, Unchanged},
		{"the words", Promise{Text: "Gå"}, Promise{Text: "Åka"}, Reworded},
		{"the words below", Promise{Text: "Gå", Below: "i park"}, Promise{Text: "Gå", Below: "i skog"}, Reworded},
		{"the words and the target", Promise{Text: "Gå", Target: &two}, Promise{Text: "Åka", Target: &four}, Reworded},
		{"the target", Promise{Text: "Gå", Target: &two}, Promise{Text: "Gå", Target: &four}, Altered},
		{"the stretch of time, said outright", Promise{Text: "Gå", Target: &two}, Promise{Text: "Gå", Target: &Target{Number: 2, Unit: "vandringar", Bound: AtLeast, Per: PerPeriod}}, Unchanged},
		{"no target any more", Promise{Text: "Gå", Target: &two}, Promise{Text: "Gå"}, Altered},
		{"a party", Promise{Text: "Gå", Parties: []Party{Police}}, Promise{Text: "Gå", Parties: []Party{Police, Kommunen}}, Altered},
		{"the place", Promise{Text: "Gå", Place: "Torget"}, Promise{Text: "Gå"}, Altered},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := linked(t, "2019 2019-01-01 2019-12-31", "2020 2020-01-01 2020-12-31")
			for i, p := range []Promise{tt.old, tt.renew} {
				p.ID, p.Document = "a", k.Documents[i]
				k.Documents[i].Promises = []*Promise{&p}
			}
			k.Link()
			if got := changes(k); !slices.Equal(got, []string{string(tt.want) + ": 2019#a > 2020#a"}) {
				t.Errorf("changes %s, want %s", got, tt.want)
			}
		})
	}
}

// Whatever documents name, every promise of the two is in one change, and lineage has an end.
func TestEveryPromiseIsInOneChange(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	ids := []string{"a", "b", "c", "d", "e"}
	for range 500 {
		var lines []string
		for y := 2018; y <= 2021; y++ {
			line := fmt.Sprintf("%d:", y)
			for _, id := range ids {
				if r.IntN(3) > 0 {
					line += fmt.Sprintf(" %s<%d#%s,%d#%s", id, 2017+r.IntN(6), ids[r.IntN(5)], y-1, ids[r.IntN(5)])
				}
			}
			lines = append(lines, line)
		}
		k := lineage(t, lines...)
		for _, d := range k.Documents[1:] {
			if len(d.Promises)+len(d.Replaces.Promises) == 0 {
				continue
			}
			var got []*Promise
			for _, c := range d.Changes() {
				got = append(append(got, c.Before...), c.After...)
			}
			for _, p := range slices.Concat(d.Replaces.Promises, d.Promises) {
				i := slices.Index(got, p)
				if i < 0 {
					t.Fatalf("%s\n%s is in no change", strings.Join(lines, "\n"), named(p))
				}
				got = slices.Delete(got, i, i+1)
			}
			if len(got) > 0 {
				t.Fatalf("%s\n%s stand twice", strings.Join(lines, "\n"), named(got...))
			}
		}
	}
}
