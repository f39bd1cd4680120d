package markdown

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// nodeRenderer writes the nodes that goldmark's own renderer would not write as we want them.
type nodeRenderer struct{}

func (nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, heading)
	reg.Register(ast.KindListItem, listItem)
	reg.Register(ast.KindLink, link)
	reg.Register(ast.KindImage, image)
	reg.Register(ast.KindAutoLink, autoLink)
	reg.Register(ast.KindRawHTML, rawHTML)
	reg.Register(ast.KindHTMLBlock, htmlBlock)
	reg.Register(east.KindTable, table)
	reg.Register(east.KindTableCell, tableCell)
}

func heading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	level := min(n.(*ast.Heading).Level+out.shift, 6)
	if !entering {
		fmt.Fprintf(out, "</h%d>\n", level)
		return ast.WalkContinue, nil
	}
	if mark, ok := out.marks[n]; ok {
		fmt.Fprintf(out, `<h%d id="%s">`, level, mark.id)
	} else {
		fmt.Fprintf(out, "<h%d>", level)
	}
	return ast.WalkContinue, nil
}

func listItem(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	mark, marked := out.marks[n]
	if !entering {
		if mark.promise {
			out.items[mark.index][1] = out.Len()
			out.slot(promise.PromiseSlot, mark.index)
		}
		out.WriteString("</li>\n")
		return ast.WalkContinue, nil
	}
	switch {
	case mark.promise:
		out.WriteString(`<li class="promise" id="` + out.promises[mark.index].ID + `">`)
		out.items = append(out.items, [2]int{out.Len(), 0})
	case marked:
		out.WriteString(`<li id="` + mark.id + `">`)
	default:
		out.WriteString("<li>")
	}
	return ast.WalkContinue, nil
}

func link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	n := node.(*ast.Link)
	if !entering {
		if safeAddress(n.Destination) {
			out.WriteString("</a>")
		}
		return ast.WalkContinue, nil
	}
	if !safeAddress(n.Destination) {
		out.unsafe(n, n.Destination)
		return ast.WalkContinue, nil
	}
	out.WriteString(`<a href="`)
	out.address(n, n.Destination, promise.LinkSlot)
	out.WriteByte('"')
	out.title(n.Title)
	out.WriteByte('>')
	return ast.WalkContinue, nil
}

func image(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	n := node.(*ast.Image)
	if !entering {
		return ast.WalkContinue, nil
	}
	alt := out.plain(n)
	if alt == "" {
		out.problems.Warnf(out.nodeSpot(n), diag.NoAlt, "the image has no text for those who do not see it").
			Hintf("say what it shows: ![what it shows](%s)", string(n.Destination))
	}
	switch {
	case !safeAddress(n.Destination):
		out.unsafe(n, n.Destination)
		out.Write(util.EscapeHTML([]byte(alt)))
	case isExternal(n.Destination):
		out.problems.Warnf(out.nodeSpot(n), diag.RemoteImage, "the image stands on another site").
			Hintf("put the file beside the document; a visitor's browser asks no other site for anything")
		fmt.Fprintf(out, `<a href="%s">%s</a>`, escapeAddress(n.Destination), util.EscapeHTML([]byte(alt)))
	default:
		out.WriteString("<img")
		out.address(n, n.Destination, promise.ImageSlot)
		fmt.Fprintf(out, ` alt="%s"`, util.EscapeHTML([]byte(alt)))
		out.title(n.Title)
		out.WriteByte('>')
	}
	return ast.WalkSkipChildren, nil
}

func autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	n := node.(*ast.AutoLink)
	if !entering {
		return ast.WalkContinue, nil
	}
	address, label := n.URL(source), util.EscapeHTML(n.Label(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(address), []byte("mailto:")) {
		address = append([]byte("mailto:"), address...)
	}
	if !safeAddress(address) || !isExternal(address) {
		out.unsafe(n, address)
		out.Write(label)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(out, `<a class="url" href="%s">%s</a>`, escapeAddress(address), label)
	return ast.WalkContinue, nil
}

func rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		n := node.(*ast.RawHTML)
		w.(*slotWriter).raw(n, n.Segments.Value(source))
	}
	return ast.WalkSkipChildren, nil
}

func htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	out := w.(*slotWriter)
	n := node.(*ast.HTMLBlock)
	block := n.Lines().Value(source)
	if n.HasClosure() {
		block = append(bytes.Clone(block), n.ClosureLine.Value(source)...)
	}
	if out.html == config.Escape {
		out.WriteString("<p>")
		out.raw(n, bytes.TrimSpace(block))
		out.WriteString("</p>\n")
	} else {
		out.raw(n, block)
	}
	return ast.WalkContinue, nil
}

