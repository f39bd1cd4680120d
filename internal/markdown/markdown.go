// Package markdown reads the text of a document: it makes HTML of it that is safe to show, and finds
// the promises in it.
//
// A text is parsed once. Where the HTML depends on the rest of the site (the address of a link, what
// has been told of a promise), a slot is left (promise.Slot). Nothing of goldmark's tree is kept.
package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// Reader reads texts, one after the other: what it needs while it reads one, it uses again for the next. So it
// is for one goroutine.
type Reader struct {
	plain  goldmark.Markdown
	linked goldmark.Markdown // makes links of the addresses that stand in the text
	reading
	out slotWriter
}

// New returns a Reader that treats raw HTML as told.
func New(rawHTML config.RawHTML) *Reader {
	linkify := extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:", "mailto:"}))
	r := &Reader{plain: newGoldmark(), linked: newGoldmark(linkify)}
	r.html, r.ids, r.attributes, r.marks = rawHTML, map[string]bool{}, map[ast.Node]attributes{}, map[ast.Node]nodeMark{}
	r.out.reading = &r.reading
	return r
}

func newGoldmark(more ...goldmark.Extender) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(blockParsers()...),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
				util.Prioritized(itemAttributes{}, 50))...),
			parser.WithASTTransformers(util.Prioritized(finder{}, 1000)),
		)),
		goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
			util.Prioritized(html.NewRenderer(), 1000),
			util.Prioritized(nodeRenderer{}, 10),
		))),
		goldmark.WithExtensions(append(more,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
			extension.Strikethrough,
		)...),
	)
}

// of returns the goldmark to read a text with. Looking for addresses at every space takes a fifth of the
// time, and few texts have one.
func (r *Reader) of(text string) goldmark.Markdown {
	if strings.Contains(text, "://") || strings.Contains(text, "www.") || strings.Contains(text, "@") {
		return r.linked
	}
	return r.plain
}

// Text reads a text that holds no promises.
func (r *Reader) Text(t source.Text, problems *diag.List) promise.Body {
	body, _ := r.read(t, reading{problems: problems})
	return body
}

// Document reads a promise document's text and the promises in it, whose Document is not set. known
// are parties that the document's header names.
//
// The problems that can be found are those of the codes for texts and promises (diag).
func (r *Reader) Document(t source.Text, known []promise.Party, problems *diag.List) (promise.Body, []*promise.Promise) {
	return r.read(t, reading{known: known, wanted: true, problems: problems})
}

// Translation reads the text of a translation of a promise document, and the promises in it: the items of
// lists below a heading that promises, by its attributes or in the words of the language, and items with an id.
// Of each, only the words are read, its id, and what else is words.
func (r *Reader) Translation(t source.Text, language string, problems *diag.List) (promise.Body, []*promise.Promise) {
	return r.read(t, reading{language: language, wanted: true, problems: problems})
}

// read reads a text, as asked.
func (r *Reader) read(t source.Text, as reading) (promise.Body, []*promise.Promise) {
	if t.Content == "" {
		return promise.Body{}, nil
	}
	read, out := &r.reading, &r.out
	read.begin(t, as)
	out.begin()
	pc := parser.NewContext()
	pc.Set(readingKey, read)
	goldmark := r.of(t.Content)
	tree := goldmark.Parser().Parse(text.NewReader(read.source), parser.WithContext(pc))
	if err := goldmark.Renderer().Render(out, read.source, tree); err != nil {
		// The writer is memory and our renderers return no errors.
		panic("markdown: " + err.Error())
	}
	out.finish()
	body := promise.Body{
		HTML:     out.String(),
		Slots:    kept(out.slots),
		Links:    kept(read.links),
		Headings: kept(read.headings),
		Anchors:  kept(read.anchors),
	}
	body.Lead = within(body.HTML, read.lead)
	if blank := len(t.Content) - len(strings.TrimLeft(t.Content, " \t\r\n")); blank < len(t.Content) {
		body.Line = read.spot(blank, blank).Line
	}
	if len(read.promises) == 0 {
		return body, nil
	}
	found := make([]*promise.Promise, len(read.promises))
	for i, all := 0, kept(read.promises); i < len(all); i++ {
		p := &all[i]
		p.Body = part(body, out.items[i])
		p.Text = within(p.Body.HTML, p.Text)
		found[i] = p
	}
	return body, found
}

// kept returns a copy of a list that is no longer than it has to be.
func kept[T any](list []T) []T { return append([]T(nil), list...) }

// within returns words as a part of the HTML where they stand in it just so, which saves their memory.
func within(html, words string) string {
	if i := strings.Index(html, words); i >= 0 {
		return html[i : i+len(words)]
	}
	return words
}

// reading is what is known while one text is read.
type reading struct {
	text     source.Text
	source   []byte
	problems *diag.List
	html     config.RawHTML
	known    []promise.Party
	wanted   bool   // whether promises are looked for
	language string // of a translation; "" in any other text
	shift    int    // added to the level of each heading
	raw      bool   // whether raw HTML was met that is to be sanitized

	ids        map[string]bool
	attributes map[ast.Node]attributes // of headings and list items
	marks      map[ast.Node]nodeMark   // of headings and list items
	anchors    []string
	headings   []promise.Heading
	links      []promise.Link
	promises   []promise.Promise
	lead       string
	words      []byte // for plain
}

// begin makes the reading that of another text, as asked. Only its room is left of the one before.
func (r *reading) begin(t source.Text, as reading) {
	clear(r.ids)
	clear(r.attributes)
	clear(r.marks)
	*r = reading{
		text:       t,
		source:     append(r.source[:0], t.Content...),
		problems:   as.problems,
		html:       r.html,
		known:      as.known,
		wanted:     as.wanted,
		language:   as.language,
		ids:        r.ids,
		attributes: r.attributes,
		marks:      r.marks,
		anchors:    r.anchors[:0],
		headings:   r.headings[:0],
		links:      r.links[:0],
		promises:   r.promises[:0],
		words:      r.words,
	}
}

// readingKey is where goldmark's context keeps the reading.
var readingKey = parser.NewContextKey()

func readingOf(pc parser.Context) *reading { return pc.Get(readingKey).(*reading) }

func (r *reading) spot(start, end int) source.Spot { return r.text.Spot(start, end) }

// slotWriter is the buffer that HTML is written to, and notes the slots. It is goldmark's
// util.BufWriter.
type slotWriter struct {
	bytes.Buffer
	*reading
	slots []promise.Slot
	items [][2]int // of each promise, where its HTML begins and ends
}

func (w *slotWriter) begin() {
	w.Reset()
	w.slots, w.items = w.slots[:0], w.items[:0]
}

func (w *slotWriter) Available() int { return w.Buffer.Available() }
func (w *slotWriter) Buffered() int  { return 0 }
func (w *slotWriter) Flush() error   { return nil }

func (w *slotWriter) slot(kind promise.SlotKind, index int) {
	w.slots = append(w.slots, promise.Slot{Offset: w.Len(), Kind: kind, Index: index})
}

// part returns the Body of a stretch of another one. The HTML is shared, not copied.
func part(b promise.Body, span [2]int) promise.Body {
	p := promise.Body{HTML: b.HTML[span[0]:span[1]], Links: b.Links}
	for _, s := range b.Slots {
		if s.Offset >= span[0] && s.Offset <= span[1] && s.Kind != promise.PromiseSlot {
			s.Offset -= span[0]
			p.Slots = append(p.Slots, s)
		}
	}
	return p
}
