package table

import (
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// place is where a key and its value stand in a text, as byte offsets. A table's own header is its
// key; it has no value.
type place struct{ key, keyEnd, value, valueEnd int }

// scan finds the places of all keys of a text that is valid TOML 1.1. The map's keys are paths:
// keys and array indexes, as below writes them. A table that has no header of its own stands where
// its name first stands in another's.
func scan(s string) map[string]place {
	c := &scanner{s: s, places: map[string]place{}, lengths: map[string]int{}}
	c.run()
	return c.places
}

// scanTwice finds the key or table that is defined a second time around the byte at offset at, and
// where it stood first.
func scanTwice(s string, at int) (again, first place, ok bool) {
	c := &scanner{s: s, places: map[string]place{}, lengths: map[string]int{}, defined: map[string]place{}}
	c.run()
	for _, t := range c.twice {
		if t.again.key <= at && at < max(t.again.keyEnd, t.again.valueEnd) {
			return t.again, t.first, true
		}
	}
	return place{}, place{}, false
}

// below returns the path of a key in the table at a path: each key in it is ended by a NUL. A NUL in a key
// becomes a byte that no key can have.
func below(path, key string) string { return path + strings.ReplaceAll(key, "\x00", "\xff") + "\x00" }

func (c *scanner) run() {
	table := ""
	for {
		c.blank(true)
		if c.eof() {
			return
		}
		start := c.i
		if c.s[c.i] != '[' {
			c.assignment(table)
		} else {
			double := strings.HasPrefix(c.s[c.i:], "[[")
			table = c.header(double)
		}
		if c.i <= start {
			return // not TOML after all; what was found so far will do
		}
	}
}

const maxDepth = 50

// tooDeep returns where a text first nests more than maxDepth lists and tables, or has a key of more
// parts, or -1. The parser, and scan, need room that grows with the square of the depth.
func tooDeep(s string) int {
	depth, parts := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"', '\'':
			end, _ := stringEnd(s, i)
			i = end - 1
		case '#':
			n := strings.IndexByte(s[i:], '\n')
			if n < 0 {
				return -1
			}
			i += n - 1
		case '.':
			parts++
		case '[', '{':
			depth++
			parts = 0
		case ']', '}':
			depth--
			parts = 0
		case '\n', '=', ',':
			parts = 0
		}
		if depth > maxDepth || parts >= maxDepth {
			return i
		}
	}
	return -1
}

type scanner struct {
	s       string
	i       int
	places  map[string]place
	lengths map[string]int // of the arrays of tables, by path

	// For scanTwice alone.
	defined map[string]place // by a value, a table's header or the front of a dotted key
	twice   []twice
}

// twice is a key or table that is defined again.
type twice struct{ again, first place }

// define notes that what is at a path is defined, by a header or else by a value.
func (c *scanner) define(path string, p place, header bool) {
	if c.defined == nil {
		return
	}
	first, ok := c.defined[path]
	if !ok && !header {
		first, ok = c.places[path]
	}
	if ok {
		c.twice = append(c.twice, twice{p, first})
		return
	}
	c.defined[path] = p
}

func (c *scanner) eof() bool { return c.i >= len(c.s) }

// blank skips space and comments, and line ends too when lines is true.
func (c *scanner) blank(lines bool) {
	for !c.eof() {
		switch b := c.s[c.i]; {
		case b == ' ' || b == '\t' || b == '\r':
			c.i++
		case b == '\n' && lines:
			c.i++
		case b == '#':
			if n := strings.IndexByte(c.s[c.i:], '\n'); n >= 0 {
				c.i += n
			} else {
				c.i = len(c.s)
			}
		default:
			return
		}
	}
}

// header reads [a.b] or [[a.b]] and returns the path of the table that it opens.
func (c *scanner) header(double bool) string {
	open := c.i
	c.i++
	if double {
		c.i++
	}
	path := ""
	for {
		c.blank(false)
		start := c.i
		path = below(path, c.key())
		end := c.i
		c.blank(false)
		last := c.eof() || c.s[c.i] != '.'
		if !last {
			if _, ok := c.places[path]; !ok {
				c.places[path] = place{key: start, keyEnd: end}
			}
		}
		if !last || !double {
			if n := c.lengths[path]; n > 0 {
				path = below(path, strconv.Itoa(n-1))
			}
		}
		if last {
			break
		}
		c.i++
	}
	for !c.eof() && c.s[c.i] == ']' {
		c.i++
	}
	p := place{key: open, keyEnd: c.i}
	if double {
		n := c.lengths[path]
		c.lengths[path] = n + 1
		if n == 0 {
			c.define(path, p, true)
			c.places[path] = p
		}
		path = below(path, strconv.Itoa(n))
	}
	c.define(path, p, true)
	c.places[path] = p
	return path
}

