package promise

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWithheldShownOn(t *testing.T) {
	for _, tt := range []struct {
		withheld Withheld
		now      string
		want     bool
	}{
		{Withheld{}, "2019-01-01", true},
		{Withheld{Draft: true}, "2019-01-01", false},
		{Withheld{Publish: date(t, "2019-06-01")}, "2019-05-31", false},
		{Withheld{Publish: date(t, "2019-06-01")}, "2019-06-01", true},
		{Withheld{Publish: date(t, "2019-06-01")}, "2019-06-02", true},
		{Withheld{Draft: true, Publish: date(t, "2019-06-01")}, "2020-01-01", false},
	} {
		if got := tt.withheld.ShownOn(date(t, tt.now)); got != tt.want {
			t.Errorf("%+v is shown on %s: %t", tt.withheld, tt.now, got)
		}
	}
}

// withheldSite returns a site in which much is a draft, or is published on 1 June 2020.
func withheldSite(t *testing.T) *Site {
	k := linked(t, "2018 2018-01-01 2018-12-31", "2019 2019-01-01 2019-12-31", "2020 2020-01-01 2020-12-31")
	k.PartOfSlug = "stad"
	old, draft, current := k.Documents[0], k.Documents[1], k.Documents[2]
	for _, d := range k.Documents {
		d.promises("hund")
	}
	draft.Draft = true
	draft.tell(date(t, "2019-06-01"), Kept).Attachments = []Attachment{{URL: "ort/stad.pdf"}}
	draft.Files = []File{{URL: "ort/2019/allt.pdf"}}
	old.UntilReplaced = true

	later := Withheld{Publish: date(t, "2020-06-01")}
	shown := current.tell(date(t, "2020-05-01"), Ongoing)
	shown.Attachments = []Attachment{{URL: "ort/2020/t1.pdf"}, {URL: "ort/2020/delad.pdf"}}
	held := current.tell(date(t, "2020-05-20"), Kept)
	held.Withheld = later
	held.Attachments = []Attachment{{URL: "ort/2020/t2.pdf"}, {URL: "ort/2020/delad.pdf"}, {URL: "ort/2020/bild.jpg"}, {URL: "ort/2020/bilaga.pdf"}, {URL: "karta.pdf"}}
	current.Image = &Image{URL: "ort/2020/bild.jpg"}
	current.Attachments = []Attachment{{URL: "ort/2020/bilaga.pdf"}}
	for _, name := range []string{"t1.pdf", "t2.pdf", "delad.pdf", "bild.jpg", "bilaga.pdf", "annat.pdf"} {
		current.Files = append(current.Files, File{URL: "ort/2020/" + name})
	}

	k.News = []*News{
		{Name: "ny", Date: date(t, "2020-05-02"), AboutName: "2020", Attachments: []Attachment{{URL: "ort/nyheter/ny.pdf"}}},
		{Name: "om-utkastet", Date: date(t, "2020-05-01"), AboutName: "2019"},
		{Name: "senare", Date: date(t, "2020-04-01"), Withheld: later, Image: &Image{URL: "ort/nyheter/senare.jpg"}, Attachments: []Attachment{{URL: "ort/nyheter/ny.pdf"}, {URL: "ort/nyheter/senare.pdf"}}},
	}
	for _, name := range []string{"stad.pdf", "nyheter/ny.pdf", "nyheter/senare.jpg", "nyheter/senare.pdf", "nyheter/annat.pdf"} {
		k.Files = append(k.Files, File{URL: "ort/" + name})
	}
	s := &Site{
		Front:    &Page{Title: "Löften", Withheld: later},
		Pages:    []*Page{{Slug: "om"}, {Slug: "utkast", Withheld: Withheld{Draft: true}}, {Slug: "senare", Withheld: later}},
		Kommuner: []*Kommun{k, {Slug: "stad"}},
		Files:    []File{{URL: "logga.svg"}, {URL: "karta.pdf"}},
		Broken:   []string{"content/ort/2017.md"},
	}
	s.Link()
	return s
}

// contents writes what of a site is shown.
func contents(s *Site) map[string][]string {
	got := map[string][]string{"broken": s.Broken}
	add := func(what, name string) { got[what] = append(got[what], name) }
	if s.Front != nil {
		add("front", s.Front.Title)
	}
	for _, p := range s.Pages {
		add("pages", p.Slug)
	}
	files := func(list []File) {
		for _, f := range list {
			add("files", f.URL)
		}
	}
	files(s.Files)
	for _, k := range s.Kommuner {
		add("kommuner", k.Slug)
		files(k.Files)
		for _, d := range k.Documents {
			add("documents", d.Period+" after "+period(d.Replaces))
			files(d.Files)
			for _, f := range d.FollowUps {
				add("follow-ups", f.Name)
			}
		}
		for _, n := range k.News {
			add("news", n.Name+" about "+period(n.About))
		}
	}
	return got
}

