package frontmatter

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/diag"
	"lofte/internal/source"
)

// show writes problems as their place, code and message.
func show(problems *diag.List) string {
	var lines []string
	for _, p := range problems.Sorted() {
		lines = append(lines, fmt.Sprintf("%d:%d %s: %s", p.Line, p.Column, p.Code, p.Message))
	}
	return strings.Join(lines, "\n")
}

func TestSplit(t *testing.T) {
	type result struct {
		Title    string // of the header; "-" when there is none
		Line     int    // of the title
		Body     string
		BodyLine int
		Problems string
	}
	none := func(body string, line int, problems string) result { return result{"-", 0, body, line, problems} }
	noHeader, unclosed, yaml := "no-front-matter: the document has no header", "unclosed-front-matter: the header that begins here has no end", "yaml: the header is YAML"
	tests := []struct {
		name, content string
		want          result
	}{
		{"a header and a body", "+++\ntitle = \"Å\"\n+++\n\nText.\n", result{"Å", 2, "\nText.\n", 4, ""}},
		{"fences with space behind", "+++ \t\ntitle = \"Å\"\n+++  \nText.\n", result{"Å", 2, "Text.\n", 4, ""}},
		{"CR LF", "+++\r\ntitle = \"Å\"\r\n+++\r\nText.\r\n", result{"Å", 2, "Text.\r\n", 4, ""}},
		{"a byte order mark", "\ufeff+++\ntitle = \"Å\"\n+++\nText.\n", result{"Å", 2, "Text.\n", 4, ""}},
		{"empty lines before", "\n \t\n\n+++\ntitle = \"Å\"\n+++\nText.\n", result{"Å", 5, "Text.\n", 7, ""}},
		{"an empty header", "+++\n+++\nText.\n", result{"", 2, "Text.\n", 3, ""}},
		{"a header of comments", "+++\n# å\n\n+++\nText.\n", result{"", 2, "Text.\n", 5, ""}},
		{"no body", "+++\ntitle = \"Å\"\n+++\n", result{"Å", 2, "", 4, ""}},
		{"no line end after the header", "+++\ntitle = \"Å\"\n+++", result{"Å", 2, "", 3, ""}},
		{"fences in the body", "+++\ntitle = \"Å\"\n+++\na\n+++\nb\n+++\n", result{"Å", 2, "a\n+++\nb\n+++\n", 4, ""}},
		{"rules in the body", "+++\ntitle = \"Å\"\n+++\n---\na\n", result{"Å", 2, "---\na\n", 4, ""}},
		{"more than a fence ends no header", "+++\ntitle = \"\"\"\n++++\n +++\n+++ x\"\"\"\n+++\nb\n", result{"++++\n +++\n+++ x", 2, "b\n", 7, ""}},
		{"no TOML", "+++\ntitle = Å\n+++\nText.\n", none("Text.\n", 4, "2:9 toml-syntax: not valid TOML: Å is no value")},
		{"no end", "+++\ntitle = \"Å\"\n\nText.\n", none("", 5, "1:1 "+unclosed)},
		{"no end, after empty lines", "\n\n+++\ntitle = \"Å\"\nText.", none("", 5, "3:1 "+unclosed)},
		{"a fence alone", "+++", none("", 1, "1:1 "+unclosed)},
		{"no header", "Bara text.\n+++\n", none("Bara text.\n+++\n", 1, "1:1 "+noHeader)},
		{"no header, after empty lines", "\n\nBara text.\n", none("\n\nBara text.\n", 1, "3:1 "+noHeader)},
		{"nearly a fence", "++++\na\n+++\n", none("++++\na\n+++\n", 1, "1:1 "+noHeader)},
		{"JSON", "{\n\"title\": \"Å\"\n}\n", none("{\n\"title\": \"Å\"\n}\n", 1, "1:1 "+noHeader)},
		{"an empty file", "", none("", 1, "1:1 "+noHeader)},
		{"a file of line ends", "\n\r\n", none("\n\r\n", 1, "3:1 "+noHeader)},
		{"YAML", "---\ntitle: Å\n---\nText.\n", none("Text.\n", 4, "1:1 "+yaml)},
		{"YAML with CR LF and space", "--- \r\ntitle: Å\r\n---\r\nText.\r\n", none("Text.\r\n", 4, "1:1 "+yaml)},
		{"empty YAML", "---\n---\nText.\n", none("Text.\n", 3, "1:1 "+yaml)},
		{"YAML without end", "---\ntitle: Å\n", none("---\ntitle: Å\n", 1, "1:1 "+yaml)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var problems diag.List
			text, ok := Decode("a.md", []byte(tt.content), &problems)
			if !ok {
				t.Fatalf("not text: %s", show(&problems))
			}
			header, body := Split(text, &problems)
			got := result{"-", 0, body.Content, body.FirstLine, show(&problems)}
			if header != nil {
				got.Title, got.Line = header.String("title"), header.Spot("title").Line
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("split (-want +got):\n%s", diff)
			}
			if body.Path != "a.md" {
				t.Errorf("the body is of %q", body.Path)
			}
		})
	}
}

