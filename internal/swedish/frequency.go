package swedish

import "lofte/internal/promise"

// how is what a phrase says about how often something is done.
type how uint8

const (
	unsaid    how = iota
	alone         // "varje vecka": a promise by itself
	withCount     // "per vecka", "om året": only after a number
	odd           // "per termin", "varje sommar": how often, but not in a way that a target can hold
	each          // "per skola", "varje skola": for each of several
)

// frequency is how often something is done, read from tok[from:to].
type frequency struct {
	how
	per      promise.Per
	every    int
	each     bool // for each of several too: "per år och skola"
	bound    promise.Bound
	from, to int
}

// frequency reads what begins at token i. With afterCount, a number and what it counts stand right
// before: then "i veckan" and "om året" say how often and not when.
func (s *scanned) frequency(i int, afterCount bool) frequency {
	f := frequency{from: i, to: i + 1}
	t, next := s.at(i), s.at(i+1)
	switch {
	case t.is(often):
		f.how, f.per, f.every = alone, t.per, t.every
		if t.is(oddStretch) {
			f.how = odd
		}
	case t.is(everyOther):
		f.how, f.to = alone, i+2
		s.stretch(&f, next, 2)
	case t.is(everyWord) && next.is(ordinal):
		f.how, f.to = alone, i+3
		s.stretch(&f, s.at(i+2), int(next.n))
		if f.how == each { // "var tredje skola" is a share
			f.how = unsaid
		}
	case s.isWord(i, "varje"):
		f.how, f.to = alone, i+2
		s.stretch(&f, next, 0)
	case t.isMark('/') && next.kind == wordToken:
		f.how, f.to = withCount, i+2
		if s.stretch(&f, next, 0); f.how == each {
			f.how = odd
		}
		s.perMore(&f)
	case s.isWord(i, "per") && (next.kind == wordToken || next.numeric()):
		f.how, f.to = withCount, i+2
		if next.numeric() {
			f.how = odd
			break
		}
		if s.stretch(&f, next, 0); f.how == each && s.byMeans(i+1) {
			return frequency{}
		}
		s.perMore(&f)
	case afterCount && s.isWord(i, "om") && next.is(theStretch):
		f.how, f.per, f.every, f.to = withCount, next.per, next.every, i+2
	case afterCount && s.isWord(i, "under") && (next.is(oddStretch) && s.ends(i+1, []string{"terminen", "året"}) ||
		next.is(theStretch) && (next.per == promise.PerWeek || next.per == promise.PerMonth && next.every == 0 || next.per == promise.PerDay)):
		f.how, f.to = odd, i+2
	case afterCount && s.isWord(i, "i") && (next.is(theStretch) || next.is(oddStretch) && s.definiteForm(i+1)):
		f.how, f.per, f.every, f.to = withCount, next.per, next.every, i+2
		if next.is(oddStretch) || next.per == promise.PerYear || s.isWord(i+1, "dagen") || s.isWord(i+1, "dygnet") {
			f.how = odd
		}
	}
	return f
}

// stretch reads the stretch of time t, as after varje and per, into f: every n of them when n isn't 0.
func (s *scanned) stretch(f *frequency, t *token, n int) {
	coordinated := s.at(f.to).is(conjunction) && (s.at(f.to+1).is(stretch) || s.at(f.to+1).is(oddStretch)) && f.how == alone
	switch {
	case t.is(stretch) && !coordinated:
		f.per, f.every = t.per, t.every
		if n > 0 {
			f.every = n * max(1, t.every)
		}
		if f.per == promise.PerDay && f.every > 0 && f.every%7 == 0 {
			f.per, f.every = promise.PerWeek, f.every/7
		}
		if f.every == 1 {
			f.every = 0
		}
		if f.per == promise.PerPeriod && (n > 0 || f.how == alone) {
			f.how = odd
		}
	case t.is(stretch) || t.is(oddStretch) || t.is(duration) || t.is(ordinal) || t.numeric() || s.halfWord(t):
		f.how = odd
	case t.is(theStretch):
		f.how = odd
		if t.per == promise.PerPeriod && f.how == withCount {
			f.per = t.per
		}
	case t.plainWord() && t.kind == wordToken:
		f.how = each
		f.each = true
	default:
		f.how = unsaid
	}
}

// perMore reads on: "per år och skola", "per skola per år".
func (s *scanned) perMore(f *frequency) {
	for range 2 {
		i := f.to
		switch {
		case s.isWord(i, "per") || s.at(i).isMark('/'):
		case s.isWord(i, "och") && (s.at(i+1).is(stretch) || s.place(i+1)):
		default:
			return
		}
		more := frequency{how: withCount, from: i, to: i + 2}
		s.stretch(&more, s.at(i+1), 0)
		switch {
		case more.how == each && f.how != odd:
			f.each = true
		case more.how == withCount && f.how == each && more.per != "":
			f.how, f.per, f.every = withCount, more.per, more.every
		case more.how == unsaid:
			return
		default:
			f.how = odd
		}
		f.to = more.to
	}
}

// placeEnds are the endings of what promises are kept for one by one.
var placeEnds = []string{"skola", "del", "område", "kommun", "ort", "kurs", "klass", "gård", "plats", "enhet", "elev", "person", "familj", "hushåll", "förening", "patrull"}

func (s *scanned) place(i int) bool {
	return s.at(i).plainWord() && s.ends(i, placeEnds)
}

// byMeans reports whether a word after per says by what means: "per telefon".
func (s *scanned) byMeans(i int) bool {
	switch string(s.word(i)) {
	case "telefon", "post", "brev", "mejl", "mail", "e-post", "epost", "sms", "automatik", "definition", "capita":
		return true
	}
	return false
}

// definiteForm reports whether token i is a noun in the definite form, as far as its ending tells.
func (s *scanned) definiteForm(i int) bool { return s.ends(i, []string{"en", "et", "n"}) }

// halfWord reports whether t is a word cut short: the first of "fredags- och lördagskvällar".
func (s *scanned) halfWord(t *token) bool {
	return t.kind == wordToken && s.low[t.end-1] == '-'
}

// ends reports whether token i is a word with one of the endings.
func (s *scanned) ends(i int, endings []string) bool {
	w := s.word(i)
	for _, e := range endings {
		if len(w) >= len(e) && string(w[len(w)-len(e):]) == e {
			return true
		}
	}
	return false
}

// duringPeriod returns the token after "under 2019", "under 2020–2022", "under perioden" at i, or i.
// A year may be the whole validity or not: this package doesn't know the document, so the author's
// words count as a period said outright.
func (s *scanned) duringPeriod(i int) int {
	if !s.isWord(i, "under") {
		return i
	}
	j := i + 1
	if s.isWord(j, "hela") || s.isWord(j, "år") || s.isWord(j, "åren") {
		j++
	}
	t := s.at(j)
	switch {
	case t.is(theStretch) && t.per == promise.PerPeriod:
		return j + 1
	case !t.year:
		return i
	}
	for j++; ; j += 2 {
		link := s.at(j)
		if !link.isMark('-') && !s.isWord(j, "och") && !s.isWord(j, "till") || s.at(j+1).kind != numberToken {
			return j
		}
		if next := s.at(j + 1); !next.year && next.end-next.start != 2 {
			return j
		}
	}
}
