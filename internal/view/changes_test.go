package view

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// catalogue returns the standard theme's messages.
func catalogue(t *testing.T) *message.Catalogue {
	t.Helper()
	data, err := os.ReadFile("../../themes/standard/i18n/sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := message.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Add("sv.toml", data); err != nil {
		t.Fatal(err)
	}
	return c
}

// twoYears returns a kommun whose document of 2020 does all that a document can do with the one before.
func twoYears() *promise.Kommun {
	vandringar := func(n int) *promise.Target {
		return &promise.Target{Number: n, Unit: "vandringar", Bound: promise.AtLeast, Per: promise.PerYear}
	}
	document := func(year int, promises ...*promise.Promise) *promise.Document {
		d := &promise.Document{Period: fmt.Sprint(year), Title: fmt.Sprint("Löfte ", year), From: day.New(year, 1, 1), To: day.New(year, 12, 31), Promises: promises}
		d.Source.Path = fmt.Sprintf("content/ort/%d.md", year)
		for i, p := range promises {
			p.Document, p.Index, p.Body = d, i, promise.Body{HTML: p.Text}
		}
		return d
	}
	origins := func(ids ...string) (list []promise.Origin) {
		for _, id := range ids {
			list = append(list, promise.Origin{Period: "2019", ID: id})
		}
		return list
	}
	before := document(2019,
		&promise.Promise{ID: "lika", Text: "Svara i telefon."},
		&promise.Promise{ID: "vandra", Text: "Gå minst två vandringar.", Target: vandringar(2)},
		&promise.Promise{ID: "alla", Text: "Städa.", Parties: []promise.Party{promise.Kommunen}},
		&promise.Promise{ID: "a", Text: "Ett."}, &promise.Promise{ID: "b", Text: "Två."},
		&promise.Promise{ID: "c", Text: "Tre och fyra."},
		&promise.Promise{ID: "brutet", Text: "Lysa upp parken."},
		&promise.Promise{ID: "tyst", Text: "Klippa buskar."},
		&promise.Promise{ID: "nytt-sprak", Text: "Vara där ni är."},
	)
	before.FollowUps = []*promise.FollowUp{{Document: before, Name: "t1", Title: "T1", Date: day.New(2019, 5, 1), Results: make([]*promise.Result, 9)}}
	before.FollowUps[0].Results[6] = &promise.Result{Status: promise.NotKept}
	after := document(2020,
		&promise.Promise{ID: "lika", Text: "Svara i telefon."},
		&promise.Promise{ID: "ga", Text: "Gå minst fyra vandringar.", Target: vandringar(4), Place: "Parken", Origins: origins("vandra")},
		&promise.Promise{ID: "alla", Text: "Städa.", Parties: []promise.Party{promise.Police, promise.Kommunen}},
		&promise.Promise{ID: "ab", Text: "Ett och två.", Origins: origins("a", "b")},
		&promise.Promise{ID: "c", Text: "Tre."}, &promise.Promise{ID: "d", Text: "Fyra.", Origins: origins("c")},
		&promise.Promise{ID: "nytt-sprak", Text: "Närvaro sker på prioriterade platser."},
		&promise.Promise{ID: "ny", Text: "Bjuda på kaffe."},
	)
	return &promise.Kommun{Slug: "ort", Title: "Ort", Documents: []*promise.Document{before, after}}
}

// views returns the views of a kommun's pages, by address.
func views(t *testing.T, k *promise.Kommun) map[string]any {
	t.Helper()
	site := &promise.Site{Kommuner: []*promise.Kommun{k}}
	site.Link()
	p, problems := plan.Make(site, config.Config{Language: "sv"}, day.New(2020, 6, 1), nil)
	if problems.Len() > 0 {
		t.Fatal(problems.Sorted())
	}
	m := New(p, catalogue(t))
	all := map[string]any{}
	for i := range p.Outputs {
		all[p.Outputs[i].URL()] = m.Make(&p.Outputs[i])
	}
	return all
}

func TestChanges(t *testing.T) {
	v := views(t, twoYears())["ort/2020/andringar/"].(*Changes)
	var got []string
	list := func(promises []Promise) string {
		var words []string
		for _, q := range promises {
			s := q.ID
			if q.Status.Text != "" {
				s += " (" + q.Status.Text + ")"
			}
			words = append(words, s)
		}
		return strings.Join(words, "+")
	}
	for _, g := range v.Groups {
		for _, c := range g.Changes {
			line := fmt.Sprintf("%s: %s > %s", g.Kind.Text, list(c.Before), list(c.After))
			for _, s := range c.Words {
				line += " " + s.Kind[:1] + "|" + s.Text + "|"
			}
			for _, term := range c.Terms {
				line += fmt.Sprintf("; %s: %s > %s", term.Name, term.Before, term.After)
			}
			got = append(got, line)
		}
	}
	got = append(got, v.Counts, v.Added)
	want := []string{
		"Finns inte kvar: brutet (Inte uppfyllt) > ",
		"Finns inte kvar: tyst (Ingen uppgift) > ",
		"Omformulerade: vandra > ga s|Gå minst | r|två| s| | a|fyra| s| vandringar.|; Mål: minst 2 vandringar per år > minst 4 vandringar per år; Plats: inget angivet > Parken",
		"Omformulerade: nytt-sprak > nytt-sprak", // more than half of its words are others
		"Samma ord men andra villkor:  > alla; Part: Kommunen > Polisen och kommunen",
		"Sammanslagna: a+b > ab",
		"Delade: c > c+d",
		"Oförändrade:  > lika",
		"Nya:  > ny",
		"9 löften gavs 2019: 2 som inte finns kvar, 2 omformulerade, 1 med andra villkor, 2 sammanslagna, 1 delat och 1 oförändrat.",
		"Dessutom finns 1 nytt löfte 2020.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if v.Withheld != "" || v.Previous != nil || v.Next != nil || v.Before.Document.Text != "Löfte 2019" || v.After.Document.Text != "Löfte 2020" {
		t.Errorf("the page: %+v", v)
	}
}

