package feed

import (
	"html"
	"net/url"
	"strings"

	"lofte/internal/message"
	"lofte/internal/view"
)

// content writes the HTML of an entry, escaped.
type content struct {
	writer
	messages *message.Catalogue
	page     *url.URL // that has the same texts
}

func (c content) html(list ...string) {
	for _, s := range list {
		c.escape(s)
	}
}

func (c content) words(s string) { c.escape(html.EscapeString(s)) }

// body writes HTML of a page, with absolute addresses for those that are relative to it: of footnotes, and
// in raw HTML. In HTML that is safe as it stands a quotation mark in a text is escaped, so what looks
// like an attribute is one.
func (c content) body(s string) {
	for {
		i := address(s)
		if i < 0 {
			c.html(s)
			return
		}
		n := strings.IndexByte(s[i:], '"')
		written := s[i : i+n]
		if u, err := c.page.Parse(html.UnescapeString(written)); err == nil {
			written = html.EscapeString(u.String())
		}
		c.html(s[:i], written)
		s = s[i+n:]
	}
}

// address returns the index of the first relative address in HTML, or -1.
func address(s string) int {
	for i := 0; ; {
		n := strings.Index(s[i:], `="`)
		if n < 0 {
			return -1
		}
		name := s[:i+n]
		i += n + len(`="`)
		if !strings.HasSuffix(name, " href") && !strings.HasSuffix(name, " src") {
			continue
		}
		scheme, _, _ := strings.Cut(s[i:], `"`)
		if !strings.HasPrefix(scheme, "http:") && !strings.HasPrefix(scheme, "https:") && !strings.HasPrefix(scheme, "mailto:") && !strings.HasPrefix(scheme, "tel:") {
			return i
		}
	}
}

func (c content) entry(e *view.Entry) {
	for _, f := range e.Facts {
		c.fact(f.Name, f.Link)
	}
	for _, s := range e.Lead {
		c.paragraph(s)
	}
	if f := e.Image; f != nil {
		c.html(`<figure><img src="`, html.EscapeString(f.URL), `" alt="`, html.EscapeString(f.Alt), `"><figcaption>`)
		c.words(strings.TrimSpace(f.Caption + " " + f.Credit))
		c.html("</figcaption></figure>")
	}
	if e.Text != nil {
		end := c.in(e.Text.Lang)
		for _, chunk := range e.Text.Chunks {
			if chunk.Promise == nil {
				c.body(string(chunk.HTML))
			} else {
				c.terms(chunk.Promise)
			}
		}
		c.html(end)
	}
	for _, g := range e.Groups {
		c.group(g)
	}
	c.list("attachments", len(e.Attachments), func(i int) {
		c.link(e.Attachments[i].Link)
		c.words(" (" + e.Attachments[i].Size + ")")
	})
	c.list("sources", len(e.Sources), func(i int) { c.link(e.Sources[i].Link) })
	c.list("corrections", len(e.Corrections), func(i int) {
		c.words(e.Corrections[i].Date.Text + ": " + e.Corrections[i].Note)
	})
}

// in begins what is in another language than the feed, and returns what ends it. For "" it does neither.
func (c content) in(lang string) (end string) {
	if lang == "" {
		return ""
	}
	c.html(`<div lang="`, lang, `">`)
	return "</div>"
}

func (c content) group(g view.Group) {
	c.html("<h3>")
	c.words(g.Party)
	c.html("</h3><ul>")
	for i := range g.Promises {
		p := &g.Promises[i]
		c.html("<li>")
		end := c.in(p.Lang)
		if end == "" {
			c.html("<div>")
			end = "</div>"
		}
		c.body(string(p.Text))
		c.html(end)
		c.terms(p)
		if p.Answered {
			c.named("status", p.Status.Text)
			c.told(p.Told)
		} else {
			c.paragraph(c.messages.Text("silent_here"))
		}
		c.html("</li>")
	}
	c.html("</ul>")
}

// terms writes what goes with a promise's words.
func (c content) terms(p *view.Promise) {
	c.named("target", p.Target)
	c.named("place", p.Place)
}

// told writes first what was done, then what came of it.
func (c content) told(t *view.Told) {
	c.named("count", t.Count)
	if t.Pace != nil && t.Pace.State.Key != "not-compared" {
		c.named("pace", t.Pace.State.Text+". "+t.Pace.Because)
	}
	c.named("verdict", t.Verdict)
	c.named("note", t.Note)
	c.list("evidence", len(t.Evidence), func(i int) { c.link(t.Evidence[i].Link) })
	effect := c.messages.Text("effect_silent")
	if t.Effect != nil {
		effect = t.Effect.Text
	}
	c.named("effect", effect)
	c.paragraph(t.EffectNote)
}

// named writes words after the name that a message gives them; where there are none, nothing.
func (c content) named(id, words string) {
	if words != "" {
		c.fact(c.messages.Text(id), view.Link{Text: words})
	}
}

func (c content) fact(name string, l view.Link) {
	c.html("<p>")
	c.words(name)
	c.html(": ")
	c.link(l)
	c.html("</p>")
}

func (c content) paragraph(words string) {
	if words != "" {
		c.html("<p>")
		c.words(words)
		c.html("</p>")
	}
}

func (c content) list(id string, n int, item func(i int)) {
	if n == 0 {
		return
	}
	c.html("<p>")
	c.words(c.messages.Text(id))
	c.html(":</p><ul>")
	for i := range n {
		c.html("<li>")
		item(i)
		c.html("</li>")
	}
	c.html("</ul>")
}

func (c content) link(l view.Link) {
	if l.URL == "" {
		c.words(l.Text)
		return
	}
	c.html(`<a href="`, html.EscapeString(l.URL), `">`)
	c.words(l.Text)
	c.html("</a>")
}
