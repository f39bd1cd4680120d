package swedish

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Wording is what the words of a promise say, and how they say it, that matters to whoever will tell
// later whether it was kept. Of each kind the first Phrase is given; one that is not there is zero.
type Wording struct {
	Number bool // it has a number or a share, or says how often
	When   bool // it names a day, a month, a season or the like
	Where  bool // it names a place, or something that may be one
	Lead   bool // a sentence after the first says what one of the parties does, or it takes both: "träffas"

	Vague     Phrase // instead of a deed: "arbeta med", "fokusera på"
	Measures  Phrase // deeds that are not named: "sätta in åtgärder"
	Aim       Phrase // what is to come of a deed that is not named: "förebygga"
	More      Phrase // a change without anything to compare with: "öka", "fler"
	Amount    Phrase // how many or how often, but not really: "några", "löpande"
	Condition Phrase // what lets go of the promise: "vid behov"
	Open      Phrase // something more that is not named: "m.m."

	Repeated Phrase // a deed that is done again and again: "trygghetsvandringar", "patrullera"
	Asked    Phrase // a deed that somebody waits for: "orosamtal", "ge stöd"
	Once     Phrase // a deed that is done when it is done: "bygga"
	Placed   Phrase // a deed that is done at some place: "patrullera", "belysning"

	Second      Phrase // the verb of a second deed in the same promise
	SecondCount Phrase // a second number of things in the same sentence

	Short []Phrase // abbreviations that the text does not explain; Plain is what they stand for, "" when unknown
	Hard  []Phrase // heavy words; Plain is a plain one
}

// Phrase is a stretch of a text, in bytes.
type Phrase struct {
	From, To int
	Plain    string // the same in plain words, where Wording says so
}

// Found reports whether the phrase is there.
func (p Phrase) Found() bool { return p.To > p.From }

// ReadWording reads what a promise's words say. Vague words count only where the promise itself stands:
// in the first sentence, not in a clause that says what for ("för att öka tryggheten") or what like
// ("platser där fler vill vara"). In doubt a phrase is not found.
func ReadWording(text string) Wording {
	s := scan(text)
	defer s.done()
	w := wordingReader{scanned: s}
	for from := 0; from < len(s.tok); {
		to := from
		for to < len(s.tok) && !s.tok[to].ends {
			to++
		}
		if from < to {
			w.facts(from, to)
			if w.sentences == 0 {
				w.first(from, to)
			} else {
				w.later(from, to)
			}
			w.sentences++
		}
		from = to + 1
	}
	w.style()
	return w.Wording
}

type wordingReader struct {
	*scanned
	Wording
	sentences int // read so far
}

// phrase returns tok[i:j] as a Phrase.
func (s *scanned) phrase(i, j int) Phrase {
	from, to := s.tok[i].start, s.tok[j-1].end
	if s.off != nil {
		from, to = s.off[from], s.off[to]
	}
	return Phrase{From: int(from), To: int(to)}
}

// note sets a phrase that has not been found before to tok[i:j], unless j is i.
func (w *wordingReader) note(p *Phrase, i, j int) {
	if !p.Found() && j > i {
		*p = w.phrase(i, j)
	}
}

// noteOf is note for a phrase of the list that stands at token i.
func (w *wordingReader) noteOf(p *Phrase, l phraseList, i int) {
	j, _ := w.has(l, i)
	w.note(p, i, j)
}

// has returns the token after the phrase of the list that stands at token i, or i.
func (s *scanned) has(l phraseList, i int) (to int, plain string) {
	if s.at(i).kind != wordToken {
		return i, ""
	}
next:
	for _, p := range l[string(s.word(i))] {
		for k, word := range p.words {
			if !s.isWord(i+k, word) {
				continue next
			}
		}
		return i + len(p.words), p.plain
	}
	return i, ""
}

