package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	xwidth "golang.org/x/text/width"

	"lofte/internal/say"
)

// Printer writes problems for people and for machines.
type Printer struct {
	Language say.Language
	Color    bool // with ANSI escapes, for a terminal
}

const (
	bold, red, yellow, green, cyan, plain = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[36m", "\x1b[0m"

	excerptWidth = 100 // characters of a source line that are shown
)

// Text writes each problem as its line, the source line with a caret, and the hint.
func (p Printer) Text(w io.Writer, problems []Problem) error {
	var b strings.Builder
	for _, q := range problems {
		p.text(&b, q)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (p Printer) text(b *strings.Builder, q Problem) {
	on := func(color string) string {
		if p.Color {
			return color
		}
		return ""
	}
	color := red
	switch q.Severity {
	case Warning:
		color = yellow
	case Advice:
		color = green
	}
	b.WriteString(on(bold) + printable(q.Path))
	if q.Line > 0 {
		fmt.Fprintf(b, ":%d:%d", q.Line, q.Column)
	}
	fmt.Fprintf(b, ":%s %s%s:%s %s [%s]\n", on(plain), on(color), p.Language.Sprintf(string(q.Severity)), on(plain),
		printable(q.Message.In(p.Language)), q.Code)
	if q.Excerpt != "" {
		excerpt, before, width := window([]rune(printable(q.Excerpt)), q.Column-1, q.Width)
		margin := fmt.Sprintf("%3d | ", q.Line)
		fmt.Fprintf(b, "%s%s\n%s%s%s%s\n", margin, string(excerpt), strings.Repeat(" ", len(margin)+cells(excerpt[:before])),
			on(color), strings.Repeat("^", max(1, cells(excerpt[before:before+width]))), on(plain))
	}
	if hint := q.Hint.In(p.Language); hint != "" {
		fmt.Fprintf(b, "      %s%s%s\n", on(cyan), printable(hint), on(plain))
	}
}

// window cuts a long line to what stands around the caret, and returns how many characters stand
// before the caret and how many it is wide.
func window(line []rune, before, width int) ([]rune, int, int) {
	before = min(max(before, 0), len(line))
	width = min(width, len(line)-before)
	if len(line) <= excerptWidth {
		return line, before, width
	}
	start := max(0, min(before-excerptWidth/3, len(line)-excerptWidth))
	end := start + excerptWidth
	cut := slices.Clone(line[start:end])
	before -= start
	if start > 0 {
		cut, before = slices.Insert(cut, 0, '…'), before+1
	}
	if end < len(line) {
		cut = append(cut, '…')
	}
	return cut, before, min(width, len(cut)-before)
}

// cells returns how many places of a terminal characters take: an accent of its own takes none, an
// emoji two.
func cells(line []rune) int {
	n := 0
	for _, r := range line {
		switch k := xwidth.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case k == xwidth.EastAsianWide || k == xwidth.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// printable makes every character of s one that a terminal shows and does not obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			return '\uFFFD'
		}
		return r
	}, s)
}

// JSON writes an array of {path, line, column, severity, code, message, hint}.
func (p Printer) JSON(w io.Writer, problems []Problem) error {
	type object struct {
		Path     string   `json:"path"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		Severity Severity `json:"severity"`
		Code     Code     `json:"code"`
		Message  string   `json:"message"`
		Hint     string   `json:"hint"`
	}
	list := make([]object, len(problems))
	for i, q := range problems {
		list[i] = object{q.Path, q.Line, q.Column, q.Severity, q.Code, q.Message.In(p.Language), q.Hint.In(p.Language)}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

// GitHub writes workflow commands that GitHub Actions shows beside the changed lines
// (docs.github.com, "Workflow commands for GitHub Actions").
func (p Printer) GitHub(w io.Writer, problems []Problem) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, q := range problems {
		message := printable(q.Message.In(p.Language))
		if hint := q.Hint.In(p.Language); hint != "" {
			message += "\n" + printable(hint)
		}
		place := "file=" + property.Replace(q.Path)
		if q.Line > 0 {
			place += fmt.Sprintf(",line=%d,col=%d", q.Line, q.Column)
		}
		command := string(q.Severity)
		if q.Severity == Advice {
			command = "notice"
		}
		if _, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", command, place, q.Code, data.Replace(message)); err != nil {
			return err
		}
	}
	return nil
}
