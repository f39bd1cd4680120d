package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
	"lofte/internal/diag"
)

// TestFaultyAccessibility holds that of a faulty statement what is right is taken, and that nothing of the
// rest claims more than was told.
func TestFaultyAccessibility(t *testing.T) {
	var problems diag.List
	got := Read([]byte(`base_url = "https://exempel.se/"
[accessibility]
status = "fully"
assessed = "i går"
updated = 2026-01-31
method = "axe"
report = "brister"
contact = { email = "exempel.se", phone = "0150-123 45" }
supervisor = { url = "https://tillsyn.example/" }
[[accessibility.shortcoming]]
what = "Kartan har ingen text."
why = "besvärligt"
who = ["blind", "without-vision"]
`), &problems).Accessibility
	want := Accessibility{
		Given: true, Updated: day.New(2026, 1, 31), Contact: Contact{Phone: "0150-123 45"}, Supervisor: Default().Accessibility.Supervisor,
		Shortcomings: []Shortcoming{{What: "Kartan har ingen text.", Who: []string{"without-vision"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the statement (-want +got):\n%s", diff)
	}
}

// What is outside the law does not keep a site from conforming to it.
func TestFullConformity(t *testing.T) {
	got := read(t, `base_url = "https://exempel.se/"
publisher = { name = "Exempelby kommun" }
[accessibility]
status = "full"
assessed = 2026-01-31
updated = 2026-01-31
method = "external"
report = "https://exempel.se/brister"
shortcoming = [{ what = "Rapporten från 2016 är inskannad.", why = "outside" }]
`).Accessibility
	if got.Conformity != Full || len(got.Shortcomings) != 1 {
		t.Errorf("the statement is read as %+v", got)
	}
}
