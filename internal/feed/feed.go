// Package feed writes what is new as an Atom feed (RFC 4287), with the whole of each entry in it.
package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"

	"lofte/internal/message"
	"lofte/internal/view"
)

const (
	feedType = "application/atom+xml"
	pageType = "text/html"
)

// Write writes a feed. The words around what is told are those of a catalogue. It fails when an address
// of the feed is none.
func Write(w *bytes.Buffer, f *view.Feed, messages *message.Catalogue) error {
	x := writer{w}
	x.WriteString(xml.Header)
	x.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", f.Lang)
	x.text("id", f.ID)
	x.text("title", f.Title)
	x.text("updated", f.Updated)
	x.empty("link", "rel", "self", "type", feedType, "href", f.Self)
	x.empty("link", "rel", "alternate", "type", pageType, "href", f.Page)
	x.author(f.Author)
	x.text("generator", "lofte")
	for i := range f.Entries {
		e := &f.Entries[i]
		page, err := url.Parse(e.URL)
		if err != nil {
			return fmt.Errorf("write the entry %q: %w", e.Title, err)
		}
		x.open("entry")
		x.text("id", e.ID)
		if e.Lang != "" {
			x.open("title", "xml:lang", e.Lang)
		} else {
			x.open("title")
		}
		x.escape(e.Title)
		x.end("title")
		x.text("published", e.Published)
		x.text("updated", e.Updated)
		x.empty("link", "rel", "alternate", "type", pageType, "href", e.URL)
		x.author(e.Author)
		x.empty("category", "term", e.Kind.Key, "label", e.Kind.Text)
		x.open("content", "type", "html")
		c := content{writer: x, messages: messages, page: page}
		c.entry(e)
		x.end("content")
		x.end("entry")
		x.WriteByte('\n')
	}
	x.end("feed")
	x.WriteByte('\n')
	return nil
}

// writer writes elements. Attributes are names and values in turn.
type writer struct{ *bytes.Buffer }

func (w writer) open(name string, attributes ...string) {
	w.begin(name, attributes)
	w.WriteByte('>')
}

func (w writer) empty(name string, attributes ...string) {
	w.begin(name, attributes)
	w.WriteString("/>")
}

func (w writer) begin(name string, attributes []string) {
	w.WriteByte('<')
	w.WriteString(name)
	for i := 0; i < len(attributes); i += 2 {
		w.WriteByte(' ')
		w.WriteString(attributes[i])
		w.WriteString(`="`)
		w.escape(attributes[i+1])
		w.WriteByte('"')
	}
}

func (w writer) end(name string) {
	w.WriteString("</")
	w.WriteString(name)
	w.WriteByte('>')
}

func (w writer) text(name, words string) {
	w.open(name)
	w.escape(words)
	w.end(name)
}

func (w writer) author(l view.Link) {
	w.open("author")
	w.text("name", l.Text)
	if l.URL != "" {
		w.text("uri", l.URL)
	}
	w.end("author")
}

// escape writes a text as xml.EscapeText does, but leaves line ends and apostrophes as they are and is
// made for much HTML. What XML has no character for becomes U+FFFD (XML 1.0, section 2.2).
func (w writer) escape(s string) {
	done := 0
	for i := 0; i < len(s); i++ {
		instead, width := "", 1
		switch c := s[i]; {
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '&':
			instead = "&amp;"
		case c == '"':
			instead = "&#34;"
		case c < ' ' && c != '\n' && c != '\t':
			instead = "\uFFFD"
		case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBF && s[i+2] >= 0xBE: // U+FFFE, U+FFFF
			instead, width = "\uFFFD", 3
		default:
			continue
		}
		w.WriteString(s[done:i])
		w.WriteString(instead)
		i += width - 1
		done = i + 1
	}
	w.WriteString(s[done:])
}
