package promise

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Front matter and open data rely on these words.
func TestStatusWords(t *testing.T) {
	words := map[Status]string{Unreported: "unreported", NotStarted: "not-started", Ongoing: "ongoing", PartlyKept: "partly-kept", Kept: "kept", NotKept: "not-kept", Cancelled: "cancelled"}
	if len(words) != int(statuses) {
		t.Errorf("%d words for %d states", len(words), statuses)
	}
	for s, want := range words {
		if s.String() != want {
			t.Errorf("state %d is %q, want %q", s, s, want)
		}
		got, err := ParseStatus(want)
		if s == Unreported {
			if err == nil {
				t.Error("silence can be written")
			}
			continue
		}
		if err != nil || got != s {
			t.Errorf("ParseStatus(%q) is %v, %v", want, got, err)
		}
		if !slices.Contains(StatusNames(), want) {
			t.Errorf("StatusNames lacks %q", want)
		}
	}
	for _, word := range []string{"", "Kept", "klar", "notkept", " kept"} {
		if s, err := ParseStatus(word); err == nil || s != Unreported {
			t.Errorf("ParseStatus(%q) is %s, %v", word, s, err)
		}
	}
	if slices.Contains(StatusNames(), "unreported") {
		t.Error("StatusNames has unreported")
	}
}

// Every state is shown once, silence last.
func TestStatuses(t *testing.T) {
	all := Statuses()
	if all[len(all)-1] != Unreported {
		t.Errorf("the last is %s", all[len(all)-1])
	}
	slices.Sort(all)
	if len(slices.Compact(all)) != int(statuses) {
		t.Errorf("%d states are shown, want %d", len(all), statuses)
	}
}

func TestWords(t *testing.T) {
	got := [][]string{Effects(), Bounds(), Pers()}
	want := [][]string{{"better", "same", "worse", "unknown"}, {"min", "max", "exact", "about"}, {"week", "month", "year", "period"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

func TestBodyEmpty(t *testing.T) {
	if !(Body{}).Empty() || (Body{HTML: "<p>å</p>"}).Empty() {
		t.Error("Empty is wrong")
	}
}