func TestADocumentSaysWhatChanged(t *testing.T) {
	k := twoYears()
	for _, d := range k.Documents {
		d.Body = promise.Body{HTML: "<ul></ul>"}
		for i := range d.Promises {
			d.Body.Slots = append(d.Body.Slots, promise.Slot{Offset: 4, Kind: promise.PromiseSlot, Index: i})
		}
	}
	all := views(t, k)
	v := all["ort/2020/"].(*Document)
	var got []string
	for _, c := range v.Text.Chunks {
		if c.Promise != nil && c.Promise.Change != nil {
			got = append(got, c.Promise.Change.Text+" "+c.Promise.Change.URL)
		}
	}
	want := []string{
		"omformulerat sedan 2019 ../../ort/2020/andringar/#l-p-ga",
		"andra villkor än 2019 ../../ort/2020/andringar/#l-p-alla",
		"flera löften 2019 i ett ../../ort/2020/andringar/#l-p-ab",
		"del av ett löfte 2019 ../../ort/2020/andringar/#l-p-c",
		"del av ett löfte 2019 ../../ort/2020/andringar/#l-p-d",
		"omformulerat sedan 2019 ../../ort/2020/andringar/#l-p-nytt-sprak",
		"nytt 2020 ../../ort/2020/andringar/#l-p-ny",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("said of promises (-want +got):\n%s", diff)
	}
	if v.Dropped != "2 löften från 2019 finns inte kvar här." || v.Changes.URL != "../../ort/2020/andringar/" || v.ChangedBy != nil {
		t.Errorf("the document says %q, %v, %v", v.Dropped, v.Changes, v.ChangedBy)
	}
	first := all["ort/2019/"].(*Document)
	if first.Dropped != "" || first.Changes != nil || first.ChangedBy.URL != "../../ort/2020/andringar/" {
		t.Errorf("the first document says %q, %v, %v", first.Dropped, first.Changes, first.ChangedBy)
	}
	for _, c := range first.Text.Chunks {
		if c.Promise != nil && c.Promise.Change != nil {
			t.Errorf("the first document says that %s is %s", c.Promise.ID, c.Promise.Change.Text)
		}
	}
}

// A promise that was away for a document stands beside what it was before that.
func TestAPromiseThatReturned(t *testing.T) {
	k := twoYears()
	old := &promise.Document{Period: "2017-2018", From: day.New(2017, 1, 1), To: day.New(2018, 12, 31)}
	old.Promises = []*promise.Promise{{ID: "kaffe", Text: "Kaffe.", Document: old}}
	k.Documents = append(k.Documents, old)
	k.Documents[1].Promises[7].Origins = []promise.Origin{{Period: "2017-2018", ID: "kaffe"}}
	all := views(t, k)
	groups := all["ort/2020/andringar/"].(*Changes).Groups
	last := groups[len(groups)-1]
	if last.Kind.Key != "returned" || len(last.Changes) != 1 || last.Changes[0].Before[0].URL != "../../../ort/2017-2018/#kaffe" {
		t.Errorf("the last group is %+v", last)
	}
	v := all["ort/2020/"].(*Document)
	promises := make([]Promise, 8)
	p := page{Maker: New(&plan.Plan{}, catalogue(t)), output: &plan.Output{Document: k.Documents[2]}, root: "../../"}
	p.lineage(v, promises)
	if got := promises[7].Change.Text; got != "tillbaka från 2017–2018" {
		t.Errorf("the document says %q", got)
	}
}

// A page of changes shows a draft when one of its two documents is one.
func TestChangesOfADraftAreWithheld(t *testing.T) {
	for i := range 2 {
		k := twoYears()
		k.Documents[i].Draft = true
		if views(t, k)["ort/2020/andringar/"].(*Changes).Withheld == "" {
			t.Errorf("document %d is a draft, and its changes are not", i)
		}
	}
}

// No line is drawn through or below the space around what was removed or added.
func TestStretches(t *testing.T) {
	for _, tt := range []struct {
		before, after string
		want          []Stretch
	}{
		{"Gå varje vecka på kvällen", "Gå på kvällen", []Stretch{{"same", "Gå"}, {"same", " "}, {"removed", "varje vecka"}, {"same", " på kvällen"}}},
		{"Gå två gånger", "Gå fyra gånger", []Stretch{{"same", "Gå "}, {"removed", "två"}, {"same", " "}, {"added", "fyra"}, {"same", " gånger"}}},
		{"Gå", "Åk", nil},
	} {
		if diff := cmp.Diff(tt.want, stretches(tt.before, tt.after)); diff != "" {
			t.Errorf("from %q to %q (-want +got):\n%s", tt.before, tt.after, diff)
		}
	}
}
