package promise

import (
	"slices"
	"testing"
)

func TestPromisers(t *testing.T) {
	for _, c := range []struct {
		named, all []Party
		shared     bool
	}{
		{nil, nil, false},
		{[]Party{Police}, []Party{Police}, false},
		{[]Party{"Poseidon"}, []Party{"Poseidon"}, false},
		{[]Party{Both}, []Party{Police, Kommunen, Both}, true},
		{[]Party{Police, "Poseidon"}, []Party{Police, "Poseidon"}, true},
		{[]Party{Police, Kommunen, "Poseidon"}, []Party{Police, Kommunen, "Poseidon", Both}, true},
		{[]Party{"Poseidon", "Tyréns"}, []Party{"Poseidon", "Tyréns"}, true},
	} {
		p := Promise{Parties: c.named}
		if got := p.Promisers(); !slices.Equal(got, c.all) {
			t.Errorf("%q are promised by %q, not %q", c.named, got, c.all)
		}
		if p.Shared() != c.shared {
			t.Errorf("%q: shared %v", c.named, p.Shared())
		}
	}
}