func TestShownOnTheDayBefore(t *testing.T) {
	want := map[string][]string{
		"pages":      {"om"},
		"kommuner":   {"ort", "stad"},
		"documents":  {"2018 after -", "2020 after 2018"},
		"follow-ups": {"2020-05-01"},
		"news":       {"ny about 2020", "om-utkastet about -"},
		"files":      {"logga.svg", "ort/nyheter/ny.pdf", "ort/nyheter/annat.pdf", "ort/2020/t1.pdf", "ort/2020/delad.pdf", "ort/2020/bild.jpg", "ort/2020/bilaga.pdf", "ort/2020/annat.pdf"},
		"broken":     {"content/ort/2017.md"},
	}
	if diff := cmp.Diff(want, contents(withheldSite(t).ShownOn(date(t, "2020-05-31")))); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

func TestShownOnTheDayItself(t *testing.T) {
	want := map[string][]string{
		"front":      {"Löften"},
		"pages":      {"om", "senare"},
		"kommuner":   {"ort", "stad"},
		"documents":  {"2018 after -", "2020 after 2018"},
		"follow-ups": {"2020-05-01", "2020-05-20"},
		"news":       {"ny about 2020", "om-utkastet about -", "senare about -"},
		"files": {"logga.svg", "karta.pdf", "ort/nyheter/ny.pdf", "ort/nyheter/senare.jpg", "ort/nyheter/senare.pdf", "ort/nyheter/annat.pdf",
			"ort/2020/t1.pdf", "ort/2020/t2.pdf", "ort/2020/delad.pdf", "ort/2020/bild.jpg", "ort/2020/bilaga.pdf", "ort/2020/annat.pdf"},
		"broken": {"content/ort/2017.md"},
	}
	if diff := cmp.Diff(want, contents(withheldSite(t).ShownOn(date(t, "2020-06-01")))); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

// What is withheld counts for nothing in what is asked of the rest.
func TestShownOnAnswersWithoutTheWithheld(t *testing.T) {
	now := date(t, "2020-05-31")
	s := withheldSite(t)
	shown := s.ShownOn(now)
	k := shown.Kommuner[0]
	if got := k.Documents[1].Promises[0].Status(); got != Ongoing {
		t.Errorf("the status is %s, though it was not told yet", got)
	}
	if got := s.Kommuner[0].Documents[2].Promises[0].Status(); got != Kept {
		t.Errorf("the status in the whole site is %s", got)
	}
	// The draft of 2019 replaces nothing, so that 2018 is in force until 2020 begins.
	if last, open := k.Documents[0].End(); open || last != date(t, "2019-12-31") {
		t.Errorf("2018 ends on %s, open %t", last, open)
	}
	if last, _ := s.Kommuner[0].Documents[0].End(); last != date(t, "2018-12-31") {
		t.Errorf("in the whole site, 2018 ends on %s", last)
	}
}

// Every pointer in the copy leads to the copy, and the site that was asked stays as it was.
func TestShownOnIsACopy(t *testing.T) {
	s := withheldSite(t)
	before := contents(s)
	shown := s.ShownOn(date(t, "2020-05-31"))
	if diff := cmp.Diff(before, contents(s)); diff != "" {
		t.Errorf("the site has changed (-before +after):\n%s", diff)
	}
	kommuner, documents, promises := map[*Kommun]bool{nil: true}, map[*Document]bool{nil: true}, map[*Promise]bool{nil: true}
	for _, k := range shown.Kommuner {
		kommuner[k] = true
		for _, d := range k.Documents {
			documents[d] = true
			for _, p := range d.Promises {
				promises[p] = true
			}
		}
	}
	for _, k := range s.Kommuner {
		if kommuner[k] {
			t.Errorf("the kommun %s is not copied", k.Slug)
		}
	}
	for _, k := range shown.Kommuner {
		if !kommuner[k.PartOf] {
			t.Errorf("%s is part of a kommun of the other site", k.Slug)
		}
		for _, n := range k.News {
			if !kommuner[n.Kommun] || !documents[n.About] {
				t.Errorf("the news %s leads to the other site", n.Name)
			}
		}
		for _, d := range k.Documents {
			if !kommuner[d.Kommun] || !documents[d.Replaces] || !documents[d.Next] {
				t.Errorf("the document %s leads to the other site", d.Period)
			}
			for _, f := range d.FollowUps {
				if f.Document != d {
					t.Errorf("the follow-up %s is of another document", f.Name)
				}
			}
			for _, p := range d.Promises {
				for _, q := range slices.Concat([]*Promise{p.First}, p.Continues, p.ContinuedBy) {
					if p.Document != d || !promises[q] {
						t.Errorf("the promise %s of %s leads to the other site", p.ID, d.Period)
					}
				}
			}
		}
	}
	k := shown.Kommuner[0]
	if k.PartOf != shown.Kommuner[1] {
		t.Error("the district has lost its kommun")
	}
	if got := k.Documents[1].Promises[0].First; got != k.Documents[0].Promises[0] {
		t.Error("the promise of 2020 does not carry on that of 2018")
	}
	for _, d := range s.Kommuner[0].Documents {
		if d.Kommun != s.Kommuner[0] || documents[d] {
			t.Errorf("the document %s of the site leads to its copy", d.Period)
		}
	}
}
