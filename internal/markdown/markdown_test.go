package markdown

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/golden"
	"lofte/internal/promise"
	"lofte/internal/say"
	"lofte/internal/source"
)

// marks writes a body's HTML with its slots shown as ‹link 0›, and what else was found in it.
func marks(b promise.Body) string {
	var out strings.Builder
	done := 0
	for _, s := range b.Slots {
		out.WriteString(b.HTML[done:s.Offset])
		fmt.Fprintf(&out, "‹%s %d›", [...]string{"link", "image", "promise"}[s.Kind], s.Index)
		done = s.Offset
	}
	out.WriteString(b.HTML[done:])
	return out.String()
}

func describe(b promise.Body, promises []*promise.Promise) string {
	var out strings.Builder
	out.WriteString(marks(b))
	for _, l := range b.Links {
		fmt.Fprintf(&out, "link: %q #%q image=%v at %d:%d\n", l.Target, l.Anchor, l.Image, l.Spot.Line, l.Spot.Column)
	}
	for _, h := range b.Headings {
		fmt.Fprintf(&out, "heading %d: %s (%s)\n", h.Level, h.Text, h.ID)
	}
	for _, p := range promises {
		fmt.Fprintf(&out, "promise %s at %d:%d by %v: %s\n", p.ID, p.Source.Line, p.Source.Column, p.Parties, p.Text)
		if p.Target != nil {
			fmt.Fprintf(&out, "  target: %+v\n", *p.Target)
		}
		if p.Place != "" || p.Focus != nil {
			fmt.Fprintf(&out, "  place: %q focus: %q\n", p.Place, p.Focus)
		}
		if p.Below != "" {
			fmt.Fprintf(&out, "  below: %q\n", p.Below)
		}
		for _, o := range p.Origins {
			fmt.Fprintf(&out, "  from %s#%s at %d:%d, %d wide\n", o.Period, o.ID, o.Spot.Line, o.Spot.Column, o.Spot.Width)
		}
		fmt.Fprintf(&out, "  item: %s\n", strings.ReplaceAll(strings.TrimSpace(marks(p.Body)), "\n", "⏎"))
	}
	fmt.Fprintf(&out, "lead: %s\n", b.Lead)
	return out.String()
}

func TestDocuments(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, files fstest.MapFS) map[string]string {
		mode := config.Escape
		if strings.Contains(t.Name(), "sanitize") {
			mode = config.Sanitize
		}
		var problems diag.List
		text := source.Text{Path: "in.md", FirstLine: 1, Content: string(files["in.md"].Data)}
		body, promises := New(mode).Document(text, nil, &problems)
		var printed strings.Builder
		if err := (diag.Printer{Language: say.English}).Text(&printed, problems.Sorted()); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"want": describe(body, promises) + printed.String()}
	})
}

// FuzzDocument reads strangers' bytes: nothing panics, what is found lies within the text, every slot
// lies within the HTML, no tag, attribute or address that the safe renderers never write comes out, and
// a text that is not looked through for addresses has none.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{
		"## Polisen lovar\n\n- Söka {#sok target=2 unit=\"hundsök\"}\n  - nästlat {#x}\n",
		"# A\n\n[x](javascript:alert(1)) <b>\n\n<script>alert(1)</script>\n\n![a](b.png \"t\")\n",
		"- {#a}\n\n1. b {party=none}\n\nA {x=“y”}\n===\n\n| a | b |\n|--:|:-:|\n| 1 | [2](3#4) |\n",
		"## Vi ska {party=\"a,b\"}\n\n- c\n\n  d {#e per=week}\n\n  <details><li>\n",
		"<https://x.se> <a@b.se> www.x.se `{#a}` \\{#b} &amp; &#35;\n",
	} {
		f.Add(s, false)
		f.Add(s, true)
	}
	readers := map[bool]*Reader{false: New(config.Escape), true: New(config.Sanitize)}
	f.Fuzz(func(t *testing.T, s string, sanitize bool) {
		s = strings.ToValidUTF8(s, "?")
		var problems diag.List
		text := source.Text{Path: "in.md", FirstLine: 1, Content: s}
		body, promises := readers[sanitize].Document(text, nil, &problems)
		lines := strings.Count(s, "\n") + 1
		for _, p := range problems.Sorted() {
			if p.Line < 1 || p.Line > lines || p.Column < 1 {
				t.Errorf("a problem at %d:%d, outside of the text's %d lines", p.Line, p.Column, lines)
			}
		}
		last := 0
		for _, slot := range body.Slots {
			if slot.Offset < last || slot.Offset > len(body.HTML) {
				t.Fatalf("a slot at %d, after one at %d, in %d bytes", slot.Offset, last, len(body.HTML))
			}
			last = slot.Offset
			if slot.Kind != promise.PromiseSlot && slot.Index >= len(body.Links) || slot.Kind == promise.PromiseSlot && slot.Index >= len(promises) {
				t.Fatalf("slot %+v names nothing", slot)
			}
		}
		ids := map[string]bool{}
		for _, p := range promises {
			if p.ID == "" || ids[p.ID] {
				t.Errorf("the id %q is empty or stands twice", p.ID)
			}
			ids[p.ID] = true
			if p.Text == "" {
				t.Error("a promise without words")
			}
		}
		unsafe(t, body.HTML)
		always := New(readers[sanitize].html)
		always.plain = always.linked
		linked, more := always.Document(text, nil, &problems)
		// goldmark keeps a stray carriage return or not, as the text is cut into pieces.
		flat := strings.NewReplacer("\r", "")
		if a, b := flat.Replace(describe(body, promises)), flat.Replace(describe(linked, more)); a != b {
			t.Errorf("looked through for addresses, the text is another:\n%s\n%s", a, b)
		}
	})
}
