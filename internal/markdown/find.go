package markdown

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/slug"
	"lofte/internal/swedish"
)

// finder walks a parsed text once: it gives headings their ids and finds the promises, as
// parser.ASTTransformer. What it finds is kept in the reading.
type finder struct{}

// nodeMark tells the renderers what the finder found of a heading or a list item.
type nodeMark struct {
	id      string // of one that is no promise
	promise bool
	index   int // of the promise
}

// section is what a heading says of the lists below it.
type section struct {
	level    int
	promises bool
	parties  []promise.Party // of the heading or of one above it
}

func (finder) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	r := readingOf(pc)
	attrs := r.attributes
	r.knownParties(doc, attrs)
	r.shiftHeadings(doc)
	var sections []section
	var headings []*ast.Heading
	previous := 1
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level+r.shift > previous+1 {
				r.problems.Warnf(r.nodeSpot(n), diag.HeadingLevel, "the heading skips from level %d to level %d", previous, n.Level+r.shift).
					Hintf("use one # more than the heading above it has; screen readers rely on it")
			}
			previous = n.Level + r.shift
			sections = r.enter(sections, n, attrs[n])
			headings = append(headings, n)
		case *ast.List:
			var in section
			if len(sections) > 0 {
				in = sections[len(sections)-1]
			}
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				if in.promises || r.names(attrs[item]) {
					r.promise(item.(*ast.ListItem), attrs, in)
				}
			}
		case *ast.Paragraph:
			if r.lead == "" {
				r.lead = r.plain(n)
			}
		}
	}
	// Promises have their ids by now: a heading gives way where both want the same.
	for _, h := range headings {
		r.headingID(h, attrs[h])
	}
	r.otherItems(doc, attrs)
}

// knownParties adds the parties that attributes name to the known ones.
func (r *reading) knownParties(doc *ast.Document, attrs map[ast.Node]attributes) {
	if !r.wanted || len(attrs) == 0 {
		return
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			if a, ok := attrs[n].get("party"); ok && a.value != "none" {
				r.known = append(r.known, swedish.ParseParties(a.value)...)
			}
		}
		return ast.WalkContinue, nil
	})
}

// shiftHeadings makes room for the page's own heading: the text's highest level is never 1.
func (r *reading) shiftHeadings(doc *ast.Document) {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 1 {
			r.shift = 1
			r.problems.Warnf(r.nodeSpot(h), diag.HeadingLevel, "a heading of level 1 in the text").
				Hintf("the title is the page's heading of level 1; begin with ## here")
			return
		}
	}
}

// enter returns the open sections once heading h has begun one.
func (r *reading) enter(open []section, h *ast.Heading, attrs attributes) []section {
	for len(open) > 0 && open[len(open)-1].level >= h.Level {
		open = open[:len(open)-1]
	}
	var above section
	if len(open) > 0 {
		above = open[len(open)-1]
	}
	s := section{level: h.Level, promises: above.promises, parties: above.parties}
	if r.wanted {
		words := r.plain(h)
		party, given := attrs.get("party")
		switch {
		case given && strings.EqualFold(party.value, "none"):
			s.promises = false
		case given:
			s.promises, s.parties = true, swedish.ParseParties(party.value)
		default:
			if r.promisesIn(words) {
				s.promises = true
			}
			if parties := swedish.HeadingParties(words, r.known); len(parties) > 0 {
				s.parties = parties
			}
		}
		r.judge(attrs, "id", "party")
	} else {
		r.judge(attrs, "id")
	}
	return append(open, s)
}

