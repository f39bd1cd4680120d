package promise

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

// Silence, and a word that names no status, change nothing; neither does the same status again.
func TestStatusChanges(t *testing.T) {
	d := (&Document{Period: "2019"}).promises("a", "b", "c")
	d.tell(day.New(2019, 1, 1), Ongoing, Unreported, statusless)
	d.tell(day.New(2019, 2, 1), Ongoing, Kept, NotStarted)
	d.tell(day.New(2019, 3, 1), statusless, NotKept)
	d.tell(day.New(2019, 4, 1), Kept, NotKept, Ongoing)
	want := []string{
		"2019-01-01 a: unreported to ongoing",
		"2019-02-01 b: unreported to kept",
		"2019-02-01 c: unreported to not-started",
		"2019-03-01 b: kept to not-kept",
		"2019-04-01 a: ongoing to kept",
		"2019-04-01 c: not-started to ongoing",
	}
	var got []string
	for _, f := range d.FollowUps {
		for _, c := range f.StatusChanges() {
			if c.FollowUp != f {
				t.Errorf("%s is told by %s", c.Promise.ID, c.FollowUp.Date)
			}
			got = append(got, fmt.Sprintf("%s %s: %s to %s", f.Date, c.Promise.ID, c.Before, c.After))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestWithholds(t *testing.T) {
	on := day.New(2019, 6, 1)
	later := Withheld{Publish: day.New(2019, 7, 1)}
	for name, k := range map[string]*Kommun{
		"a document":  {Documents: []*Document{{}, {Withheld: later}}},
		"a follow-up": {Documents: []*Document{{FollowUps: []*FollowUp{{}, {Withheld: Withheld{Draft: true}}}}}},
		"news":        {News: []*News{{}, {Withheld: later}}},
	} {
		s := &Site{Kommuner: []*Kommun{{}, k}}
		if !s.Withholds(on) {
			t.Errorf("%s is said not to be withheld", name)
		}
		if name != "a follow-up" && s.Withholds(day.New(2019, 7, 1)) {
			t.Errorf("%s is said to be withheld on its day", name)
		}
	}
}
