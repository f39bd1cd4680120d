package view

import (
	"testing"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

func TestUnsigned(t *testing.T) {
	today := day.New(2026, 3, 1)
	this, last := day.New(2026, 12, 31), day.New(2025, 12, 31)
	for _, c := range []struct {
		what       string
		to, signed day.Date
		want       bool
	}{
		{"not signed", this, day.Date{}, true},
		{"signed", this, day.New(2026, 2, 1), false},
		{"signed today", this, today, false},
		{"to be signed on a day", this, today.AddDays(1), true},
		{"without an end, and not signed", day.Date{}, day.Date{}, true},
		{"ends today, and not signed", today, day.Date{}, true},
		{"ended, on what day it was signed is not known", last, day.Date{}, false},
	} {
		d := &promise.Document{From: day.New(2025, 1, 1), To: c.to, UntilReplaced: c.to.IsZero(), Signed: c.signed}
		p := page{Maker: &Maker{plan: &plan.Plan{Now: today}}}
		if got := p.unsigned(d); got != c.want {
			t.Errorf("%s: yet to be signed is %v, not %v", c.what, got, c.want)
		}
	}
}
