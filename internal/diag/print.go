package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"lofte/internal/say"
)

// Printer writes problems for people and for machines.
type Printer struct {
	Language say.Language
	Color    bool // with ANSI escapes, for a terminal
}

const (
	bold, red, yellow, cyan, plain = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m"

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
	if q.Severity == Warning {
		color = yellow
	}
	b.WriteString(on(bold) + printable(q.Path))
	if q.Line > 0 {
		fmt.Fprintf(b, ":%d:%d", q.Line, q.Column)
	}
	fmt.Fprintf(b, ":%s %s%s:%s %s [%s]\n", on(plain), on(color), p.Language.Sprintf(string(q.Severity)), on(plain),
		printable(q.Message.In(p.Language)), q.Code)
	if q.Excerpt != "" {
		excerpt, before, width := window(printable(q.Excerpt), q.Column-1, q.Width)
		margin := fmt.Sprintf("%3d | ", q.Line)
		fmt.Fprintf(b, "%s%s\n%s%s%s%s\n", margin, excerpt, strings.Repeat(" ", len(margin)+before),
			on(color), strings.Repeat("^", width), on(plain))
	}
	if hint := q.Hint.In(p.Language); hint != "" {
		fmt.Fprintf(b, "      %s%s%s\n", on(cyan), printable(hint), on(plain))
	}
}

// window cuts a long line to what stands around the caret. All three numbers are characters.
func window(line string, before, width int) (string, int, int) {
	runes := []rune(line)
	before = min(before, len(runes))
	width = max(1, min(width, len(runes)-before))
	if len(runes) <= excerptWidth {
		return line, before, width
	}
	start := max(0, min(before-excerptWidth/3, len(runes)-excerptWidth))
	end := start + excerptWidth
	cut := string(runes[start:end])
	before -= start
	if start > 0 {
		cut, before = "…"+cut, before+1
	}
	if end < len(runes) {
		cut += "…"
	}
	return cut, before, max(1, min(width, utf8.RuneCountInString(cut)-before))
}

// printable makes every character of s one that a terminal shows in one place and obeys in none.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
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
		message := q.Message.In(p.Language)
		if hint := q.Hint.In(p.Language); hint != "" {
			message += "\n" + hint
		}
		place := "file=" + property.Replace(q.Path)
		if q.Line > 0 {
			place += fmt.Sprintf(",line=%d,col=%d", q.Line, q.Column)
		}
		if _, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", q.Severity, place, q.Code, data.Replace(message)); err != nil {
			return err
		}
	}
	return nil
}
