package table

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/diag"
	"lofte/internal/golden"
	"lofte/internal/say"
	"lofte/internal/source"
)

// TestSyntax holds what an editor sees of texts that are no TOML, in both languages. Each file of a
// case is one such text.
func TestSyntax(t *testing.T) {
	golden.Cases(t, "testdata/syntax/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		var problems diag.List
		for name, f := range site {
			if strings.HasPrefix(name, "want") {
				continue
			}
			before := problems.Len()
			// The text of a header begins on the file's second line.
			if table, ok := Parse(source.Text{Path: name, FirstLine: 2, Content: string(f.Data)}, &problems); ok || table != nil {
				t.Errorf("%s is TOML", name)
			} else if problems.Len() != before+1 {
				t.Errorf("%s has %d problems, want one", name, problems.Len()-before)
			}
		}
		shown := map[string]string{}
		for name, language := range map[string]say.Language{"want": say.English, "want.sv": say.Swedish} {
			var b strings.Builder
			if err := (diag.Printer{Language: language}).Text(&b, problems.Sorted()); err != nil {
				t.Fatal(err)
			}
			shown[name] = b.String()
		}
		return shown
	})
}

// The same faults stand at the same places when the lines end as on Windows, and when nothing ends the
// last line.
func TestSyntaxWithOtherLineEnds(t *testing.T) {
	tests := map[string]string{
		"a text without end":   "a = 1\ntitle = \"Å\nb = 2\n",
		"a value is missing":   "a = 1\ntitle =\n",
		"an = is missing":      "a = 1\ntitle\n",
		"a list without end":   "a = 1\nfocus = [\"Å\",\nb = 2\n",
		"a table without end":  "a = 1\nimage = { file = \"å.jpg\"\nb = 2\n",
		"a header without end": "a = 1\n[contact\n",
		"a colon":              "a = 1\ntitle: Åsa\n",
		"no such day":          "a = 1\nfrom = 2019-02-30\n",
		"typographic quotes":   "a = 1\ntitle = “Å”\n",
		"a key twice":          "a = 1\n\na = 2\n",
		"a word too many":      "a = 1\nb = \"å\" ö\n",
		"a text of many lines": "a = 1\nb = \"\"\"å\nö\n",
	}
	for name, content := range tests {
		t.Run(name, func(t *testing.T) {
			var want diag.List
			Parse(source.Text{Path: "a.md", Content: content}, &want)
			others := map[string]string{"CR LF": strings.ReplaceAll(content, "\n", "\r\n"), "no line end": strings.TrimSuffix(content, "\n")}
			for how, other := range others {
				var got diag.List
				Parse(source.Text{Path: "a.md", Content: other}, &got)
				if w, g := show(&want), show(&got); len(w) != 1 || !slices.Equal(w, g) {
					t.Errorf("with %s\ngot  %s\nwant %s", how, g, w)
				}
			}
		})
	}
}
