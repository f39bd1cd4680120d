package search

import (
	"slices"
	"strconv"

	"lofte/internal/jsontext"
)

// sheet is a file of texts that is being made: what sums up the rest, the pages that things belong to, and the
// things.
//
//	{"sum":"0f1e2d3c",
//	"where":[["Katrineholm","Katrineholms medborgarlöfte 2019","katrineholm/2019/"]],
//	"found":[["promise",0,"#hundsok","Göra hundsök i skolor.","unreported","polisen"]]}
type sheet struct {
	where, found []byte
	places       map[where]int
	things       int
}

func (s *sheet) add(t thing) {
	i, known := s.places[t.where]
	if !known {
		if s.places == nil {
			s.places = map[where]int{}
		}
		i = len(s.places)
		s.places[t.where] = i
		s.where = row(s.where, i, func(b []byte) []byte {
			return texts(b, t.where.kommun, t.where.title, t.where.url)
		})
	}
	s.found = row(s.found, s.things, func(b []byte) []byte {
		b = append(jsontext.Append(b, string(t.kind)), ',')
		b = append(strconv.AppendInt(b, int64(i), 10), ',')
		return texts(b, t.at, shorten(t.text), t.status, t.with, t.lang)
	})
	s.things++
}

// finish returns the file, and what sums it up. The sheet is as new.
func (s *sheet) finish() (file []byte, sum string) {
	const head = `{"sum":"`
	const begin = head + `00000000",`
	file = slices.Concat([]byte(begin+`"where":[`), s.where, []byte(`],"found":[`), s.found, []byte("]}\n"))
	sum = sumOf(file[len(begin):])
	copy(file[len(head):], sum)
	s.where, s.found, s.things = s.where[:0], s.found[:0], 0
	clear(s.places)
	return file, sum
}

// row adds the nth row to a list of lists.
func row(b []byte, n int, values func([]byte) []byte) []byte {
	if n > 0 {
		b = append(b, ',')
	}
	return append(values(append(b, '[')), ']')
}

// texts adds texts to a list, without those at its end that are empty.
func texts(b []byte, list ...string) []byte {
	for len(list) > 1 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = jsontext.Append(b, s)
	}
	return b
}

// shorten cuts a text at a word's end, so that it has about as many characters as are shown.
func shorten(s string) string {
	n := 0
	for i, r := range s {
		if n >= longest && r == ' ' {
			return s[:i] + " …"
		}
		n++
	}
	return s
}
