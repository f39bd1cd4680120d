package table

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"lofte/internal/diag"
	"lofte/internal/source"
)

// fault is where and why the parser gave a text up. It stops behind what it read last, which for many
// faults is far from what an editor has to change: report looks for that.
type fault struct {
	text     source.Text
	problems *diag.List
	message  string // the parser's own
	at, end  int    // what the parser means
}

// syntaxProblem adds the problem that a text is no TOML.
func syntaxProblem(text source.Text, err error, problems *diag.List) {
	f := fault{text: text, problems: problems, message: err.Error()}
	var parse toml.ParseError
	if errors.As(err, &parse) {
		f.message = parse.Message
		f.at = min(max(parse.Position.Start, 0), len(text.Content))
		f.end = min(f.at+max(parse.Position.Len, 1), len(text.Content))
	}
	f.report()
}

const typographic = "“”„‟«»‹›‘’‚‛″′´`"

// begins is the start of a line that is a key or a table of its own.
var begins = regexp.MustCompile(`^[ \t]*(?:\[\[?[\w. -]+\]\]?[ \t\r]*(?:#.*)?$|["']?[\w.-]+["']?[ \t]*=)`)

func (f fault) report() {
	s := f.text.Content
	if strings.HasPrefix(f.message, "expected a top-level item") {
		for f.at < f.end-1 && (s[f.at] == ' ' || s[f.at] == '\t') {
			f.at++
		}
	}
	lineStart, line := f.line()
	found, _ := utf8.DecodeRuneInString(s[f.at:]) // U+FFFD at the end
	quote, closed, brackets := enclosing(s, f.at)
	valueAt, value := assigned(line)
	says := func(prefix string) bool { return strings.HasPrefix(f.message, prefix) }
	switch {
	case says("TOML files cannot contain control characters"), says("files cannot contain NULL"):
		f.control()
	case quote >= 0 && !closed:
		f.openText(quote)
	case quote < 0 && strings.ContainsRune(typographic, found) && !says("Key "):
		f.curly(f.at)
	case says("invalid escape"), says("expected two hex"), says("expected four hex"), says("expected eight hex"), says("Escaped character"):
		f.escape()
	case says("Key "):
		f.duplicate()
	case f.openBracket(brackets) >= 0:
		f.noEnd(f.openBracket(brackets))
	case len(brackets) == 0 && f.at >= lineStart+valueAt && looksLikeDate(value):
		f.noDate(lineStart+valueAt, value)
	case says("invalid datetime"):
		f.noDate(f.at, strings.TrimSpace(s[f.at:f.end]))
	case says("expected value but found"), says("unexpected EOF; expected value"):
		f.value(lineStart, line, len(brackets) > 0)
	case says("expected a comma") && (found == ']' || found == '}') && len(brackets) > 0:
		f.noEnd(brackets[len(brackets)-1])
	case says("expected a comma"):
		f.add(f.at, f.end, "not valid TOML: a comma is missing before this")
	case says("unexpected comma"):
		f.add(f.at, f.end, "not valid TOML: a comma too many")
	case says("expected a top-level item"):
		f.trailing(lineStart, line)
	case says("expected '.' or '='"), says("unexpected EOF; expected key separator"):
		f.key(lineStart, line)
	case says("unexpected '='"):
		f.add(f.at, f.end, "not valid TOML: no key before =")
	case says("expected '.' or ']'"), says("expected end of table array"), says("unexpected end of table name"):
		f.add(lineStart+leading(line), lineStart+len(line), "not valid TOML: the line names no table").
			Hintf("write [name], or [[name]] for one of several; a name is made of a to z, 0 to 9, - and _")
	case strings.HasSuffix(f.message, "cannot have leading zeroes"):
		f.add(f.at, f.end, "not valid TOML: a number does not begin with 0").
			Hintf("text stands between quotes: %q", s[f.at:f.end])
	default:
		f.add(f.at, f.end, "not valid TOML: %s", f.message)
	}
}

// add adds a problem at the bytes from start up to end. Both are moved onto the line's text, since
// the parser often means a line end.
func (f fault) add(start, end int, format string, args ...any) *diag.Problem {
	s := f.text.Content
	for start > 0 && (start >= len(s) || strings.ContainsRune(" \t\r\n", rune(s[start]))) {
		start--
	}
	return f.problems.Errorf(f.text.Spot(start, max(end, start+1)), diag.TOMLSyntax, format, args...)
}

// line returns the line on which the fault is, and where it starts.
func (f fault) line() (start int, line string) {
	s := f.text.Content
	start = strings.LastIndexByte(s[:f.at], '\n') + 1
	line, _, _ = strings.Cut(s[start:], "\n")
	return start, strings.TrimRight(line, " \t\r")
}

