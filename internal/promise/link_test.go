package promise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

// linked returns a kommun with documents, each written as "PERIOD FROM TO", linked.
func linked(t testing.TB, documents ...string) *Kommun {
	t.Helper()
	k := &Kommun{Slug: "ort"}
	for _, s := range documents {
		f := strings.Fields(s)
		k.Documents = append(k.Documents, &Document{Period: f[0], From: date(t, f[1]), To: date(t, f[2])})
	}
	(&Site{Kommuner: []*Kommun{k}}).Link()
	return k
}

func period(d *Document) string {
	if d == nil {
		return "-"
	}
	return d.Period
}

// promises gives a document promises with ids.
func (d *Document) promises(ids ...string) *Document {
	for _, id := range ids {
		d.Promises = append(d.Promises, &Promise{Document: d, Index: len(d.Promises), ID: id})
	}
	return d
}

// tell gives a document a follow-up with a status for each of its promises; Unreported is silence, and
// statusless a result that names no status.
func (d *Document) tell(on day.Date, statuses ...Status) *FollowUp {
	f := &FollowUp{Document: d, Name: on.String(), Date: on, CountIs: CountTotal, Results: make([]*Result, len(d.Promises))}
	for i, s := range statuses {
		switch s {
		case Unreported:
		case statusless:
			f.Results[i] = &Result{Note: "om " + d.Promises[i].ID}
		default:
			f.Results[i] = &Result{Status: s}
		}
	}
	d.FollowUps = append(d.FollowUps, f)
	return f
}

const statusless = Status(99)

func TestLinkPutsInOrder(t *testing.T) {
	k := linked(t, "2021 2021-01-01 2021-12-31", "2019 2019-01-01 2019-12-31", "2020 2020-01-01 2020-12-31")
	d := k.Documents[0]
	for _, s := range []string{"2019-09-01", "2019-05-01", "2020-01-10"} {
		d.tell(date(t, s))
	}
	for _, s := range []string{"2019-02-01", "2019-03-01"} {
		k.News = append(k.News, &News{Name: s, Date: date(t, s)})
	}
	(&Site{Kommuner: []*Kommun{k}}).Link()
	var got []string
	for _, d := range k.Documents {
		got = append(got, fmt.Sprintf("%s after %s, before %s", d.Period, period(d.Replaces), period(d.Next)))
		if d.Kommun != k {
			t.Errorf("%s is of no kommun", d.Period)
		}
	}
	for _, f := range d.FollowUps {
		got = append(got, f.Name)
	}
	for _, n := range k.News {
		got = append(got, n.Name)
	}
	want := []string{"2019 after -, before 2020", "2020 after 2019, before 2021", "2021 after 2020, before -", "2019-05-01", "2019-09-01", "2020-01-10", "2019-03-01", "2019-02-01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("linked (-want +got):\n%s", diff)
	}
}

func TestLinkFindsWhatIsNamed(t *testing.T) {
	city := &Kommun{Slug: "stad"}
	district := &Kommun{Slug: "del", PartOfSlug: "stad", Documents: []*Document{{Period: "2019"}}, News: []*News{{AboutName: "2019"}, {AboutName: "1999"}, {}}}
	lost := &Kommun{Slug: "annan", PartOfSlug: "borta"}
	(&Site{Kommuner: []*Kommun{district, city, lost}}).Link()
	if district.PartOf != city || lost.PartOf != nil || city.PartOf != nil {
		t.Error("a district is part of the wrong kommun")
	}
	for i, want := range []*Document{district.Documents[0], nil, nil} {
		if n := district.News[i]; n.About != want || n.Kommun != district {
			t.Errorf("news %d is about %s of %v", i, period(n.About), n.Kommun)
		}
	}
	if district.Document("") != nil || district.Document("2019") == nil || district.Document("2018") != nil {
		t.Error("Document finds the wrong one")
	}
}

// A document may name the one that it replaces. What names nothing, itself or a later one counts for
// nothing.
func TestReplacesNames(t *testing.T) {
	for name, want := range map[string]string{"2019": "2019", "2020": "2020", "": "2020", "1999": "2020", "2021": "2020", "2022": "2020"} {
		k := linked(t, "2019 2019-01-01 2019-12-31", "2020 2020-01-01 2020-12-31", "2021 2021-01-01 2021-12-31", "2022 2022-01-01 2022-12-31")
		for _, d := range k.Documents {
			d.promises("hund")
		}
		k.Documents[2].ReplacesName = name
		(&Site{Kommuner: []*Kommun{k}}).Link()
		if got := period(k.Documents[2].Replaces); got != want {
			t.Errorf("a document that replaces %q replaces %s, want %s", name, got, want)
		}
		if got := k.Documents[2].Promises[0].Continues[0].Document.Period; got != want {
			t.Errorf("its promise carries on that of %s, want %s", got, want)
		}
	}
}

