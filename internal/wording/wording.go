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
	c := comparison{a: split(old), b: split(renewed)}
	c.compare()
	c.join()
	changed := 0
	for _, p := range c.parts {
		if p.change {
			changed += p.a.words + p.b.words
		}
	}
	return c.stretches(), 2*changed <= c.a.words()+c.b.words()
}

// text is a text in words and marks of punctuation.
type text struct {
	s      string
	tokens []token
}

// token is a word or a mark, s[start:end], and the space before it, s[space:start]. Space at the end of a
// text stands before a token that is empty.
type token struct {
	space, start, end int
	word              bool
}

func split(s string) text {
	t := text{s, make([]token, 0, len(s)/4)}
	for at := 0; at < len(s); {
		start := len(s) - len(strings.TrimLeftFunc(s[at:], unicode.IsSpace))
		r, _ := utf8.DecodeRuneInString(s[start:])
		end := start + length(s[start:])
		t.tokens = append(t.tokens, token{at, start, end, end > start && inWord(r)})
		at = end
	}
	return t
}

// length returns how many bytes the word at the start of s has, or the one mark that stands there. Marks
// within a word are part of it: "A-traktorer", "2,5", "14.30".
func length(s string) int {
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

func (t text) word(i int) string  { return t.s[t.tokens[i].start:t.tokens[i].end] }
func (t text) space(i int) string { return t.s[t.tokens[i].space:t.tokens[i].start] }

func (t text) list(from, to int) []string {
	list := make([]string, 0, to-from)
	for i := from; i < to; i++ {
		list = append(list, t.word(i))
	}
	return list
}

func (t text) words() int {
	n := 0
	for _, token := range t.tokens {
		if token.word {
			n++
		}
	}
	return n
}

// part is a stretch that both texts have, or a change. It begins where the one before it ends.
type part struct {
	change bool
	a, b   side
}

// side is a part in one of the texts.
type side struct{ end, words int }

func (s *side) take(t token) {
	s.end = t.end
	if t.word {
		s.words++
	}
}

// words returns how many words there are to read over.
func (p *part) words() int { return max(p.a.words, p.b.words) }

// comparison is the making of one Difference.
type comparison struct {
	a, b  text
	i, j  int    // how many tokens of each are in parts
	parts []part // changes and others in turn
}

// part returns the last part if it is of the kind asked for, else a new one.
func (c *comparison) part(change bool) *part {
	n := len(c.parts)
	if n > 0 && c.parts[n-1].change == change {
		return &c.parts[n-1]
	}
	next := part{change: change}
	if n > 0 {
		next.a.end, next.b.end = c.parts[n-1].a.end, c.parts[n-1].b.end
	}
	c.parts = append(c.parts, next)
	return &c.parts[n]
}

func (c *comparison) compare() {
	// Most of a text stays as it was, so only what is between its ends is searched.
	first, endA, endB := 0, len(c.a.tokens), len(c.b.tokens)
	for first < min(endA, endB) && c.alike(first, first) {
		first++
	}
	for min(endA, endB) > first && c.alike(endA-1, endB-1) {
		endA, endB = endA-1, endB-1
	}
	c.both(first)
	if min(endA, endB) > first {
		for _, d := range lcs.DiffLines(c.a.list(first, endA), c.b.list(first, endB)) {
			c.both(first + d.Start)
			c.changed(first+d.End, first+d.ReplEnd)
		}
	} else {
		c.changed(endA, endB)
	}
	c.both(len(c.a.tokens))
}

// alike reports whether two tokens are the same, with the space before them.
func (c *comparison) alike(i, j int) bool {
	return c.a.word(i) == c.b.word(j) && c.a.space(i) == c.b.space(j)
}

// changed takes in tokens up to two others, as a change.
func (c *comparison) changed(i, j int) {
	if c.i == i && c.j == j {
		return
	}
	p := c.part(true)
	for ; c.i < i; c.i++ {
		p.a.take(c.a.tokens[c.i])
	}
	for ; c.j < j; c.j++ {
		p.b.take(c.b.tokens[c.j])
	}
}

// both takes in tokens that both texts have, up to one of the first text. Where the space before them is
// another, it belongs to the change before, or else the token does to a change of its own.
func (c *comparison) both(i int) {
	for c.i < i {
		a, b := c.a.tokens[c.i], c.b.tokens[c.j]
		if !c.alike(c.i, c.j) {
			n := len(c.parts)
			if n == 0 || !c.parts[n-1].change || a.start == a.end {
				c.changed(c.i+1, c.j+1)
				continue
			}
			c.parts[n-1].a.end, c.parts[n-1].b.end = a.start, b.start
		}
		p := c.part(false)
		p.a.take(a)
		p.b.take(b)
		c.i, c.j = c.i+1, c.j+1
	}
}

// join makes one change of two that have fewer words between them than either of them has.
func (c *comparison) join() {
	list := c.parts[:0]
	for _, p := range c.parts {
		list = append(list, p)
		for n := len(list); n >= 3 && p.change && list[n-2].words() < min(list[n-3].words(), list[n-1].words()); n = len(list) {
			first, between, second := list[n-3], list[n-2], list[n-1]
			first.a = side{second.a.end, first.a.words + between.a.words + second.a.words}
			first.b = side{second.b.end, first.b.words + between.b.words + second.b.words}
			list = append(list[:n-3], first)
		}
	}
	c.parts = list
}

// stretches returns the parts as stretches. Space that both sides of a change begin with is the same.
func (c *comparison) stretches() []Stretch {
	list := make([]Stretch, 0, 2*len(c.parts))
	add := func(kind Kind, text string) {
		switch n := len(list); {
		case text == "":
		case n > 0 && list[n-1].Kind == kind:
			list[n-1].Text += text
		default:
			list = append(list, Stretch{kind, text})
		}
	}
	i, j := 0, 0
	for _, p := range c.parts {
		removed, added := c.a.s[i:p.a.end], c.b.s[j:p.b.end]
		i, j = p.a.end, p.b.end
		if !p.change {
			add(Same, removed)
			continue
		}
		n := 0
		for n < min(len(removed), len(added)) && removed[n] == added[n] && (removed[n] == ' ' || removed[n] == '\n') {
			n++
		}
		add(Same, removed[:n])
		add(Removed, removed[n:])
		add(Added, added[n:])
	}
	return list
}
