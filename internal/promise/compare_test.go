package promise

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestConditions(t *testing.T) {
	months := Schedule{Months: []time.Month{time.May, time.November}}
	for _, c := range []struct {
		name     string
		schedule Schedule
		from, to string
		now      string
		followUp []string
		want     Conditions
	}{
		{"a year", times(3), "2019-01-01", "2019-12-31", "2019-09-30", []string{"2019-05-20 2019-T1"}, Conditions{12, 3, 1, 1, true}},
		{"the day after one was due", times(3), "2019-01-01", "2019-12-31", "2019-10-01", []string{"2019-05-20 2019-T1"}, Conditions{12, 3, 1, 2, true}},
		{"nothing due on the first last day", times(3), "2019-01-01", "2019-12-31", "2019-05-31", nil, Conditions{12, 3, 0, 0, true}},
		{"two answer the same part", times(3), "2019-01-01", "2019-12-31", "2020-06-01", []string{"2019-02-01 2019-T1", "2019-03-01 2019-T1"}, Conditions{12, 3, 1, 3, false}},
		{"named months", months, "2020-01-01", "2022-12-31", "2021-01-01", nil, Conditions{36, 6, 0, 2, true}},
		{"April to April", times(1), "2021-04-01", "2022-03-31", "2022-03-31", nil, Conditions{12, 2, 0, 1, true}},
		{"over a leap day", Schedule{}, "2020-02-29", "2021-02-28", "2021-03-01", nil, Conditions{12, 0, 0, 0, false}},
		{"to the nearest month", Schedule{}, "2021-01-15", "2021-12-31", "2021-01-01", nil, Conditions{12, 0, 0, 0, false}},
		{"days alone", Schedule{}, "2021-01-01", "2021-01-05", "2021-01-05", nil, Conditions{1, 0, 0, 0, true}},
		{"none promised, one published", Schedule{}, "2021-01-01", "2021-12-31", "2022-06-01", []string{"2022-01-20"}, Conditions{12, 0, 1, 0, false}},
	} {
		d := document(t, c.schedule, c.from, c.to, c.followUp...)
		now := date(t, c.now)
		if diff := cmp.Diff(c.want, d.Conditions(now, d.Timeline(now))); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}

	d := document(t, times(1), "2019-01-01", "2019-12-31")
	d.UntilReplaced = true
	now := date(t, "2021-06-01")
	if got, want := d.Conditions(now, d.Timeline(now)), (Conditions{0, 3, 0, 2, true}); got != want {
		t.Errorf("without an end: %+v, not %+v", got, want)
	}
	d.ExtendedTo, d.UntilReplaced = date(t, "2020-12-31"), false
	if got := d.Conditions(now, d.Timeline(now)).Months; got != 24 {
		t.Errorf("a year added makes %d months", got)
	}
}

func TestCompare(t *testing.T) {
	year := Conditions{Months: 12, Promised: 3, Published: 1, Due: 2, InForce: true}
	with := func(change func(*Conditions)) Conditions {
		c := year
		change(&c)
		return c
	}
	for _, c := range []struct {
		name string
		list []Conditions
		want Comparison
	}{
		{"none", nil, Comparison{Rows: []Unlike{}}},
		{"one alone", []Conditions{with(func(c *Conditions) { c.Promised = 0 })}, Comparison{Rows: []Unlike{{}}}},
		{"alike", []Conditions{year, year}, Comparison{[]Unlike{{}, {}}, Common{12, true}, Common{1, true}}},
		{"another length", []Conditions{year, with(func(c *Conditions) { c.Months = 36 }), year},
			Comparison{[]Unlike{{}, {Length: true}, {}}, Common{12, true}, Common{1, true}}},
		{"no length that most have", []Conditions{year, with(func(c *Conditions) { c.Months = 36 })},
			Comparison{[]Unlike{{Length: true}, {Length: true}}, Common{}, Common{1, true}}},
		{"most have no end", []Conditions{year, with(func(c *Conditions) { c.Months = 0 }), with(func(c *Conditions) { c.Months = 0 })},
			Comparison{[]Unlike{{Length: true}, {}, {}}, Common{0, true}, Common{1, true}}},
		{"none promised, and none published for it", []Conditions{year, year, with(func(c *Conditions) { c.Promised, c.Published, c.Due = 0, 0, 0 })},
			Comparison{[]Unlike{{}, {}, {NonePromised: true}}, Common{12, true}, Common{1, true}}},
		{"none promised, but published", []Conditions{year, year, with(func(c *Conditions) { c.Promised, c.Published, c.Due = 0, 2, 0 })},
			Comparison{[]Unlike{{}, {}, {NonePromised: true, Published: true}}, Common{12, true}, Common{1, true}}},
		{"none due yet", []Conditions{year, year, with(func(c *Conditions) { c.Published, c.Due = 0, 0 })},
			Comparison{[]Unlike{{}, {}, {NoneDue: true}}, Common{12, true}, Common{1, true}}},
		{"due and silent", []Conditions{year, year, with(func(c *Conditions) { c.Published = 0 })},
			Comparison{[]Unlike{{}, {}, {Published: true}}, Common{12, true}, Common{1, true}}},
		{"not in force", []Conditions{year, with(func(c *Conditions) { c.InForce = false })},
			Comparison{[]Unlike{{}, {NotInForce: true}}, Common{12, true}, Common{1, true}}},
		{"none in force", []Conditions{with(func(c *Conditions) { c.InForce = false }), with(func(c *Conditions) { c.InForce = false })},
			Comparison{[]Unlike{{}, {}}, Common{12, true}, Common{1, true}}},
	} {
		if diff := cmp.Diff(c.want, Compare(c.list)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
}
