// Package table reads TOML into tables whose every key knows where it stands.
//
// A Table is asked for its keys one by one, by type. A value of another type is a problem at its own
// place, and so is, when Done is called, a key that nobody asked for; reading goes on after each. The
// TOML itself is parsed by BurntSushi/toml. It does not say where keys stand, so the text is scanned
// a second time for that, but only once there is something to say about a place.
package table

import (
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/say"
	"lofte/internal/source"
)

// Table is a TOML table, or the whole of a TOML text. A nil Table has no keys.
type Table struct {
	doc    *document
	path   string // keys and array indexes from the root, as below writes them
	values map[string]any
	asked  []string
}

// document is what the tables of one text share.
type document struct {
	text     source.Text
	problems *diag.List
	places   map[string]place // made when first needed
}

// Parse reads a TOML text. When it is no TOML, or none that anybody would write, the problem is added
// and ok is false.
func Parse(text source.Text, problems *diag.List) (t *Table, ok bool) {
	if at := tooDeep(text.Content); at >= 0 {
		problems.Errorf(text.Spot(at, at+1), diag.TOMLSyntax, "nested more than %d levels deep", maxDepth)
		return nil, false
	}
	var values any // what the parser made itself; into a map it would copy that
	if _, err := toml.Decode(text.Content, &values); err != nil {
		syntaxProblem(text, err, problems)
		return nil, false
	}
	return &Table{doc: &document{text: text, problems: problems}, values: values.(map[string]any)}, true
}

// Has reports whether the key is there. It does not count as asking for it.
func (t *Table) Has(key string) bool {
	if t == nil {
		return false
	}
	_, ok := t.values[key]
	return ok
}

// Len returns how many keys the table has.
func (t *Table) Len() int {
	if t == nil {
		return 0
	}
	return len(t.values)
}

// get asks for a key's value.
func (t *Table) get(key string) (any, bool) {
	if t == nil {
		return nil, false
	}
	if t.asked == nil {
		t.asked = make([]string, 0, 8) // what a result has keys for
	}
	t.asked = append(t.asked, key)
	v, ok := t.values[key]
	return v, ok
}

// mismatch adds the problem that a value is not of the wanted kind. The message is about the key.
func (t *Table) mismatch(at source.Spot, key string, message say.Text, example string) {
	t.doc.problems.Errorf(at, diag.WrongType, message.Format, message.Args...).
		Hintf("for example: %s = %s", key, example)
}

// String returns a key's text, "" when it is not there. Space around it is no part of it.
func (t *Table) String(key string) string {
	v, ok := t.get(key)
	if !ok {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		t.mismatch(t.ValueSpot(key), key, say.Textf("%q is not text", key), `"…"`)
	}
	return strings.TrimSpace(s)
}

// Bool returns a key's truth, false when it is not there.
func (t *Table) Bool(key string) bool {
	v, ok := t.get(key)
	if !ok {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		t.mismatch(t.ValueSpot(key), key, say.Textf("%q is not true or false", key), "true")
	}
	return b
}

// Int returns a key's whole number; ok is false when it is not there or is no number.
func (t *Table) Int(key string) (n int, ok bool) {
	v, there := t.get(key)
	if !there {
		return 0, false
	}
	i, ok := v.(int64)
	if !ok || i > math.MaxInt32 || i < math.MinInt32 {
		t.mismatch(t.ValueSpot(key), key, say.Textf("%q is not a whole number", key), "3")
		return 0, false
	}
	return int(i), true
}

// Date returns a key's day, the zero Date when it is not there or is empty text. A day between quotes
// is read too; a time of day is a problem.
func (t *Table) Date(key string) day.Date {
	v, ok := t.get(key)
	if !ok || blank(v) {
		return day.Date{}
	}
	d, ok := asDate(v)
	if !ok {
		t.mismatch(t.ValueSpot(key), key, say.Textf("%q is not a date", key), "2019-01-31")
	}
	return d
}

// asDate reads a TOML local date. The parser hands it over as midnight in a location of that name.
func asDate(v any) (day.Date, bool) {
	switch v := v.(type) {
	case time.Time:
		if v.Location().String() == "date-local" {
			return day.Of(v), true
		}
	case string:
		d, err := day.Parse(strings.TrimSpace(v))
		return d, err == nil
	}
	return day.Date{}, false
}

