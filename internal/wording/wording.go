// Package wording tells how a text was reworded, in whole words.
package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// Stretch is a stretch of two texts: one that both have, or one that only one of them has. What was
// removed stands before what was added in its place.
type Stretch struct {
	Kind Kind
	Text string
}

// Kind says which of the two texts has a stretch.
type Kind string

const (
	Same    Kind = "same"
	Removed Kind = "removed" // only the old one
	Added   Kind = "added"   // only the new one
)

// Difference returns the stretches that two texts are made of: without those that were added they are
// the old text, without those that were removed the new one. Words are whole, and changes that only a
// few words part are one. readable is false when more than half of the words have changed, so that the
// two texts are better read one after the other.
func Difference(old, renewed string) (stretches []Stretch, readable bool) {
	a, b := split(old), split(renewed)
	parts := join(compare(a, b))
	changed := 0
	for _, p := range parts {
		changed += p.removedWords + p.addedWords
		stretches = p.stretches(stretches)
	}
	return stretches, 2*changed <= a.words()+b.words()
}

// token is a word or a mark of punctuation, and the space before it.
type token struct{ space, text string }

// tokens are a text. A last one without text has the space at the end, if there is any.
type tokens []token

func split(s string) tokens {
	var list tokens
	for s != "" {
		rest := strings.TrimLeftFunc(s, unicode.IsSpace)
		space := s[:len(s)-len(rest)]
		n := wordLength(rest)
		list = append(list, token{space, rest[:n]})
		s = rest[n:]
	}
	return list
}

// wordLength returns how many bytes the word at the start of s has, or the one mark that stands there.
// Marks within a word are part of it: "A-traktorer", "2,5", "14.30".
func wordLength(s string) int {
	end, mark := 0, false
	for i, r := range s {
		switch {
		case inWord(r):
			end, mark = i+utf8.RuneLen(r), false
		case end > 0 && !mark && strings.ContainsRune("-–'’.,:/", r):
			mark = true
		case end > 0:
			return end
		default:
			_, n := utf8.DecodeRuneInString(s)
			return n
		}
	}
	return end
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func (t token) isWord() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return inWord(r)
}

func (list tokens) words() int {
	n := 0
	for _, t := range list {
		if t.isWord() {
			n++
		}
	}
	return n
}

func (list tokens) String() string {
	var b strings.Builder
	for _, t := range list {
		b.WriteString(t.space)
		b.WriteString(t.text)
	}
	return b.String()
}

// part is a stretch that both texts have, or a change.
type part struct {
	same                     string
	sameWords                int
	removed, added           string
	removedWords, addedWords int
}

func (p *part) isChange() bool { return p.same == "" }

// words returns how many words a change has to read over.
func (p *part) words() int { return max(p.removedWords, p.addedWords) }

// compare returns the two texts as parts of both kinds in turn.
func compare(a, b tokens) []part {
	texts := func(list tokens) []string {
		s := make([]string, len(list))
		for i, t := range list {
			s[i] = t.text
		}
		return s
	}
	var parts []part
	change := func(a, b tokens) {
		if len(a)+len(b) == 0 {
			return
		}
		if n := len(parts); n == 0 || !parts[n-1].isChange() {
			parts = append(parts, part{})
		}
		p := &parts[len(parts)-1]
		p.removed, p.removedWords = p.removed+a.String(), p.removedWords+a.words()
		p.added, p.addedWords = p.added+b.String(), p.addedWords+b.words()
	}
	same := func(t token) {
		if n := len(parts); n == 0 || parts[n-1].isChange() {
			parts = append(parts, part{})
		}
		p := &parts[len(parts)-1]
		p.same, p.sameWords = p.same+tokens{t}.String(), p.sameWords+tokens{t}.words()
	}
	i, j := 0, 0
	both := func(end int) {
		for ; i < end; i, j = i+1, j+1 {
			n := len(parts)
			switch {
			case a[i] == b[j]:
				same(a[i])
			case a[i].text == "" || n == 0 || !parts[n-1].isChange():
				change(a[i:i+1], b[j:j+1])
			default: // the space belongs to the change before it
				change(tokens{{space: a[i].space}}, tokens{{space: b[j].space}})
				same(token{text: a[i].text})
			}
		}
	}
	for _, d := range lcs.DiffLines(texts(a), texts(b)) {
		both(d.Start)
		change(a[d.Start:d.End], b[d.ReplStart:d.ReplEnd])
		i, j = d.End, d.ReplEnd
	}
	both(len(a))
	return parts
}

// join makes one change of two that have fewer words between them than either of them has.
func join(parts []part) []part {
	var list []part
	for _, p := range parts {
		list = append(list, p)
		for n := len(list); n >= 3 && list[n-1].isChange() && list[n-2].sameWords < min(list[n-3].words(), list[n-1].words()); n = len(list) {
			first, between, second := &list[n-3], list[n-2], list[n-1]
			first.removed += between.same + second.removed
			first.added += between.same + second.added
			first.removedWords += between.sameWords + second.removedWords
			first.addedWords += between.sameWords + second.addedWords
			list = list[:n-2]
		}
	}
	return list
}

// stretches appends the part's stretches to a list. Space that both sides of a change begin with is the
// same.
func (p *part) stretches(list []Stretch) []Stretch {
	add := func(kind Kind, text string) {
		switch n := len(list); {
		case text == "":
		case n > 0 && list[n-1].Kind == kind:
			list[n-1].Text += text
		default:
			list = append(list, Stretch{kind, text})
		}
	}
	add(Same, p.same)
	if p.removed != "" && p.added != "" {
		n := 0
		for n < min(len(p.removed), len(p.added)) && p.removed[n] == p.added[n] && (p.removed[n] == ' ' || p.removed[n] == '\n') {
			n++
		}
		add(Same, p.removed[:n])
		p.removed, p.added = p.removed[n:], p.added[n:]
	}
	add(Removed, p.removed)
	add(Added, p.added)
	return list
}
