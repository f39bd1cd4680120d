package message

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMissing(t *testing.T) {
	sv := load(t, "sv", "reviewed_by = \"lofte\"\nb = \"B\"\na = \"A\"\n[n]\none = \"ett\"\nother = \"flera\"\n")
	tests := []struct {
		name, file string
		want       []string
	}{
		{"all", "a = \"1\"\nb = \"2\"\nn = \"3\"\nreviewed_by = \"x\"\n", nil},
		{"more", "a = \"1\"\nb = \"2\"\nn = \"3\"\nreviewed_by = \"x\"\nc = \"4\"\n", nil},
		{"some", "a = \"1\"\nreviewed_by = \"x\"\n", []string{"b", "n"}},
		{"all, and nobody has read it", "a = \"1\"\nb = \"2\"\nn = \"3\"\n", []string{ReviewedBy}},
		{"none", "", []string{"a", "b", "n", ReviewedBy}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, load(t, "fi", tt.file).Missing(sv)); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
	if got := sv.Missing(sv); got != nil {
		t.Errorf("a catalogue lacks %q of its own", got)
	}
}