func (s *scanned) in(set map[string]bool, i int) bool {
	return s.at(i).kind == wordToken && set[string(s.word(i))]
}

// facts reads numbers, times, places and who does what in tok[from:to].
func (w *wordingReader) facts(from, to int) {
	for i := from; i < to; i++ {
		w.Number = w.Number || w.countable(i)
		w.When = w.When || w.time(i)
		w.Where = w.Where || w.at(i).kind == wordToken && w.placed(i)
		w.Lead = w.Lead || w.in(mutual, i)
		if n, next := w.nominal(i, nil); w.sentences > 0 && n.party != "" && !n.genitive && !w.and(next) && !w.and(i-1) {
			w.Lead = true
		}
	}
}

// countable reports whether a number that can be counted up to, or how often, stands at token i.
func (w *wordingReader) countable(i int) bool {
	t := w.at(i)
	switch {
	case t.is(percent) || t.is(tensWord) || t.is(oftenAdjective), w.isWord(i-1, "inom") && t.is(article) && w.at(i+1).is(duration):
		return true
	case t.numeric() && t.n > 0 && !t.is(article) && !t.year:
		age := w.isWord(i+1, "år") && (w.isWord(i-1, "under") || w.isWord(i-1, "över"))
		return !age && !w.at(i-1).is(label|rank|month) && !w.at(i+1).is(month)
	case t.is(occasions) && w.ends(i, []string{"dagar", "dagskvällar"}) && !w.isWord(i, "dagar"): // "på fredagar"
		return true
	case w.ends(i, repeatedEnds) && w.begins(i, []string{"vecko", "månads", "kvartals", "års"}): // "månadsmöten"
		return true
	case t.kind == markToken: // "klotter/skadegörelse"
		return false
	}
	f := w.frequency(i, false)
	return f.how != unsaid && f.how != each
}

func (w *wordingReader) time(i int) bool {
	t := w.at(i)
	if t.is(month) || t.year {
		return true
	}
	to, _ := w.has(timeWords, i)
	return to > i || t.kind == wordToken && w.ends(i, timeEnds)
}

// placed reports whether a place stands at token i, or may stand there: a word for a sort of place, or what
// follows i, på or the like and isn't known to be something else.
func (w *wordingReader) placed(i int) bool {
	if w.ends(i, placeWordEnds) || w.in(placeWords, i) {
		return true
	}
	if !w.in(beforePlace, i) {
		return false
	}
	j := i + 1
	for w.at(j).is(bound|definite|article|adjectiveWord) || w.at(j).numeric() {
		j++
	}
	t := w.at(j)
	return t.plainWord() && !t.is(stretch|theStretch|oddStretch|occasions|times|duration) && !w.in(noPlaces, j) && (w.isWord(i, "vid") || !w.ends(j, timeEnds))
}

// first reads the sentence that promises, in tok[from:to].
func (w *wordingReader) first(from, to int) {
	for from < to && (w.tok[from].kind == markToken || w.isWord(from, "att")) { // "Vi lovar", "att byta lampor"
		from++
	}
	verb := w.verb(from, to)
	how := w.saysHow(from, to)
	var part sentencePart
	for i := from; i < to; i++ {
		if w.at(i).is(modal) && part.modal && !part.aside {
			w.note(&w.Second, i, w.secondSubject(i))
		}
		if w.enter(&part, i); part.aside || part.purpose || w.at(i).kind == markToken {
			continue
		}
		w.loose(i, how)
		w.deed(i)
		switch {
		case i == verb:
			w.noteOf(&w.Once, onceVerbs, i)
		case verb >= 0 && i > verb+2:
			w.note(&w.Second, i, w.secondDeed(verb, i, to))
		}
	}
	if c, promised := w.readClause(from, to); promised && c.counts > 1 && !c.refused && w.besides(c.count) {
		w.note(&w.SecondCount, c.count.from, c.count.to)
	}
}

