package advice

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/swedish"
)

// place is where a promise's words stand in its file.
type place struct {
	text  source.Text
	start int // the offset in the file where the promise begins
	of    string
	bytes []int // the offset in the file of each byte of the words; nil when they were not found
}

// find finds a promise's words in the document's file.
func (a *adviser) find(p *promise.Promise) place {
	start := a.text.Offset(p.Source)
	return place{text: a.text, start: start, of: p.Text, bytes: align(a.text.Content, start, p.Text)}
}

func (at place) words(p swedish.Phrase) string { return at.of[p.From:p.To] }

// spot returns where a phrase of the words stands.
func (at place) spot(p swedish.Phrase) source.Spot {
	if at.bytes == nil || !p.Found() {
		return at.text.Spot(at.start, at.start+1)
	}
	return at.text.Spot(at.bytes[p.From], at.bytes[p.To-1]+1)
}

// all returns where the words stand.
func (at place) all() source.Spot { return at.spot(swedish.Phrase{To: len(at.of)}) }

// noTarget reports whether the attributes after the words say that there is no target. The model doesn't
// tell that from a target that was not found.
func (at place) noTarget() bool {
	if len(at.bytes) == 0 {
		return false
	}
	rest := strings.TrimLeft(at.text.Content[at.bytes[len(at.bytes)-1]+1:], " \t\r\n*_.")
	braces, _, closed := strings.Cut(rest, "}")
	return closed && strings.HasPrefix(braces, "{") && (strings.Contains(braces, "target=none") || strings.Contains(braces, `target="none"`))
}

// stretch returns the first place of words in a text.
func stretch(text, words string) swedish.Phrase {
	i := strings.Index(text, words)
	if i < 0 {
		return swedish.Phrase{}
	}
	return swedish.Phrase{From: i, To: i + len(words)}
}

// align finds words, as Markdown shows them, in the Markdown that begins at offset i, and returns the
// offset of each of their bytes; nil when they do not stand there. What Markdown does not show is
// passed over: marks, the addresses of links, line ends for spaces.
func align(markdown string, i int, words string) []int {
	at := make([]int, 0, len(words))
	for _, r := range words {
		from, to := next(markdown, i, r)
		if from < 0 {
			return nil
		}
		for k := range utf8.RuneLen(r) {
			at = append(at, min(from+k, to-1))
		}
		i = to
	}
	return at
}

// next returns where the character r that is shown next stands in the Markdown from offset i on; from
// is -1 when it does not.
func next(markdown string, i int, r rune) (from, to int) {
	for i < len(markdown) {
		rest := markdown[i:]
		c, n := utf8.DecodeRuneInString(rest)
		switch {
		case strings.HasPrefix(rest, "](") && !strings.HasSuffix(markdown[:i], `\`):
			i += 1 + closing(rest[1:], ')')
			continue
		case strings.HasPrefix(rest, "\n\n"): // the end of the paragraph
			return -1, i
		case c == r && r != ' ':
			return i, i + n
		case r == ' ' && unicode.IsSpace(c):
			return i, i + len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
		case c == '<':
			i += closing(rest, '>')
			continue
		case c == '&':
			if end := closing(rest, ';'); end <= 12 && html.UnescapeString(rest[:end]) == string(r) {
				return i, i + end
			}
		}
		i += n
	}
	return -1, i
}

// closing returns the length of s up to and with the first byte c, or 1 when there is none.
func closing(s string, c byte) int { return max(1, strings.IndexByte(s, c)+1) }