func leading(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// enclosing returns where the string begins that the byte at offset at is in, or -1, and whether that
// string has an end; and where the lists and inline tables begin that are open there.
func enclosing(s string, at int) (text int, closed bool, brackets []int) {
	value := false // in a header, brackets open nothing
	for i := 0; i < len(s) && i <= at; {
		switch c := s[i]; c {
		case '"', '\'':
			end, closed := stringEnd(s, i)
			if at < end || !closed && at <= end {
				return i, closed, brackets
			}
			i = end
			continue
		case '#':
			if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
				i += n
				continue
			}
			return -1, false, brackets
		case '\n':
			value = value && len(brackets) > 0
		case '=':
			value = true
		case '[', '{':
			if value && i < at {
				brackets = append(brackets, i)
			}
		case ']', '}':
			if len(brackets) > 0 && i < at {
				brackets = brackets[:len(brackets)-1]
			}
		}
		i++
	}
	return -1, false, brackets
}

// control reports a control character. The parser may mean what stands before it.
func (f fault) control() {
	s := f.text.Content
	isControl := func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }
	at := max(f.at, 0)
	if i := strings.IndexFunc(s[at:], isControl); i >= 0 {
		at += i
	}
	r, n := utf8.DecodeRuneInString(s[at:])
	if r == '\r' && at+n == len(s) { // it is not shown on its line
		f.add(at, at+n, "not valid TOML: the character U+%04X is not allowed", r)
		return
	}
	f.problems.Errorf(f.text.Spot(at, at+n), diag.TOMLSyntax, "not valid TOML: the character U+%04X is not allowed", r)
}

// openText reports a string without end.
func (f fault) openText(quote int) {
	s := f.text.Content
	mark := s[quote : quote+1]
	if strings.HasPrefix(s[quote:], strings.Repeat(mark, 3)) {
		mark = strings.Repeat(mark, 3)
	} else {
		line, _, _ := strings.Cut(s[quote:], "\n")
		if i := strings.IndexAny(line, typographic); i >= 0 {
			f.curly(quote + i)
			return
		}
	}
	f.add(quote, len(s), "not valid TOML: the text that begins here has no end").
		Hintf("close it with %s", mark)
}

// curly reports typographic quotes at an offset.
func (f fault) curly(at int) {
	_, n := utf8.DecodeRuneInString(f.text.Content[at:])
	f.problems.Errorf(f.text.Spot(at, at+n), diag.CurlyQuotes, "typographic quotes instead of straight ones").
		Hintf(`write "…" with the straight quotes of the keyboard; word processors change them`)
}

// escape reports a backslash in a string that begins no escape. The parser means all of the string up
// to there, or all of it.
func (f fault) escape() {
	s := f.text.Content
	start, end := f.at+max(0, strings.LastIndexByte(s[f.at:f.end], '\\')), f.end
	switch {
	case strings.HasPrefix(f.message, "invalid escape:"):
		for i := f.at; i+1 < f.end; i++ {
			if s[i] == '\\' {
				if s[i+1] == ' ' || s[i+1] == '\t' {
					start, end = i, i+2
					break
				}
				i++
			}
		}
	case strings.HasPrefix(f.message, "Escaped character"):
		_, hex, _ := strings.Cut(f.message, `'\u`)
		hex, _, _ = strings.Cut(hex, "'")
		if i := strings.Index(s[f.at:f.end], hex); i >= 2 {
			start, end = f.at+i-2, f.at+i+len(hex)
		}
	}
	f.add(start, end, "not valid TOML: the backslash begins no escape").
		Hintf(`write \\ for a backslash`)
}

// duplicate reports a key or a table that stands twice. The parser means the key, or else one of the
// keys in its value.
func (f fault) duplicate() {
	again, first, ok := scanTwice(f.text.Content, f.at)
	if !ok {
		f.add(f.at, f.end, "not valid TOML: %s is something else already", f.text.Content[f.at:f.end]).
			Hintf("a key is either a value or a table, and a table stands in one place")
		return
	}
	name := f.text.Content[again.key:again.keyEnd]
	p := f.add(again.key, again.keyEnd, "not valid TOML: %s stands twice", name)
	line := f.text.Spot(first.key, first.keyEnd).Line
	if strings.HasPrefix(name, "[") && f.text.Content[first.key] == '[' {
		p.Hintf("it stands on line %d already; where there are several, write [[%s]] over each", line, strings.Trim(name, "[]"))
	} else {
		p.Hintf("it stands on line %d already; remove one of the two", line)
	}
}

// openBracket returns where the list or inline table begins that was not closed before the fault, or
// -1: at the end of the text that is the innermost, else the innermost from before a line that begins
// something new.
func (f fault) openBracket(brackets []int) int {
	s := f.text.Content
	if len(brackets) == 0 {
		return -1
	}
	if strings.TrimSpace(s[f.end:]) == "" && (strings.Contains(f.message, "end of file") || strings.HasPrefix(f.message, "unexpected EOF") ||
		strings.HasPrefix(f.message, "unexpected '='") && !strings.HasPrefix(s[f.at:], "=")) {
		return brackets[len(brackets)-1]
	}
	start, line := f.line()
	if strings.Trim(s[start:f.at], " \t[") != "" || !begins.MatchString(line) {
		return -1
	}
	for _, b := range slices.Backward(brackets) {
		if b < start {
			return b
		}
	}
	return -1
}

