package promise

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"lofte/internal/day"
)

// told gives a document with one promise follow-ups, each written as "DATE [PART] COUNT": a number is a
// total, +number counts since the follow-up before, "silent" tells nothing, "unstarted" and "words" give
// no number.
func told(t testing.TB, d *Document, followUps ...string) {
	t.Helper()
	for _, s := range followUps {
		words := strings.Fields(s)
		f := &FollowUp{Document: d, Name: s, Date: date(t, words[0]), CountIs: CountTotal, Results: make([]*Result, 1)}
		if len(words) == 3 {
			f.Period = words[1]
		}
		switch what := words[len(words)-1]; what {
		case "silent":
		case "unstarted":
			f.Results[0] = &Result{Status: NotStarted}
		case "words":
			f.Results[0] = &Result{Status: Ongoing, Note: "om löftet"}
		default:
			if strings.HasPrefix(what, "+") {
				f.CountIs = CountSinceLast
			}
			n, err := strconv.Atoi(what)
			if err != nil {
				t.Fatal(err)
			}
			f.Results[0] = &Result{Status: Ongoing, Count: &n}
		}
		d.FollowUps = append(d.FollowUps, f)
	}
	(&Kommun{Documents: []*Document{d}}).Link()
}

// paced returns a document in force over "FROM TO", with tertials promised and one promise with a target.
func paced(t testing.TB, validity string, target *Target) *Document {
	t.Helper()
	from, to, _ := strings.Cut(validity, " ")
	d := (&Document{From: date(t, from), To: date(t, to), Schedule: Schedule{Times: 3}}).promises("a")
	d.Promises[0].Target = target
	return d
}

func paceOf(d *Document) Pace {
	c := d.Counts(d.Timeline(day.New(2030, 1, 1)))
	f := c.Last(d.Promises[0])
	if f == nil {
		f = d.FollowUps[len(d.FollowUps)-1]
	}
	return c.Pace(d.Promises[0], f)
}

const year = "2026-01-01 2026-12-31"