// assignment reads key = value inside the table at path.
func (c *scanner) assignment(path string) {
	whole := c.i
	for {
		c.blank(false)
		start := c.i
		path = below(path, c.key())
		end := c.i
		c.blank(false)
		if c.eof() || c.s[c.i] != '.' {
			p := place{key: start, keyEnd: end}
			if !c.eof() && c.s[c.i] == '=' {
				c.i++
			}
			c.blank(false)
			p.value = c.i
			c.value(path)
			p.valueEnd = c.i
			c.define(path, place{whole, p.keyEnd, p.value, p.valueEnd}, false)
			c.places[path] = p
			return
		}
		if _, ok := c.places[path]; !ok {
			c.places[path] = place{key: start, keyEnd: end}
			if c.defined != nil {
				c.defined[path] = c.places[path]
			}
		}
		if n := c.lengths[path]; n > 0 { // the parser lets a dotted key lead into an array of tables
			path = below(path, strconv.Itoa(n-1))
		}
		c.i++
	}
}

// key reads one bare or quoted part of a key.
func (c *scanner) key() string {
	if c.eof() {
		return ""
	}
	start := c.i
	if q := c.s[c.i]; q == '"' || q == '\'' {
		c.str()
		return unquote(c.s[start:c.i])
	}
	for !c.eof() && !strings.ContainsRune(" \t\r\n=.[]{},#\"'", rune(c.s[c.i])) {
		c.i++
	}
	return c.s[start:c.i]
}

// unquote reads a quoted key as the TOML parser reads it.
func unquote(s string) string {
	if !strings.Contains(s, `\`) || s[0] == '\'' {
		return strings.Trim(s, s[:1])
	}
	var v struct{ K string }
	if _, err := toml.Decode("K = "+s, &v); err != nil {
		return s
	}
	return v.K
}

// value skips a value, noting the keys of inline tables in it.
func (c *scanner) value(path string) {
	if c.eof() {
		return
	}
	switch c.s[c.i] {
	case '"', '\'':
		c.str()
	case '[':
		c.i++
		for n := 0; ; n++ {
			c.blank(true)
			if c.eof() {
				return
			}
			if c.s[c.i] == ']' {
				c.i++
				return
			}
			element := below(path, strconv.Itoa(n))
			start := c.i
			c.value(element)
			c.places[element] = place{key: start, keyEnd: c.i, value: start, valueEnd: c.i}
			c.blank(true)
			if !c.eof() && c.s[c.i] == ',' {
				c.i++
			}
			if c.i == start {
				return
			}
		}
	case '{':
		c.i++
		for {
			c.blank(true)
			if c.eof() {
				return
			}
			if c.s[c.i] == '}' {
				c.i++
				return
			}
			start := c.i
			c.assignment(path)
			c.blank(true)
			if !c.eof() && c.s[c.i] == ',' {
				c.i++
			}
			if c.i == start {
				return
			}
		}
	default:
		for !c.eof() && !strings.ContainsRune(",]}#\r\n", rune(c.s[c.i])) {
			c.i++
		}
		for c.i > 0 && (c.s[c.i-1] == ' ' || c.s[c.i-1] == '\t') {
			c.i--
		}
	}
}

// str skips a string of any of the four kinds.
func (c *scanner) str() { c.i, _ = stringEnd(c.s, c.i) }

// stringEnd returns the offset behind the string that begins at offset i. One that is not closed ends
// with its line, or, between triple quotes, with the text.
func stringEnd(s string, i int) (end int, closed bool) {
	q := s[i : i+1]
	triple := q + q + q
	if !strings.HasPrefix(s[i:], triple) {
		for j := i + 1; j < len(s) && s[j] != '\n'; j++ {
			if s[j] == q[0] {
				return j + 1, true
			}
			if s[j] == '\\' && q == `"` && j+1 < len(s) && s[j+1] != '\n' {
				j++
			}
			end = j + 1
		}
		return max(end, i+1), false
	}
	for j := i + 3; j < len(s); j++ {
		if s[j] == '\\' && q == `"` {
			j++
			continue
		}
		if strings.HasPrefix(s[j:], triple) {
			for j < len(s) && s[j] == q[0] { // up to two quotes may stand before the end
				j++
			}
			return j, true
		}
	}
	return len(s), false
}
