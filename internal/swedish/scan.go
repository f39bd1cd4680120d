package swedish

import (
	"bytes"
	"sync"
	"unicode"
	"unicode/utf8"
)

// kind is what sort of thing a token is.
type kind uint8

const (
	wordToken kind = iota
	numberToken
	markToken
)

// token is a word, a number in digits, or a punctuation mark.
type token struct {
	start, end int32 // bytes in the folded text
	n          int32 // the value of a number, also in words, and of an ordinal; 0 when it is none or can't be a count
	kind       kind
	mark       byte // of a mark: itself, or what stands for it: '-' for every dash, '"' for every quote, '*' for a bullet
	upper      bool // begins with a capital
	caps       bool // an abbreviation or a name with more than one capital or a digit: "SSPF", "E4"
	year       bool // a number that is a year unless something says otherwise
	ends       bool // a mark that ends a sentence
	*entry          // what the lexicon knows of the word; never nil
}

func (t *token) is(c class) bool       { return t.class&c != 0 }
func (t *token) isMark(c byte) bool    { return t.kind == markToken && t.mark == c }
func (t *token) numeric() bool         { return t.kind == numberToken || t.class&numeral != 0 }
func (t *token) plainWord() bool       { return t.kind == wordToken && t.class&notNoun == 0 }
func (s *scanned) word(i int) []byte   { return s.low[s.tok[i].start:s.tok[i].end] }
func (s *scanned) raw(i, j int) string { return s.source(s.tok[i].start, s.tok[j-1].end) }

// scanned is a text in tokens.
type scanned struct {
	text string
	low  []byte  // the text in lower case, with plain spaces and composed letters
	off  []int32 // where each byte of low comes from; nil when it is where it was
	tok  []token
}

// source returns what the text has between two places of low.
func (s *scanned) source(from, to int32) string {
	if s.off != nil {
		from, to = s.off[from], s.off[to]
	}
	return s.text[from:to]
}

func (s *scanned) at(i int) *token {
	if i < 0 || i >= len(s.tok) {
		return &noToken
	}
	return &s.tok[i]
}

var noToken = token{kind: markToken, entry: &noEntry}

// scans keeps what scanning needs from one text to the next.
var scans = sync.Pool{New: func() any { return new(scanned) }}

// scan reads a text into tokens. Whoever calls it calls done when he is done with them.
func scan(text string) *scanned {
	s := scans.Get().(*scanned)
	if len(text) > 1<<30 { // offsets are 32 bits
		text = ""
	}
	s.text, s.off, s.tok = text, nil, s.tok[:0]
	s.fold(s.low[:0])
	for i := 0; i < len(s.low); {
		c := s.low[i]
		switch {
		case c == ' ':
			i++
		case c >= '0' && c <= '9':
			i = s.scanNumber(i)
		case s.letter(i) > 0:
			i = s.scanWord(i)
		default:
			i = s.scanMark(i)
		}
	}
	s.settleNumbers()
	return s
}

// done gives the tokens back.
func (s *scanned) done() {
	if cap(s.tok) > 1000 {
		return
	}
	s.text = ""
	scans.Put(s)
}

// fold fills low: lower case for the letters of Swedish, one sort of space. Nothing moves as long as
// the text has no combining marks, soft hyphens or the like; else off tells where everything was.
func (s *scanned) fold(low []byte) {
	text := s.text
	low = append(low, text...)
	for i := 0; i < len(low); i++ {
		switch c := low[i]; {
		case c < utf8.RuneSelf:
			if c >= 'A' && c <= 'Z' {
				low[i] = c + 'a' - 'A'
			} else if c < ' ' {
				low[i] = ' '
			}
		case c == 0xc3 && i+1 < len(low):
			i++
			if d := low[i]; d >= 0x80 && d <= 0x9e && d != 0x97 {
				low[i] = d + 0x20
			}
		default:
			r, n := utf8.DecodeRune(low[i:])
			if movable(r) {
				s.low = low
				s.foldMoving(i)
				return
			}
			if unicode.IsSpace(r) {
				for j := range n {
					low[i+j] = ' '
				}
			}
			i += n - 1
		}
	}
	s.low = low
}

