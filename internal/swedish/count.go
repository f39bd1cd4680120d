package swedish

import "lofte/internal/promise"

func (t *token) bound() promise.Bound {
	switch {
	case t.is(boundMin):
		return promise.AtLeast
	case t.is(boundMax):
		return promise.AtMost
	case t.is(boundAbout):
		return promise.About
	case t.is(boundExact):
		return promise.Exactly
	}
	return ""
}

// bound reads how a number is meant from the words at token i, before the number, and returns the
// token after them; "" and i when they don't say.
func (s *scanned) bound(i int) (promise.Bound, int) {
	if s.isWord(i, "inte") || s.isWord(i, "ej") || s.isWord(i, "aldrig") {
		if !s.isWord(i+2, "än") {
			return "", i
		}
		switch string(s.word(i + 1)) {
		case "fler", "mer", "flera", "oftare", "längre":
			return promise.AtMost, i + 3
		case "färre", "mindre":
			return promise.AtLeast, i + 3
		}
		return "", i
	}
	j := i
	if s.isWord(i, "som") {
		if s.isWord(i+1, "mest") {
			return promise.AtMost, i + 2
		}
		j++
	}
	b := s.at(j).bound()
	if b == "" {
		return "", i
	}
	if j++; s.isWord(j, "av") && s.isWord(j-1, "minimum") {
		j++
	}
	return b, j
}

// thing reads a number of things at token i, with its bound and with how often, and returns the
// token after all that; i when none begins there. What is no promised number is passed over.
func (c *clause) thing(i int) int {
	t := c.at(i)
	if !t.numeric() && t.class&(bound|tensWord) == 0 && !c.isWord(i, "som") && !c.isWord(i, "inte") && !c.isWord(i, "ej") &&
		!c.isWord(i, "aldrig") && !c.isWord(i, "mellan") {
		return i
	}
	b, j := c.bound(i)
	if c.isWord(j, "mellan") {
		j++
	}
	num := c.number(j)
	switch {
	case num.to == j:
		return i
	case c.named(j):
		return c.names(j, c.figure(j).to)
	case num.n == 0:
		return num.to
	case c.at(num.to).is(month) && c.at(j).kind == numberToken, c.at(j).year && b == "":
		return num.to
	case num.to > j && c.at(num.to).is(bound): // "två cirka"
		return num.to
	}
	if num.about && b == "" {
		b = promise.About
	}
	if num.high > 0 || num.more {
		switch b {
		case "", promise.AtLeast:
			b = promise.AtLeast
		case promise.AtMost:
			num.n = max(num.n, num.high)
		default:
			c.refused = true
			return num.to
		}
	}
	return c.things(i, j, num, b)
}

// named reports whether the number at token i is part of a name: "årskurs 8", "väg 55", "ISO 9001".
func (c *clause) named(i int) bool {
	p, digits := c.at(i-1), c.at(i).kind == numberToken
	counting := func() bool {
		next := c.at(c.figure(i).to)
		return next.is(times | piece | occasions | stretch)
	}
	switch {
	case p.isMark('§') || p.isMark('+') || p.isMark('#'):
		return true
	case p.kind != wordToken || i-1 < c.used:
		return false
	case p.is(rank):
		return true
	case p.is(label):
		return digits && (lexicon[string(c.word(i-1))] != nil || !counting())
	}
	noun := p.caps || p.entry == &noEntry && !c.ends(i-1, verbEnds)
	return digits && noun && !counting()
}

// verbEnds are the endings of verbs, after which a number is no name: "besöka 4 skolor", but "patrull 4".
var verbEnds = []string{"a", "r", "s", "å", "e"}

// names returns the token after the numbers that belong to the name at tok[i:to]: "årskurs 7, 8 och 9".
func (c *clause) names(i, to int) int {
	for {
		link, next := c.at(to), c.at(to+1)
		if !link.is(conjunction) && !link.isMark(',') && !link.isMark('-') && !link.isMark('/') && !c.isWord(to, "till") ||
			!next.numeric() || next.kind != c.at(i).kind {
			return to
		}
		num := c.figure(to + 1)
		if after := c.at(num.to); after.is(times) || after.is(piece) || after.plainWord() && c.plural(num.to) {
			return to
		}
		to = num.to
	}
}