// Strings returns a key's list of texts, nil when it is not there.
func (t *Table) Strings(key string) []string {
	message, example := say.Textf("%q is not a list of texts", key), `["…", "…"]`
	list, ok := t.list(key, message, example)
	if !ok {
		return nil
	}
	texts := make([]string, 0, len(list))
	for i, v := range list {
		s, ok := v.(string)
		if !ok {
			t.mismatch(t.doc.spot(t.element(key, i), true), key, message, example)
			return nil
		}
		texts = append(texts, strings.TrimSpace(s))
	}
	return texts
}

// Ints returns a key's list of whole numbers, nil when it is not there.
func (t *Table) Ints(key string) []int {
	message, example := say.Textf("%q is not a list of numbers", key), "[5, 11]"
	list, ok := t.list(key, message, example)
	if !ok {
		return nil
	}
	numbers := make([]int, 0, len(list))
	for i, v := range list {
		n, ok := v.(int64)
		if !ok || n > math.MaxInt32 || n < math.MinInt32 {
			t.mismatch(t.doc.spot(t.element(key, i), true), key, message, example)
			return nil
		}
		numbers = append(numbers, int(n))
	}
	return numbers
}

func (t *Table) list(key string, message say.Text, example string) ([]any, bool) {
	v, ok := t.get(key)
	if !ok {
		return nil, false
	}
	list, ok := v.([]any)
	if !ok {
		t.mismatch(t.ValueSpot(key), key, message, example)
	}
	return list, ok
}

// Table returns a key's table, nil when it is not there.
func (t *Table) Table(key string) *Table {
	v, ok := t.get(key)
	if !ok {
		return nil
	}
	values, ok := v.(map[string]any)
	if !ok {
		t.mismatch(t.ValueSpot(key), key, say.Textf("%q is not a table", key), "{ … }")
		return nil
	}
	return t.sub(key, values)
}

// Tables returns a key's tables, whether written as [[key]] or as a list of inline tables.
func (t *Table) Tables(key string) []*Table {
	v, ok := t.get(key)
	if !ok {
		return nil
	}
	var list []map[string]any
	switch v := v.(type) {
	case []map[string]any:
		list = v
	case []any:
		for _, e := range v {
			m, ok := e.(map[string]any)
			if !ok {
				t.wrongTables(key)
				return nil
			}
			list = append(list, m)
		}
	default:
		t.wrongTables(key)
		return nil
	}
	tables := make([]*Table, len(list))
	for i, values := range list {
		tables[i] = &Table{doc: t.doc, path: t.element(key, i), values: values}
	}
	return tables
}

func (t *Table) wrongTables(key string) {
	t.doc.problems.Errorf(t.Spot(key), diag.WrongType, "%q is not a list of tables", key).
		Hintf("write [[%s]] on a line of its own, and the keys below it", key)
}

// All yields the table's keys that hold tables, in the order of their names. Other values are
// problems.
func (t *Table) All() iter.Seq2[string, *Table] {
	return func(yield func(string, *Table) bool) {
		if t == nil {
			return
		}
		for _, key := range slices.Sorted(maps.Keys(t.values)) {
			if sub := t.Table(key); sub != nil && !yield(key, sub) {
				return
			}
		}
	}
}

// element returns the path of the part of a list.
func (t *Table) element(key string, i int) string {
	return below(below(t.path, key), strconv.Itoa(i))
}

func (t *Table) sub(key string, values map[string]any) *Table {
	return &Table{doc: t.doc, path: below(t.path, key), values: values}
}

// Need adds a problem for each of the keys that the table Lacks.
func (t *Table) Need(keys ...string) {
	for _, key := range keys {
		if t.Lacks(key) {
			t.doc.problems.Errorf(t.ValueSpot(key), diag.MissingKey, "%q is missing", key)
		}
	}
}

