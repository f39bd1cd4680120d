package swedish

// number is a number as it stands in a text, in digits or in words.
type number struct {
	n    int
	high int // of a range ("10–12", "en eller två"), its upper end; else 0
	to   int // the token after it

	weak  bool // only en or ett, which is an article more often than a number
	about bool // "ett hundratal", "ett 15-tal"
	more  bool // "två eller fler"
}

// number reads the number that begins at token i. Its n is 0 when there is none; to is then past
// what looks like one and isn't ("112", "2019-05-01"), or i.
func (s *scanned) number(i int) number {
	num := s.figure(i)
	if num.to > i && s.at(num.to).numeric() { // "fem 2018", "två 20"
		num.n = 0
		num.to++
	}
	return num
}

// figure is number, whatever follows.
func (s *scanned) figure(i int) number {
	num := number{to: i}
	t := s.at(i)
	if !t.numeric() {
		return num
	}
	next := s.at(i + 1)
	num.n, num.to, num.weak = int(t.n), i+1, t.is(article)
	switch {
	case num.weak && next.is(tensWord):
		return number{n: int(next.n), to: i + 2, about: true}
	case num.weak && s.isWord(i+1, "dussin"):
		num = number{n: 12, to: i + 2}
	case next.kind == wordToken && next.is(numeral) && (next.n == 100 || next.n == 1000): // "fem hundra"
		num = number{n: int(t.n * next.n), to: i + 2}
	}
	s.repeated(&num)
	s.ranged(i, &num)
	return num
}

// repeated reads on past a number that stands a second time in parentheses: "två (2)".
func (s *scanned) repeated(num *number) {
	i := num.to
	if s.at(i).isMark('(') && s.at(i+1).numeric() && int(s.at(i+1).n) == num.n && s.at(i+2).isMark(')') {
		num.to, num.weak = i+3, false
	}
}

// ranged reads on past the upper end of a range.
func (s *scanned) ranged(i int, num *number) {
	link, upper := s.at(num.to), s.at(num.to+1)
	either := s.isWord(num.to, "eller")
	if either && (s.isWord(num.to+1, "fler") || s.isWord(num.to+1, "flera") || s.isWord(num.to+1, "mer")) {
		num.more, num.weak, num.to = true, false, num.to+2
		return
	}
	if !upper.numeric() {
		return
	}
	between := s.isWord(i-1, "mellan") && s.isWord(num.to, "och")
	if !link.isMark('-') && !either && !between && !s.isWord(num.to, "till") &&
		!s.isWord(num.to, "à") && !s.isWord(num.to, "á") && !s.isWord(num.to, "a") {
		return
	}
	num.high, num.weak, num.to = int(upper.n), false, num.to+2
	if num.high <= num.n {
		num.n = 0
	}
}

// isWord reports whether token i is the given word in lower case.
func (s *scanned) isWord(i int, word string) bool {
	t := s.at(i)
	return t.kind == wordToken && string(s.low[t.start:t.end]) == word
}
