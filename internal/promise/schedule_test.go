package promise

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

// date reads a day that must be one; "" is no day.
func date(t testing.TB, s string) day.Date {
	t.Helper()
	if s == "" {
		return day.Date{}
	}
	d, err := day.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func months(list ...time.Month) Schedule { return Schedule{Months: list} }

func times(n int) Schedule { return Schedule{Times: n} }

// names writes parts as their names and due days.
func names(parts []Part) string {
	var list []string
	for _, p := range parts {
		list = append(list, fmt.Sprintf("%s due %s", p.Name, p.Due))
	}
	return strings.Join(list, "; ")
}

func TestParts(t *testing.T) {
	tests := []struct {
		name     string
		schedule Schedule
		from, to string
		want     string
	}{
		{"none", Schedule{}, "2019-01-01", "2019-12-31", ""},
		{"once a year", times(1), "2019-01-01", "2019-12-31", "2019 due 2020-01-31"},
		{"half-years", times(2), "2019-01-01", "2019-12-31", "2019-H1 due 2019-07-31; 2019-H2 due 2020-01-31"},
		{"tertials", times(3), "2019-01-01", "2019-12-31", "2019-T1 due 2019-05-31; 2019-T2 due 2019-09-30; 2019-T3 due 2020-01-31"},
		{"quarters", times(4), "2019-01-01", "2019-12-31", "2019-Q1 due 2019-04-30; 2019-Q2 due 2019-07-31; 2019-Q3 due 2019-10-31; 2019-Q4 due 2020-01-31"},
		{"months", times(12), "2019-11-01", "2020-02-01", "2019-11 due 2019-12-31; 2019-12 due 2020-01-31; 2020-01 due 2020-02-29; 2020-02 due 2020-03-31"},
		{"May and November", months(5, 11), "2019-01-01", "2020-12-31", "2019-05 due 2019-05-31; 2019-11 due 2019-11-30; 2020-05 due 2020-05-31; 2020-11 due 2020-11-30"},
		{"February of a leap year", months(2), "2020-01-01", "2021-12-31", "2020-02 due 2020-02-29; 2021-02 due 2021-02-28"},
		{"April to March: a part counts if the document is in force on any day of it", times(3), "2019-04-01", "2020-03-31",
			"2019-T1 due 2019-05-31; 2019-T2 due 2019-09-30; 2019-T3 due 2020-01-31; 2020-T1 due 2020-05-31"},
		{"April to April, half-years", times(2), "2019-04-15", "2020-04-14", "2019-H1 due 2019-07-31; 2019-H2 due 2020-01-31; 2020-H1 due 2020-07-31"},
		{"on the last day of one part and the first of the next", times(3), "2019-04-30", "2019-05-01", "2019-T1 due 2019-05-31; 2019-T2 due 2019-09-30"},
		{"a single day", times(4), "2019-03-31", "2019-03-31", "2019-Q1 due 2019-04-30"},
		{"from May to April: each month once in a year in force", months(4, 5), "2019-05-01", "2020-04-30", "2019-05 due 2019-05-31; 2020-04 due 2020-04-30"},
		{"in force on a part of the month", months(5), "2019-05-31", "2020-05-01", "2019-05 due 2019-05-31; 2020-05 due 2020-05-31"},
		{"no such month in the validity", months(11), "2019-01-01", "2019-10-31", ""},
		{"an end before the start", times(3), "2019-12-31", "2019-01-01", ""},
		{"a year before 1000", times(3), "0219-01-01", "0219-04-30", "0219-T1 due 0219-05-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts := tt.schedule.Parts(date(t, tt.from), date(t, tt.to))
			if got := names(parts); got != tt.want {
				t.Errorf("from %s to %s\ngot  %s\nwant %s", tt.from, tt.to, got, tt.want)
			}
		})
	}
}