// Lacks reports whether a key is not there, or is there with empty text. One that is only misspelt is
// left to Done, so Lacks comes after the other keys were asked for. A nil Table lacks nothing.
func (t *Table) Lacks(key string) bool {
	if t == nil {
		return false
	}
	v, ok := t.values[key]
	return ok && blank(v) || !ok && !t.misspelt(key)
}

// misspelt reports whether a key that nobody asked for looks meant to be this one.
func (t *Table) misspelt(key string) bool {
	for other := range t.values {
		if !slices.Contains(t.asked, other) && diag.Nearest(other, []string{key}) != "" {
			return true
		}
	}
	return false
}

// blank reports whether a value is text without a word in it.
func blank(v any) bool {
	s, ok := v.(string)
	return ok && strings.TrimSpace(s) == ""
}

// NeedDates is Need for keys that are dates, with a hint of how one is written.
func (t *Table) NeedDates(keys ...string) {
	for _, key := range keys {
		before := t.doc.problems.Len()
		if t.Need(key); t.doc.problems.Len() > before {
			t.doc.problems.Last().Hintf("for example: %s = 2019-01-31", key)
		}
	}
}

// OneOf adds a problem when the key is there and its text is none of the valid words. It returns the
// text, or "" when it is not valid.
func (t *Table) OneOf(key string, valid []string) string {
	s := t.String(key)
	if s == "" {
		return ""
	}
	if i := slices.Index(valid, s); i >= 0 {
		return valid[i] // not s, which keeps the whole text alive
	}
	t.doc.problems.Errorf(t.ValueSpot(key), diag.UnknownValue, "unknown %s %q", key, s).Suggest(s, valid)
	return ""
}

// Done adds a problem for each key of the table that nobody asked for.
func (t *Table) Done() {
	if t == nil || len(t.values) == 0 {
		return
	}
	for key := range t.values {
		if !slices.Contains(t.asked, key) {
			known := slices.Compact(slices.Sorted(slices.Values(t.asked)))
			t.doc.problems.Errorf(t.Spot(key), diag.UnknownKey, "unknown key %q", key).Suggest(key, known)
		}
	}
}

// Here returns the place where the table begins.
func (t *Table) Here() source.Spot {
	if t.path == "" {
		return t.doc.text.Spot(0, 0)
	}
	return t.doc.spot(t.path, false)
}

// Locator finds a key's place later on, without keeping the table's values alive. The zero Locator has
// no place.
type Locator struct {
	doc  *document
	path string
}

// Locate returns the Locator of a key, or of the table when the key is not there.
func (t *Table) Locate(key string) Locator {
	if !t.Has(key) {
		return Locator{t.doc, t.path}
	}
	return Locator{t.doc, below(t.path, key)}
}

// Locator returns the Locator of the table.
func (t *Table) Locator() Locator { return Locator{t.doc, t.path} }

// Spot returns the place.
func (l Locator) Spot() source.Spot { return l.at(false) }

// Value returns the place of the key's value.
func (l Locator) Value() source.Spot { return l.at(true) }

func (l Locator) at(value bool) source.Spot {
	switch {
	case l.doc == nil:
		return source.Spot{}
	case l.path == "":
		return l.doc.text.Spot(0, 0)
	}
	return l.doc.spot(l.path, value)
}

// Spot returns the place of a key, or where the table begins when the key is not there.
func (t *Table) Spot(key string) source.Spot { return t.at(key, false) }

// ValueSpot returns the place of a key's value.
func (t *Table) ValueSpot(key string) source.Spot { return t.at(key, true) }

func (t *Table) at(key string, value bool) source.Spot {
	if !t.Has(key) {
		return t.Here()
	}
	return t.doc.spot(below(t.path, key), value)
}

func (d *document) spot(path string, value bool) source.Spot {
	if d.places == nil {
		d.places = scan(d.text.Content)
	}
	// A table in a list that has no place of its own stands where the list does.
	for path != "" {
		if p, ok := d.places[path]; ok {
			if value && p.valueEnd > p.value {
				return d.text.Spot(p.value, p.valueEnd)
			}
			return d.text.Spot(p.key, p.keyEnd)
		}
		i := strings.LastIndexByte(strings.TrimSuffix(path, "\x00"), 0)
		path = path[:i+1]
	}
	return d.text.Spot(0, 0)
}
