package promise

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

// document returns a document in force from one day to another, with follow-ups written as their date
// and, behind a space, their period.
func document(t testing.TB, s Schedule, from, to string, followUps ...string) *Document {
	t.Helper()
	d := &Document{Period: from[:4], From: date(t, from), To: date(t, to), Schedule: s}
	for _, f := range followUps {
		f := &FollowUp{Document: d, Name: f, Date: date(t, f[:10]), Period: f[min(len(f), 11):]}
		d.FollowUps = append(d.FollowUps, f)
	}
	site := &Site{Kommuner: []*Kommun{{Slug: "ort", Documents: []*Document{d}}}}
	site.Link()
	return d
}

// timeline writes a document's timeline as the day, the part, the state and the follow-up.
func timeline(d *Document, now day.Date) []string {
	var list []string
	for _, e := range d.Timeline(now) {
		part, name := e.Part.Name, "-"
		if part == "" {
			part = "-"
		}
		if e.FollowUp != nil {
			name = e.FollowUp.Name
		}
		list = append(list, fmt.Sprintf("%s %s %s %s", e.Day(), part, e.State, name))
	}
	return list
}

func TestTimeline(t *testing.T) {
	thrice := "2019-01-01"
	tests := []struct {
		name     string
		schedule Schedule
		from, to string
		followUp []string
		now      string
		want     []string
	}{
		{"nothing yet", times(3), thrice, "2019-12-31", nil, "2019-02-01", []string{
			"2019-05-31 2019-T1 planned -",
			"2019-09-30 2019-T2 planned -",
			"2020-01-31 2019-T3 planned -",
		}},
		{"a follow-up is in time on its last day", times(3), thrice, "2019-12-31", nil, "2019-05-31", []string{
			"2019-05-31 2019-T1 planned -",
			"2019-09-30 2019-T2 planned -",
			"2020-01-31 2019-T3 planned -",
		}},
		{"it is overdue on the day after", times(3), thrice, "2019-12-31", nil, "2019-06-01", []string{
			"2019-05-31 2019-T1 overdue -",
			"2019-09-30 2019-T2 planned -",
			"2020-01-31 2019-T3 planned -",
		}},
		{"a month is in time on its own last day", months(5), thrice, "2019-12-31", nil, "2019-05-31", []string{"2019-05-31 2019-05 planned -"}},
		{"a month is overdue on the first of the next", months(5), thrice, "2019-12-31", nil, "2019-06-01", []string{"2019-05-31 2019-05 overdue -"}},
		{"the period decides, whatever the date", times(3), thrice, "2019-12-31", []string{"2019-06-10 2019-T1", "2019-10-01 2019-T2"}, "2019-11-01", []string{
			"2019-06-10 2019-T1 published 2019-06-10 2019-T1",
			"2019-10-01 2019-T2 published 2019-10-01 2019-T2",
			"2020-01-31 2019-T3 planned -",
		}},
		{"without a period, the date decides", times(3), thrice, "2019-12-31", []string{"2019-04-30", "2019-05-01"}, "2019-05-02", []string{
			"2019-04-30 2019-T1 published 2019-04-30",
			"2019-05-01 2019-T2 published 2019-05-01",
			"2020-01-31 2019-T3 planned -",
		}},
		{"a period that is no part of the schedule leaves it to the date", times(3), thrice, "2019-12-31", []string{"2019-06-30 2019-H1"}, "2019-07-01", []string{
			"2019-05-31 2019-T1 overdue -",
			"2019-06-30 2019-T2 published 2019-06-30 2019-H1",
			"2020-01-31 2019-T3 planned -",
		}},
		{"a date in no part answers nothing", times(3), thrice, "2019-12-31", []string{"2020-02-15"}, "2020-03-01", []string{
			"2019-05-31 2019-T1 overdue -",
			"2019-09-30 2019-T2 overdue -",
			"2020-01-31 2019-T3 overdue -",
			"2020-02-15 - published 2020-02-15",
		}},
		{"two on one part are both published", times(3), thrice, "2019-12-31", []string{"2019-04-01", "2019-05-10 2019-T1"}, "2019-06-01", []string{
			"2019-04-01 2019-T1 published 2019-04-01",
			"2019-05-10 2019-T1 published 2019-05-10 2019-T1",
			"2019-09-30 2019-T2 planned -",
			"2020-01-31 2019-T3 planned -",
		}},
		{"two in one part are both published", times(1), thrice, "2019-12-31", []string{"2019-04-01", "2019-10-01"}, "2019-12-01", []string{
			"2019-04-01 2019 published 2019-04-01",
			"2019-10-01 2019 published 2019-10-01",
		}},
		{"months: the nearest", months(5, 11), thrice, "2019-12-31", []string{"2019-06-15", "2019-10-20"}, "2019-12-01", []string{
			"2019-06-15 2019-05 published 2019-06-15",
			"2019-10-20 2019-11 published 2019-10-20",
		}},
		{"months: the nearest not answered yet", months(5, 11), thrice, "2020-12-31", []string{"2019-05-02", "2019-06-15", "2019-07-01"}, "2019-12-01", []string{
			"2019-05-02 2019-05 published 2019-05-02",
			"2019-06-15 2019-11 published 2019-06-15",
			"2019-07-01 2020-05 published 2019-07-01",
			"2020-11-30 2020-11 planned -",
		}},
		{"months: one that names its month goes before", months(5, 11), thrice, "2019-12-31", []string{"2019-05-20", "2019-06-20 2019-05"}, "2019-12-01", []string{
			"2019-05-20 2019-11 published 2019-05-20",
			"2019-06-20 2019-05 published 2019-06-20 2019-05",
		}},
		{"months: when all are answered, another answers nothing", months(5), thrice, "2019-12-31", []string{"2019-05-20", "2019-05-25"}, "2019-12-01", []string{
			"2019-05-20 2019-05 published 2019-05-20",
			"2019-05-25 - published 2019-05-25",
		}},
		{"months: two that name the same", months(5), thrice, "2019-12-31", []string{"2019-05-20 2019-05", "2019-05-25 2019-05"}, "2019-12-01", []string{
			"2019-05-20 2019-05 published 2019-05-20 2019-05",
			"2019-05-25 2019-05 published 2019-05-25 2019-05",
		}},
		{"months: as near to one as to the other is the earlier", months(5, 9), thrice, "2019-12-31", []string{"2019-07-16"}, "2019-08-01", []string{
			"2019-07-16 2019-05 published 2019-07-16",
			"2019-09-30 2019-09 planned -",
		}},
		{"no schedule expects none", Schedule{}, thrice, "2019-12-31", []string{"2019-06-10 2019-T1"}, "2021-01-01", []string{
			"2019-06-10 - published 2019-06-10 2019-T1",
		}},
		{"neither schedule nor follow-up", Schedule{}, thrice, "2019-12-31", nil, "2021-01-01", nil},
		{"April to April", times(3), "2019-04-01", "2020-04-30", []string{"2019-05-20 2019-T1"}, "2020-02-01", []string{
			"2019-05-20 2019-T1 published 2019-05-20 2019-T1",
			"2019-09-30 2019-T2 overdue -",
			"2020-01-31 2019-T3 overdue -",
			"2020-05-31 2020-T1 planned -",
		}},
		{"a leap day", times(12), "2020-01-01", "2020-01-31", nil, "2020-02-29", []string{"2020-02-29 2020-01 planned -"}},
		{"the day after a leap day", times(12), "2020-01-01", "2020-01-31", nil, "2020-03-01", []string{"2020-02-29 2020-01 overdue -"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := document(t, tt.schedule, tt.from, tt.to, tt.followUp...)
			if diff := cmp.Diff(tt.want, timeline(d, date(t, tt.now))); diff != "" {
				t.Errorf("on %s (-want +got):\n%s", tt.now, diff)
			}
		})
	}
}

