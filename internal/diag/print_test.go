package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/say"
	"lofte/internal/source"
)

// on returns the spot of a word in a line.
func on(line, word string) source.Spot {
	i := strings.Index(line, word)
	text := source.Text{Path: "content/a.md", FirstLine: 3, Content: line}
	return text.Spot(i, i+len(word))
}

func text(t *testing.T, p Printer, at source.Spot, message, hint string) string {
	t.Helper()
	var l List
	problem := l.Errorf(at, UnknownKey, "%s", message)
	if hint != "" {
		problem.Hintf("%s", hint)
	}
	var b strings.Builder
	if err := p.Text(&b, l.Sorted()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	far := strings.Repeat("å", 150)
	tests := []struct {
		name string
		at   source.Spot
		hint string
		want string
	}{
		{"a line, a caret, a hint", on("form = 2019-01-01", "form"), "did you mean \"from\"?", `
content/a.md:3:1: error: m [unknown-key]
  3 | form = 2019-01-01
      ^^^^
      did you mean "from"?
`},
		{"no hint", on("form = 1", "1"), "", `
content/a.md:3:8: error: m [unknown-key]
  3 | form = 1
             ^
`},
		{"a file as a whole", source.Whole("content/a.md"), "move it", `
content/a.md: error: m [unknown-key]
      move it
`},
		{"an empty line", source.Text{Path: "a.md", Content: "a\n\n"}.Spot(2, 2), "", `
a.md:2:1: error: m [unknown-key]
`},
		{"under åäö", on("åäö = “ö” x", "ö”"), "", `
content/a.md:3:8: error: m [unknown-key]
  3 | åäö = “ö” x
             ^^
`},
		{"after letters with an accent of their own", on("a\u030aa\u0308o\u0308 = xy", "xy"), "", "\n" +
			"content/a.md:3:10: error: m [unknown-key]\n" +
			"  3 | a\u030aa\u0308o\u0308 = xy\n" +
			"            ^^\n"},
		{"after an emoji", on("🐕 = xy", "xy"), "", `
content/a.md:3:5: error: m [unknown-key]
  3 | 🐕 = xy
           ^^
`},
		{"under an emoji", on("a = 🐕", "🐕"), "", `
content/a.md:3:5: error: m [unknown-key]
  3 | a = 🐕
          ^^
`},
		{"after tabs", on("\t\tform = 1", "form"), "", `
content/a.md:3:3: error: m [unknown-key]
  3 |   form = 1
        ^^^^
`},
		{"control characters, escapes and what cannot be seen", on("a\x1b[31m\x07\u200b\u00ad\u202e\u2028\x85b = xy", "xy"), "", `
content/a.md:3:17: error: m [unknown-key]
  3 | a�[31m������b = xy
                      ^^
`},
		{"far behind the line's end", source.Spot{Place: source.Place{Path: "a.md", Line: 1, Column: 9}, Excerpt: "abc", Width: 1}, "", `
a.md:1:9: error: m [unknown-key]
  1 | abc
         ^
`},
		{"wider than the line", source.Spot{Place: source.Place{Path: "a.md", Line: 1, Column: 2}, Excerpt: "abc", Width: 90}, "", `
a.md:1:2: error: m [unknown-key]
  1 | abc
       ^^
`},
		{"a line number of four digits", source.Text{Path: "a.md", FirstLine: 1234, Content: "abc"}.Spot(1, 2), "", `
a.md:1234:2: error: m [unknown-key]
1234 | abc
        ^
`},
		{"a line that just fits", on("xy"+far[:2*98], "xy"), "", `
content/a.md:3:1: error: m [unknown-key]
  3 | xy` + far[:2*98] + `
      ^^
`},
		{"the start of a long line", on("xy"+far, "xy"), "", `
content/a.md:3:1: error: m [unknown-key]
  3 | xy` + strings.Repeat("å", 98) + `…
      ^^
`},
		{"the middle of a long line", on(far+"xy"+far, "xy"), "", `
content/a.md:3:151: error: m [unknown-key]
  3 | …` + strings.Repeat("å", 33) + "xy" + strings.Repeat("å", 65) + `…
` + strings.Repeat(" ", 6+1+33) + `^^
`},
		{"the end of a long line", on(far+"xy", "xy"), "", `
content/a.md:3:151: error: m [unknown-key]
  3 | …` + strings.Repeat("å", 98) + `xy
` + strings.Repeat(" ", 6+1+98) + `^^
`},
		{"all of a long line", on(far, far), "", `
content/a.md:3:1: error: m [unknown-key]
  3 | ` + strings.Repeat("å", 100) + `…
      ` + strings.Repeat("^", 101) + `
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want[1:], text(t, Printer{}, tt.at, "m", tt.hint)); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a file holds, what is printed obeys no terminal and breaks no line.
func TestTextIsHarmless(t *testing.T) {
	evil := "a\x1b]0;x\x07\r\n\u009b2J\u2066\u200d"
	at := source.Text{Path: "content/" + evil + ".md", Content: evil}.Spot(0, 1)
	at.Excerpt = evil
	got := text(t, Printer{}, at, evil, evil)
	want := "content/a�]0;x����2J��.md:1:1: error: a�]0;x����2J�� [unknown-key]\n  1 | a�]0;x����2J��\n      ^\n      a�]0;x����2J��\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

func TestTextInColor(t *testing.T) {
	got := text(t, Printer{Color: true}, on("form = 1", "form"), "m", "h")
	want := "\x1b[1mcontent/a.md:3:1:\x1b[0m \x1b[31merror:\x1b[0m m [unknown-key]\n  3 | form = 1\n      \x1b[31m^^^^\x1b[0m\n      \x1b[36mh\x1b[0m\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	var l List
	l.Warnf(source.Whole("a.md"), NoAlt, "m")
	var b strings.Builder
	if err := (Printer{Color: true}).Text(&b, l.Sorted()); err != nil {
		t.Fatal(err)
	}
	if want := "\x1b[1ma.md:\x1b[0m \x1b[33mwarning:\x1b[0m m [no-alt]\n"; b.String() != want {
		t.Errorf("a warning is printed as %q, want %q", b.String(), want)
	}
	l = List{}
	l.Advisef(source.Whole("a.md"), VagueVerb, "m")
	b.Reset()
	if err := (Printer{Color: true}).Text(&b, l.Sorted()); err != nil {
		t.Fatal(err)
	}
	if want := "\x1b[1ma.md:\x1b[0m \x1b[32madvice:\x1b[0m m [vague-verb]\n"; b.String() != want {
		t.Errorf("advice is printed as %q, want %q", b.String(), want)
	}
}

func TestTextInSwedish(t *testing.T) {
	var l List
	l.Errorf(on("form = 1", "form"), UnknownKey, "unknown key %q", "form").Suggest("form", []string{"from"})
	l.Warnf(source.Whole("z.md"), NoAlt, "the image has no text for those who do not see it")
	var b strings.Builder
	if err := (Printer{Language: say.Swedish}).Text(&b, l.Sorted()); err != nil {
		t.Fatal(err)
	}
	want := `content/a.md:3:1: fel: okänd nyckel "form" [unknown-key]
  3 | form = 1
      ^^^^
      menar du "from"?
z.md: varning: bilden saknar text för den som inte ser den [no-alt]
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

// Scripts rely on the names and the order of the keys.
func TestJSON(t *testing.T) {
	var l List
	l.Errorf(on("form = <å>", "<å>"), UnknownKey, "unknown <key> %q", "form\x1b").Hintf("a & b")
	l.Warnf(source.Whole("content/z.md"), Clash, "m")
	var b strings.Builder
	if err := (Printer{}).JSON(&b, l.Sorted()); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "path": "content/a.md",
    "line": 3,
    "column": 8,
    "severity": "error",
    "code": "unknown-key",
    "message": "unknown <key> \"form\\x1b\"",
    "hint": "a & b"
  },
  {
    "path": "content/z.md",
    "line": 0,
    "column": 0,
    "severity": "warning",
    "code": "clash",
    "message": "m",
    "hint": ""
  }
]
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	if !json.Valid([]byte(b.String())) {
		t.Error("not JSON")
	}
}

func TestJSONOfNoProblems(t *testing.T) {
	var b bytes.Buffer
	if err := (Printer{}).JSON(&b, nil); err != nil {
		t.Fatal(err)
	}
	if b.String() != "[]\n" {
		t.Errorf("got %q, want an empty array", b.String())
	}
}

func TestGitHub(t *testing.T) {
	tests := []struct {
		name string
		add  func(l *List)
		want string
	}{
		{"an error with a hint", func(l *List) {
			l.Errorf(on("form = 1", "form"), UnknownKey, "unknown key %q", "form").Hintf("100 %%, %s", "a:b")
		}, "::error file=content/a.md,line=3,col=1,title=unknown-key::unknown key \"form\"%0A100 %25, a:b\n"},
		{"a warning of a file", func(l *List) { l.Warnf(source.Whole("a.md"), Clash, "m") },
			"::warning file=a.md,title=clash::m\n"},
		{"advice", func(l *List) { l.Advisef(source.Whole("a.md"), VagueVerb, "m") },
			"::notice file=a.md,title=vague-verb::m\n"},
		{"a path that would end the command", func(l *List) { l.Errorf(source.Whole("a,b:c%\r\n::d.md"), Clash, "m") },
			"::error file=a%2Cb%3Ac%25%0D%0A%3A%3Ad.md,title=clash::m\n"},
		{"a message that would begin another command", func(l *List) { l.Errorf(source.Whole("a.md"), Clash, "%s", "a\r\n::error::b\x1b[31m") },
			"::error file=a.md,title=clash::a��::error::b�[31m\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l List
			tt.add(&l)
			var b strings.Builder
			if err := (Printer{}).GitHub(&b, l.Sorted()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestPrintingTellsWriteErrors(t *testing.T) {
	var l List
	l.Errorf(source.Whole("a.md"), Clash, "m")
	for name, print := range map[string]func() error{
		"Text":   func() error { return Printer{}.Text(broken{}, l.Sorted()) },
		"JSON":   func() error { return Printer{}.JSON(broken{}, l.Sorted()) },
		"GitHub": func() error { return Printer{}.GitHub(broken{}, l.Sorted()) },
	} {
		if print() == nil {
			t.Errorf("%s does not tell that nothing was written", name)
		}
	}
}
