package plan

import (
	"maps"
	"path"
	"slices"
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
)

// resolve finds where every link of every text leads.
func (m *maker) resolve() {
	outputs := m.plan.Outputs
	for i := range outputs {
		o := &outputs[i]
		if text, at := o.text(); text != nil {
			m.resolveText(o, text, at)
		}
	}
}

// text returns the text that an output shows as its own, and the path it comes from.
func (o *Output) text() (*promise.Body, string) {
	switch o.View {
	case Front, Page:
		if o.Page != nil {
			return &o.Page.Body, o.Page.Source.Path
		}
	case Kommun:
		return &o.Kommun.Body, o.Kommun.Source.Path
	case Document:
		return &o.Document.Body, o.Document.Source.Path
	case FollowUp:
		return &o.FollowUp.Body, o.FollowUp.Source.Path
	case News:
		return &o.News.Body, o.News.Source.Path
	}
	return nil, ""
}

// original returns the path of the text that the one that an output shows as its own is a translation of; ""
// when it is none.
func (o *Output) original() string {
	switch o.View {
	case Front, Page:
		if o.Page != nil {
			return o.Page.Original
		}
	case Kommun:
		return o.Kommun.Original
	case Document:
		return o.Document.Original
	case FollowUp:
		return o.FollowUp.Original
	case News:
		return o.News.Original
	}
	return ""
}

func (m *maker) resolveText(o *Output, text *promise.Body, from string) {
	if len(text.Links) == 0 {
		return
	}
	addresses := make([]Address, len(text.Links))
	for i, l := range text.Links {
		addresses[i] = m.resolveLink(o, text, from, l)
	}
	m.plan.links[from] = addresses
}

// resolveLink finds a link's target: a file of the site by its path from the text's folder, or a page
// by its address.
func (m *maker) resolveLink(o *Output, text *promise.Body, from string, l promise.Link) Address {
	target, found := o, true
	if l.Target != "" {
		target, found = m.target(o, from, l.Target)
	}
	if !found {
		if slices.Contains(m.plan.Site.Broken, path.Join(path.Dir(from), l.Target)) {
			return Address{}
		}
		m.dead(from, l)
		return Address{}
	}
	a := Address{URL: target.URL(), Anchor: l.Anchor, File: target.File, Shared: !target.spoken()}
	if l.Anchor != "" {
		m.anchor(o, target, l)
	}
	return a
}

func (m *maker) target(o *Output, from, written string) (*Output, bool) {
	clean, _, _ := strings.Cut(written, "?")
	var bySource, byURL string
	if strings.HasPrefix(clean, "/") {
		bySource, byURL = path.Join("content", clean), path.Clean(clean)
	} else {
		bySource, byURL = path.Join(path.Dir(from), clean), path.Join("/", path.Dir(o.Path), clean)
	}
	for _, s := range sources(bySource) {
		if i, ok := m.source[s]; ok {
			return &m.plan.Outputs[i], true
		}
	}
	byURL = strings.TrimPrefix(byURL, "/")
	for _, p := range []string{byURL, path.Join(byURL, "index.html")} {
		if i, ok := m.byPath[p]; ok {
			return &m.plan.Outputs[i], true
		}
	}
	return nil, false
}

// sources returns the files that a path in a link can mean: a folder, or a document's name without its
// ending, stands for the text in it.
func sources(p string) []string {
	return []string{p, p + "/_index.md", p + "/index.md", p + ".md"}
}

func (m *maker) dead(from string, l promise.Link) {
	dir := path.Dir(from)
	for _, s := range sources(path.Join(dir, l.Target)) {
		if slices.Contains(m.plan.Site.Hidden, s) {
			m.problems.Errorf(l.Spot, diag.DeadLink, "the link leads to %s, which is not shown to everybody yet", s).
				Hintf("take the link away until that text is published")
			return
		}
	}
	p := m.problems.Errorf(l.Spot, diag.DeadLink, "the link %q leads nowhere", l.Target)
	var near []string
	for _, s := range slices.Sorted(maps.Keys(m.source)) {
		near = append(near, relativePath(dir, s))
	}
	if n := diag.Nearest(l.Target, near); n != "" {
		p.Hintf("did you mean %q?", n)
		return
	}
	p.Hintf("write the path of a file from this one's folder, such as ../2018.md, or an address of the site, such as /katrineholm/2018/")
}

// anchor judges whether a link's anchor is to be found on its target.
func (m *maker) anchor(o, target *Output, l promise.Link) {
	text, _ := target.text()
	if text == nil {
		if target.File == nil {
			return // a page of the site's own, whose anchors are the theme's
		}
		m.problems.Errorf(l.Spot, diag.DeadLink, "the link leads to a file, which has no #%s", l.Anchor)
		return
	}
	if slices.Contains(text.Anchors, l.Anchor) || strings.HasPrefix(l.Anchor, "l-") {
		return
	}
	p := m.problems.Errorf(l.Spot, diag.DeadLink, "there is no #%s on the page that the link leads to", l.Anchor)
	p.Suggest(l.Anchor, text.Anchors)
}

// relativePath returns the path from a folder to a file.
func relativePath(dir, file string) string {
	if dir == "." {
		return file
	}
	from, to := strings.Split(dir, "/"), strings.Split(file, "/")
	n := 0
	for n < len(from) && n < len(to)-1 && from[n] == to[n] {
		n++
	}
	return strings.Repeat("../", len(from)-n) + strings.Join(to[n:], "/")
}