// raw writes raw HTML: as text, or as it is, to be sanitized with all the rest.
func (w *slotWriter) raw(n ast.Node, html []byte) {
	if w.html == config.Sanitize {
		w.reading.raw = true
		w.Write(html)
		return
	}
	at := position(n)
	if raw, ok := n.(*ast.RawHTML); ok {
		at = raw.Segments.At(0).Start
	}
	first, _, _ := bytes.Cut(html, []byte("\n"))
	w.problems.Warnf(w.spot(at, at+len(first)), diag.RawHTML, "raw HTML is shown as text").
		Hintf("write it as Markdown, or set [markdown] html = %q in lofte.toml", "sanitize")
	w.Write(util.EscapeHTML(html))
}

// A table scrolls by itself where it is wider than the page, so it can be reached with the keyboard.
func table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="scroll" tabindex="0"><table>` + "\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

func tableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	out := w.(*slotWriter)
	n := node.(*east.TableCell)
	tag := "td"
	if n.Parent().Kind() == east.KindTableHeader {
		tag = "th"
	}
	if !entering {
		fmt.Fprintf(out, "</%s>\n", tag)
		return ast.WalkContinue, nil
	}
	out.WriteString("<" + tag)
	if tag == "th" {
		out.WriteString(` scope="col"`)
	}
	// A class, since a strict Content-Security-Policy blocks style attributes.
	switch n.Alignment {
	case east.AlignRight:
		out.WriteString(` class="right"`)
	case east.AlignCenter:
		out.WriteString(` class="center"`)
	}
	out.WriteByte('>')
	return ast.WalkContinue, nil
}

func (w *slotWriter) title(title []byte) {
	if title != nil {
		fmt.Fprintf(w, ` title="%s"`, util.EscapeHTML(unescape(title)))
	}
}

// address writes the address of an external link, or leaves a slot for the address of one within the
// site.
func (w *slotWriter) address(n ast.Node, dest []byte, kind promise.SlotKind) {
	if isExternal(dest) {
		w.WriteString(escapeAddress(dest))
		return
	}
	target, anchor, _ := strings.Cut(string(unescape(dest)), "#")
	spot := w.nodeSpot(n)
	spot.Excerpt = strings.Clone(spot.Excerpt) // not to keep the whole text alive
	w.slot(kind, len(w.links))
	w.links = append(w.links, promise.Link{Target: decoded(target), Anchor: decoded(anchor), Image: kind == promise.ImageSlot, Spot: spot})
}

func (w *slotWriter) unsafe(n ast.Node, dest []byte) {
	w.problems.Warnf(w.nodeSpot(n), diag.UnsafeLink, "the link %q is left out", string(dest)).
		Hintf("a link begins with https:, http:, mailto: or tel:, or leads to somewhere in the site")
}

func decoded(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

func escapeAddress(dest []byte) string {
	return string(util.EscapeHTML(util.URLEscape(dest, true)))
}

// scheme returns the lower-case scheme of an address as a browser would read it: control characters
// and space at its front, and line ends anywhere, are passed over (WHATWG URL, "scheme state").
func scheme(dest []byte) string {
	s := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, string(unescape(dest)))
	i := strings.IndexAny(s, ":/?#")
	if i < 0 || s[i] != ':' {
		return ""
	}
	return strings.ToLower(s[:i])
}

func isExternal(dest []byte) bool { return scheme(dest) != "" }

func safeAddress(dest []byte) bool {
	switch scheme(dest) {
	case "https", "http", "mailto", "tel":
		return true
	case "":
		return !bytes.HasPrefix(dest, []byte("//")) && !bytes.HasPrefix(dest, []byte(`\`)) && !bytes.HasPrefix(dest, []byte(`/\`))
	}
	return false
}

// nodeSpot returns where a node stands.
func (r *reading) nodeSpot(n ast.Node) source.Spot {
	start := position(n)
	end := start + 1
	switch n.Kind() {
	case ast.KindLink, ast.KindImage, ast.KindAutoLink:
		end = max(end, r.endOfInline(n))
	default:
		if i := bytes.IndexByte(r.source[min(start, len(r.source)):], '\n'); i >= 0 {
			end = start + i
		} else {
			end = len(r.source)
		}
	}
	return r.spot(start, end)
}

// endOfInline returns the offset behind a link or an image, so far as the source tells.
func (r *reading) endOfInline(n ast.Node) int {
	end := position(n)
	if last := n.LastChild(); last != nil {
		if t, ok := last.(*ast.Text); ok {
			end = t.Segment.Stop
		}
	}
	if i := bytes.IndexAny(r.source[min(end, len(r.source)):], ")>\n"); i >= 0 && r.source[end+i] != '\n' {
		end += i + 1
	}
	return end
}
