package table

import (
	"fmt"
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

// What nobody writes is refused before it takes all memory; what somebody might write is not.
func TestDepth(t *testing.T) {
	nested := func(open, inner, closing string, n int) string {
		return "v = " + strings.Repeat(open, n) + inner + strings.Repeat(closing, n) + "\n"
	}
	dotted := func(n int) string { return strings.TrimSuffix(strings.Repeat("a.", n), ".") }
	tests := []struct {
		name, content, want string
	}{
		{"lists", nested("[", "1", "]", 50), ""},
		{"lists, too deep", nested("[", "1", "]", 51), "2:55"},
		{"lists without end", nested("[", "", "", 4<<20), "2:55"},
		{"inline tables", nested("{a=", "1", "}", 50), ""},
		{"inline tables, too deep", nested("{a=", "1", "}", 51), "2:155"},
		{"both, after others", "a = [[1], [2]] # [[[[\nb = [\n" + strings.Repeat("[{c=[", 20) + strings.Repeat("]}]", 20) + "]\n", "4:82"},
		{"many lists beside each other", nested("", strings.TrimSuffix("["+strings.Repeat("[[1]], ", 1000), ", ")+"]", "", 1), ""},
		{"brackets in texts and comments", "a = \"" + strings.Repeat("[", 99) + "\" # " + strings.Repeat("{", 99) + "\nb = '" + strings.Repeat("{", 99) + "'\n", ""},
		{"a comment that ends the text", "a = 1 # " + strings.Repeat("[", 99), ""},
		{"a dotted key", dotted(50) + " = 1\n", ""},
		{"a dotted key, too deep", dotted(51) + " = 1\n", "2:100"},
		{"a header, too deep", "[" + dotted(51) + "]\n", "2:101"},
		{"many keys with dots", strings.Repeat("[a.b.c]\n", 1) + strings.Repeat("# a.b\n", 100) + "d.e = 1.5\nf = [" + strings.Repeat("1.5, ", 100) + "]\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var problems diag.List
			table, ok := Parse(source.Text{Path: "a.md", FirstLine: 2, Content: tt.content}, &problems)
			table.Done() // what is not too deep can be placed
			got := ""
			if list := problems.Sorted(); !ok {
				got = fmt.Sprintf("%d:%d", list[0].Line, list[0].Column)
			}
			if got != tt.want {
				t.Errorf("refused at %q, want %q: %q", got, tt.want, show(&problems))
			}
		})
	}
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