// movable reports whether folding r away changes how long the text is.
func movable(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u2010', '\u2011':
		return true
	}
	return r >= 0x300 && r < 0x370
}

var composed = map[[2]rune]rune{
	{'a', '\u030a'}: 'å', {'a', '\u0308'}: 'ä', {'o', '\u0308'}: 'ö', {'e', '\u0301'}: 'é', {'u', '\u0308'}: 'ü',
}

// foldMoving folds the text from its byte i on, the slow way.
func (s *scanned) foldMoving(i int) {
	low := make([]byte, 0, len(s.text))
	low = append(low, s.low[:i]...)
	off := make([]int32, i, len(s.text)+1)
	for j := range off {
		off[j] = int32(j)
	}
	for i < len(s.text) {
		r, n := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			low, off = append(low, s.text[i]), append(off, int32(i))
			i += n
			continue
		case r == '\u2010' || r == '\u2011':
			r = '-'
		case r < ' ' || unicode.IsSpace(r):
			r = ' '
		case r >= 0x300 && r < 0x370:
			last, m := utf8.DecodeLastRune(low)
			if c := composed[[2]rune{last, r}]; c != 0 {
				from := off[len(low)-m]
				low, off = low[:len(low)-m], off[:len(off)-m]
				low = utf8.AppendRune(low, c)
				for len(off) < len(low) {
					off = append(off, from)
				}
			}
			i += n
			continue
		case movable(r):
			i += n
			continue
		case r < utf8.RuneSelf || r >= 0xc0 && r <= 0xde:
			r = unicode.ToLower(r)
		}
		low = utf8.AppendRune(low, r)
		for len(off) < len(low) {
			off = append(off, int32(i))
		}
		i += n
	}
	s.low, s.off = low, append(off, int32(len(s.text)))
}

// letter returns how many bytes the letter at i has, 0 when there is none.
func (s *scanned) letter(i int) int {
	if i >= len(s.low) {
		return 0
	}
	c := s.low[i]
	if c < utf8.RuneSelf {
		if c >= 'a' && c <= 'z' {
			return 1
		}
		return 0
	}
	r, n := utf8.DecodeRune(s.low[i:])
	if unicode.IsLetter(r) || unicode.IsMark(r) {
		return n
	}
	return 0
}

func (s *scanned) digit(i int) bool {
	return i < len(s.low) && s.low[i] >= '0' && s.low[i] <= '9'
}

func (s *scanned) byteAt(i int) byte {
	if i < len(s.low) {
		return s.low[i]
	}
	return 0
}