// A validity made longer by a year has the parts of that year too.
func TestTimelineOfAnExtendedDocument(t *testing.T) {
	d := document(t, times(2), "2019-01-01", "2019-12-31")
	d.ExtendedTo = date(t, "2020-12-31")
	want := []string{
		"2019-07-31 2019-H1 overdue -",
		"2020-01-31 2019-H2 planned -",
		"2020-07-31 2020-H1 planned -",
		"2021-01-31 2020-H2 planned -",
	}
	if diff := cmp.Diff(want, timeline(d, date(t, "2020-01-31"))); diff != "" {
		t.Errorf("timeline (-want +got):\n%s", diff)
	}
}

func TestTimelineWithoutEnd(t *testing.T) {
	d := document(t, months(5), "2019-01-01", "2019-12-31")
	d.UntilReplaced = true
	want := []string{"2019-05-31 2019-05 overdue -", "2020-05-31 2020-05 overdue -", "2021-05-31 2021-05 planned -"}
	if diff := cmp.Diff(want, timeline(d, date(t, "2021-02-01"))); diff != "" {
		t.Errorf("not replaced, parts go on to the end of the year (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:1], timeline(d, date(t, "2019-06-01"))); diff != "" {
		t.Errorf("within the validity (-want +got):\n%s", diff)
	}
	d.ExtendedTo = date(t, "2022-12-31")
	if got := timeline(d, date(t, "2019-06-01")); len(got) != 4 {
		t.Errorf("with an end in 2022: %q", got)
	}
	d.ExtendedTo = day.Date{}

	next := &Document{Period: "2021", From: date(t, "2021-05-01"), To: date(t, "2021-12-31")}
	site := &Site{Kommuner: []*Kommun{{Slug: "ort", Documents: []*Document{next, d}}}}
	site.Link()
	want = []string{"2019-05-31 2019-05 overdue -", "2020-05-31 2020-05 overdue -"}
	if diff := cmp.Diff(want, timeline(d, date(t, "2022-02-01"))); diff != "" {
		t.Errorf("replaced on 1 May 2021 (-want +got):\n%s", diff)
	}
}

func TestDaysLate(t *testing.T) {
	d := document(t, times(3), "2019-01-01", "2019-12-31", "2019-05-31 2019-T1", "2019-10-02 2019-T2", "2020-06-01")
	d.FollowUps[2].Period = ""
	now := date(t, "2020-02-29")
	got := map[string]int{}
	for _, e := range d.Timeline(now) {
		got[e.Part.Name] = e.DaysLate(now)
	}
	want := map[string]int{"2019-T1": 0, "2019-T2": 2, "2019-T3": 29, "": 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days late (-want +got):\n%s", diff)
	}
	for _, e := range d.Timeline(date(t, "2019-01-01")) {
		if e.State == Planned && e.DaysLate(date(t, "2019-01-01")) != 0 {
			t.Errorf("%s is late before it is due", e.Part.Name)
		}
	}
}
