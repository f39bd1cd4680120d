package swedish

import (
	"cmp"
	"slices"

	"lofte/internal/promise"
)

// HeadingParties returns who promises by the words of a heading: "Polisen lovar", "Kommunens åtaganden",
// "Det här lovar polisen". Several make a list in their order; the police and the kommun, or words such
// as "tillsammans" where nobody is named, make promise.Both. It is nil when the heading says nobody
// ("Det här lovar vi", "Medborgarlöfte 2019") or names a party only in passing ("Trygghet i kommunen",
// "Medborgarlöfte i Umeå kommun").
//
// A name that is neither of the two nor among known counts only beside the verb, "Poseidon lovar",
// where there is nothing else that it could be.
func HeadingParties(heading string, known []promise.Party) []promise.Party {
	s := scan(heading)
	defer s.done()
	if len(s.tok) > 100 { // whatever this is, it's no heading
		s.tok = s.tok[:100]
	}
	h := headingReader{scanned: s, known: known}
	return h.read()
}

type headingReader struct {
	*scanned
	known   []promise.Party
	parties []mention
}

// mention is a party at a token.
type mention struct {
	party promise.Party
	at    int
}

func (h *headingReader) add(p promise.Party, at int) { h.parties = append(h.parties, mention{p, at}) }

func (h *headingReader) read() []promise.Party {
	expect, aside, joint, we := true, false, -1, false
	for i := 0; i < len(h.tok); {
		t := h.at(i)
		if expect {
			if next := h.party(i, aside); next > i {
				i, aside, expect = next, false, false
				continue
			}
		}
		switch {
		case h.with(i) > i:
			joint = h.joint(joint, i)
			i, expect, aside = h.with(i), true, false
			continue
		case h.and(i):
			expect = true
		case t.kind == markToken:
			expect, aside = true, false
		case h.isWord(i, "tillsammans") || h.begins(i, []string{"gemensam"}):
			joint = h.joint(joint, i)
			expect = !aside
		case h.isWord(i, "vi"):
			we = true
			expect = false
		case t.is(modal|finite) || h.isWord(i, "lovade"):
			if t.is(modal) && (h.isWord(i, "lovar") || h.isWord(i, "åtar")) {
				h.promiser(i)
			}
			expect, aside = true, false
		case h.isWord(i, "mellan"), h.isWord(i, "från") || h.isWord(i, "av"):
			expect = h.isWord(i, "mellan") || h.begins(i-1, pledges)
			aside = !expect
		case t.is(preposition):
			expect, aside = false, true
		case t.is(pronoun | other):
			expect = !aside
		default:
			expect = false
		}
		i++
	}
	if len(h.parties) > 0 {
		slices.SortFunc(h.parties, func(a, b mention) int { return cmp.Compare(a.at, b.at) })
		parties := make([]promise.Party, 0, len(h.parties)+1)
		for _, m := range h.parties {
			parties = append(parties, m.party)
		}
		if we && joint >= 0 {
			parties = append(parties, h.bothOf(joint, h.known)...)
		}
		return join(parties)
	}
	if joint >= 0 && h.promisesTogether(we) {
		return h.bothOf(joint, h.known)
	}
	return nil
}

// joint returns the first of the tokens that say together.
func (h *headingReader) joint(before, i int) int {
	if before >= 0 {
		return before
	}
	return i
}

// party reads a party at token i and returns the token after it, i when there is none. After a
// preposition (aside), a noun is a party only when a verb follows: "Polisen i Umeå och Umeå kommun lovar".
func (h *headingReader) party(i int, aside bool) int {
	n, next := h.nominal(i, h.known)
	if n.party == "" {
		return i
	}
	if n.genitive {
		parties, to := []promise.Party{n.party}, next
		for h.and(to) {
			more, after := h.nominal(to+1, h.known)
			if more.party == "" || !more.genitive {
				break
			}
			parties, to = append(parties, more.party), after
		}
		for j := to; j < to+3; j++ {
			if h.begins(j, pledges) || h.ends(min(j, len(h.tok)-1), doings) {
				for _, p := range parties {
					h.add(p, i)
				}
				return to
			}
			if !h.at(j).plainWord() && !h.at(j).numeric() {
				break
			}
		}
		if head := h.head(to, actors); head > to {
			for _, p := range parties {
				h.add(p, i)
			}
			return head
		}
		return i
	}
	if aside && !h.at(next).is(modal|finite) && h.with(next) == next {
		return i
	}
	h.add(n.party, i)
	return next
}

// promiser reads the names beside the verb lovar at token verb that are not known: the nouns joined
// before it, or what comes after it where nobody stands before.
func (h *headingReader) promiser(verb int) {
	some := false
	for to := verb; to > 0; {
		from := to
		for from > 0 && !h.and(from-1) && h.at(from-1).kind == wordToken {
			from--
		}
		listed := from > 0 && (h.and(from-1) || h.at(from-1).isMark(','))
		switch {
		case slices.ContainsFunc(h.parties, func(m mention) bool { return m.at >= from && m.at < to }):
			some = true
		case h.addName(from, to, listed):
			some = true
		default:
			listed = false
		}
		if !listed {
			break
		}
		to = from - 1
	}
	if some || h.isWord(verb-1, "vi") {
		return
	}
	to := verb + 1
	for h.nameWord(to) && h.capitalised(to) {
		to++
	}
	if n, _ := h.nominal(verb+1, h.known); to > verb+1 && n.party == "" {
		h.add(h.name(verb+1, to, h.known), verb+1)
	}
}