// things reads what the number num at token j counts. The phrase begins at token i with bound b.
func (c *clause) things(i, j int, num number, b promise.Bound) int {
	r := reading{from: i}
	r.Number, r.Bound = num.n, b
	k, next := num.to, c.at(num.to)
	weak := num.weak && b == ""
	from, to := -1, k // the noun
	adverb := frequency{}
	switch {
	case c.isWord(k, "av"):
		c.refused = c.refused || !weak
		return k
	case next.is(times):
		from, to = k, k+1
		if c.isWord(to, "så") || c.isWord(to, "fler") || c.isWord(to, "mer") || c.isWord(to, "större") || c.isWord(to, "högre") {
			c.refused = true
			return to
		}
	case next.is(piece):
		weak = false
		from, to = k, k+1
		if f, t := c.noun(k + 1); f >= 0 {
			from, to = f, t
		}
	case next.is(noUnit) || next.isMark('§'):
		return k + 1
	case c.isWord(k, "fler") || c.isWord(k, "färre") || c.isWord(k, "ytterligare") || c.isWord(k, "till") && !weak:
		c.refused = true
		return k + 1
	case c.frequency(k, true).how != unsaid && !next.is(oftenAdjective):
	default:
		if num.n == 1 {
			from, to = c.singular(k)
		} else {
			from, to = c.noun(k)
		}
		for a := k; a < from; a++ {
			if c.at(a).is(oftenAdjective) {
				adverb = frequency{how: alone, per: c.at(a).per, every: c.at(a).every}
			}
		}
	}
	switch {
	case from >= 0:
		r.Unit = c.unit(from, to)
		if c.at(from).is(piece) {
			if n := c.nounBefore(i); n >= 0 {
				r.Unit = c.unit(n, n+1)
			}
		}
		k = to
	case num.about || b != "" || c.frequency(k, true).how != unsaid:
		n := c.nounBefore(i)
		if n >= 0 && c.at(i-1).kind == markToken {
			r.Unit = c.unit(n, n+1)
		} else if !num.about && c.frequency(k, true).how == unsaid {
			return c.stray(i, k)
		}
	default:
		return c.stray(i, k)
	}
	if adverb.how == alone {
		r.Per, r.Every = adverb.per, adverb.every
	}
	if from >= 0 && (c.at(from).is(noUnit) || c.at(from).is(duration) && c.at(from).n >= months) {
		return k
	}
	r.to = k
	said := c.tail(&r)
	k = r.to
	switch use := c.use(i, from, &r, b, num); {
	case use == ignore:
		c.used = k
		return k
	case weak && !said && r.Per == "":
		if from >= 0 && c.at(from).is(times) && !c.isWord(i-1, "på") { // once, beside so many times
			if c.counts > 0 {
				c.doubt = true
			}
			c.once = true
		}
		r.Bound = promise.Exactly
		c.article = r
		return k
	case use == refuse:
		c.refused = true
		return k
	}
	if r.Bound == "" {
		r.Bound = promise.Exactly
	}
	if c.once || c.joined(i, k) {
		c.doubt = true
	}
	c.counts++
	c.count, c.strays, c.used = r, 0, k
	return k
}

// stray passes over a number without a noun: "två på hösten".
func (c *clause) stray(i, k int) int {
	if c.at(k).is(preposition) {
		if p := c.at(i - 1); p.is(conjunction) && c.counts > 0 && c.strays == 0 {
			c.doubt = true // "en per år i centrum och en på Norr" is two
		}
		c.strays++
	}
	return k
}

// joined reports whether the count in tok[i:k] goes together with something else counted by an
// article: "två vandringar och ett möte".
func (c *clause) joined(i, k int) bool {
	and := func(i int) bool { return c.isWord(i, "och") || c.isWord(i, "samt") }
	if and(i-1) && c.article.to == i-1 && c.article.to > 0 {
		return true
	}
	if and(k) && c.at(k+1).is(article) && c.at(k+2).plainWord() {
		from, _ := c.singular(k + 2)
		return from >= 0
	}
	return false
}