// sentencePart is what a token of the first sentence belongs to.
type sentencePart struct {
	modal   bool // ska, kommer or lovar has been
	att     bool // kommer or lovar has been, and not its att
	aside   bool // in a clause that says what something is like: "som …", up to the next comma
	purpose bool // in a clause that says what for: "för att …", up to the next modal verb
}

// enter moves on to token i.
func (w *wordingReader) enter(part *sentencePart, i int) {
	t := w.at(i)
	switch {
	case t.kind == markToken:
		part.aside = part.aside && !t.isMark(',')
	case t.is(subordinator) || w.isWord(i, "hur"):
		part.aside = true
	case t.is(modal):
		*part = sentencePart{modal: true, att: !w.isWord(i, "ska") && !w.isWord(i, "skall")}
	case w.purpose(i - 1):
		part.purpose = !w.isWord(i-1, "genom")
	case w.isWord(i, "att") && !part.aside: // not "som har med droger att göra"
		part.purpose = part.purpose || !part.att && !w.in(beforeDeed, i-1)
		part.att = false
	case w.isWord(i, "syfte") || w.isWord(i, "syftet") || w.isWord(i, "målet"):
		part.purpose = true
	}
}

// loose finds the vague word at token i of the promise itself. how is whether the sentence goes on to say
// how it is done.
func (w *wordingReader) loose(i int, how bool) {
	if !how {
		w.note(&w.Vague, i, w.vagueVerb(i))
		w.noteOf(&w.Aim, aims, i)
		if w.in(doing, i) {
			w.note(&w.Measures, i, w.reach(measures, i, 4))
		}
	}
	if !how || !w.in(changing, i) {
		w.note(&w.More, i, w.change(i))
	}
	w.noteOf(&w.Amount, amounts, i)
}

// deed finds the sort of deed that token i of the promise itself tells of.
func (w *wordingReader) deed(i int) {
	w.note(&w.Repeated, i, w.repeatedDeed(i))
	w.note(&w.Asked, i, w.askedDeed(i))
	w.noteOf(&w.Placed, placedWords, i)
	if w.ends(i, placedEnds) {
		w.note(&w.Placed, i, i+1)
	}
}

// besides reports whether a count is of something more than what was counted before it: "två vandringar och
// fyra möten", but not "två kvällar i veckan och 40 veckor om året" or "två vandringar (en per halvår)".
func (w *wordingReader) besides(r reading) bool {
	if r.Unit == "" || look([]byte(r.Unit)).class&duration != 0 {
		return false
	}
	for i := r.from - 1; i > r.from-5; i-- {
		if w.isWord(i, "och") || w.isWord(i, "samt") {
			return true
		}
	}
	return false
}

// verb returns the token of the promise's own verb, in the infinitive: the first word, or the first
// that is a deed after ska, lovar or kommer; -1 when that isn't clear.
func (w *wordingReader) verb(from, to int) int {
	for i := from; i < to; i++ {
		if !w.at(i).is(modal) {
			continue
		}
		for j := i + 1; j < to && j < i+12 && w.at(j).kind == wordToken; j++ {
			if w.in(deeds, j) {
				return j
			}
		}
		return -1
	}
	if w.in(deeds, from) {
		return from
	}
	return -1
}

// saysHow reports whether tok[from:to] goes on to say by what deed, or begins a list.
func (w *wordingReader) saysHow(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if w.isWord(i, "genom") || w.at(i).isMark(':') {
			return true
		}
	}
	return false
}

// vagueVerb returns the token after a verb at token i that names no deed, or i.
func (w *wordingReader) vagueVerb(i int) int {
	if j, _ := w.has(vagueVerbs, i); j > i {
		return j
	}
	switch {
	case w.isWord(i, "arbete") && w.at(i-1).kind == markToken && w.in(workingAt, i+1):
		return i + 2
	case w.in(working, i):
		return w.reach(workingAt, i, 4)
	case w.in(developing, i):
		if j := w.reach(workNouns, i, 6); j > i && !w.isWord(j-2, "i") {
			return j
		}
	}
	return i
}

