package opendata

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"lofte/internal/jsontext"
)

// writer writes the rows of a set: as JSON, an array with an object on each line, or as CSV (RFC 4180). Rows
// are made of cells, one for each column.
type writer struct {
	out   []byte
	names []string // what stands in front of each cell in JSON; nil for CSV
	rows  int      // of the array at hand
	cells int      // of the row at hand
}

// row is what a row of a set tells, cell by cell.
type row interface{ tell(w *writer) }

// write adds a row.
func (w *writer) write(r row) {
	w.cells = 0
	switch {
	case w.names == nil:
		r.tell(w)
		w.out = append(w.out, "\r\n"...)
	case w.rows == 0:
		w.out = append(w.out, "[\n"...)
		r.tell(w)
		w.out = append(w.out, '}')
	default:
		w.out = append(w.out, ",\n"...)
		r.tell(w)
		w.out = append(w.out, '}')
	}
	w.rows++
}

// end ends the array.
func (w *writer) end() {
	switch {
	case w.names == nil:
	case w.rows == 0:
		w.out = append(w.out, "[]"...)
	default:
		w.out = append(w.out, "\n]"...)
	}
	w.rows = 0
}

// next begins a cell.
func (w *writer) next() {
	switch {
	case w.names != nil:
		w.out = append(w.out, w.names[w.cells]...)
	case w.cells > 0:
		w.out = append(w.out, ',')
	}
	w.cells++
}

func (w *writer) text(s string) {
	w.next()
	if w.names != nil {
		w.out = jsontext.Append(w.out, s)
	} else {
		w.out = appendCell(w.out, s)
	}
}

// known writes a text that may not be known.
func (w *writer) known(s *string) {
	switch {
	case s != nil:
		w.text(*s)
	case w.names != nil:
		w.next()
		w.out = append(w.out, "null"...)
	default:
		w.next()
	}
}

func (w *writer) number(n int) {
	w.next()
	if w.names == nil && n < 0 {
		w.out = append(w.out, '\'')
	}
	w.out = strconv.AppendInt(w.out, int64(n), 10)
}

// counted writes a number that may not be known.
func (w *writer) counted(n *int) {
	if n == nil {
		w.known(nil)
		return
	}
	w.number(*n)
}

func (w *writer) list(l []string) {
	if w.names == nil {
		w.text(list(l))
		return
	}
	w.next()
	w.out = append(w.out, '[')
	for i, s := range l {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.out = jsontext.Append(w.out, s)
	}
	w.out = append(w.out, ']')
}

func list(l []string) string { return strings.Join(l, "; ") }

// appendCell appends a text as a cell of CSV, as encoding/csv writes it where lines end with CRLF.
func appendCell(out []byte, s string) []byte {
	s = harmless(s)
	first, _ := utf8.DecodeRuneInString(s)
	if !strings.ContainsAny(s, "\",\r\n") && !unicode.IsSpace(first) && s != `\.` {
		return append(out, s...)
	}
	out = append(out, '"')
	for i := range len(s) {
		switch s[i] {
		case '"':
			out = append(out, `""`...)
		case '\r':
		case '\n':
			out = append(out, "\r\n"...)
		default:
			out = append(out, s[i])
		}
	}
	return append(out, '"')
}

// harmless returns a cell that no spreadsheet takes for a formula, which it would carry out.
func harmless(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

// jsonNames are what stands in front of each cell of a set in JSON.
var jsonNames = sync.OnceValue(func() map[Set][]string {
	all := map[Set][]string{}
	for _, s := range Sets() {
		for _, c := range s.Columns() {
			all[s] = append(all[s], ","+string(jsontext.Append(nil, c.Name))+":")
		}
		all[s][0] = "{" + all[s][0][1:]
	}
	return all
})
