package opendata

import (
	"bytes"
	"encoding/csv"
	"testing"
)

// TestCSV holds cells against encoding/csv.
func TestCSV(t *testing.T) {
	for _, s := range []string{
		"", " ", "Gå ut", `"Så"`, `\`, `\.`, "a,b", "a;b", "två\nrader", "a\r\nb", "\r", "\t", " före", "\u00a0före", "\xff", "=1", "-1",
	} {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		w.UseCRLF = true
		if err := w.Write([]string{"x", harmless(s)}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got := "x," + string(appendCell(nil, s)) + "\r\n"; got != want.String() {
			t.Errorf("%q is %q, want %q", s, got, &want)
		}
	}
}
