package opendata

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"testing"
)

var strange = []string{
	"", " ", "Gå ut", `"Så"`, `\`, `\.`, "a,b", "a;b", "två\nrader", "a\r\nb", "\r", "\t", " före", "\u00a0före", "\u2028", "\u2029x", "\ufffd", "\xff", "å\xc3", "🙂",
	"<b>&", "\x00\x01\b\f\x1f\x7f", "=1", "-1",
}

// TestJSON holds texts against encoding/json.
func TestJSON(t *testing.T) {
	for _, s := range strange {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(appendJSON(nil, s)) + "\n"; got != want.String() {
			t.Errorf("%q is %s, want %s", s, got, &want)
		}
	}
}

// TestCSV holds cells against encoding/csv.
func TestCSV(t *testing.T) {
	for _, s := range strange {
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