func TestPace(t *testing.T) {
	least := func(n int) *Target { return &Target{Number: n, Bound: AtLeast} }
	per := func(n int, bound Bound, per Per) *Target { return &Target{Number: n, Bound: bound, Per: per} }
	exactly := &Target{Number: 12, Bound: Exactly}
	about := &Target{Number: 20, Bound: About}
	most := &Target{Number: 3, Bound: AtMost}
	t1, t2, t3 := "2026-05-20 2026-T1 ", "2026-09-20 2026-T2 ", "2027-01-20 2026-T3 "
	for _, c := range []struct {
		name      string
		validity  string
		target    *Target
		followUps []string
		want      string // the state, and what was expected by then of how many
	}{
		{"the tenth below belongs to the pace", year, least(50), []string{t2 + "30"}, "on-pace 33/50"},
		{"more than a tenth below", year, least(50), []string{t2 + "29"}, "behind 33/50"},
		{"a tenth above", year, least(50), []string{t2 + "36"}, "on-pace 33/50"},
		{"more than a tenth above", year, least(50), []string{t2 + "37"}, "ahead 33/50"},
		{"none, when some were expected", year, least(3), []string{t1 + "0"}, "behind 1/3"},
		{"few have to be whole", year, least(4), []string{t2 + "2"}, "on-pace 2/4"},
		{"none expected yet", year, least(2), []string{t1 + "0"}, "too-early 0/2"},
		{"one when none was expected", year, least(2), []string{t1 + "1"}, "ahead 0/2"},
		{"reached before the end", year, least(2), []string{t2 + "2"}, "reached 1/2"},
		{"reached at the end", year, least(50), []string{t3 + "50"}, "reached 50/50"},
		{"more than the least at the end", year, least(50), []string{t3 + "51"}, "reached 50/50"},
		{"one less at the end", year, least(50), []string{t3 + "49"}, "fewer 50/50"},
		{"the last part told of before its end", year, least(50), []string{"2026-12-01 2026-T3 45"}, "on-pace 45/50"},
		{"said outright to be for the period", year, per(50, AtLeast, PerPeriod), []string{t2 + "29"}, "behind 33/50"},

		{"a number without a bound", year, exactly, []string{t1 + "3"}, "behind 4/12"},
		{"just that number", year, exactly, []string{t3 + "12"}, "reached 12/12"},
		{"just that number early", year, exactly, []string{t1 + "12"}, "reached 4/12"},
		{"fewer", year, exactly, []string{t3 + "11"}, "fewer 12/12"},
		{"more", year, exactly, []string{t3 + "13"}, "more 12/12"},
		{"more, early", year, exactly, []string{t1 + "13"}, "more 4/12"},
		{"about: a tenth less", year, about, []string{t3 + "18"}, "reached 20/20"},
		{"about: fewer", year, about, []string{t3 + "17"}, "fewer 20/20"},
		{"about: a tenth more", year, about, []string{t3 + "22"}, "reached 20/20"},
		{"about: more", year, about, []string{t3 + "23"}, "more 20/20"},
		{"about: on the way", year, about, []string{t2 + "13"}, "on-pace 13/20"},

		{"at most: the whole limit from the start", year, most, []string{t1 + "3"}, "within-limit 3/3"},
		{"at most: none", year, most, []string{t3 + "0"}, "within-limit 3/3"},
		{"at most: one more", year, most, []string{t1 + "4"}, "over-limit 3/3"},
		{"at most a week: each week that has begun", year, per(3, AtMost, PerWeek), []string{t1 + "54"}, "within-limit 54/54"},
		{"at most a week: one more", year, per(3, AtMost, PerWeek), []string{t1 + "55"}, "over-limit 54/54"},
		{"at most a year, in its first", year, per(20, AtMost, PerYear), []string{t1 + "20"}, "within-limit 20/20"},
		{"at most a year, in its second", "2025-01-01 2026-12-31", per(20, AtMost, PerYear), []string{t1 + "41"}, "over-limit 40/40"},

		{"a day", year, per(2, AtLeast, PerDay), []string{t1 + "240"}, "on-pace 240/730"},
		{"a week", year, per(3, AtLeast, PerWeek), []string{t1 + "51"}, "on-pace 51/156"},
		{"a week, in a leap year", "2028-01-01 2028-12-31", per(7, AtLeast, PerWeek), []string{"2028-05-20 2028-T1 100"}, "behind 121/366"},
		{"a month", year, per(2, AtLeast, PerMonth), []string{t1 + "8"}, "on-pace 8/24"},
		{"a month, never reached early", year, per(2, AtLeast, PerMonth), []string{t2 + "24"}, "ahead 16/24"},
		{"a month, at the end", year, per(2, AtLeast, PerMonth), []string{t3 + "24"}, "reached 24/24"},
		{"a year", year, per(20, AtLeast, PerYear), []string{t1 + "6"}, "on-pace 6/20"},
		{"a year, reached early", year, per(20, AtLeast, PerYear), []string{t1 + "20"}, "reached 6/20"},
		{"a year, over two", "2026-01-01 2027-12-31", per(80, AtLeast, PerYear), []string{t3 + "84"}, "on-pace 80/160"},
		{"a year, over two, at the end", "2025-01-01 2026-12-31", per(80, AtLeast, PerYear), []string{t3 + "159"}, "fewer 160/160"},
		{"a year, in eleven months", "2026-02-01 2026-12-31", per(80, AtLeast, PerYear), []string{t3 + "73"}, "reached 73/73"},
		{"every second year, over a year", year, &Target{Number: 1, Bound: Exactly, Per: PerYear, Every: 2}, []string{t3 + "1"}, "longer-time 0/0"},
		{"every third month", year, &Target{Number: 1, Bound: Exactly, Per: PerMonth, Every: 3}, []string{t2 + "2"}, "on-pace 2/4"},
		{"April to March", "2026-04-01 2027-03-31", least(12), []string{t1 + "1"}, "on-pace 1/12"},
		{"from the middle of a month", "2026-01-15 2026-12-14", least(11), []string{"2026-05-14 5"}, "ahead 4/11"},

		{"another part than was promised", year, least(12), []string{"2026-07-01 2026-06 6"}, "on-pace 6/12"},
		{"a part named is not longer than its date", year, least(12), []string{"2026-07-31 2026 6"}, "behind 7/12"},
		{"a part found by the date", year, least(12), []string{"2026-05-31 5"}, "on-pace 5/12"},
		{"a part before the validity", year, least(12), []string{"2026-02-01 2025-T3 1"}, "outside 0/0"},
		{"the first day", year, least(373), []string{"2026-01-01 0"}, "behind 1/373"},

		{"no target", year, nil, []string{t1 + "3"}, "no-target 0/0"},
		{"a response time", year, &Target{Number: 24, Unit: "timmar", Bound: AtMost, Within: true}, []string{t1 + "3"}, "response-time 0/0"},
		{"for each", year, &Target{Number: 2, Bound: Exactly, Each: true}, []string{t1 + "3"}, "for-each 0/0"},
		{"no count", year, least(5), []string{t1 + "words"}, "no-count 0/0"},
		{"silence", year, least(5), []string{t1 + "silent"}, "no-count 0/0"},
		{"after a gap", year, least(50), []string{t1 + "silent", t2 + "+20"}, "incomplete 33/50"},
		{"after a gap, and there all the same", year, least(50), []string{t1 + "words", t2 + "+50"}, "reached 33/50"},
		{"after a gap, within a limit", year, most, []string{t1 + "silent", t2 + "+3"}, "incomplete 3/3"},
		{"after a gap, over it", year, most, []string{t1 + "silent", t2 + "+4"}, "over-limit 3/3"},
		{"after a gap, just the number", year, exactly, []string{t1 + "silent", t2 + "+12"}, "incomplete 8/12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := paced(t, c.validity, c.target)
			told(t, d, c.followUps...)
			p := paceOf(d)
			if got := fmt.Sprintf("%s %d/%d", p.State, p.Expected, p.Whole); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if (p.Whole == 0) != !p.State.Compared() && p.State != Incomplete {
				t.Errorf("the state %s is compared: %t", p.State, p.State.Compared())
			}
		})
	}
}

