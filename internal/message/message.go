// Package message is what a site tells its readers, in their language: the catalogue of a theme.
//
// Catalogues are TOML files in go-i18n's form: a message is a text, or a table with the plural forms
// that Unicode gives the language (one, other …). {{.Name}} in a text is filled in. A catalogue is
// safe for several goroutines once it is made.
package message

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"lofte/internal/day"
)

// Catalogue holds the messages of one language.
type Catalogue struct {
	Language string
	counting language.Tag // whose plural forms it has
	messages map[string]entry
}

// entry is a message: its text by plural form. Without plural forms there is only plural.Other.
type entry [plural.Many + 1]*text

// text is taken apart at what is filled in: the odd parts are names.
type text struct{ parts []string }

// New returns an empty catalogue for a language tag such as "sv".
func New(lang string) (*Catalogue, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("make a catalogue for the language %q: %w", lang, err)
	}
	if lang == "fit" {
		tag = language.Finnish // Unicode says nothing of Meänkieli, which counts as Finnish does
	}
	return &Catalogue{Language: lang, counting: tag, messages: map[string]entry{}}, nil
}

// Add reads a catalogue file. Its messages replace those with the same id that were there. A file with
// a fault adds none.
func (c *Catalogue) Add(name string, data []byte) error {
	file, err := i18n.ParseMessageFileBytes(data, c.Language+".toml", map[string]i18n.UnmarshalFunc{"toml": toml.Unmarshal})
	if err != nil {
		return fmt.Errorf("read the messages in %s: %w", name, err)
	}
	// They come in no order; of several faults, the same one is told each time.
	slices.SortFunc(file.Messages, func(a, b *i18n.Message) int { return strings.Compare(a.ID, b.ID) })
	added := make(map[string]entry, len(file.Messages))
	for _, m := range file.Messages {
		var e entry
		for form, s := range [len(e)]string{plural.Other: m.Other, plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many} {
			if s == "" {
				continue
			}
			if e[form], err = parse(s); err != nil {
				return fmt.Errorf("read the message %q in %s: %w", m.ID, name, err)
			}
		}
		if e[plural.Other] == nil {
			return fmt.Errorf("read the message %q in %s: it has no text for the plural form other", m.ID, name)
		}
		added[m.ID] = e
	}
	maps.Copy(c.messages, added)
	return nil
}

var placeholder = regexp.MustCompile(`^\.[A-Za-z][A-Za-z0-9]*$`)

func parse(s string) (*text, error) {
	var t text
	for {
		before, rest, found := strings.Cut(s, "{{")
		t.parts = append(t.parts, before)
		if !found {
			return &t, nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		name = strings.TrimSpace(name)
		if !closed || !placeholder.MatchString(name) {
			return nil, fmt.Errorf("%q is not filled in with {{.Name}}", s)
		}
		t.parts = append(t.parts, name[1:])
		s = after
	}
}

// IDs returns the ids of all messages, sorted.
func (c *Catalogue) IDs() []string { return slices.Sorted(maps.Keys(c.messages)) }

// Has reports whether there is a message with an id.
func (c *Catalogue) Has(id string) bool {
	_, ok := c.messages[id]
	return ok
}

// Text returns a message. args are names and values in turn. A message that does not exist is its id
// in brackets; the standard theme's catalogue has all that the program asks for.
func (c *Catalogue) Text(id string, args ...string) string {
	return c.fill(id, plural.Other, args)
}

// Count returns a message in the plural form of n. {{.Count}} in it is n.
func (c *Catalogue) Count(id string, n int, args ...string) string {
	form := plural.Cardinal.MatchPlural(c.counting, n, 0, 0, 0, 0)
	return c.fill(id, form, append(slices.Clip(args), "Count", c.Number(n)))
}

func (c *Catalogue) fill(id string, form plural.Form, args []string) string {
	e := c.messages[id]
	t := e[form]
	if t == nil {
		t = e[plural.Other]
	}
	switch {
	case t == nil:
		return "[" + id + "]"
	case len(t.parts) == 1:
		return t.parts[0]
	}
	size := 0
	for i, p := range t.parts {
		size += len(part(i, p, args))
	}
	var b strings.Builder
	b.Grow(size)
	for i, p := range t.parts {
		b.WriteString(part(i, p, args))
	}
	return b.String()
}

// part returns what part i of a message is: itself, or the value of the argument that it names.
func part(i int, part string, args []string) string {
	if i%2 == 0 {
		return part
	}
	for a := 0; a+1 < len(args); a += 2 {
		if args[a] == part {
			return args[a+1]
		}
	}
	return ""
}

// Number writes a whole number with the language's separator between thousands.
func (c *Catalogue) Number(n int) string {
	s := strconv.Itoa(n)
	if n < 1000 && n > -1000 {
		return s
	}
	sep := c.Text("thousands")
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

// Date writes a day in words: "3 mars 2026".
func (c *Catalogue) Date(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return c.Text("date", "Day", strconv.Itoa(d.Day), "Month", c.Month(int(d.Month)), "Year", strconv.Itoa(d.Year))
}

// Month returns the name of month 1 to 12 as it stands within a sentence.
func (c *Catalogue) Month(m int) string { return c.Text("month_" + strconv.Itoa(m)) }

// List joins words as the language lists things: "a, b och c".
func (c *Catalogue) List(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + c.Text("list_last") + words[n-1]
	}
}

// endonyms are what the languages that a site can be in call themselves.
var endonyms = map[string]string{"sv": "Svenska", "en": "English", "fi": "Suomi", "se": "Davvisámegiella", "fit": "Meänkieli"}

// Endonym returns what a language calls itself, or its code when that is not known.
func Endonym(language string) string {
	if name := endonyms[language]; name != "" {
		return name
	}
	return language
}