// judge reports attributes that cannot be read, and those whose names are none of the valid ones.
func (r *reading) judge(attrs attributes, valid ...string) {
	if f := attrs.fault; f.message != "" {
		p := r.problems.Errorf(r.spot(f.at, f.at+1), f.code, f.message)
		if f.hint != "" {
			p.Hintf(f.hint)
		}
	}
	seen := map[string]bool{}
	for _, a := range attrs.list {
		switch {
		case !contains(valid, a.name):
			r.problems.Errorf(r.spot(a.at, a.at+len(a.name)), diag.UnknownAttribute, "unknown attribute %q", a.name).Suggest(a.name, valid)
		case seen[a.name]:
			r.problems.Errorf(r.spot(a.at, a.end), diag.BadAttribute, "the attribute %q stands twice", a.name)
		}
		seen[a.name] = true
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// promiseAttributes are the attributes of a promise, in the order in which they are suggested.
var promiseAttributes = []string{"id", "party", "target", "unit", "per", "bound", "place", "focus", "from"}

// promise adds the promise that a list item holds.
func (r *reading) promise(item *ast.ListItem, all map[ast.Node]attributes, in section) {
	attrs := all[item]
	r.judge(attrs, promiseAttributes...)
	words := ""
	if first := item.FirstChild(); first != nil {
		words = r.plain(first)
	}
	if words == "" {
		r.problems.Errorf(r.nodeSpot(item), diag.EmptyPromise, "the list item promises nothing").
			Hintf("write the promise, or remove the item")
		return
	}
	p := promise.Promise{Index: len(r.promises), Text: words, Below: r.below(item.FirstChild()), Source: r.nodeSpot(item).Place}
	p.Place, _ = value(attrs, "place")
	if focus, ok := value(attrs, "focus"); ok {
		p.Focus = list(focus)
	}
	if r.language != "" {
		if unit, ok := value(attrs, "unit"); ok {
			p.Target = &promise.Target{Unit: unit}
		}
	} else {
		p.Parties = r.parties(item, attrs, words, in)
		p.Target = r.target(attrs, words)
		p.Origins = r.origins(attrs)
	}
	p.ID = r.promiseID(attrs, words)
	r.marks[item] = nodeMark{promise: true, index: p.Index}
	r.promises = append(r.promises, p)
}

func value(attrs attributes, name string) (string, bool) {
	a, ok := attrs.get(name)
	return a.value, ok
}

// below returns the words of what follows an item's first block, a line for each block.
func (r *reading) below(first ast.Node) string {
	var lines []string
	for n := first.NextSibling(); n != nil; n = n.NextSibling() {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
				return ast.WalkContinue, nil
			}
			if words := r.plain(n); words != "" {
				lines = append(lines, words)
			}
			return ast.WalkSkipChildren, nil
		})
	}
	return strings.Join(lines, "\n")
}

// origins reads the attribute from: "2018#hundsok, 2018#vandringar".
func (r *reading) origins(attrs attributes) []promise.Origin {
	a, ok := attrs.get("from")
	if !ok {
		return nil
	}
	var origins []promise.Origin
	at := a.at
	named := list(a.value)
	if len(named) == 0 {
		named = []string{""}
	}
	for _, written := range named {
		start, end := a.at, a.end
		if i := strings.Index(string(r.source[at:a.end]), written); i >= 0 && written != "" {
			start, end = at+i, at+i+len(written)
			at = end
		}
		spot := r.spot(start, end)
		period, id, ok := strings.Cut(written, "#")
		if !ok || period == "" || id == "" {
			r.problems.Errorf(spot, diag.BadAttribute, "from names a promise by its document's period and its id").
				Hintf("for example from=%q", "2018#hundsok")
			continue
		}
		spot.Excerpt = strings.Clone(spot.Excerpt) // not to keep the whole text alive
		origins = append(origins, promise.Origin{Period: period, ID: id, Spot: spot})
	}
	return origins
}

