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
		for html, add := range map[bool]func([]byte, string) []byte{false: Append, true: AppendForHTML} {
			var want bytes.Buffer
			e := json.NewEncoder(&want)
			e.SetEscapeHTML(html)
			if err := e.Encode(s); err != nil {
				t.Fatal(err)
			}
			if got := string(add([]byte("x"), s)) + "\n"; got != "x"+want.String() {
				t.Errorf("%q is %s, want x%s", s, got, &want)
			}
		}
	}
}
