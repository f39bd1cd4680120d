// Package markdown reads the text of a document: it makes HTML of it that is safe to show, and finds
// the promises in it.
//
// A text is parsed once. Where the HTML depends on the rest of the site (the address of a link, what
// has been told of a promise), a slot is left (promise.Slot). Nothing of goldmark's tree is kept.
package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
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

// Reader reads texts. It is safe for use by several goroutines.
type Reader struct {
	html   config.RawHTML
	plain  goldmark.Markdown
	linked goldmark.Markdown // makes links of the addresses that stand in the text
}

// New returns a Reader that treats raw HTML as told.
func New(rawHTML config.RawHTML) *Reader {
	linkify := extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:", "mailto:"}))
	return &Reader{html: rawHTML, plain: newGoldmark(), linked: newGoldmark(linkify)}
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
	body, _ := r.read(t, nil, false, problems)
	return body
}

// Document reads a promise document's text and the promises in it, whose Document is not set. known
// are parties that the document's header names.
//
// The problems that can be found are those of the codes for texts and promises (diag).
func (r *Reader) Document(t source.Text, known []promise.Party, problems *diag.List) (promise.Body, []*promise.Promise) {
	return r.read(t, known, true, problems)
}

func (r *Reader) read(t source.Text, known []promise.Party, promises bool, problems *diag.List) (promise.Body, []*promise.Promise) {
	if t.Content == "" {
		return promise.Body{}, nil
	}
	read := &reading{
		text:     t,
		source:   []byte(t.Content),
		problems: problems,
		html:     r.html,
		known:    known,
		wanted:   promises,
		ids:      map[string]bool{},
	}
	pc := parser.NewContext()
	pc.Set(readingKey, read)
	goldmark := r.of(t.Content)
	tree := goldmark.Parser().Parse(text.NewReader(read.source), parser.WithContext(pc))
	out := &slotWriter{reading: read}
	out.Grow(len(t.Content) * 5 / 4)
	if err := goldmark.Renderer().Render(out, read.source, tree); err != nil {
		// The writer is memory and our renderers return no errors.
		panic("markdown: " + err.Error())
	}
	out.finish()
	body := promise.Body{
		HTML:     out.String(),
		Slots:    slices.Clip(out.slots),
		Links:    slices.Clip(read.links),
		Headings: slices.Clip(read.headings),
		Anchors:  slices.Clip(read.anchors),
		Lead:     read.lead,
	}
	if blank := len(t.Content) - len(strings.TrimLeft(t.Content, " \t\r\n")); blank < len(t.Content) {
		body.Line = read.spot(blank, blank).Line
	}
	for i, p := range read.promises {
		p.Body = part(body, out.items[i])
	}
	return body, read.promises
}

// reading is what is known while one text is read.
type reading struct {
	text     source.Text
	source   []byte
	problems *diag.List
	html     config.RawHTML
	known    []promise.Party
	wanted   bool // whether promises are looked for
	shift    int  // added to the level of each heading
	raw      bool // whether raw HTML was met that is to be sanitized

	ids      map[string]bool
	anchors  []string
	headings []promise.Heading
	links    []promise.Link
	promises []*promise.Promise
	lead     string
}

// readingKey is where goldmark's context keeps the reading.
var readingKey = parser.NewContextKey()

func (r *reading) spot(start, end int) source.Spot { return r.text.Spot(start, end) }

// slotWriter is the buffer that HTML is written to, and notes the slots. It is goldmark's
// util.BufWriter.
type slotWriter struct {
	bytes.Buffer
	*reading
	slots []promise.Slot
	items [][2]int // of each promise, where its HTML begins and ends
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
