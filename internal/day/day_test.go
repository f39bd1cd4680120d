package day

import (
	"testing"
	"time"
)

// parse reads a day that must be one.
func parse(t *testing.T, s string) Date {
	t.Helper()
	d, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParse(t *testing.T) {
	for _, s := range []string{"2019-01-01", "2019-12-31", "2020-02-29", "2000-02-29", "0001-01-01", "9999-12-31"} {
		if got := parse(t, s).String(); got != s {
			t.Errorf("Parse(%q) is %s", s, got)
		}
	}
	bad := []string{"", "2019", "2019-1-1", "2019-02-29", "2019-02-30", "2100-02-29", "2019-00-10", "2019-13-01", "2019-01-00", "2019-01-32",
		"20190101", "2019/01/01", "2019-01-01T00:00:00", "2019-01-01 ", " 2019-01-01", "+2019-01-01", "-019-01-01", "12019-01-01", "２０１９-01-01"}
	for _, s := range bad {
		if d, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) is %s, want an error", s, d)
		} else if !d.IsZero() {
			t.Errorf("Parse(%q) is %s beside its error", s, d)
		}
	}
}

func TestZero(t *testing.T) {
	var zero Date
	if !zero.IsZero() || zero.String() != "" {
		t.Errorf("the zero Date is %q", zero)
	}
	if New(1, time.January, 1).IsZero() {
		t.Error("the first day of the year 1 is the zero Date")
	}
}

func TestNewRollsOver(t *testing.T) {
	tests := []struct {
		year  int
		month time.Month
		day   int
		want  string
	}{
		{2019, time.April, 31, "2019-05-01"},
		{2019, time.February, 29, "2019-03-01"},
		{2020, time.February, 29, "2020-02-29"},
		{2019, 13, 1, "2020-01-01"},
		{2019, time.March, 0, "2019-02-28"},
	}
	for _, tt := range tests {
		if got := New(tt.year, tt.month, tt.day).String(); got != tt.want {
			t.Errorf("New(%d, %d, %d) is %s, want %s", tt.year, tt.month, tt.day, got, tt.want)
		}
	}
}

// The day is the one on the clock's own face, wherever that hangs.
func TestOf(t *testing.T) {
	east, west := time.FixedZone("east", 14*60*60), time.FixedZone("west", -11*60*60)
	noon := time.Date(2019, time.December, 31, 12, 0, 0, 0, time.UTC)
	for want, clock := range map[string]time.Time{"2019-12-31": noon, "2020-01-01": noon.In(east)} {
		if got := Of(clock).String(); got != want {
			t.Errorf("Of(%s) is %s, want %s", clock, got, want)
		}
	}
	if got := Of(time.Date(2019, time.December, 31, 23, 59, 59, 0, west)).String(); got != "2019-12-31" {
		t.Errorf("the last second of 2019 in the west is on %s", got)
	}
}

func TestOrder(t *testing.T) {
	ordered := []string{"0001-12-31", "2018-12-31", "2019-01-01", "2019-01-31", "2019-02-01", "2019-12-31", "2020-01-01"}
	for i, a := range ordered {
		for j, b := range ordered {
			d, e := parse(t, a), parse(t, b)
			want := min(1, max(-1, i-j))
			if d.Compare(e) != want || d.Before(e) != (want < 0) || d.After(e) != (want > 0) || (d == e) != (want == 0) {
				t.Errorf("%s and %s are in the wrong order", a, b)
			}
			if Min(d, e) != parse(t, ordered[min(i, j)]) || Max(d, e) != parse(t, ordered[max(i, j)]) {
				t.Errorf("Min or Max of %s and %s is wrong", a, b)
			}
		}
	}
}

func TestDays(t *testing.T) {
	tests := []struct {
		from, to string
		days     int
	}{
		{"2019-01-01", "2019-01-01", 0},
		{"2019-01-31", "2019-02-01", 1},
		{"2019-02-28", "2019-03-01", 1},
		{"2020-02-28", "2020-03-01", 2},
		{"2019-12-31", "2020-01-01", 1},
		{"2020-01-01", "2019-12-31", -1},
		{"2020-01-01", "2021-01-01", 366},
		{"2019-03-30", "2019-04-01", 2}, // the clocks went forward in Sweden
		{"2019-10-26", "2019-10-28", 2}, // and back
		{"0219-01-01", "2019-01-01", 657437},
	}
	for _, tt := range tests {
		from, to := parse(t, tt.from), parse(t, tt.to)
		if got := from.DaysUntil(to); got != tt.days {
			t.Errorf("from %s until %s are %d days, want %d", tt.from, tt.to, got, tt.days)
		}
		if got := from.AddDays(tt.days); got != to {
			t.Errorf("%s and %d days is %s, want %s", tt.from, tt.days, got, tt.to)
		}
	}
}

func TestEndOfMonth(t *testing.T) {
	tests := []struct {
		year  int
		month time.Month
		n     int
		want  string
	}{
		{2019, time.January, 0, "2019-01-31"},
		{2019, time.February, 0, "2019-02-28"},
		{2020, time.February, 0, "2020-02-29"},
		{2000, time.February, 0, "2000-02-29"},
		{2100, time.February, 0, "2100-02-28"},
		{2019, time.April, 0, "2019-04-30"},
		{2019, time.April, 1, "2019-05-31"},
		{2019, time.January, 1, "2019-02-28"},
		{2019, time.December, 0, "2019-12-31"},
		{2019, time.December, 1, "2020-01-31"},
		{2019, time.December, 2, "2020-02-29"},
		{2019, time.January, -1, "2018-12-31"},
	}
	for _, tt := range tests {
		if got := EndOfMonth(tt.year, tt.month, tt.n).String(); got != tt.want {
			t.Errorf("EndOfMonth(%d, %s, %d) is %s, want %s", tt.year, tt.month, tt.n, got, tt.want)
		}
	}
}

func TestTimeIsMidnightUTC(t *testing.T) {
	want := time.Date(2020, time.February, 29, 0, 0, 0, 0, time.UTC)
	if got := New(2020, time.February, 29).Time(); got != want {
		t.Errorf("Time is %s, want %s", got, want)
	}
}

func TestString(t *testing.T) {
	for d, want := range map[Date]string{
		{}:                           "",
		New(2024, time.November, 2):  "2024-11-02",
		New(987, time.January, 31):   "0987-01-31",
		New(12345, time.October, 10): "12345-10-10",
	} {
		if got := d.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
