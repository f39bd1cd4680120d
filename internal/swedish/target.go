package swedish

import (
	"unicode"
	"unicode/utf8"

	"lofte/internal/promise"
)

// Target reads the number that a promise can be held against out of its words. words is the part of
// text that says so, as it stands there. ok is false when the text has no such number, or more than
// one, or one that is not sure; then t and words are zero.
//
// The result has a Number above 0, a Bound, and Read set. Unit is the noun counted, as written
// but for the capital of a sentence's first word ("trygghetsvandringar", "kvällar"; "gånger" and
// "timmar" where they are abbreviated), "st" where only pieces are counted, and "" where no noun is.
//
// How it decides:
//   - "varje vecka", "årligen" without a number are 1, with no Unit. A kvartal, tertial or halvår is
//     3, 4 or 6 months. A termin, läsår or season is no fixed stretch of time: a number for each of
//     them is not read, as it isn't one for the whole validity either.
//   - "under 2019" and "under perioden" after a number make it one for the whole validity.
//   - A range is held against the end that would break it: "10–12 kontroller" is at least 10,
//     "inom 1–2 dygn" at most 2. More than ("över 100") has no Bound and is not read.
//   - en and ett are articles, unless minst or the like stands before, or how often after
//     ("en vandring per år").
//   - Of two numbers, neither is read, also when they are equal but count different things ("alkohol
//     (2 st) och tobak (2 st)"). Two sentences that say the same are fine.
//   - A number in a clause that only describes ("platser som har två ingångar"), in a sentence about
//     the past or with a percentage, of the staff who do it, or of a noun already known ("de två
//     kommunerna") is none.
//   - Hours and minutes are a length, and count only by the day, week, month or year, or after inom.
func Target(text string) (t promise.Target, words string, ok bool) {
	s := scan(text)
	defer s.done()
	var found reading
	for from := 0; from < len(s.tok); {
		to := from
		for to < len(s.tok) && !s.tok[to].ends {
			to++
		}
		switch got, v := s.sentence(from, to); {
		case v == unsure, v == one && ok && got.Target != found.Target:
			return promise.Target{}, "", false
		case v == one && !ok:
			found, ok = got, true
		}
		from = to + 1
	}
	if !ok {
		return promise.Target{}, "", false
	}
	found.Read = true
	return found.Target, s.raw(found.from, found.to), true
}

// reading is a target read from tok[from:to].
type reading struct {
	promise.Target
	from, to int
	length   bool // so much time, which is a target only with a Per
}

// verdict is what a sentence holds.
type verdict uint8

const (
	none verdict = iota
	one
	unsure // a number that can't be read for sure, so that the whole text is left unread
)

// clause is what has been read of a sentence.
type clause struct {
	*scanned
	from, to int
	modal    bool // it says ska, kommer, lovar
	sub      bool // in a clause that describes something
	pair     bool // after såväl: the next som means och
	changing bool // it says öka, minska
	hiring   bool
	vague    bool // it says några, flera
	refused  bool // it has a number that is meant in another way

	counts  int // how many numbers of things
	count   reading
	within  int // how many response times
	limit   reading
	often   int // how many times it says how often
	freq    frequency
	odd     bool    // it says how often in a way that no target can hold
	each    int     // the token where "varje skola" is; -1 without
	eachOf  reading // "var och en av tre skolor"; Number 0 without
	article reading // the last en or ett with its noun; to is 0 without
	strays  int     // numerals without a noun since the last count: "två på hösten"
	once    bool    // it says en gång, without how often
	used    int     // the token after the last frequency
	doubt   bool
}

// sentence reads the target in tok[from:to].
func (s *scanned) sentence(from, to int) (reading, verdict) {
	c, promised := s.readClause(from, to)
	if !promised {
		return reading{}, none
	}
	return c.conclude()
}

// readClause reads the numbers of tok[from:to]. promised is false when it tells what was or what is.
func (s *scanned) readClause(from, to int) (c clause, promised bool) {
	c = clause{scanned: s, from: from, to: to, each: -1}
	for i := from; i < to; i++ {
		if s.tok[i].is(modal) {
			c.modal = true
		}
		if s.tok[i].is(percent) {
			return c, false
		}
	}
	for i := from; i < to && !c.doubt; {
		t := &s.tok[i]
		switch {
		case t.kind == markToken:
			if t.mark != '/' {
				c.sub = false
			}
			i++
		case !c.sub && c.unpromised(i):
			return c, false
		case c.isWord(i, "såväl"):
			c.pair = true
			i++
		case t.is(subordinator) && !s.at(i+1).is(bound) && !s.isWord(i+1, "mest"):
			c.sub = c.sub || !c.pair
			c.pair = false
			i++
		default:
			i = c.step(i)
		}
	}
	return c, true
}