// Between them, the parts of a year are the year: no day is in none, and none in two.
func TestPartsMakeUpTheYear(t *testing.T) {
	for _, year := range []int{2019, 2020} {
		first, last := day.New(year, 1, 1), day.New(year, 12, 31)
		for _, n := range []int{1, 2, 3, 4, 12} {
			parts := times(n).Parts(first, last)
			if len(parts) != n {
				t.Errorf("%d times in %d make %d parts", n, year, len(parts))
				continue
			}
			next := first
			for _, p := range parts {
				if p.From != next {
					t.Errorf("%s begins on %s, want %s", p.Name, p.From, next)
				}
				if want := day.EndOfMonth(p.To.Year, p.To.Month, 1); p.Due != want {
					t.Errorf("%s is due on %s, want %s", p.Name, p.Due, want)
				}
				next = p.To.AddDays(1)
			}
			if next != last.AddDays(1) {
				t.Errorf("%d times in %d end on %s", n, year, next.AddDays(-1))
			}
		}
	}
}

func TestParsePart(t *testing.T) {
	tests := []struct{ name, from, to, due string }{
		{"2019", "2019-01-01", "2019-12-31", "2020-01-31"},
		{"2019-H1", "2019-01-01", "2019-06-30", "2019-07-31"},
		{"2019-H2", "2019-07-01", "2019-12-31", "2020-01-31"},
		{"2019-T1", "2019-01-01", "2019-04-30", "2019-05-31"},
		{"2019-T2", "2019-05-01", "2019-08-31", "2019-09-30"},
		{"2019-T3", "2019-09-01", "2019-12-31", "2020-01-31"},
		{"2019-Q1", "2019-01-01", "2019-03-31", "2019-04-30"},
		{"2019-Q4", "2019-10-01", "2019-12-31", "2020-01-31"},
		{"2020-01", "2020-01-01", "2020-01-31", "2020-02-29"},
		{"2020-02", "2020-02-01", "2020-02-29", "2020-03-31"},
		{"2019-12", "2019-12-01", "2019-12-31", "2020-01-31"},
	}
	for _, tt := range tests {
		got, err := ParsePart(tt.name)
		if err != nil {
			t.Errorf("ParsePart(%q): %v", tt.name, err)
			continue
		}
		want := Part{tt.name, date(t, tt.from), date(t, tt.to), date(t, tt.due)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParsePart(%q) (-want +got):\n%s", tt.name, diff)
		}
	}
	bad := []string{"", "19", "219", "12019", "abcd", "+201", "-2019", "2019-", "2019-T", "2019-T0", "2019-T4", "2019-H3", "2019-Q5", "2019-X1", "2019-t1", "2019-T1 ", " 2019",
		"2019-T10", "2019-00", "2019-13", "2019-5", "2019-005", "2019-+5", "2019--5", "2019-1-1", "2019-T-", "2019-ö", "2019T1", "2019-05-01", "２０１９"}
	for _, name := range bad {
		if p, err := ParsePart(name); err == nil || p != (Part{}) {
			t.Errorf("ParsePart(%q) is %+v, %v, want an error", name, p, err)
		}
	}
}

func FuzzParsePart(f *testing.F) {
	for _, s := range []string{"2019", "2019-T1", "2019-H2", "2019-Q4", "2019-05", "2019-+5", "+201-T1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePart(s)
		if err != nil {
			return
		}
		if p.Name != s || p.From.After(p.To) || !p.Due.After(p.To) || p.From.Day != 1 {
			t.Errorf("ParsePart(%q) is %+v", s, p)
		}
		// A name that can be read is one that a schedule gives.
		for _, n := range []int{1, 2, 3, 4, 12} {
			for _, q := range times(n).Parts(p.From, p.To) {
				if q == p {
					return
				}
			}
		}
		t.Errorf("no schedule has the part %q", s)
	})
}

func TestScheduleNone(t *testing.T) {
	for _, tt := range []struct {
		schedule Schedule
		want     bool
	}{{Schedule{}, true}, {times(3), false}, {months(5), false}} {
		if got := tt.schedule.None(); got != tt.want {
			t.Errorf("None of %+v is %t", tt.schedule, got)
		}
	}
}