// tail reads what follows a count: how often, the period, for each of what, "som mest". It moves r.to
// and reports whether it found how often or for each of what.
func (c *clause) tail(r *reading) (said bool) {
	for {
		k := r.to
		f := c.frequency(k, true)
		switch {
		case f.how == odd:
			c.odd = true
			r.to = f.to
			return true
		case f.how == each:
			r.Each, said = true, true
			r.to = f.to
		case f.how != unsaid:
			if r.Per != "" && (r.Per != f.per || r.Every != f.every) {
				c.doubt = true
			}
			r.Per, r.Every, said = f.per, f.every, true
			r.Each = r.Each || f.each
			r.to = f.to
		case r.Per == "" && c.duringPeriod(k) > k:
			r.Per = promise.PerPeriod
			r.to = c.duringPeriod(k)
			return said
		case c.isWord(k, "vardera"):
			r.Each, said = true, true
			r.to++
		case c.at(k).is(preposition) && (c.isWord(k+1, "varje") || c.isWord(k+1, "vardera")) && c.frequency(k+1, true).how != alone && c.at(k+2).plainWord():
			if c.frequency(k+1, true).how == odd {
				c.odd = true
			}
			r.Each, said = true, true
			r.to += 3
		case c.isWord(k, "som") && (c.at(k+1).is(bound) || c.isWord(k+1, "mest")):
			r.Bound, r.to = c.bound(k)
		case c.isWord(k, "eller") && (c.isWord(k+1, "fler") || c.isWord(k+1, "flera") || c.isWord(k+1, "mer")):
			r.Bound = promise.AtLeast
			r.to += 2
		default:
			return said
		}
	}
}

// usage is whether a number of things is a target.
type usage uint8

const (
	accept usage = iota
	ignore       // it says something else: an age, the staff, a noun already known
	refuse       // it is a target of a sort that can't be held: more than, from so many to so many
)

// use decides by the words around. The phrase begins at token i, its noun at token noun or, when it
// has none, that is -1.
func (c *clause) use(i, noun int, r *reading, b promise.Bound, num number) usage {
	p, pp := c.at(i-1), c.at(i-2)
	u := &noToken
	if noun >= 0 {
		u = c.at(noun)
	}
	if p.kind == wordToken {
		switch {
		case i-1 < c.used && c.used > 0: // how often stands there
		case p.is(definite):
			return ignore
		case p.is(refuses), c.isWord(i-1, "till") && c.isWord(i-2, "upp"):
			return refuse
		case c.isWord(i-1, "med") && c.changing:
			return refuse
		case c.isWord(i-1, "med") && (c.isWord(i-2, "tillsammans") || c.isWord(i-2, "samverkan") || c.isWord(i-2, "samarbete")):
			return ignore
		case c.isWord(i-1, "av") && (pp.numeric() || c.partOf(i-2)):
			return refuse
		case c.isWord(i-1, "under") && b == "" && (noun < 0 || !c.ends(noun, []string{"kvällar", "nätter", "helger", "pass"})):
			return ignore
		case b == "" && !u.is(times) && !u.is(piece) && c.genitive(i-1):
			return ignore
		case u.is(duration) && (c.isWord(i-1, "i") || c.isWord(i-1, "på")) && r.Per == "":
			return ignore
		case u.is(duration) && pp.is(other) && c.isWord(i-1, "till"):
			return ignore
		}
	}
	if u.is(staff) && !c.hiring {
		return ignore
	}
	if u.is(duration) {
		switch {
		case u.n <= fullDays:
			r.length = true
		case b == "" && r.Per == "" && u.n >= days:
			r.length = true
		}
	}
	return accept
}

// partOf reports whether token i and a following av take a part: "består av", "hälften av".
func (c *clause) partOf(i int) bool {
	switch string(c.word(max(i, 0))) {
	case "består", "bestå", "bestående", "hjälp", "grund", "del", "delar", "någon", "några", "ingen", "hälften", "andel", "tredjedel",
		"fjärdedel", "majoriteten", "grupp", "team", "form", "anledning", "ledning":
		return i >= 0
	}
	return false
}

// genitive reports whether token i is a noun or a name in the genitive, as far as its ending tells:
// "kommunens", "skolornas", "Katrineholms".
func (c *clause) genitive(i int) bool {
	t := c.at(i)
	if !t.plainWord() {
		return false
	}
	return c.ends(i, []string{"ens", "ets", "rnas"}) || t.upper && t.entry == &noEntry && c.ends(i, []string{"s"})
}