// reach returns the token after the first word of a set among the n tokens after token i, as far as they
// are words of the same clause; i when there is none.
func (w *wordingReader) reach(set map[string]bool, i, n int) int {
	for j := i + 1; j <= i+n && w.at(j).kind == wordToken && !w.at(j).is(subordinator) && !w.isWord(j, "att"); j++ {
		if w.in(set, j) {
			return j + 1
		}
	}
	return i
}

// change returns the token after a word at token i for more or less of something, or i.
func (w *wordingReader) change(i int) int {
	switch {
	case w.in(changing, i):
		return i + 1
	case w.in(comparing, i) && !w.in(notCompared, i-1) && !w.in(notCompared, i+1):
		return i + 1
	}
	return i
}

// repeatedDeed returns the token after a deed at token i that is done again and again, or i. A noun
// counts where it is what is done: not after a preposition but genom, and not one already known.
func (w *wordingReader) repeatedDeed(i int) int {
	if j, _ := w.has(repeatedVerbs, i); j > i {
		return j
	}
	const known = definite | preposition | article
	p, pp := w.at(i-1), w.at(i-2)
	switch {
	case w.isWord(i, "kontrollera") || w.isWord(i, "kontrollerar"):
		if w.isWord(i+1, "att") {
			return i
		}
	case !w.ends(i, repeatedEnds):
		return i
	case !w.isWord(i-1, "genom") && (p.is(known) || p.plainWord() && pp.is(known)):
		return i
	}
	return i + 1
}

// askedDeed returns the token after a deed at token i that somebody waits for, or i.
func (w *wordingReader) askedDeed(i int) int {
	switch j, _ := w.has(askedWords, i); {
	case j > i:
		return j
	case w.in(giving, i) && !w.isWord(i-2, "genom"):
		return w.reach(help, i, 3)
	case w.in(helping, i):
		if w.reach(helped, i, 4) > i {
			return i + 1
		}
	}
	return i
}

// secondDeed returns the token after the verb at token i when it is a second deed, beside the one at
// token verb and what that is done to: "besöka skolorna och byta lampor". Something more that is done to
// the same thing ("och sprida det") is one when it has a number of its own.
func (w *wordingReader) secondDeed(verb, i, to int) int {
	if !w.in(deeds, i) || w.in(sameDeed, i) || w.in(lets, verb) {
		return i
	}
	j := i - 1
	for w.in(also, j) {
		j--
	}
	if !w.isWord(j, "och") && !w.isWord(j, "samt") && !w.at(j).isMark(',') {
		return i
	}
	same := w.in(sameThing, i+1) || w.in(sameThing, i+2)
	for k := i + 1; same && k < min(to, i+20); k++ {
		same = !w.countable(k)
	}
	for k := verb + 1; !same && k < min(j, verb+20); k++ {
		if w.at(k).plainWord() && !w.in(deeds, k) {
			return i + 1
		}
	}
	return i
}

// secondSubject returns the token after the modal verb at token i when it has a subject of its own that
// is joined to what stands before: "polisen ska … och kommunen ska".
func (w *wordingReader) secondSubject(i int) int {
	for j := i - 1; j > i-5; j-- {
		if n, to := w.nominal(j+1, nil); (w.and(j) || w.at(j).isMark(',')) && n.party != "" && !n.genitive && to == i {
			return i + 1
		}
	}
	return i
}

