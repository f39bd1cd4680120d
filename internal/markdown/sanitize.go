package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"lofte/internal/promise"
)

// policy keeps what formatted text needs, and what our own renderers write.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup",
		"abbr", "cite", "q", "blockquote", "code", "kbd", "pre", "samp", "ul", "ol", "li", "dl", "dt", "dd",
		"h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
		"details", "summary", "figure", "figcaption", "div", "span", "time", "a", "img")
	p.AllowAttrs("id", "lang", "dir", "title").Globally()
	p.AllowAttrs("class").Matching(bluemonday.SpaceSeparatedTokens).OnElements("li", "th", "td", "div", "code")
	p.AllowAttrs("tabindex").Matching(bluemonday.Integer).OnElements("div")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("scope", "colspan", "rowspan").OnElements("th", "td")
	p.AllowAttrs("start", "reversed").OnElements("ol")
	p.AllowAttrs("datetime").OnElements("time", "del", "ins")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowURLSchemes("https", "http", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^` + marker + `\d+-\d+-$`)).OnElements("img")
	return p
})

// marker begins the words that stand for slots while HTML is sanitized: marker, a number that makes
// the word unlike any in the text, and the mark's index, each followed by a hyphen.
const marker = "lofte-slot-"

// A promise's item is put into an element of its own, so that what is left open in it ends with it.
const item, itemEnd = "<div>", "</div>"

// mark is what a marker stands for: a slot, or, without one, the beginning of a promise's item.
type mark struct {
	offset int
	slot   *promise.Slot
	item   int
}

// finish sanitizes the HTML when there is raw HTML in it. Slots are carried through as words that are
// found again in the result.
func (w *slotWriter) finish() {
	if !w.reading.raw {
		return
	}
	var marks []mark
	for i, span := range w.items {
		marks = append(marks, mark{offset: span[0], item: i})
	}
	for i := range w.slots {
		marks = append(marks, mark{offset: w.slots[i].Offset, slot: &w.slots[i]})
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return a.offset - b.offset })
	prefix := marker
	for n := 0; ; n++ {
		if prefix = marker + strconv.Itoa(n) + "-"; !strings.Contains(w.String(), prefix) {
			break
		}
	}
	clean := policy().Sanitize(w.marked(marks, prefix))
	// What raw HTML opens and does not close is closed here, so that it cannot swallow the page.
	nodes, err := html.ParseFragment(strings.NewReader(clean), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		panic("markdown: " + err.Error()) // the reader is memory
	}
	var balanced bytes.Buffer
	for _, n := range nodes {
		if err := html.Render(&balanced, n); err != nil {
			panic("markdown: " + err.Error())
		}
	}
	w.restore(balanced.String(), marks, prefix)
}

// marked returns the HTML with a marker at each mark.
func (w *slotWriter) marked(marks []mark, prefix string) string {
	var b strings.Builder
	rest, done := w.String(), 0
	for i, m := range marks {
		b.WriteString(rest[:m.offset-done])
		rest, done = rest[m.offset-done:], m.offset
		word := prefix + strconv.Itoa(i) + "-"
		switch {
		case m.slot == nil:
			word += item
		case m.slot.Kind == promise.ImageSlot:
			word = fmt.Sprintf(" src=%q", word)
		case m.slot.Kind == promise.PromiseSlot:
			word = itemEnd + word
		}
		b.WriteString(word)
	}
	b.WriteString(rest)
	return b.String()
}

// restore makes the writer's HTML and slots those of a text with markers. A promise whose item did
// not survive keeps its words.
func (w *slotWriter) restore(s string, marks []mark, prefix string) {
	w.Reset()
	w.slots = nil
	for i := range w.items {
		w.items[i] = [2]int{}
	}
	for {
		before, after, found := strings.Cut(s, prefix)
		if !found {
			w.WriteString(s)
			break
		}
		index, rest, _ := strings.Cut(after, "-")
		i, err := strconv.Atoi(index)
		if err != nil || i >= len(marks) {
			w.WriteString(before)
			s = after
			continue
		}
		m := marks[i]
		if m.slot != nil && m.slot.Kind == promise.ImageSlot {
			before, rest = strings.TrimSuffix(before, ` src="`), strings.TrimPrefix(rest, `"`)
		}
		w.WriteString(before)
		s = rest
		switch {
		case m.slot == nil:
			w.items[m.item][0] = w.Len()
		case m.slot.Kind == promise.PromiseSlot:
			w.items[m.slot.Index][1] = bytes.LastIndex(w.Bytes(), []byte(itemEnd)) + len(itemEnd)
			w.slot(m.slot.Kind, m.slot.Index)
		default:
			w.slot(m.slot.Kind, m.slot.Index)
		}
	}
	for i, span := range w.items {
		if span[1] < span[0] || span == [2]int{} {
			w.WriteString("<p hidden>")
			start := w.Len()
			w.WriteString(html.EscapeString(w.promises[i].Text))
			w.items[i] = [2]int{start, w.Len()}
			w.WriteString("</p>")
		}
	}
}