// unpromised reports whether the verb at token i tells what was or what is, not what is promised.
func (c *clause) unpromised(i int) bool {
	t := c.at(i)
	switch {
	case t.is(pastVerb):
		return true
	case t.is(statVerb):
		return !c.modal
	case c.isWord(i, "var"):
		next := c.at(i + 1)
		return !next.is(ordinal) && !next.is(conjunction) && !c.isWord(i+1, "för") && next.kind == wordToken
	case c.isWord(i, "har"):
		for j := i + 1; j < c.to && j < i+12; j++ {
			if c.supine(j) {
				return true
			}
		}
	}
	return false
}

// supine reports whether token i looks like the verb after har: "genomfört", "gjorts".
func (c *clause) supine(i int) bool {
	t := c.at(i)
	return t.kind == wordToken && (t.entry == &noEntry || t.is(pastVerb)) && t.end-t.start > 3 &&
		c.ends(i, []string{"at", "ats", "it", "its", "rt", "rts", "kt", "kts", "tt", "tts", "lt", "lts", "nt", "nts", "ft", "pt", "ppt"}) &&
		!c.ends(i, []string{"brott", "ätt"})
}

// step reads what begins at token i and returns the token to go on with.
func (c *clause) step(i int) int {
	t := c.at(i)
	switch {
	case t.is(changes):
		c.changing = true
	case t.is(hires):
		c.hiring = true
	case t.is(vague):
		c.vague = c.vague || !c.sub
	case c.isWord(i, "inom") || c.isWord(i, "senast"):
		if j := c.response(i); j > i {
			return j
		}
	case (c.isWord(i, "var") || c.isWord(i, "vart")) && c.isWord(i+1, "och") && c.at(i+2).is(article) && c.isWord(i+3, "av"):
		return c.everyOneOf(i)
	}
	if c.sub {
		return i + 1
	}
	if j := c.thing(i); j > i {
		return j
	}
	if j := c.yearly(i); j > i {
		return j
	}
	if j := c.duringPeriod(i); j > i {
		if c.counts == 1 && c.count.Per == "" && !c.blocked(c.count.to, i) {
			c.count.Per, c.count.to = promise.PerPeriod, j
		}
		return j
	}
	f := c.frequency(i, c.counts == 1 && c.count.Per == "" || c.counts == 0 && c.article.to > 0)
	if f.how == unsaid {
		return i + 1
	}
	c.repeat(f)
	c.used = f.to
	return f.to
}

// repeat takes in how often, where it doesn't stand right after a number and its noun.
func (c *clause) repeat(f frequency) {
	switch f.how {
	case odd:
		c.odd = true
	case each:
		c.each = f.from
	case alone:
		switch b := c.at(f.from - 1); {
		case b.kind != wordToken || f.from-1 < c.used:
		case b.is(bound) && !c.isWord(f.from-2, "inte"):
			f.bound, f.from = b.bound(), f.from-1
		case b.is(refuses | bound), c.isWord(f.from-1, "som") && c.isWord(f.from-2, "gott"):
			c.doubt = true // "nästan varje dag"
		}
		if c.often > 0 && (c.freq.per != f.per || c.freq.every != f.every) {
			c.doubt = true
		}
		c.often++
		c.freq = f
	case withCount:
		switch {
		case c.counts == 1 && c.count.Per == "":
			if c.blocked(c.count.to, f.from) {
				c.doubt = true
				return
			}
			c.count.Per, c.count.Every, c.count.to = f.per, f.every, f.to
		case c.counts == 0 && c.article.to > 0 && !c.blocked(c.article.to, f.from):
			c.count, c.counts = c.article, 1
			c.count.Per, c.count.Every, c.count.to = f.per, f.every, f.to
		case c.counts > 0:
			c.doubt = true
		}
		if f.each && c.counts == 1 {
			c.count.Each = true
		}
	}
}

// conclude makes one target of what was read, or none.
func (c *clause) conclude() (reading, verdict) {
	if c.counts == 1 && c.count.length && c.count.Per == "" && c.often == 0 {
		c.counts, c.odd, c.each = 0, false, -1
	}
	switch {
	case c.doubt || c.counts+c.within > 1:
		return reading{}, unsure
	case c.counts+c.within > 0 && (c.odd || c.refused):
		return reading{}, unsure
	case c.within == 1:
		if c.often > 0 || c.eachOf.Number > 0 {
			return reading{}, unsure
		}
		return c.limit, one
	case c.counts == 1:
		return c.counted()
	case c.often == 1 && !c.vague && !c.refused && !c.odd:
		f := c.freq
		r := reading{from: f.from, to: f.to}
		r.Number, r.Per, r.Every, r.Bound = 1, f.per, f.every, f.bound
		if r.Bound == "" {
			r.Bound = promise.Exactly
		}
		r.Each = c.eachOf.Number > 0 || c.each >= 0 && !c.blocked(min(c.each+2, f.from), max(c.each, f.from))
		return r, one
	case c.often > 0 || c.odd:
		return reading{}, none
	case c.eachOf.Number > 0 && !c.refused:
		return c.eachOf, one
	}
	return reading{}, none
}

