package swedish

import (
	"slices"
	"strings"
	"unicode/utf8"

	"lofte/internal/promise"
)

// ParseParties reads a list of parties with commas between, as the attribute party has it. The police,
// the kommun and both together come out in their one spelling, however they are named ("Polisen",
// "Umeå kommun", "polisen och kommunen", "tillsammans"); others as written, without the space around
// them. The result has each party once and is nil when there is none; police and kommun without a
// third are promise.Both.
func ParseParties(list string) []promise.Party {
	var parties []promise.Party
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" {
			parties = append(parties, named(name)...)
		}
	}
	return join(parties)
}

// named returns the parties that a name in an attribute means.
func named(name string) []promise.Party {
	switch strings.ToLower(name) {
	case string(promise.Both), "gemensam", "tillsammans", "båda", "bägge", "både polisen och kommunen", "båda parter":
		return []promise.Party{promise.Both}
	}
	s := scan(name)
	defer s.done()
	var parties []promise.Party
	for i := 0; ; i++ {
		n, to := s.nominal(i, nil)
		if n.party == "" || n.genitive {
			return []promise.Party{promise.Party(name)}
		}
		parties = append(parties, n.party)
		if i = to; i == len(s.tok) {
			return parties
		}
		if !s.and(i) {
			return []promise.Party{promise.Party(name)}
		}
	}
}

// join returns the parties in their normal form: each once, police and kommun alone as promise.Both,
// promise.Both beside others as police and kommun. It may use the slice that it is given.
func join(parties []promise.Party) []promise.Party {
	if i := slices.Index(parties, promise.Both); i >= 0 {
		parties = slices.Replace(parties, i, i+1, promise.Police, promise.Kommunen)
	}
	all := parties[:0]
	for _, p := range parties {
		same := func(q promise.Party) bool { return p == q || strings.EqualFold(string(p), string(q)) }
		if p != promise.Both && !slices.ContainsFunc(all, same) {
			all = append(all, p)
		}
	}
	switch {
	case len(all) == 0:
		return nil
	case len(all) == 2 && slices.Contains(all, promise.Police) && slices.Contains(all, promise.Kommunen):
		return append(all[:0], promise.Both)
	}
	return all
}

func (s *scanned) policeWord(i int) bool { return s.isWord(i, "polis") || s.isWord(i, "polisen") }
func (s *scanned) kommunWord(i int) bool { return s.isWord(i, "kommun") || s.isWord(i, "kommunen") }

// nominal is a noun that names a party.
type nominal struct {
	party    promise.Party // "" when it names none
	genitive bool          // "polisens": of a party, and what of it comes after
}

// nominal reads the noun at token i with what belongs to it ("Upplands Väsby kommun", "den lokala
// polisen", "Lokalpolisområde Norrköping") and returns the token after it.
func (s *scanned) nominal(i int, known []promise.Party) (nominal, int) {
	for _, p := range known {
		if p == promise.Police || p == promise.Kommunen || p == promise.Both {
			continue
		}
		if to, genitive := s.match(i, string(p)); to > i {
			return nominal{p, genitive}, to
		}
	}
	j := i
	if s.isWord(j, "den") {
		j++
	}
	if s.isWord(j, "lokala") || s.isWord(j, "lokal") {
		j++
	}
	if p, genitive := s.partyNoun(j); p != "" {
		j++
		if p == promise.Police && !genitive {
			for s.capitalised(j) {
				if q, _ := s.partyNoun(j); q != "" || s.isKommunName(j) {
					break
				}
				j++
			}
		}
		return nominal{p, genitive}, j
	}
	// A name, then what it is: "Umeå kommun", "Göteborgs Stad", "Bostads AB Poseidon".
	for j = i; j < i+5 && s.capitalised(j) && !s.at(j).is(pronoun|everyWord); j++ {
		if j == i {
			continue
		}
		for _, p := range known {
			if to, genitive := s.match(j, string(p)); to > j && p != promise.Police && p != promise.Kommunen && p != promise.Both {
				return nominal{p, genitive}, to
			}
		}
		if kind, genitive := s.kommunKind(j); kind {
			return nominal{promise.Kommunen, genitive}, j + 1
		}
	}
	if j > i && j < i+5 {
		if kind, genitive := s.kommunKind(j); kind {
			return nominal{promise.Kommunen, genitive}, j + 1
		}
	}
	return nominal{}, i
}