// TestPaceWithoutAPart holds that a count whose time nobody knows is judged only where its time is
// nothing to the matter.
func TestPaceWithoutAPart(t *testing.T) {
	for _, c := range []struct {
		target   Target
		followUp string
		want     PaceState
	}{
		{Target{Number: 12, Bound: AtLeast}, "2026-06-30 3", NoPeriod},
		{Target{Number: 12, Bound: AtLeast}, "2026-06-30 6", NoPeriod},
		{Target{Number: 1, Bound: AtLeast}, "2026-06-30 0", NoPeriod},
		{Target{Number: 12, Bound: AtLeast}, "2026-06-30 7", Ahead},
		{Target{Number: 12, Bound: AtLeast}, "2026-06-30 12", Reached},
		{Target{Number: 12, Bound: Exactly}, "2026-06-30 12", Reached},
		{Target{Number: 12, Bound: Exactly}, "2026-06-30 13", More},
		{Target{Number: 12, Bound: AtMost}, "2026-06-30 12", UnderLimit},
		{Target{Number: 12, Bound: AtMost}, "2026-06-30 13", OverLimit},
		{Target{Number: 1, Bound: AtMost, Per: PerMonth}, "2026-06-30 6", NoPeriod},
		{Target{Number: 1, Bound: AtMost, Per: PerMonth}, "2026-06-30 7", OverLimit},
		{Target{Number: 12, Bound: AtLeast}, "2027-03-01 11", Fewer},
	} {
		d := paced(t, year, &c.target)
		d.Schedule = Schedule{}
		told(t, d, c.followUp)
		if got := paceOf(d).State; got != c.want {
			t.Errorf("%s of %+v is %s, want %s", c.followUp, c.target, got, c.want)
		}
	}
}