func (f fault) noEnd(bracket int) {
	line, _, _ := strings.Cut(f.text.Content[bracket:], "\n")
	if f.text.Content[bracket] == '{' {
		f.add(bracket, bracket+len(line), "not valid TOML: the table that begins here has no end").
			Hintf("close it with }; commas stand between its keys")
		return
	}
	f.add(bracket, bracket+len(line), "not valid TOML: the list that begins here has no end").
		Hintf("close it with ]; commas stand between its parts")
}

// assigned returns the value that stands on a line, without a comment, and where it stands there.
func assigned(line string) (at int, value string) {
	_, value, _ = strings.Cut(line, "=")
	at = len(line) - len(value) + leading(value)
	if i := strings.Index(value, " #"); i >= 0 {
		value = value[:i]
	}
	return at, strings.TrimSpace(value)
}

var (
	isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	anyDate = regexp.MustCompile(`^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\.? \pL+ \d{4}|\d{4}-\d{2}-\d{2} \pL.*)$`)
)

// looksLikeDate reports whether a value was meant as a date: 2019/01/31, 31.1.2019, 31 januari 2019.
func looksLikeDate(value string) bool { return anyDate.MatchString(value) }

func (f fault) noDate(at int, given string) {
	if isoDate.MatchString(given) {
		f.add(at, at+len(given), "not valid TOML: there is no day %s", given)
		return
	}
	f.add(at, at+len(given), "not valid TOML: %s is no date", given).
		Hintf("a date is written YYYY-MM-DD, without quotes: %s", "2019-01-31")
}

// value reports that there is no value where one is expected, or something else. inside says that it
// is part of a list or an inline table.
func (f fault) value(lineStart int, line string, inside bool) {
	s := f.text.Content
	before := strings.TrimRight(s[:f.at], " \t")
	if strings.HasPrefix(f.message, "unexpected EOF") {
		before = strings.TrimRight(s, " \t\r\n")
	}
	found, _ := utf8.DecodeRuneInString(s[f.at:])
	missing := strings.HasPrefix(f.message, "unexpected EOF") || strings.ContainsRune("\r\n#,]}", found)
	if missing && strings.HasSuffix(before, "=") {
		f.add(len(before)-1, len(before), "not valid TOML: no value after =")
		return
	}
	word := s[f.at:f.end]
	p := f.add(f.at, f.end, "not valid TOML: %s is no value", word)
	key, _, _ := strings.Cut(line, "=")
	at, value := assigned(line)
	all := !inside && f.at == lineStart+at && !strings.ContainsAny(value, `"'\`)
	switch strings.ToLower(word) {
	case "=":
	case "true", "false", "yes", "no", "on", "off", "ja", "nej", "sant", "falskt":
		p.Hintf("write true or false, in small letters")
	default:
		if all {
			p.Hintf("text stands between quotes: %s = %q", strings.TrimSpace(key), value)
		} else {
			p.Hintf("text stands between quotes: %q", word)
		}
	}
}

// trailing reports what follows on a line that should have ended.
func (f fault) trailing(lineStart int, line string) {
	end := lineStart + len(line)
	p := f.add(f.at, end, "not valid TOML: the line should have ended before this")
	key, _, _ := strings.Cut(line, "=")
	_, value := assigned(line)
	switch {
	case begins.MatchString(f.text.Content[f.at:end]):
		p.Hintf("a key begins a line of its own")
	case strings.HasPrefix(value, `"`):
		p.Hintf(`a quotation mark within a text is written \"`)
	case value != "" && !strings.ContainsAny(value, "\"'\\[{"):
		p.Hintf("text stands between quotes: %s = %q", strings.TrimSpace(key), value)
	}
}

// key reports a line that begins as a key and goes on as something else.
func (f fault) key(lineStart int, line string) {
	name, _, hasValue := strings.Cut(line, "=")
	colon, _, yaml := strings.Cut(name, ":")
	switch {
	case yaml && !strings.ContainsAny(strings.TrimSpace(colon), " \"'["):
		at := lineStart + len(colon)
		f.add(at, at+1, "not valid TOML: : instead of =").
			Hintf("TOML writes key = value, not key: value")
	case !hasValue:
		f.add(lineStart+leading(line), lineStart+len(line), "not valid TOML: the line is no key = value")
	default:
		f.add(f.at, f.end, "not valid TOML: %q cannot stand in a key", f.text.Content[f.at:f.end]).
			Hintf("a key is made of a to z, 0 to 9, - and _; any other stands between quotes")
	}
}