// isKommunName reports whether the words from token i are the name of a kommun: "Umeå kommun".
func (s *scanned) isKommunName(i int) bool {
	for j := i; j < i+4 && s.capitalised(j); j++ {
		if kind, _ := s.kommunKind(j + 1); kind {
			return true
		}
	}
	return false
}

func (s *scanned) capitalised(i int) bool {
	t := s.at(i)
	return t.kind == wordToken && t.upper && !t.is(conjunction|preposition|modal|finite)
}

// kommunKind reports whether token i is the word after a kommun's name.
func (s *scanned) kommunKind(i int) (ok, genitive bool) {
	switch {
	case s.isWord(i, "kommun") || s.isWord(i, "stad"):
		return true, false
	case s.isWord(i, "kommuns") || s.isWord(i, "stads"):
		return true, true
	}
	return false, false
}

// partyNoun returns the party that the word at token i is a common noun for.
func (s *scanned) partyNoun(i int) (p promise.Party, genitive bool) {
	if s.at(i).kind != wordToken {
		return "", false
	}
	w := s.word(i)
	switch string(w) {
	case "kommun", "kommunen", "kommunstyrelsen", "kommunledningen", "kommunförvaltningen", "staden":
		return promise.Kommunen, false
	case "kommuns", "kommunens", "kommunstyrelsens", "kommunledningens", "kommunförvaltningens", "stadens":
		return promise.Kommunen, true
	case "polismyndigheten", "polismyndighet", "polismän", "polischefen", "polisregion":
		return promise.Police, false
	case "polismyndighetens":
		return promise.Police, true
	}
	switch {
	case s.ends(i, []string{"polis", "polisen", "poliser", "poliserna", "polisområde", "polisområdet", "polisområdeschefen"}):
		return promise.Police, false
	case s.ends(i, []string{"polisens", "polisernas", "polisområdets", "polisområdes"}):
		return promise.Police, true
	}
	return "", false
}

// match reports whether the words from token i are a name, also in the genitive, and returns the
// token after them, i when they aren't.
func (s *scanned) match(i int, name string) (to int, genitive bool) {
	if s.at(i).kind != wordToken {
		return i, false
	}
	var buf [128]byte
	if len(name) == 0 || len(name) > len(buf) {
		return i, false
	}
	if c := name[0]; c < utf8.RuneSelf && c|0x20 != s.low[s.tok[i].start]|0x20 { // most are not: be quick
		return i, false
	}
	n := scanned{text: name}
	n.fold(buf[:0])
	low, from := s.low, int(s.tok[i].start)
	for k := 0; k < len(n.low); {
		if n.low[k] == ' ' {
			for k < len(n.low) && n.low[k] == ' ' {
				k++
			}
			if from >= len(low) || low[from] != ' ' {
				return i, false
			}
			for from < len(low) && low[from] == ' ' {
				from++
			}
			continue
		}
		if from >= len(low) || low[from] != n.low[k] {
			return i, false
		}
		from++
		k++
	}
	if from == int(s.tok[i].start) {
		return i, false
	}
	for to = i; to < len(s.tok) && int(s.tok[to].start) < from; to++ {
	}
	end := int(s.tok[to-1].end)
	switch {
	case end == from:
		return to, false
	case end == from+1 && low[from] == 's', end == from+2 && low[from] == ':' && low[from+1] == 's':
		return to, true
	}
	return i, false
}

// and reports whether token i joins two nouns.
func (s *scanned) and(i int) bool {
	t := s.at(i)
	return t.isMark('&') || t.isMark('+') || t.isMark('/') || t.kind == wordToken && (s.isWord(i, "och") || s.isWord(i, "samt"))
}

// with returns the token after "tillsammans med", "i samverkan med" and the like at token i, or i.
func (s *scanned) with(i int) int {
	switch {
	case (s.isWord(i, "tillsammans") || s.isWord(i, "gemensamt") || s.isWord(i, "ihop")) && s.isWord(i+1, "med"):
		return i + 2
	case s.isWord(i, "i") && (s.isWord(i+1, "samverkan") || s.isWord(i+1, "samarbete")) && s.isWord(i+2, "med"):
		return i + 3
	case s.isWord(i, "i") && (s.isWord(i+1, "nära") || s.isWord(i+1, "gott")) && (s.isWord(i+2, "samverkan") || s.isWord(i+2, "samarbete")) && s.isWord(i+3, "med"):
		return i + 4
	}
	return i
}