// list splits a list at its commas.
func list(s string) []string {
	var parts []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func (r *reading) parties(item ast.Node, attrs attributes, words string, in section) []promise.Party {
	if given, ok := attrs.get("party"); ok {
		if parties := swedish.ParseParties(given.value); len(parties) > 0 {
			return parties
		}
	}
	if parties := swedish.Subject(words, r.known); len(parties) > 0 {
		return parties
	}
	if len(in.parties) == 0 {
		r.problems.Warnf(r.nodeSpot(item), diag.NoParty, "the promise does not say who makes it").
			Hintf("add {party=polisen}, {party=kommunen}, {party=gemensamt} or another party to the heading or the item")
	}
	return in.parties
}

// target returns the target that the attributes give, filled in with what the words say of the same
// number, or the target that the words give.
func (r *reading) target(attrs attributes, words string) *promise.Target {
	read, _, ok := swedish.Target(words)
	given, has := attrs.get("target")
	if !has {
		for _, name := range []string{"unit", "per", "bound"} {
			if a, there := attrs.get(name); there && !ok {
				r.problems.Errorf(r.spot(a.at, a.end), diag.BadAttribute, "the attribute %q has no target to belong to", name).
					Hintf("add target=N")
			}
		}
		if !ok {
			return nil
		}
	} else {
		if strings.EqualFold(given.value, "none") {
			return nil
		}
		n, err := strconv.Atoi(given.value)
		if err != nil || n <= 0 || n > 1_000_000_000 {
			r.problems.Errorf(r.spot(given.at, given.end), diag.BadAttribute, "the target %q is no whole number above 0", given.value).
				Hintf("write target=2, or target=none when there is none")
			return nil
		}
		if !ok || read.Number != n {
			read = promise.Target{Bound: promise.Exactly}
		}
		read.Number, read.Read = n, false
	}
	if unit, ok := value(attrs, "unit"); ok {
		read.Unit = unit
	}
	if per := r.oneOf(attrs, "per", promise.Pers()); per != "" {
		read.Per, read.Every = promise.Per(per), 0
	}
	if bound := r.oneOf(attrs, "bound", promise.Bounds()); bound != "" {
		read.Bound = promise.Bound(bound)
	}
	return &read
}

// oneOf returns an attribute's value when it is a valid one, and reports it otherwise.
func (r *reading) oneOf(attrs attributes, name string, valid []string) string {
	a, ok := attrs.get(name)
	if !ok || contains(valid, a.value) {
		return a.value
	}
	r.problems.Errorf(r.spot(a.at, a.end), diag.BadAttribute, "unknown %s %q", name, a.value).Suggest(a.value, valid)
	return ""
}

// maxID is how long an id made from words may be, in bytes.
const maxID = 48

func (r *reading) promiseID(attrs attributes, words string) string {
	if a, ok := attrs.get("id"); ok {
		switch {
		case a.value != idOf(a.value):
			r.problems.Errorf(r.spot(a.at, a.end), diag.BadAttribute, "the id %q has other characters than a to z, 0 to 9, - and _", a.value).
				Hintf("write {#%s}", idOf(a.value))
		case r.ids[a.value]:
			r.problems.Errorf(r.spot(a.at, a.end), diag.DuplicateID, "the id %q stands twice in the document", a.value).
				Hintf("give each promise an id of its own")
		default:
			return r.take(a.value)
		}
	}
	id := slug.Words(words, maxID)
	if id == "" {
		id = "lofte"
	}
	return r.takeFree(id)
}

// idOf returns s with every character that an id cannot have changed or dropped.
func idOf(s string) string {
	ok := s != ""
	for i := 0; i < len(s); i++ {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '-' || c == '_')
	}
	if ok && !strings.HasPrefix(s, chromePrefix) {
		return s
	}
	return slug.Make(s)
}

// chromePrefix begins the ids that themes use for the page around the text.
const chromePrefix = "l-"

func (r *reading) take(id string) string {
	r.ids[id] = true
	r.anchors = append(r.anchors, id)
	return id
}

