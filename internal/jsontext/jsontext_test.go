package jsontext

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestAppend(t *testing.T) {
	for _, s := range []string{
		"", " ", "Gå ut", `"Så"`, `\`, "två\nrader", "a\r\nb", "\t", "\u2028", "\u2029x", "\ufffd", "\xff", "å\xc3", "🙂", "</script><b>&amp;", "\x00\x01\b\f\x1f\x7f",
	} {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got := string(Append([]byte("x"), s)) + "\n"; got != "x"+want.String() {
			t.Errorf("%q is %s, want x%s", s, got, &want)
		}
	}
}