// noun returns the tokens of the counted noun that follows a number above one at token k, from is -1
// when there is none. Adjectives before it are passed over.
func (c *clause) noun(k int) (from, to int) {
	for j := k; j < k+6; j++ {
		t := c.at(j)
		switch {
		case !t.plainWord() || t.is(often) || t.is(pastVerb):
			return -1, k
		case c.halfWord(t):
			if c.at(j+1).is(conjunction) && c.at(j+2).plainWord() {
				return j, j + 3
			}
			return -1, k
		case t.is(nounWord) && !(c.at(j+1).plainWord() && c.ends(j, []string{"a"})):
			return j, j + 1
		case c.adjective(j):
			if (c.at(j+1).isMark(',') || c.isWord(j+1, "och")) && c.at(j+2).plainWord() && c.adjective(j+2) {
				j++
				continue
			}
			if c.at(j+1).plainWord() && !c.ends(j, []string{"rna"}) {
				continue
			}
			if c.ends(j, []string{"ande", "ende"}) && !t.is(adjectiveWord) {
				return j, j + 1
			}
			return -1, k
		}
		return j, j + 1
	}
	return -1, k
}

// adjective reports whether token i looks like an adjective in the plural, or like a genitive.
func (c *clause) adjective(i int) bool {
	t := c.at(i)
	return t.is(adjectiveWord) || t.is(oftenAdjective) || c.ends(i, []string{"a", "de", "s"}) && !c.ends(i, countedS)
}

// countedS are the endings of nouns that end in s without being a genitive or a verb.
var countedS = []string{"pass", "hus", "tips", "ljus", "kurs", "plats", "buss", "kors", "fokus", "campus", "lås"}

// singular is noun for the number one.
func (c *clause) singular(k int) (from, to int) {
	for j := k; j < k+4; j++ {
		t := c.at(j)
		switch {
		case !t.plainWord():
			return -1, k
		case c.at(j+1).plainWord() && (t.is(adjectiveWord) || t.is(oftenAdjective) || c.ends(j, adjectiveEnds)):
			continue
		case t.is(oftenAdjective) || t.is(adjectiveWord):
			return -1, k
		}
		return j, j + 1
	}
	return -1, k
}

var adjectiveEnds = []string{"sam", "samt", "ig", "igt", "isk", "iskt", "ad", "at", "ande", "ende", "bar", "bart", "iv", "ivt", "ell", "ellt", "nal", "nalt", "s", "re"}

// plural reports whether token i looks like a noun in the plural.
func (c *clause) plural(i int) bool {
	return c.ends(i, []string{"ar", "er", "or", "are", "möten", "tillfällen", "besök", "pass", "samtal", "sök", "ombud", "evenemang", "lov", "prov", "nätverk"})
}

// nounBefore returns the token of the noun that a number at token i counts, where the noun comes
// first: "kontroller, minst tio", "kontroller (10 st)"; -1 when that isn't clear.
func (c *clause) nounBefore(i int) int {
	j := i - 1
	if p := c.at(j); p.isMark(',') || p.isMark('(') || p.isMark(':') || p.isMark('-') {
		j--
	}
	if j < c.from || !c.at(j).plainWord() || !c.plural(j) {
		return -1
	}
	k := j - 1
	for k >= c.from && c.at(k).plainWord() && (c.at(k).is(adjectiveWord) || c.ends(k, []string{"a", "de"})) {
		k--
	}
	if k >= c.from && (c.at(k).is(preposition) || c.at(k).is(conjunction) || c.at(k).is(definite)) {
		return -1
	}
	return j
}

// yearly reads an adjective of how often that stands without a number before a noun in the singular:
// "årlig trygghetsmätning".
func (c *clause) yearly(i int) int {
	t := c.at(i)
	if !t.is(oftenAdjective) {
		return i
	}
	p := c.at(i - 1)
	switch {
	case p.is(definite) || p.is(preposition):
		return i
	case c.ends(i, []string{"a", "st"}) || t.per == promise.PerDay: // in the plural, it may be several each time
		c.odd = true
		return i + 1
	}
	from, to := c.singular(i + 1)
	if from < 0 {
		return i
	}
	r := reading{from: i, to: to}
	r.Number, r.Unit, r.Per, r.Every, r.Bound = 1, c.unit(from, to), t.per, t.every, promise.Exactly
	c.counts++
	c.count, c.used = r, to
	return to
}