func TestValidity(t *testing.T) {
	type answers struct {
		End     string
		Open    bool
		Years   []int
		InForce []string // on which of the days asked about
	}
	days := []string{"2018-12-31", "2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-02-28", "2021-03-01", "2030-06-01"}
	tests := []struct {
		name string
		next string // when the next document begins
		edit func(d *Document)
		want answers
	}{
		{"from the first to the last day", "", func(*Document) {},
			answers{"2019-12-31", false, []int{2019}, []string{"2019-01-01", "2019-12-31"}}},
		{"a year added", "", func(d *Document) { d.ExtendedTo = date(t, "2020-12-31") },
			answers{"2020-12-31", false, []int{2019, 2020}, []string{"2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31"}}},
		{"made longer, but not longer than it was", "", func(d *Document) { d.ExtendedTo = date(t, "2019-06-30") },
			answers{"2019-12-31", false, []int{2019}, []string{"2019-01-01", "2019-12-31"}}},
		{"until replaced, and not replaced", "", func(d *Document) { d.UntilReplaced = true },
			answers{"2019-12-31", true, []int{2019, 2020, 2021}, []string{"2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-02-28", "2021-03-01", "2030-06-01"}}},
		{"until replaced, by a document that begins later", "2021-03-01", func(d *Document) { d.UntilReplaced = true },
			answers{"2021-02-28", false, []int{2019, 2020, 2021}, []string{"2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-02-28"}}},
		{"until replaced, by a document that begins before it ends", "2019-10-01", func(d *Document) { d.UntilReplaced = true },
			answers{"2019-12-31", false, []int{2019}, []string{"2019-01-01", "2019-12-31"}}},
		{"a next document alone makes nothing longer", "2021-03-01", func(*Document) {},
			answers{"2019-12-31", false, []int{2019}, []string{"2019-01-01", "2019-12-31"}}},
		{"a year added, and until replaced", "2021-03-01", func(d *Document) { d.ExtendedTo, d.UntilReplaced = date(t, "2020-12-31"), true },
			answers{"2021-02-28", false, []int{2019, 2020, 2021}, []string{"2019-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-02-28"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := linked(t, "2019 2019-01-01 2019-12-31")
			d := k.Documents[0]
			if tt.next != "" {
				k.Documents = append(k.Documents, &Document{Period: tt.next[:4], From: date(t, tt.next), To: date(t, tt.next)})
			}
			tt.edit(d)
			(&Site{Kommuner: []*Kommun{k}}).Link()
			last, open := d.End()
			got := answers{End: last.String(), Open: open, Years: d.Years(date(t, "2021-06-01"))}
			for _, s := range days {
				on := date(t, s)
				if d.InForce(on) {
					got.InForce = append(got.InForce, s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("validity (-want +got):\n%s", diff)
			}
			// A year counts when some day of it does.
			for year := 2017; year <= 2023; year++ {
				want := slices.Contains(got.Years, year) || open && year > 2021
				if d.InForceIn(year) != want {
					t.Errorf("InForceIn(%d) is %t", year, !want)
				}
			}
		})
	}
}

func TestYearsOfADocumentToCome(t *testing.T) {
	d := linked(t, "2030 2030-04-01 2031-03-31").Documents[0]
	d.UntilReplaced = true
	if got := d.Years(date(t, "2020-01-01")); !slices.Equal(got, []int{2030, 2031}) {
		t.Errorf("years %d", got)
	}
}

func TestInForceAndNewest(t *testing.T) {
	k := linked(t, "2017 2017-01-01 2018-12-31", "2018 2018-06-01 2019-05-31", "2021 2021-01-01 2021-12-31")
	for _, tt := range []struct{ now, inForce, newest string }{
		{"2016-12-31", "-", "2017"}, // the first to come
		{"2017-01-01", "2017", "2017"},
		{"2018-05-31", "2017", "2017"},
		{"2018-06-01", "2018", "2018"}, // of two, the one that began last
		{"2019-05-31", "2018", "2018"},
		{"2019-06-01", "-", "2018"}, // the one that began last, not the one to come
		{"2020-12-31", "-", "2018"},
		{"2021-12-31", "2021", "2021"},
		{"2022-01-01", "-", "2021"},
	} {
		now := date(t, tt.now)
		if got := period(k.InForce(now)); got != tt.inForce {
			t.Errorf("on %s, %s is in force, want %s", tt.now, got, tt.inForce)
		}
		if got := period(k.Newest(now)); got != tt.newest {
			t.Errorf("on %s, the newest is %s, want %s", tt.now, got, tt.newest)
		}
	}
	empty := &Kommun{}
	if empty.InForce(date(t, "2019-01-01")) != nil || empty.Newest(date(t, "2019-01-01")) != nil {
		t.Error("a kommun without documents has one")
	}
}

func TestLatest(t *testing.T) {
	tests := []struct {
		name     string
		told     []Status // one follow-up each
		want     Status
		followUp int // where it was told, or -1
		note     string
	}{
		{"nobody has told anything", nil, Unreported, -1, ""},
		{"follow-ups that are silent", []Status{Unreported, Unreported}, Unreported, -1, ""},
		{"the last word", []Status{Ongoing, Kept}, Kept, 1, ""},
		{"silence after a word", []Status{Ongoing, Unreported}, Ongoing, 0, ""},
		{"a result without a status keeps the status", []Status{PartlyKept, statusless}, PartlyKept, 1, "om a"},
		{"across silence and results without a status", []Status{PartlyKept, statusless, Unreported, statusless, Unreported}, PartlyKept, 3, "om a"},
		{"only results without a status", []Status{statusless, statusless}, Unreported, 1, "om a"},
		{"a status after a result without one", []Status{Ongoing, statusless, NotKept}, NotKept, 2, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := (&Document{Period: "2019"}).promises("a")
			for i, s := range tt.told {
				d.tell(day.New(2019, 1, 1+i), s)
			}
			p := d.Promises[0]
			told := p.Latest()
			if got := told.StatusOrUnreported(); got != tt.want || p.Status() != tt.want {
				t.Errorf("the status is %s and %s, want %s", got, p.Status(), tt.want)
			}
			if (told.Result == nil) != (tt.followUp < 0) || (told.FollowUp == nil) != (tt.followUp < 0) {
				t.Fatalf("told is %+v", told)
			}
			if tt.followUp >= 0 {
				if told.FollowUp != d.FollowUps[tt.followUp] {
					t.Errorf("it was told on %s", told.FollowUp.Date)
				}
				if told.Note != tt.note {
					t.Errorf("the note is %q, want %q", told.Note, tt.note)
				}
			}
			for i, s := range tt.told {
				if r := d.FollowUps[i].Results[0]; r != nil && s == statusless && r.Status != Unreported {
					t.Errorf("asking has changed the result of follow-up %d", i)
				}
			}
		})
	}
}

func TestLatestBy(t *testing.T) {
	d := (&Document{Period: "2019"}).promises("a")
	for i, s := range []Status{Ongoing, statusless, Unreported, Kept} {
		d.tell(day.New(2019, 1, 1+i), s)
	}
	for i, want := range []Status{Ongoing, Ongoing, Ongoing, Kept} {
		if got := d.Promises[0].LatestBy(d.FollowUps[i]).StatusOrUnreported(); got != want {
			t.Errorf("by follow-up %d it was %s, want %s", i, got, want)
		}
	}
	if got := d.Promises[0].LatestBy(&FollowUp{}); got.Result != nil {
		t.Errorf("by a follow-up of another document it was %+v", got)
	}
}

func TestTally(t *testing.T) {
	d := (&Document{Period: "2019"}).promises("a", "b", "c", "d")
	d.tell(day.New(2019, 5, 1), Ongoing, Kept, NotKept)
	d.tell(day.New(2019, 9, 1), Kept, statusless)
	tally := TallyOf(d.Promises)
	if tally.Of(Kept) != 2 || tally.Of(NotKept) != 1 || tally.Of(Unreported) != 1 || tally.Of(Ongoing) != 0 {
		t.Errorf("tally %v", tally)
	}
	if tally.Total() != 4 || tally.Reported() != 3 {
		t.Errorf("%d promises, %d reported", tally.Total(), tally.Reported())
	}
	tally.Add(TallyOf(d.Promises))
	if tally.Of(Kept) != 4 || tally.Total() != 8 {
		t.Errorf("twice the tally is %v", tally)
	}
	if got := []int{d.FollowUps[0].Answered(), d.FollowUps[1].Answered()}; !slices.Equal(got, []int{3, 2}) {
		t.Errorf("the follow-ups answer %d", got)
	}
}

func TestAllFocus(t *testing.T) {
	d := (&Document{Focus: []string{"Trafik", "Ungdomar", "Trafik"}}).promises("a", "b")
	d.Promises[0].Focus = []string{"Alkohol", "Ungdomar"}
	d.Promises[1].Focus = []string{"Alkohol", "Buskörning"}
	want := []string{"Trafik", "Ungdomar", "Alkohol", "Buskörning"}
	if diff := cmp.Diff(want, d.AllFocus()); diff != "" {
		t.Errorf("focus (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Trafik", "Ungdomar", "Trafik"}, d.Focus); diff != "" {
		t.Errorf("asking has changed the document:\n%s", diff)
	}
}
