package plan

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// TestParties holds which parties of a kommun have a page, and which promises stand on it.
func TestParties(t *testing.T) {
	k := &promise.Kommun{Slug: "ort", Source: source.Place{Path: "content/ort/_index.md"}}
	for year, promises := range map[int][][]promise.Party{
		2019: {{"Poseidon AB"}, {promise.Both}, {promise.Police}, nil},
		2020: {{"poseidon-ab"}, {promise.Police, promise.Kommunen, "Tyréns"}, {"???"}, {"Poseidon AB", "Poseidon, AB"}},
	} {
		d := &promise.Document{Period: fmt.Sprint(year), From: day.New(year, 1, 1), To: day.New(year, 12, 31)}
		for i, parties := range promises {
			d.Promises = append(d.Promises, &promise.Promise{Document: d, Index: i, ID: fmt.Sprint(i), Parties: parties})
		}
		k.Documents = append(k.Documents, d)
	}
	site := &promise.Site{Kommuner: []*promise.Kommun{k}}
	site.Link()
	p, problems := Make(site, config.Default(), day.New(2020, 6, 1), nil)
	if list := problems.Sorted(); len(list) > 0 {
		t.Errorf("%v", list)
	}
	var got []string
	for _, a := range p.Parties[k] {
		line := fmt.Sprintf("%s (%s)", PartyURL(k, a.Name), a.Name)
		for _, d := range a.Documents {
			line += " " + d.Period
			for _, q := range d.Promises {
				line += "#" + q.ID
			}
		}
		got = append(got, line)
	}
	want := []string{
		"ort/part/polisen/ (polisen) 2019#1#2 2020#1",
		"ort/part/kommunen/ (kommunen) 2019#1 2020#1",
		"ort/part/gemensamt/ (gemensamt) 2019#1 2020#1",
		"ort/part/poseidon-ab/ (Poseidon AB) 2019#0 2020#0#3",
		"ort/part/tyrens/ (Tyréns) 2020#1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	pages := 0
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.View == PartyPage {
			pages++
			if diff := cmp.Diff([]string{"content/ort/", "content/ort/", "theme/", "lofte.toml"}, o.Inputs); diff != "" {
				t.Errorf("%s: %s", o.Path, diff)
			}
		}
	}
	if pages != len(want) {
		t.Errorf("%d pages for %d parties", pages, len(want))
	}
}