func (r *reading) takeFree(id string) string {
	if strings.HasPrefix(id, chromePrefix) {
		id = "x" + id
	}
	free := id
	for n := 2; r.ids[free]; n++ {
		free = id + "-" + strconv.Itoa(n)
	}
	return r.take(free)
}

func (r *reading) headingID(h *ast.Heading, attrs attributes) {
	words := r.plain(h)
	id, given := value(attrs, "id")
	if !given || id != idOf(id) {
		id = slug.Make(words)
	}
	if id == "" {
		id = "avsnitt"
	}
	id = r.takeFree(id)
	r.marks[h] = nodeMark{id: id}
	r.headings = append(r.headings, promise.Heading{Level: min(h.Level+r.shift, 6), ID: id, Text: words})
}

// otherItems judges the attributes of list items that are no promises: there, only an id has a
// meaning.
func (r *reading) otherItems(doc *ast.Document, all map[ast.Node]attributes) {
	if len(all) == 0 {
		return
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		item, ok := n.(*ast.ListItem)
		attrs, has := all[n]
		if !entering || !ok || !has {
			return ast.WalkContinue, nil
		}
		if r.marks[item].promise {
			return ast.WalkContinue, nil
		}
		switch {
		case r.wanted && len(attrs.list) > 0 && r.insidePromise(item):
			r.problems.Warnf(r.spot(attrs.at, attrs.end), diag.AttributeOutside, "attributes of a promise on an item that belongs to another promise").
				Hintf("put them at the end of the outer item's own words, or make this item one of the outer list")
		case r.wanted && len(attrs.list) > 0:
			r.problems.Warnf(r.spot(attrs.at, attrs.end), diag.AttributeOutside, "attributes of a promise on a list item that is none").
				Hintf("a heading above it must promise: {party=…}, or the words lovar, ska, åtar sig")
		default:
			r.judge(attrs, "id")
		}
		if id, ok := value(attrs, "id"); ok && id == idOf(id) && id != "" {
			r.marks[item] = nodeMark{id: r.takeFree(id)}
		}
		return ast.WalkContinue, nil
	})
}

// insidePromise reports whether a list item stands within a promise.
func (r *reading) insidePromise(item ast.Node) bool {
	for n := item.Parent(); n != nil; n = n.Parent() {
		if r.marks[n].promise {
			return true
		}
	}
	return false
}

// plain returns the words of a block, without markup. Line ends are spaces.
func (r *reading) plain(n ast.Node) string {
	words, source := r.words[:0], r.source
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			words = append(words, unescape(n.Segment.Value(source))...)
			if n.SoftLineBreak() || n.HardLineBreak() {
				words = append(words, ' ')
			}
		case *ast.String:
			words = append(words, n.Value...)
		case *ast.CodeSpan:
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					words = append(words, t.Segment.Value(source)...)
				}
			}
			return ast.WalkSkipChildren, nil
		case *ast.AutoLink:
			words = append(words, n.Label(source)...)
		case *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		case *ast.List, *east.Table:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	r.words = words
	return spaced(string(words))
}

// spaced returns s with one space wherever it has any white space, and none at its ends.
func spaced(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		single := c == ' ' && i > 0 && i+1 < len(s) && s[i+1] != ' '
		if c < '!' && !single || c == 0x85 || c == 0xa0 || c >= 0xe1 && c <= 0xe3 { // the last begin the rarer spaces
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

// unescape resolves backslashes and entities as Markdown does when it writes text.
func unescape(s []byte) []byte {
	s = util.UnescapePunctuations(s)
	s = util.ResolveNumericReferences(s)
	return util.ResolveEntityNames(s)
}

// position returns where a node's own text begins in the source.
func position(n ast.Node) int {
	if n.Type() != ast.TypeInline {
		if lines := n.Lines(); lines != nil && lines.Len() > 0 {
			return lines.At(0).Start
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, nested := n.(*ast.ListItem); nested {
			return position(c)
		}
	}
	return max(n.Pos(), 0)
}
