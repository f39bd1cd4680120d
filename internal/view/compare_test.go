package view

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// pages makes the views of a site as it is on a day, by their paths.
func pages(t *testing.T, site *promise.Site, now day.Date) map[string]any {
	t.Helper()
	site.Link()
	p, problems := plan.Make(site, config.Default(), now, nil)
	if list := problems.Sorted(); len(list) > 0 {
		t.Fatal(list)
	}
	m := New(p, catalogue(t))
	made := map[string]any{}
	for i := range p.Outputs {
		made[p.Outputs[i].Path] = m.Make(&p.Outputs[i])
	}
	return made
}

// site returns a site with a kommun for each of documents; nil makes one that has none.
func site(documents ...*promise.Document) *promise.Site {
	s := &promise.Site{}
	for i, d := range documents {
		slug := string(rune('a' + i))
		k := &promise.Kommun{Slug: slug, Title: strings.ToUpper(slug), Source: source.Place{Path: "content/" + slug + "/_index.md"}}
		if d != nil {
			d.Title, d.Period = "Löfte", fmt.Sprint(d.From.Year)
			k.Documents = []*promise.Document{d}
		}
		s.Kommuner = append(s.Kommuner, k)
	}
	return s
}

// followed adds promises to a document, and a follow-up that tells of the first ones.
func followed(d *promise.Document, promises int, on day.Date, told ...promise.Status) *promise.Document {
	for i := range promises {
		d.Promises = append(d.Promises, &promise.Promise{Document: d, Index: i, ID: fmt.Sprint(i)})
	}
	if !on.IsZero() {
		f := &promise.FollowUp{Document: d, Name: "u", Date: on, Results: make([]*promise.Result, promises)}
		for i, s := range told {
			f.Results[i] = &promise.Result{Status: s}
		}
		d.FollowUps = []*promise.FollowUp{f}
	}
	return d
}

// TestComparison holds that a table says of each row what is told and what is not, and in what rows
// are unlike.
func TestComparison(t *testing.T) {
	thrice := promise.Schedule{Times: 3}
	year := func(y int) *promise.Document {
		return &promise.Document{From: day.New(y, 1, 1), To: day.New(y, 12, 31), Schedule: thrice}
	}
	long := &promise.Document{From: day.New(2024, 1, 1), To: day.New(2025, 6, 30), Schedule: thrice}
	open := &promise.Document{From: day.New(2024, 1, 1), To: day.New(2024, 12, 31), UntilReplaced: true}
	now := day.New(2025, 6, 20)
	early := year(2025)
	early.From = day.New(2025, 5, 1)
	early.To = day.New(2026, 4, 30)
	made := pages(t, site(
		followed(year(2025), 3, day.New(2025, 5, 2), promise.Kept, promise.NotKept),
		followed(year(2025), 4, day.New(2025, 5, 3), promise.Ongoing),
		followed(year(2025), 1, day.New(2025, 6, 3)),
		nil,
		followed(long, 2, day.New(2024, 5, 1)),
		followed(open, 0, day.Date{}),
		followed(year(2025), 2, day.New(2025, 5, 30)),
		followed(year(2025), 5, day.Date{}),
		followed(year(2023), 5, day.New(2023, 5, 30)),
	), now)
	v := made["index.html"].(*Front).Kommuner
	var got []string
	for _, r := range v.Rows {
		if r.Document == nil {
			got = append(got, r.Kommun.Text+": -")
			continue
		}
		got = append(got, fmt.Sprintf("%s: %s %d %v %s (%s) (%s)", r.Kommun.Text, r.From, r.Promises, r.Counts, r.FollowUps, r.Length, r.Unlike))
	}
	if diff := cmp.Diff([]string{
		"A: 2025-01-01 3 [1 1 0 0 0 1 0] 1 av 3 () ()",
		"B: 2025-01-01 4 [3 0 0 1 0 0 0] 1 av 3 () ()",
		"C: 2025-01-01 1 [1 0 0 0 0 0 0] 1 av 3 () ()",
		"D: -",
		"E: 2024-01-01 2 [2 0 0 0 0 0 0] 1 av 5 (gäller i 18 månader) ()",
		"F: 2024-01-01 0 [0 0 0 0 0 0 0] 0 (gäller utan slutdatum) (inga utlovade)",
		"G: 2025-01-01 2 [2 0 0 0 0 0 0] 1 av 3 () ()",
		"H: 2025-01-01 5 [5 0 0 0 0 0 0] 0 av 3 () (antalet skiljer sig)",
		"I: 2023-01-01 5 [5 0 0 0 0 0 0] 1 av 3 () ()",
	}, got); diff != "" {
		t.Error(diff)
	}
	var columns []string
	for _, s := range v.Statuses {
		columns = append(columns, s.Key)
	}
	if diff := cmp.Diff([]string{"unreported", "kept", "partly-kept", "ongoing", "not-started", "not-kept", "cancelled"}, columns); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"2 dokument gäller inte i 1 år, som de flesta gör.",
		"1 dokument gäller inte nu, medan andra gör det.",
		"1 dokument har inga utlovade uppföljningar.",
		"1 dokument har ett annat antal publicerade uppföljningar än 1, som de flesta har.",
	}, v.Unfair); diff != "" {
		t.Error(diff)
	}

	made = pages(t, site(followed(early, 1, day.Date{}), followed(year(2025), 1, day.New(2025, 5, 2))), now)
	v = made["ar/2025/index.html"].(*Year).Documents
	if v.Rows[0].Unlike != "ingen väntas än" || v.Rows[1].Unlike != "antalet skiljer sig" {
		t.Errorf("none due yet: %q, %q", v.Rows[0].Unlike, v.Rows[1].Unlike)
	}
	if diff := cmp.Diff([]string{
		"1 dokument har inte kommit fram till sin första uppföljning.",
		"Antalet publicerade uppföljningar skiljer sig mellan dokumenten.",
	}, v.Unfair); diff != "" {
		t.Error(diff)
	}

	made = pages(t, site(followed(year(2025), 1, day.New(2025, 5, 2)), followed(year(2025), 9, day.New(2025, 5, 4))), now)
	if unfair := made["ar/2025/index.html"].(*Year).Documents.Unfair; unfair != nil {
		t.Errorf("rows that are alike: %q", unfair)
	}
}