// A text that does not begin its file, or does not say where it begins, has its own lines.
func TestSplitCountsFromTheTextsFirstLine(t *testing.T) {
	for first, add := range map[int]int{0: 0, 1: 0, 10: 9} {
		var problems diag.List
		header, body := Split(source.Text{Path: "a.md", FirstLine: first, Content: "+++\na = 1\n+++\nb\n"}, &problems)
		if got := header.Spot("a").Line; got != 2+add {
			t.Errorf("with first line %d, the key is on line %d", first, got)
		}
		if body.FirstLine != 4+add {
			t.Errorf("with first line %d, the body is on line %d", first, body.FirstLine)
		}
		if _, body := Split(source.Text{Path: "a.md", FirstLine: first, Content: "+++\na = 1\n"}, &problems); body.FirstLine != 3+add {
			t.Errorf("with first line %d, what follows a header without end is on line %d", first, body.FirstLine)
		}
	}
}

func TestDecode(t *testing.T) {
	utf16 := func(littleEndian bool, s string) []byte {
		var b []byte
		for _, r := range s {
			if littleEndian {
				b = append(b, byte(r), byte(r>>8))
			} else {
				b = append(b, byte(r>>8), byte(r))
			}
		}
		return b
	}
	isUTF16 := "1:1 not-utf8: the file is UTF-16, not UTF-8"
	tests := []struct {
		name string
		data []byte
		want string // the text, or the problem
		ok   bool
	}{
		{"UTF-8", []byte("åäö\n"), "åäö\n", true},
		{"a byte order mark", []byte("\ufeffåäö"), "åäö", true},
		{"only the first mark is one", []byte("\ufeff\ufeffå"), "\ufeffå", true},
		{"nothing", nil, "", true},
		{"a byte order mark alone", []byte("\ufeff"), "", true},
		{"one byte", []byte("a"), "a", true},
		{"UTF-16 with a mark", utf16(true, "\ufeff+++\nå"), isUTF16, false},
		{"UTF-16, the other way round", utf16(false, "\ufeff+++\nå"), isUTF16, false},
		{"UTF-16 without a mark", utf16(true, "+++\nå"), isUTF16, false},
		{"UTF-16 without a mark, the other way round", utf16(false, "+++\na"), isUTF16, false},
		{"UTF-16 that is UTF-8 too", utf16(true, "+++\n"), isUTF16, false},
		{"a mark of UTF-16 alone", []byte("\xff\xfe"), isUTF16, false},
		{"the other mark of UTF-16 alone", []byte("\xfe\xff"), isUTF16, false},
		{"half a mark of UTF-16", []byte("\xff\xe5"), "1:1 not-utf8: the byte 0xFF is no UTF-8", false},
		{"half the other mark of UTF-16", []byte("\xfe\xe5"), "1:1 not-utf8: the byte 0xFE is no UTF-8", false},
		{"the end of a mark of UTF-16", []byte("\xe5\xff"), "1:1 not-utf8: the byte 0xE5 is no UTF-8", false},
		{"Latin-1", []byte("+++\ntitle = \"Tr\xe4d i \xc5sele\"\n+++\n"), "2:12 not-utf8: the byte 0xE4 is no UTF-8", false},
		{"Latin-1 after åäö", []byte("åäö\nåäö \xe5"), "2:5 not-utf8: the byte 0xE5 is no UTF-8", false},
		{"Latin-1 signs", []byte("5 \xa7"), "1:3 not-utf8: the byte 0xA7 is no UTF-8", false},
		{"a character cut off", []byte("abc\xc3"), "1:4 not-utf8: the byte 0xC3 is no UTF-8", false},
		{"a surrogate", []byte("a\xed\xa0\x80"), "1:2 not-utf8: the byte 0xED is no UTF-8", false},
		{"U+FFFD is a character", []byte("a\ufffdb"), "a\ufffdb", true},
		{"the largest file", []byte(strings.Repeat("x", MaxSize)), strings.Repeat("x", MaxSize), true},
		{"a file too large", []byte(strings.Repeat("x", MaxSize+1)), "0:0 too-large: the file is larger than 4 MiB", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var problems diag.List
			text, ok := Decode("a.md", tt.data, &problems)
			got := text.Content
			if !ok {
				got = show(&problems)
			}
			if ok != tt.ok || ok != (problems.Len() == 0) || got != tt.want {
				t.Errorf("got %t, %.100q, %s\nwant %t, %.100q", ok, got, show(&problems), tt.ok, tt.want)
			}
			if text.Path != "a.md" || text.FirstLine != 1 {
				t.Errorf("the text is of %q from line %d", text.Path, text.FirstLine)
			}
			for _, p := range problems.Sorted() {
				if p.Path != "a.md" || !utf8.ValidString(p.Excerpt) || p.Width > 1 {
					t.Errorf("the problem is at %+v", p.Spot)
				}
			}
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "+++\n+++\n", "+++\r\na = 1\r\n+++\r\nb\r\n", "\ufeff\n+++ \na = \"\"\"\n+++\n", "---\na: b\n---\nc", "---\n---", "+++\nå\xe5",
		"\xff\xfe+\x00", "a\n+++\n", "+++", "+++\n++++\n+++\n---\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var problems diag.List
		text, ok := Decode("a.md", data, &problems)
		if ok && !utf8.ValidString(text.Content) || ok != (problems.Len() == 0) {
			t.Fatalf("ok is %t, with %s", ok, show(&problems))
		}
		if !strings.HasSuffix(string(data), text.Content) {
			t.Fatal("the text is not in the file")
		}
		if !ok {
			return
		}
		header, body := Split(text, &problems)
		if header == nil && problems.Len() == 0 {
			t.Error("no header, and no word of it")
		}
		head, found := strings.CutSuffix(text.Content, body.Content)
		if !found {
			t.Fatalf("the body %q is no end of the text", body.Content)
		}
		if want := 1 + strings.Count(head, "\n"); body.FirstLine != want {
			t.Errorf("the body is on line %d, want %d", body.FirstLine, want)
		}
		if header != nil {
			header.Done() // each key is unknown, and stands in the head
		}
		lines := strings.Split(text.Content, "\n")
		for _, p := range problems.Sorted() {
			if p.Line < 1 || p.Line > len(lines) || header != nil && p.Line >= body.FirstLine || strings.TrimSuffix(lines[p.Line-1], "\r") != p.Excerpt {
				t.Errorf("a problem on line %d of %d, with the body on %d: %q", p.Line, len(lines), body.FirstLine, p.Excerpt)
			}
			if n := utf8.RuneCountInString(p.Excerpt); p.Column < 1 || p.Column > n+1 {
				t.Errorf("a problem at column %d of %d", p.Column, n)
			}
		}
	})
}