// TestPaceOfLongerValidities holds what extended_to and until_replaced do to the time of a target.
func TestPaceOfLongerValidities(t *testing.T) {
	extended := func(d *Document) { d.ExtendedTo = date(t, "2027-12-31") }
	open := func(d *Document) { d.UntilReplaced = true }
	for _, c := range []struct {
		name      string
		change    func(*Document)
		per       Per
		followUps string
		want      string
	}{
		{"extended: the number is for the longer time", extended, "", "2027-01-20 2026-T3 40", "behind 45/90"},
		{"extended: by the year", extended, PerYear, "2027-01-20 2026-T3 80", "behind 90/180"},
		{"until replaced: the number is for the time that was set", open, "", "2027-05-20 2027-T1 80", "fewer 90/90"},
		{"until replaced: and is not reached by what comes after, but counts it", open, "", "2027-05-20 2027-T1 90", "reached 90/90"},
		{"until replaced: by the year, on and on", open, PerYear, "2027-05-20 2027-T1 119", "on-pace 120/0"},
		{"until replaced: by the year, never over", open, PerYear, "2028-01-20 2027-T3 300", "ahead 180/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := paced(t, year, &Target{Number: 90, Bound: AtLeast, Per: c.per})
			c.change(d)
			told(t, d, c.followUps)
			p := paceOf(d)
			if got := fmt.Sprintf("%s %d/%d", p.State, p.Expected, p.Whole); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestReach holds how far in time a follow-up goes, and the order of the follow-ups.
func TestReach(t *testing.T) {
	for _, c := range []struct {
		name      string
		schedule  Schedule
		followUps []string
		want      string
	}{
		{"parts, whenever they come", times(3), []string{"2026-09-20 2026-T2 1", "2026-10-20 2026-T1 1"}, "2026-T1 2026-04-30, 2026-T2 2026-08-31"},
		{"parts found by the date", times(3), []string{"2026-05-20 1"}, "2026-T2 2026-05-20"},
		{"a part that was not promised", times(3), []string{"2026-07-20 2026-H1 1"}, "2026-H1 2026-06-30"},
		{"no schedule and no part", Schedule{}, []string{"2026-07-20 1"}, " 2026-07-20"},
		{"no schedule, after the end", Schedule{}, []string{"2027-07-20 1"}, " 2026-12-31"},
		{"no schedule, but a part", Schedule{}, []string{"2027-01-20 2026 1"}, "2026 2026-12-31"},
		{"months", months(5, 11), []string{"2026-05-24 2026-05 1", "2026-11-20 2026-11 1"}, "2026-05 2026-05-24, 2026-11 2026-11-20"},
		{"the last month, late", months(5, 11), []string{"2026-06-24 2026-05 1", "2027-01-20 2026-11 1"}, "2026-05 2026-05-31, 2026-11 2026-12-31"},
		{"two for one part", times(3), []string{"2026-06-20 2026-T1 1", "2026-05-20 2026-T1 1"}, "2026-T1 2026-04-30, 2026-T1 2026-04-30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := paced(t, year, nil)
			d.Schedule = c.schedule
			told(t, d, c.followUps...)
			var got []string
			for _, r := range d.Counts(d.Timeline(day.New(2030, 1, 1))).reaches {
				got = append(got, r.Part.Name+" "+r.Until.String())
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}

// TestCounts holds how totals and counts since the follow-up before come together.
func TestCounts(t *testing.T) {
	for _, c := range []struct {
		name      string
		followUps []string
		want      string // with each follow-up, by the time that they are for
	}{
		{"totals replace each other", []string{"2026-05-20 2026-T1 3", "2026-09-20 2026-T2 7"}, "3 7"},
		{"also downwards", []string{"2026-05-20 2026-T1 7", "2026-09-20 2026-T2 3"}, "7 3"},
		{"since the last: added", []string{"2026-05-20 2026-T1 +3", "2026-09-20 2026-T2 +7", "2027-01-20 2026-T3 +0"}, "3 10 10"},
		{"since the last after a total", []string{"2026-05-20 2026-T1 3", "2026-09-20 2026-T2 +7"}, "3 10"},
		{"a total after since the last", []string{"2026-05-20 2026-T1 +3", "2026-09-20 2026-T2 7", "2027-01-20 2026-T3 +2"}, "3 7 9"},
		{"a part told of late does not come last", []string{"2026-09-20 2026-T2 7", "2026-10-20 2026-T1 3"}, "3 7"},
		{"nothing, then something", []string{"2026-05-20 2026-T1 silent", "2026-09-20 2026-T2 7"}, "- 7"},
		{"silence leaves the total", []string{"2026-05-20 2026-T1 3", "2026-09-20 2026-T2 silent"}, "3 3"},
		{"a gap before", []string{"2026-05-20 2026-T1 silent", "2026-09-20 2026-T2 +7", "2027-01-20 2026-T3 +2"}, "- 7? 9?"},
		{"a gap between", []string{"2026-05-20 2026-T1 +3", "2026-09-20 2026-T2 words", "2027-01-20 2026-T3 +2"}, "3 3 5?"},
		{"a total closes the gap", []string{"2026-05-20 2026-T1 silent", "2026-09-20 2026-T2 +7", "2027-01-20 2026-T3 12"}, "- 7? 12"},
		{"not started is none", []string{"2026-05-20 2026-T1 unstarted", "2026-09-20 2026-T2 +7"}, "- 7"},
		{"one that never came is no gap", []string{"2026-05-20 2026-T1 +3", "2027-01-20 2026-T3 +7"}, "3 10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := paced(t, year, nil)
			told(t, d, c.followUps...)
			counts := d.Counts(d.Timeline(day.New(2030, 1, 1)))
			var got []string
			for _, r := range counts.reaches {
				n := counts.By(d.Promises[0], r.FollowUp)
				s := "-"
				if n.Given {
					s = strconv.Itoa(n.Total)
				}
				if n.Gap != nil {
					s += "?"
				}
				got = append(got, s)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	for _, c := range []struct {
		unit        Per
		first, last string
		want        string
	}{
		{PerMonth, "2026-01-01", "2026-12-31", "12+0/31"},
		{PerMonth, "2026-01-01", "2026-01-01", "0+1/31"},
		{PerMonth, "2026-01-01", "2026-02-27", "1+27/28"},
		{PerMonth, "2026-01-01", "2026-02-28", "2+0/31"},
		{PerMonth, "2028-01-01", "2028-02-28", "1+28/29"},
		{PerMonth, "2026-04-15", "2027-04-14", "12+0/30"},
		{PerMonth, "2026-01-31", "2026-02-27", "1+0/31"},
		{PerMonth, "2026-01-31", "2026-03-29", "1+30/31"},
		{PerMonth, "2026-01-31", "2026-03-30", "2+0/30"},
		{PerWeek, "2026-01-01", "2026-01-14", "2+0/7"},
		{PerWeek, "2026-12-28", "2027-01-06", "1+3/7"},
		{PerDay, "2028-02-28", "2028-03-01", "3+0/1"},
	} {
		s := span(c.unit, date(t, c.first), date(t, c.last))
		if got := fmt.Sprintf("%d+%d/%d", s.N, s.Days, s.Length); got != c.want {
			t.Errorf("%s to %s is %s, want %s", c.first, c.last, got, c.want)
		}
	}
}