// counted puts the number of things together with how often and for each of what.
func (c *clause) counted() (reading, verdict) {
	r := c.count
	if c.often > 0 {
		f := c.freq
		before := f.to <= r.from
		switch {
		case r.Per != "" && (r.Per != f.per || r.Every != f.every), c.often > 1, f.bound != "":
			return reading{}, unsure
		case r.Per == "" && (before && c.blocked(f.to, r.from) || !before && c.blocked(r.to, f.from)):
			return reading{}, unsure
		case r.Per == "":
			r.Per, r.Every = f.per, f.every
			r.from, r.to = min(r.from, f.from), max(r.to, f.to)
		}
		if f.each {
			r.Each = true
		}
	}
	if c.eachOf.Number > 0 {
		r.Each = true
	}
	if c.each >= 0 && !c.blocked(min(c.each+2, r.from), max(c.each, r.from)) {
		r.Each = true
	}
	if r.length && r.Unit == "timmar" && r.Per == promise.PerDay && r.Number >= 24 {
		return reading{}, none
	}
	return r, one
}

// blocked reports whether something between two places keeps what stands before it apart from what
// stands after: a comma, an och that doesn't join two parties, a clause.
func (c *clause) blocked(from, to int) bool {
	for i := from; i < to; i++ {
		t := c.at(i)
		switch {
		case t.isMark('-') && c.at(i-1).numeric() && c.at(i+1).numeric(): // "åk 4–9"
		case t.kind == markToken && t.mark != '/', t.is(subordinator):
			return true
		case t.is(conjunction) && !(c.partyWord(i-1) && c.partyWord(i+1)) && !c.isWord(i, "både"):
			return true
		case c.isWord(i, "att") && i > from && (c.isWord(i-1, "för") || c.isWord(i-1, "genom") || c.isWord(i-1, "så")):
			return true
		}
	}
	return false
}

// partyWord reports whether token i is a word for one of the two parties that every document has.
func (s *scanned) partyWord(i int) bool {
	return s.policeWord(i) || s.kommunWord(i)
}

// response reads a response time at token i: "inom 24 timmar", "senast två dagar efter".
func (c *clause) response(i int) int {
	j, latest := i+1, c.isWord(i, "senast")
	if latest && c.isWord(j, "inom") {
		return i // read from inom on
	}
	if c.isWord(j, "loppet") && c.isWord(j+1, "av") {
		j += 2
	}
	b, j := c.bound(j)
	num := c.number(j)
	t := c.at(num.to)
	if num.n == 0 {
		return i
	}
	if c.within > 0 && !t.plainWord() && !latest { // "klotter inom två"
		c.doubt = true
	}
	if !t.is(duration) || t.n > months || latest && !c.isWord(num.to+1, "efter") && !c.isWord(num.to+1, "från") {
		if latest {
			return i
		}
		return num.to
	}
	if b != "" && b != promise.AtMost || num.about || num.more || c.sub && c.supine(i-1) {
		c.doubt = true
		return num.to
	}
	r := reading{from: i, to: num.to + 1}
	if latest {
		r.to++
	}
	r.Number, r.Unit, r.Bound, r.Within = max(num.n, num.high), c.unit(num.to, num.to+1), promise.AtMost, true
	c.limit = r
	c.within++
	return r.to
}

// everyOneOf reads "var och en av tre skolor" at token i.
func (c *clause) everyOneOf(i int) int {
	j := i + 4
	if c.at(j).is(definite) {
		j++
	}
	num := c.number(j)
	if num.n < 2 || num.high > 0 {
		c.each = i
		return j
	}
	from, to := c.noun(num.to)
	if from < 0 {
		return num.to
	}
	if !c.sub {
		c.eachOf = reading{from: i, to: to}
		c.eachOf.Number, c.eachOf.Unit, c.eachOf.Bound, c.eachOf.Each = num.n, c.unit(from, to), promise.Exactly, true
	}
	return to
}

// unit returns the counted noun in tok[from:to] as a Unit. Abbreviations are written out.
func (c *clause) unit(from, to int) string {
	t := c.at(from)
	if to == from+1 {
		switch {
		case t.is(piece):
			return "st"
		case t.is(times) && t.is(abbreviation):
			return "gånger"
		case t.is(duration) && t.is(abbreviation) && t.n == hours:
			return "timmar"
		case t.is(duration) && t.is(abbreviation) && t.n == minutes:
			return "minuter"
		}
	}
	word := c.raw(from, to)
	if t.upper && !t.caps && from == c.from { // a capital only because the sentence begins there
		r, n := utf8.DecodeRuneInString(word)
		return string(unicode.ToLower(r)) + word[n:]
	}
	return word
}