// partners reads the list of nouns at token i that follows "tillsammans med", and appends the parties
// in it. Other nouns of the list are passed over; where it ends is a guess from what may stand in one.
func (s *scanned) partners(parties []promise.Party, i int, known []promise.Party) []promise.Party {
	for range 12 {
		if n, to := s.nominal(i, known); n.party != "" {
			if n.genitive {
				head := s.head(to, actors)
				if head == to {
					return parties
				}
				to = head
			}
			parties = append(parties, n.party)
			i = to
		} else {
			for range 3 { // adjectives
				if t := s.at(i); s.at(i+1).plainWord() && (t.plainWord() && s.ends(i, []string{"a", "de"}) || t.is(definite|ordinal)) {
					i++
				}
			}
			if !s.at(i).plainWord() {
				return parties
			}
			i++
		}
		if s.at(i).isMark(',') {
			i++
		}
		if s.and(i) {
			i++
		} else if !s.at(i - 1).isMark(',') {
			return parties
		}
	}
	return parties
}

// actors are the endings of those of a party who act for it: "kommunens fältassistenter".
var actors = []string{"assistenter", "assistenterna", "fältare", "fältarna", "värdar", "poliser", "poliserna", "polis", "tjänst", "tjänsten", "förvaltning", "förvaltningen",
	"förvaltningar", "nämnd", "nämnden", "kontor", "kontoret", "chef", "chefen", "samordnare", "strateg", "strateger", "personal", "medarbetare", "handläggare",
	"inspektörer", "ledare", "team", "grupp", "gruppen", "grupper", "enhet", "enheten", "ledning", "ledningen", "politiker", "tjänstemän", "tjänstepersoner",
	"pedagoger", "kuratorer", "väktare", "vakter", "verksamhet", "verksamheten", "verksamheter", "organisation", "volontärer", "representanter", "företrädare"}

// doings are the endings of what a party does or has, which can be the subject of its promise:
// "polisens närvaro ska öka".
var doings = []string{"arbete", "arbetet", "närvaro", "insatser", "tillsyn", "kontroller", "patruller", "patrullering", "synlighet", "resurser",
	"fritidsgårdar", "bibliotek", "skolor"}

// pledges are the beginnings of what a heading may call a party's promises.
var pledges = []string{"löfte", "medborgarlöfte", "trygghetslöfte", "åtagande", "åtgärd", "aktivitet", "insats", "prioritering", "uppdrag", "ansvar", "bidrag", "del"}

// head returns the token after a noun with one of the endings that stands at token i, with adjectives
// before it; i when none does.
func (s *scanned) head(i int, endings []string) int {
	for j := i; j < i+4 && s.at(j).kind == wordToken; j++ {
		if s.ends(j, endings) {
			return j + 1
		}
		if !s.ends(j, []string{"a", "e", "m", "l"}) {
			break
		}
	}
	return i
}

// begins reports whether token i is a word with one of the beginnings.
func (s *scanned) begins(i int, beginnings []string) bool {
	if s.at(i).kind != wordToken {
		return false
	}
	w := s.word(i)
	for _, b := range beginnings {
		if len(w) >= len(b) && string(w[:len(b)]) == b {
			return true
		}
	}
	return false
}

// name returns the name that tok[from:to] is, in the spelling of the known party it is the name of.
func (s *scanned) name(from, to int, known []promise.Party) promise.Party {
	name := s.raw(from, to)
	for _, p := range known {
		if len(p) > len(name) && utf8.RuneCountInString(name) > 3 && suffixFold(string(p), name) {
			return p // known by a longer name: "Bostads AB Poseidon"
		}
	}
	return promise.Party(name)
}

// suffixFold reports whether the last words of s are words, whatever the case.
func suffixFold(s, words string) bool {
	i := len(s) - len(words)
	return i > 0 && s[i-1] == ' ' && strings.EqualFold(s[i:], words)
}