// capital reports whether the text has a capital at the place i of low.
func (s *scanned) capital(i int) bool {
	if s.off != nil {
		i = int(s.off[i])
	}
	if i >= len(s.text) {
		return false
	}
	c := s.text[i]
	if c < utf8.RuneSelf {
		return c >= 'A' && c <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(s.text[i:])
	return unicode.IsUpper(r)
}

// scanWord reads the word at i with what holds it together: hyphens ("A-traktorer", "fredags-"),
// the dots of abbreviations ("t.ex.") and the colons of others ("c:a").
func (s *scanned) scanWord(i int) int {
	start, part := i, i
	hyphen, dotted := -1, false
loop:
	for {
		if n := s.letter(i); n > 0 {
			i += n
			continue
		}
		if s.digit(i) {
			i++
			continue
		}
		switch s.byteAt(i) {
		case '-':
			if s.letter(i+1) > 0 || s.digit(i+1) {
				hyphen = i
				i++
				part = i
				continue
			}
			if s.byteAt(i+1) == ' ' || s.byteAt(i+1) == '/' {
				i++
			}
		case '.':
			if i-part <= 3 && s.letter(i+1) > 0 {
				dotted = true
				i++
				part = i
				continue
			}
		case ':':
			if n := s.letter(i + 1); n > 0 && s.letter(i+1+n) == 0 {
				i += 1 + n
				continue
			}
		}
		break loop
	}
	if hyphen > 0 && i > hyphen+1 && s.splitNumerals(start, hyphen, i) {
		return i
	}
	s.addWord(start, i)
	if s.byteAt(i) == '.' && (dotted || s.tok[len(s.tok)-1].is(abbreviation)) {
		if _, ends := s.afterStop(i); !ends {
			i++
		}
	}
	return i
}

// splitNumerals adds "två-tre" as three tokens and reports whether the word is such a one.
func (s *scanned) splitNumerals(start, hyphen, end int) bool {
	a, b := look(s.low[start:hyphen]), look(s.low[hyphen+1:end])
	if a.class&numeral == 0 || b.class&numeral == 0 {
		return false
	}
	s.addWord(start, hyphen)
	s.tok = append(s.tok, token{start: int32(hyphen), end: int32(hyphen + 1), kind: markToken, mark: '-', entry: &noEntry})
	s.addWord(hyphen+1, end)
	return true
}

func (s *scanned) addWord(start, end int) {
	low := s.low[start:end]
	e := look(low)
	t := token{start: int32(start), end: int32(end), n: e.n, entry: e, upper: s.capital(start)}
	if t.upper && e == &noEntry {
		for i := start + 1; i < end; i++ {
			if c := s.low[i]; c >= '0' && c <= '9' || c >= 'a' && c <= 'z' && s.capital(i) {
				t.caps = true
				break
			}
		}
	}
	s.tok = append(s.tok, t)
}

// scanNumber reads the digits at i: a number, also with thousands apart ("5 000"); an ordinal
// ("3:e"); a tens word ("15-tal"); or something with digits that counts nothing (a time, a decimal
// fraction, a telephone number, "15-minutersmetoden"), which becomes a number without a value or a word.
func (s *scanned) scanNumber(i int) int {
	start := i
	for s.digit(i) {
		i++
	}
	digits := i - start
	switch c := s.byteAt(i); {
	case c == '-' && s.letter(i+1) > 0:
		return s.scanCompound(start, i)
	case c == ':' && (s.byteAt(i+1) == 'e' || s.byteAt(i+1) == 'a') && s.letter(i+2) == 0:
		e := &ordinals[0]
		if n := value(s.low[start:i]); n > 0 && int(n) < len(ordinals) {
			e = &ordinals[n]
		}
		s.tok = append(s.tok, token{start: int32(start), end: int32(i + 2), n: e.n, entry: e})
		return i + 2
	case (c == '.' || c == ',' || c == ':') && s.digit(i+1):
		for s.digit(i) || (s.byteAt(i) == '.' || s.byteAt(i) == ',' || s.byteAt(i) == ':') && s.digit(i+1) {
			i++
		}
		s.tok = append(s.tok, token{start: int32(start), end: int32(i), kind: numberToken, entry: &noEntry})
		return i
	case s.letter(i) > 0:
		j := i
		for s.letter(j) > 0 {
			j += s.letter(j)
		}
		if look(s.low[i:j]).class&glued == 0 {
			return s.scanCompound(start, i)
		}
	}
	t := token{start: int32(start), kind: numberToken, entry: &noEntry}
	if s.low[start] == '0' && digits > 1 { // a telephone number, with all that follows
		for s.digit(i) || s.byteAt(i) == '-' && s.digit(i+1) || s.digit(s.afterSpace(i)) {
			i = max(i+1, s.afterSpace(i))
		}
	} else {
		first := i
		if digits <= 3 {
			i = s.thousands(i)
		}
		t.n = value(s.low[start:i])
		t.year = i == first && digits == 4 && t.n >= 1900 && t.n < 2100
	}
	switch t.n {
	case 112, 11313, 11414, 1177: // telephone numbers that everybody knows
		t.n = 0
	}
	t.end = int32(i)
	s.tok = append(s.tok, t)
	return i
}

// afterSpace returns where the spaces at i end. A no-break space has become two.
func (s *scanned) afterSpace(i int) int {
	for s.byteAt(i) == ' ' {
		i++
	}
	return i
}

// thousands returns where the groups of three digits after i end.
func (s *scanned) thousands(i int) int {
	for {
		j := s.afterSpace(i)
		if j == i || !s.digit(j) || !s.digit(j+1) || !s.digit(j+2) || s.digit(j+3) || s.letter(j+3) > 0 {
			return i
		}
		if c := s.byteAt(j + 3); (c == '.' || c == ',' || c == ':' || c == '-') && s.digit(j+4) {
			return i
		}
		i = j + 3
	}
}

// scanCompound adds a word that begins with digits.
func (s *scanned) scanCompound(start, i int) int {
	digits := i
	for s.letter(i) > 0 || s.digit(i) || s.byteAt(i) == '-' && (s.letter(i+1) > 0 || s.digit(i+1)) {
		i += max(1, s.letter(i))
	}
	t := token{start: int32(start), end: int32(i), entry: &compound, caps: true}
	if bytes.Equal(s.low[digits:i], []byte("-tal")) {
		t.entry = &tens
		t.n = value(s.low[start:digits])
		t.caps = false
	}
	s.tok = append(s.tok, t)
	return i
}

// value returns the number in digits, with spaces or without; 0 when it is too large to be a count.
func value(digits []byte) int32 {
	n := int32(0)
	for _, c := range digits {
		if c == ' ' {
			continue
		}
		n = n*10 + int32(c-'0')
		if n >= 10_000_000 {
			return 0
		}
	}
	return n
}

func (s *scanned) scanMark(i int) int {
	t := token{start: int32(i), kind: markToken, entry: &noEntry}
	r, n := utf8.DecodeRune(s.low[i:])
	switch r {
	case '–', '—', '‒', '―', '−', '-':
		t.mark = '-'
	case '”', '“', '„', '"', '«', '»', '\'', '‘', '’', '*', '_': // quotes, and Markdown left in the text
		return i + n
	case '•', '·', '▪', '◦', '●', '‣':
		t.mark, t.ends = '*', true
	case '…':
		t.mark = '.'
	case '%', '‰':
		t.mark, t.entry = '%', &percentSign
	default:
		t.mark = byte(min(r, 0xff))
	}
	switch r {
	case '.':
		digit, ends := s.afterStop(i)
		t.ends = digit || ends
	case '!', '?', ';':
		t.ends = true
	}
	t.end = int32(i + n)
	s.tok = append(s.tok, t)
	return i + n
}

// afterStop tells what follows the full stop at i: a digit, or what only a new sentence begins with
// (a capital, or nothing more, which is what a row of other signs is taken for).
func (s *scanned) afterStop(i int) (digit, ends bool) {
	i++
	far := min(i+20, len(s.low))
	for i < far && !s.digit(i) && s.letter(i) == 0 {
		i++
	}
	return s.digit(i), i == far || s.capital(i)
}

// settleNumbers takes the value from numbers that stand together in a way that counts do not: dates,
// telephone numbers, fractions, years to years.
func (s *scanned) settleNumbers() {
	for i := 0; i < len(s.tok); {
		if s.tok[i].kind != numberToken {
			i++
			continue
		}
		j, spoilt := i+1, s.tok[i].n == 0
		for j < len(s.tok) {
			k := j
			if m := &s.tok[j]; m.isMark('-') || m.isMark('/') {
				spoilt = spoilt || m.mark == '/' && s.at(j+1).kind == numberToken
				k++
			}
			if s.at(k).kind != numberToken {
				break
			}
			spoilt = spoilt || k == j || k > i+2 || s.tok[k].n == 0
			j = k + 1
		}
		if j > i+1 && (spoilt || s.tok[i].year || s.tok[j-1].year) {
			for k := i; k < j; k++ {
				s.tok[k].n = 0
			}
		}
		i = j
	}
}