// later reads a sentence after the first, in tok[from:to]: whether it promises something more.
func (w *wordingReader) later(from, to int) {
	n, verb := w.nominal(from, nil)
	if w.isWord(from, "vi") || w.isWord(from, "de") {
		verb = from + 1
	} else if n.party == "" || n.genitive {
		return
	}
	switch {
	case w.isWord(verb, "ska") || w.isWord(verb, "skall") || w.isWord(verb, "kommer"):
		for j := verb + 1; j < to && j < verb+7; j++ {
			if w.in(deeds, j) {
				if !w.in(sameDeed, j) {
					w.note(&w.Second, from, verb+1)
				}
				return
			}
		}
	case w.at(verb).is(finite) && w.in(also, verb+1):
		w.note(&w.Second, from, verb+1)
	}
}

// style finds what is hard to read or leaves the promise open, anywhere in the text.
func (w *wordingReader) style() {
	shouted := w.text == strings.ToUpper(w.text)
	for i := range w.tok {
		if w.tok[i].kind != wordToken {
			continue
		}
		if j, _ := w.has(conditions, i); j > i && !w.in(onTop, i-1) && !(w.at(j).isMark(',') && w.in(onTop, j+1)) {
			w.note(&w.Condition, i, j)
		}
		if j, _ := w.has(openEnds, i); j > i && !w.Open.Found() {
			w.Open = w.stopped(w.phrase(i, j), i)
		}
		if j, plain := w.has(heavyWords, i); j > i && !w.noHeavy(i) {
			w.Hard = append(w.Hard, w.plainly(w.phrase(i, j), plain))
		}
		if j, plain := w.has(shortForms, i); j > i {
			w.Short = append(w.Short, w.stopped(w.plainly(w.phrase(i, j), plain), i))
		}
		if w.tok[i].caps && !shouted {
			w.initials(i)
		}
	}
}

// noHeavy reports whether the word at token i is one that only looks heavy: "i detta avseende".
func (w *wordingReader) noHeavy(i int) bool {
	p := w.at(i - 1)
	return p.is(definite|article) || w.isWord(i-1, "detta") || w.isWord(i-1, "det") || w.isWord(i-1, "samma")
}

func (w *wordingReader) plainly(p Phrase, plain string) Phrase {
	p.Plain = plain
	return p
}

// stopped takes the full stop of the abbreviation at token i into its phrase.
func (w *wordingReader) stopped(p Phrase, i int) Phrase {
	if (w.at(i).is(abbreviation) || bytes.IndexByte(w.word(i), '.') > 0) && p.To < len(w.text) && w.text[p.To] == '.' {
		p.To++
	}
	return p
}

// initials notes an abbreviation in capitals at token i, also before a hyphen ("SIG-grupp"), that the
// text doesn't explain.
func (w *wordingReader) initials(i int) {
	p := w.phrase(i, i+1)
	n := 0
	for n < p.To-p.From {
		r, size := utf8.DecodeRuneInString(w.text[p.From+n : p.To])
		if !unicode.IsUpper(r) {
			break
		}
		n += size
	}
	if rest := w.text[p.From+n : p.To]; n < 2 || n > 6 || rest != "" && rest[0] != '-' && rest[0] != ':' {
		return
	}
	p.To = p.From + n
	name := w.text[p.From:p.To]
	known := initialWords[name]
	if knownToAll[name] || w.explained(i) || known.key != "" && bytes.Contains(w.low, []byte(known.key)) {
		return
	}
	p.Plain = known.plain
	w.Short = append(w.Short, p)
}

// explained reports whether the word at token i stands in parentheses after what it is short for, or is
// told after it.
func (w *wordingReader) explained(i int) bool {
	next := w.at(i + 1)
	return w.at(i-1).isMark('(') || next.isMark('(') || next.isMark('-') || next.isMark(',') && w.in(explaining, i+2)
}

// Occasions reports whether a target's unit is what is done time after time ("vandringar", "kvällar"), as
// against things that are made or replaced ("lampor").
func Occasions(unit string) bool {
	s := scan(unit)
	defer s.done()
	return len(s.tok) == 1 && (s.tok[0].is(occasions|times) || s.ends(0, repeatedEnds))
}
