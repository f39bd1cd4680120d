package swedish

import "lofte/internal/promise"

// Subject returns who promises by the subject of the text's first sentence: "Polisen ska …", "Kommun
// och polis ska …", "Umeå kommun lovar …", "Kommunens fältassistenter kommer att …". It is nil when
// the sentence doesn't begin with its subject or the subject names no party ("Öka närvaron", "Under
// 2019 ska polisen …", "Vi ska …"), and also when it names one together with somebody who is none
// ("Polisen och skolan ska …"): the heading knows better then.
//
// known are the names of other parties in the document; a subject that names one is that party.
//
// Whom the subject does it together with promises too when they are a party: "Polisen ska tillsammans
// med kommunen …" is promise.Both, "Kommunen ska tillsammans med föreningar …" the kommun's. "Vi" is
// nobody, except that "vi … tillsammans" without more is promise.Both, and "vi på kommunen" the kommun.
func Subject(text string, known []promise.Party) []promise.Party {
	s := scan(text)
	defer s.done()
	from, to := 0, 0
	for ; ; from = to + 1 {
		for from < len(s.tok) && s.tok[from].kind == markToken {
			from++
		}
		if from >= len(s.tok) {
			return nil
		}
		for to = from; to < len(s.tok) && !s.tok[to].ends; to++ {
		}
		if s.at(from+1).isMark(')') && s.tok[from].end-s.tok[from].start <= 2 { // "a)", "1)"
			from += 2
		}
		if from < to && s.tok[from].kind == wordToken {
			break
		}
	}
	switch {
	case s.isWord(from, "vi"):
		return s.we(from, to, known)
	case s.isWord(from, "tillsammans") || s.isWord(from, "gemensamt"):
		return s.together(from, to, known)
	}
	parties, verb := s.subject(nil, from, to, known)
	if len(parties) == 0 {
		return nil
	}
	return join(s.companions(parties, verb, to, known))
}

// subject reads the subject that begins at token i. It returns its parties and the token of the verb
// after it; none when it isn't one, or names others too.
func (s *scanned) subject(parties []promise.Party, i, to int, known []promise.Party) ([]promise.Party, int) {
	const (
		noun    = iota // one must come: the first, or after och
		partner        // one may come: after a comma or "tillsammans med"
		after          // right after one
		aside          // in a phrase that says more of it: "i Katrineholm"
	)
	state, place := noun, -1
	for i < to {
		t := s.at(i)
		if state == noun || state == partner {
			n, next := s.nominal(i, known)
			switch {
			case n.party != "" && n.genitive:
				var ok bool
				if parties, next, ok = s.owned(parties, n.party, next, known); !ok {
					return nil, i
				}
				i, state = next, after
				continue
			case n.party != "" && place >= 0 && n.party == promise.Kommunen && s.ends(place, []string{"s"}):
				i, state = next, aside // "Polisen i Katrineholms och Vingåkers kommun"
				continue
			case n.party != "":
				parties = append(parties, n.party)
				i, state, place = next, after, -1
				continue
			case s.isWord(i, "både") || s.isWord(i, "såväl") || s.isWord(i, "även"):
				i++
				continue
			case len(parties) == 0:
				return nil, i
			case state == noun && place < 0 && t.plainWord():
				return nil, i
			}
			state = aside
		}
		switch {
		case t.is(modal|finite) || state == after && s.verbLike(i):
			return parties, i
		case s.isWord(i, "eller"):
			return nil, i
		case s.with(i) > i:
			i, state = s.with(i), partner
			continue
		case s.and(i) || s.isWord(i, "som") && s.isWord(0, "såväl"):
			if place >= 0 {
				place = i - 1
			}
			state = noun
		case t.isMark(','):
			state = partner
		case t.is(subordinator):
			for i < to && !s.at(i).isMark(',') && !s.at(i).is(modal) {
				i++
			}
			continue
		case t.is(preposition) || state == after:
			state = aside
			if t.is(preposition) {
				place = i
			}
		}
		i++
	}
	return nil, to
}

