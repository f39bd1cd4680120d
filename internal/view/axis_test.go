package view

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lofte/internal/day"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// timelinePage returns the making of a page about a kommun with two documents: one whose follow-ups came
// in time, late and not at all, and one of a year later that expects two.
func timelinePage(t *testing.T) (*page, *promise.Kommun) {
	t.Helper()
	data, err := os.ReadFile("../../themes/standard/i18n/sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	messages, err := message.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	if err := messages.Add("sv.toml", data); err != nil {
		t.Fatal(err)
	}
	d := func(y int, m time.Month, n int) day.Date { return day.New(y, m, n) }
	first := &promise.Document{
		Period: "2024", From: d(2024, 1, 1), To: d(2024, 12, 31), Schedule: promise.Schedule{Times: 3},
		FollowUps: []*promise.FollowUp{
			{Name: "t1", Period: "2024-T1", Date: d(2024, 5, 31)},
			{Name: "t2", Period: "2024-T2", Date: d(2024, 12, 31)},
		},
	}
	second := &promise.Document{Period: "2025", From: d(2025, 1, 1), To: d(2025, 12, 31), Schedule: promise.Schedule{Times: 2}}
	k := &promise.Kommun{Slug: "ort", Title: "Ort", Documents: []*promise.Document{first, second}}
	site := &promise.Site{Kommuner: []*promise.Kommun{k}}
	site.Link()
	for _, doc := range k.Documents {
		for _, f := range doc.FollowUps {
			f.Document = doc
		}
	}
	m := New(&plan.Plan{Site: site, Now: d(2025, 7, 2)}, messages)
	return &page{Maker: m, output: &plan.Output{}}, k
}

func TestKommunAxis(t *testing.T) {
	p, k := timelinePage(t)
	a := p.kommunAxis(k)
	// 2024 to 2026 are 366, 365 and 365 days.
	if got := []string{a.Ticks[0].X, a.Ticks[1].X, a.Ticks[2].X}; len(a.Ticks) != 3 || !slices.Equal(got, []string{"0.00", "33.39", "66.70"}) {
		t.Errorf("the years begin at %v", a.Ticks)
	}
	if a.Today == nil || a.Today.X != "50.00" || a.Today.Text != "2 juli 2025" {
		t.Errorf("the day of the page is at %+v", a.Today)
	}
	var points []string
	for _, lane := range a.Lanes {
		for _, point := range lane.Points {
			text := lane.Name + " " + point.State + " " + point.X
			if point.Wait != nil {
				text += " since " + point.Wait.X + " for " + point.Wait.Width
			}
			points = append(points, text)
		}
	}
	want := []string{
		"2024 published 13.78",
		"2024 published 33.30 since 24.91 for 8.49", // 93 days after 30 September
		"2024 overdue 36.13 since 36.13 for 13.96",  // due on 31 January
		"2025 planned 52.65",
		"2025 planned 69.43",
	}
	if !slices.Equal(points, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(points, "\n"), strings.Join(want, "\n"))
	}
	if span := a.Lanes[0].Spans[0]; span != (Span{"0.00", "33.39"}) {
		t.Errorf("2024 is in force at %v", span)
	}
	text := strings.Join(a.Text, " ")
	for _, want := range []string{"2 publicerade", "2 planerade", "1 försenad", "1 av de publicerade kom för sent."} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q: %s", want, text)
		}
	}
	if p.kommunAxis(&promise.Kommun{}) != nil {
		t.Error("a kommun without follow-ups has a picture")
	}
}

func TestColumnAxis(t *testing.T) {
	p, _ := timelinePage(t)
	a := p.columnAxis(p.everyTimeline(), "axis_listed")
	var lanes []string
	for _, lane := range a.Lanes {
		text := lane.State
		for _, c := range lane.Columns {
			text += " " + c.X + "+" + c.Width + " " + c.Height
		}
		lanes = append(lanes, text)
	}
	want := []string{
		"published 11.04+2.83 100.00 30.57+2.83 100.00", // May and December 2024
		"planned 49.91+2.83 100.00 66.70+2.83 100.00",   // July 2025 and January 2026
		"overdue 33.39+2.83 100.00",                     // January 2025
	}
	if !slices.Equal(lanes, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lanes, "\n"), strings.Join(want, "\n"))
	}
	if p.columnAxis(nil, "axis_listed") != nil {
		t.Error("no follow-ups make a picture")
	}
}

// TestAxisNames holds that names of years do not run into each other on a long axis.
func TestAxisNames(t *testing.T) {
	for n := 1; n <= 60; n++ {
		names := 0
		for _, tick := range years(day.New(2000, time.March, 1), day.New(2000+n-1, time.May, 1)).ticks() {
			if tick.Text != "" {
				names++
			}
		}
		if names > named || names < min(n, named/2+1) {
			t.Errorf("of %d years, %d are named", n, names)
		}
	}
}