// addName adds the name at the end of tok[from:to]. One that doesn't begin there, after a comma, an
// och or as the heading's first word, begins with a capital.
func (h *headingReader) addName(from, to int, listed bool) bool {
	first := to
	for first > from && h.nameWord(first-1) {
		first--
	}
	if first > from {
		for first < to && !h.at(first).upper {
			first++
		}
		if listed && h.at(from).is(preposition) {
			first = to
		}
	}
	if first == to || listed && h.inPlace(from-2) {
		return false
	}
	h.add(h.name(first, to, h.known), first)
	return true
}

// inPlace reports whether token i belongs to a phrase that says where: "Polisen i Umeå" before "och
// Vännäs lovar".
func (h *headingReader) inPlace(i int) bool {
	for ; i >= 0 && h.at(i).kind == wordToken && !h.and(i); i-- {
		if h.at(i).is(preposition) {
			return true
		}
	}
	return false
}

// nameWord reports whether token i can be part of a name.
func (h *headingReader) nameWord(i int) bool {
	t := h.at(i)
	return t.plainWord() && !t.is(pronoun|finite)
}

// promisesTogether reports whether a heading that names nobody but says together says who promises:
// "Det ska vi göra tillsammans", "Gemensamma löften", but not "Tillsammans mot våld".
func (h *headingReader) promisesTogether(we bool) bool {
	if we || len(h.tok) <= 2 {
		return true
	}
	for i := range h.tok {
		if h.tok[i].is(modal) || h.begins(i, pledges) {
			return true
		}
	}
	return false
}

// Promises reports whether a heading's words promise, so that the lists under it hold promises: "Polisen
// lovar", "Det här ska vi göra", "Kommunen åtar sig att", "Medborgarlöfte 2021", "Våra löften". A heading
// that looks back at promises or tells about them ("Uppföljning av medborgarlöfte 2018", "Om
// medborgarlöften") doesn't.
func Promises(heading string) bool {
	s := scan(heading)
	defer s.done()
	promises, bare := false, true // bare: nothing but whose and which so far
	for i := range s.tok {
		t := &s.tok[i]
		switch {
		case t.kind != wordToken:
		case s.isWord(i, "lovar") || s.isWord(i, "åtar"):
			return true // whatever else the heading speaks of
		case s.begins(i, lookingBack) || s.lookBackWord(i):
			return false
		case t.is(modal) && !s.isWord(i, "kommer"), s.isWord(i, "åtagit") || s.isWord(i, "utlovar"):
			promises = true
		case s.isWord(i, "kommer"):
			promises = promises || s.comes(i)
		case s.ends(i, []string{"löfte", "löften", "löftet", "löftena"}) || s.begins(i, []string{"åtagande"}):
			promises = promises || bare
		}
		bare = bare && s.introduces(i)
	}
	return promises
}

// lookingBack are the beginnings of words in headings that report on promises.
var lookingBack = []string{"uppfölj", "utvärder", "återkoppl", "återrapport", "redovis", "resultat", "utfall", "rapport", "bakgrund", "kontakt",
	"undertecknad", "underteckna", "signer", "arkiv", "giltig", "förklaring"}

func (s *scanned) lookBackWord(i int) bool {
	switch string(s.word(i)) {
	case "följs", "följas", "följer", "följde", "följts", "följt", "varför", "hur", "tidigare", "förra", "föregående", "gamla", "äldre", "läs", "ladda",
		"lovade", "lovat", "exempel", "hände", "gick", "går", "togs", "tas", "bytas", "frågor", "hade", "var", "fakta":
		return true
	}
	return false
}

// comes reports whether kommer at token i promises: "kommer gemensamt att", "kommer vi göra", but not
// "härifrån kommer siffrorna".
func (s *scanned) comes(i int) bool {
	for j := i + 1; j < i+12; j++ {
		if s.isWord(j, "att") {
			return true
		}
	}
	if s.at(i+1).kind == wordToken {
		return (s.isWord(i+1, "vi") || s.partyWord(i+1)) && s.at(i+2).kind == wordToken
	}
	n, _ := s.nominal(i-1, nil) // "Kommunen kommer:"
	return n.party != ""
}

// introduces reports whether token i can stand before the promises that a heading presents: it says
// whose or which they are ("Polisens", "2019 års", "Det här är våra"), not that the heading is about them
// ("Om", "Vad är").
func (s *scanned) introduces(i int) bool {
	t := &s.tok[i]
	switch {
	case t.kind != wordToken, t.is(definite), s.and(i), s.isWord(i, "här"), s.isWord(i, "är"), s.isWord(i, "ur"):
		return true
	}
	return !t.is(conjunction | preposition | finite | pronoun)
}