// TestPartyPage holds what the page of a party says of what it shares with others.
func TestPartyPage(t *testing.T) {
	d := followed(&promise.Document{From: day.New(2025, 1, 1), To: day.New(2025, 12, 31)}, 5, day.New(2025, 5, 2), promise.Kept, promise.Kept, promise.NotKept)
	d.Promises[0].Parties = []promise.Party{promise.Police}
	d.Promises[1].Parties = []promise.Party{promise.Both}
	d.Promises[2].Parties = []promise.Party{promise.Police, "Poseidon"}
	d.Promises[3].Parties = []promise.Party{promise.Police, promise.Kommunen, "Poseidon"}
	d.Promises[3].Body.HTML = "Tillsammans:<ul><li>Polisen går ut</li></ul>"
	made := pages(t, site(d), day.New(2025, 6, 1))
	for path, want := range map[string][]string{
		"polisen": {
			"Polisen i A", "Av 4: 2 uppfyllda, 1 inte uppfyllt och 1 utan uppgift", "3 av löftena delas med andra parter och räknas också hos dem.",
			"0", "1 kommunen@../../../a/part/kommunen/", "2 Poseidon@../../../a/part/poseidon/",
			"3 kommunen@../../../a/part/kommunen/ och Poseidon@../../../a/part/poseidon/ Tillsammans:<ul><li>Polisen går ut</li></ul>",
		},
		"kommunen": {
			"Kommunen i A", "Av 2: 1 uppfyllt och 1 utan uppgift", "2 av löftena delas med andra parter och räknas också hos dem.",
			"1 polisen@../../../a/part/polisen/", "3 polisen@../../../a/part/polisen/ och Poseidon@../../../a/part/poseidon/ Tillsammans:<ul><li>Polisen går ut</li></ul>",
		},
		"gemensamt": {
			"Polisen och kommunen tillsammans i A", "Av 2: 1 uppfyllt och 1 utan uppgift", "1 av löftena delas med andra parter och räknas också hos dem.",
			"1", "3 Poseidon@../../../a/part/poseidon/ Tillsammans:<ul><li>Polisen går ut</li></ul>",
		},
	} {
		v := made["a/part/"+path+"/index.html"].(*Party)
		got := []string{v.Heading, "Av " + strings.Replace(v.Tally.Text, " löften", "", 1), v.Shared}
		for _, q := range v.Rows[0].Promises {
			line := q.ID
			for i, n := range q.Shared {
				if i == 0 {
					line += " "
				}
				line += n.Text
				if n.URL != "" {
					line += "@" + n.URL
				}
			}
			if q.Text != "" {
				line += " " + string(q.Text)
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
	if groups := made["a/index.html"].(*Kommun).Groups; groups[len(groups)-1].Names != nil {
		t.Error("where nobody is named, somebody has a page")
	}
}