// owned reads what of a party is the subject, "kommunens fältassistenter", when it can promise for it.
func (s *scanned) owned(parties []promise.Party, p promise.Party, i int, known []promise.Party) ([]promise.Party, int, bool) {
	parties = append(parties, p)
	for s.and(i) || s.at(i).isMark(',') { // polisens och kommunens
		n, next := s.nominal(i+1, known)
		if n.party == "" || !n.genitive {
			return nil, i, false
		}
		parties = append(parties, n.party)
		i = next
	}
	if to := s.head(i, actors); to > i {
		return parties, to, true
	}
	if to := s.head(i, doings); to > i {
		return parties, to, true
	}
	return parties, i, s.at(i).is(modal) // "Kommunens kommer": a slip of the pen
}

// verbLike reports whether token i looks like a verb, standing where one must.
func (s *scanned) verbLike(i int) bool {
	t := s.at(i)
	return t.plainWord() && !t.upper && t.end-t.start > 3 && s.ends(i, []string{"ar", "er", "tter"})
}

// companions adds the parties that the subject does it together with.
func (s *scanned) companions(parties []promise.Party, i, to int, known []promise.Party) []promise.Party {
	for ; i < to; i++ {
		if t := s.at(i); t.is(subordinator) || s.purpose(i) {
			break
		}
		if j := s.with(i); j > i {
			parties = s.partners(parties, j, known)
		}
	}
	return parties
}

// purpose reports whether a clause begins at token i that says what for: "för att", "så att".
func (s *scanned) purpose(i int) bool {
	return s.isWord(i+1, "att") && (s.isWord(i, "för") || s.isWord(i, "så") || s.isWord(i, "genom"))
}

// we reads a sentence that begins with vi.
func (s *scanned) we(from, to int, known []promise.Party) []promise.Party {
	i := from + 1
	at := s.isWord(i, "på") || s.isWord(i, "från") || s.isWord(i, "inom")
	if at || s.isWord(i, "i") || s.at(i).isMark(',') {
		n, next := s.nominal(i+1, known)
		if n.party == "" || n.genitive || s.isWord(i, "i") && n.party != promise.Police {
			return nil
		}
		parties := []promise.Party{n.party}
		for s.and(next) {
			if n, next = s.nominal(next+1, known); n.party == "" || n.genitive {
				return nil
			}
			parties = append(parties, n.party)
		}
		return join(s.companions(parties, next, to, known))
	}
	if !s.at(i).is(modal | finite) {
		return nil
	}
	for ; i < to; i++ {
		t := s.at(i)
		if t.kind == markToken || t.is(subordinator) || s.purpose(i) {
			return nil
		}
		if s.isWord(i, "tillsammans") || s.isWord(i, "gemensamt") {
			return s.bothOf(i, known)
		}
	}
	return nil
}

// bothOf returns promise.Both for the word tillsammans or gemensamt at token i, unless others than
// parties are named after it.
func (s *scanned) bothOf(i int, known []promise.Party) []promise.Party {
	j := s.with(i)
	if j == i || s.isWord(j, "varandra") {
		return []promise.Party{promise.Both}
	}
	parties := join(s.partners(nil, j, known))
	if len(parties) == 1 && (parties[0] == promise.Police || parties[0] == promise.Kommunen || parties[0] == promise.Both) {
		return []promise.Party{promise.Both}
	}
	return nil
}

// together reads a sentence that begins with tillsammans: the subject follows the verb.
func (s *scanned) together(from, to int, known []promise.Party) []promise.Party {
	var parties []promise.Party
	i := from + 1
	if j := s.with(from); j > from {
		parties = s.partners(nil, j, known)
		if len(parties) == 0 {
			return nil
		}
		for i = j; i < to && !s.at(i).is(modal|finite); i++ {
		}
	}
	if !s.at(i).is(modal | finite) {
		return nil
	}
	i++
	if s.isWord(i, "vi") {
		return s.bothOf(from, known)
	}
	with := len(parties)
	for {
		n, next := s.nominal(i, known)
		if n.party == "" || n.genitive {
			break
		}
		parties = append(parties, n.party)
		if i = next; !s.and(i) && !s.at(i).isMark(',') {
			break
		}
		i++
	}
	if len(parties) == with {
		return nil
	}
	return join(parties)
}
