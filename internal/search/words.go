package search

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"
)

// stopWords are words that nobody looks for by themselves.
var stopWords = strings.Fields("att av de den det en ett för från har i inte med och om på ska som till vid är")

// Stem returns the part of a lower-case word that the index knows it by (snowballstem.org/algorithms/swedish).
// The function stem of the theme's js/stem.js does the same.
func Stem(word string) string { return swedish.Stem(word, true) }

// vocabulary is all stems, with where they occur.
type vocabulary struct {
	stems  []stem
	number map[string]int32 // of each stem
	known  map[string]int32 // the number of the stem of each word, or none
	word   []byte           // the one that is read
}

const none = -1

// stem is where the words with one stem occur.
type stem struct {
	text string
	runs []byte
	end  int // of the last run that is written
	run  run // the one that is not written yet
}

// run is things that follow each other.
type run struct {
	first, things int
	rank          Rank
}

func newVocabulary() *vocabulary {
	v := &vocabulary{number: map[string]int32{}, known: map[string]int32{}}
	for _, w := range stopWords {
		v.known[w] = none
	}
	return v
}

// text calls each with the stem of every word of a text that is in the index.
func (v *vocabulary) text(s string, each func(stem int32)) {
	// Letters are taken apart into themselves and marks of U+0300 to U+036F, whose bytes begin with these.
	if strings.IndexByte(s, 0xcc) >= 0 || strings.IndexByte(s, 0xcd) >= 0 {
		s = norm.NFC.String(s)
	}
	v.word = v.word[:0]
	for _, r := range s {
		if 'a' <= r && r <= 'z' {
			v.word = append(v.word, byte(r))
			continue
		}
		// A word beyond the first plane cannot be written with the letters that the script counts.
		if r <= 0xffff && (unicode.IsLetter(r) || unicode.IsNumber(r)) {
			v.word = utf8.AppendRune(v.word, unicode.ToLower(r))
			continue
		}
		v.end(each)
	}
	v.end(each)
}

func (v *vocabulary) end(each func(stem int32)) {
	if len(v.word) == 0 {
		return
	}
	n, known := v.known[string(v.word)]
	if !known {
		w := string(v.word)
		n = none
		if len(w) > 1 || unicode.IsNumber(rune(w[0])) {
			n = v.stem(Stem(w))
		}
		v.known[w] = n
	}
	v.word = v.word[:0]
	if n != none {
		each(n)
	}
}

// stem returns the number of a stem.
func (v *vocabulary) stem(text string) int32 {
	n, known := v.number[text]
	if !known {
		n = int32(len(v.stems))
		v.number[text] = n
		v.stems = append(v.stems, stem{text: text})
	}
	return n
}

// occurs notes that a stem occurs in a thing. Things come in their order, and in a thing the highest
// Rank comes first.
func (v *vocabulary) occurs(n int32, thing int, rank Rank) {
	s := &v.stems[n]
	r := &s.run
	switch {
	case r.things > 0 && thing < r.first+r.things:
	case r.things > 0 && thing == r.first+r.things && rank == r.rank:
		r.things++
	default:
		s.write()
		s.run = run{thing, 1, rank}
	}
}

// write writes the run that is not written yet.
func (s *stem) write() {
	if s.run.things == 0 {
		return
	}
	head := uint64(s.run.first-s.end)<<3 | uint64(s.run.rank)
	if s.run.things > 1 {
		s.runs = binary.AppendUvarint(s.runs, head|4)
		s.runs = binary.AppendUvarint(s.runs, uint64(s.run.things-2))
	} else {
		s.runs = binary.AppendUvarint(s.runs, head)
	}
	s.end = s.run.first + s.run.things
	s.run = run{}
}

// sorted returns the stems in order, all written.
func (v *vocabulary) sorted() []stem {
	for i := range v.stems {
		v.stems[i].write()
	}
	slices.SortFunc(v.stems, func(a, b stem) int { return strings.Compare(a.text, b.text) })
	return v.stems
}
