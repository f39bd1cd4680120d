package promise

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strings"

	"lofte/internal/day"
	"lofte/internal/source"
)

// Written says in what language a text is, and what it is a translation of. In a translation only what
// is written counts: every fact is that of the text that it translates.
type Written struct {
	Language   string // "" for the site's own
	Translates string // of a translation: the Fingerprint of what it was made of; "" when it does not say
	Original   string // of a text that In put in the place of another: the source path of that one
	Older      bool   // whether what it translates has been changed since
}

// Translation is a text in another language, whatever it is a text of.
type Translation struct {
	Written
	Withheld
	Source source.Place
	Of     interface{ Fingerprint() string } // what it translates
}

// Translations yields every translation in the site.
func (s *Site) Translations() iter.Seq[Translation] {
	return func(yield func(Translation) bool) {
		for _, p := range append(slices.Clip(s.Pages), s.Front) {
			if p == nil {
				continue
			}
			for _, t := range p.Translations {
				if !yield(Translation{t.Written, t.Withheld, t.Source, p}) {
					return
				}
			}
		}
		for _, k := range s.Kommuner {
			if !k.translations(yield) {
				return
			}
		}
	}
}

func (k *Kommun) translations(yield func(Translation) bool) bool {
	for _, t := range k.Translations {
		if !yield(Translation{t.Written, Withheld{}, t.Source, k}) {
			return false
		}
	}
	for _, d := range k.Documents {
		for _, t := range d.Translations {
			if !yield(Translation{t.Written, t.Withheld, t.Source, d}) {
				return false
			}
		}
		for _, f := range d.FollowUps {
			for _, t := range f.Translations {
				if !yield(Translation{t.Written, t.Withheld, t.Source, f}) {
					return false
				}
			}
		}
	}
	for _, n := range k.News {
		for _, t := range n.Translations {
			if !yield(Translation{t.Written, t.Withheld, t.Source, n}) {
				return false
			}
		}
	}
	return true
}

// In returns the site in another language: where something has a translation, its words are those, and
// everywhere else they are the site's own, whose language is own. The result is a copy, linked anew, with the
// kommuner in the language's order; all facts in it are the same.
func (s *Site) In(language, own string) *Site {
	t := &translator{language: language, own: own, terms: map[string]string{}}
	maps.Copy(t.terms, s.Glossary[language])
	c := *s
	c.Terms = t.terms
	if s.Front != nil {
		c.Front = t.page(s.Front)
	}
	c.Pages = make([]*Page, len(s.Pages))
	for i, p := range s.Pages {
		c.Pages[i] = t.page(p)
	}
	copies := make(map[*Kommun]*Kommun, len(s.Kommuner))
	c.Kommuner = make([]*Kommun, len(s.Kommuner))
	for i, k := range s.Kommuner {
		c.Kommuner[i] = t.kommun(k)
		copies[k] = c.Kommuner[i]
	}
	Order(c.Kommuner, language)
	c.Link()
	if s.Collected != nil {
		c.Collected = slices.Clone(s.Collected)
		for i, k := range c.Collected {
			if own := copies[k]; own != nil {
				c.Collected[i] = own
			}
		}
		Order(c.Collected, language)
	}
	return &c
}

// translator makes a site in a language.
type translator struct {
	language, own string
	terms         map[string]string
}

// in returns the translation into a language, or nil.
func in[T interface{ language() string }](language string, list []T) (translation T) {
	for _, one := range list {
		if one.language() == language {
			return one
		}
	}
	return translation
}

func (w *Written) language() string { return w.Language }

// and withholds what either of two withholds.
func (w Withheld) and(other Withheld) Withheld {
	return Withheld{Draft: w.Draft || other.Draft, Publish: day.Max(w.Publish, other.Publish)}
}

// written says of the copy of a text what it is.
func (t *translator) written(translation *Written, original string) Written {
	if translation == nil {
		return Written{Language: t.own}
	}
	w := *translation
	w.Original = original
	return w
}

func (t *translator) page(p *Page) *Page {
	c := *p
	c.Translations = nil
	tr := in(t.language, p.Translations)
	if tr == nil {
		c.Written = t.written(nil, "")
		return &c
	}
	c.Written = t.written(&tr.Written, p.Source.Path)
	c.Title, c.Summary, c.Body, c.Source = tr.Title, tr.Summary, tr.Body, tr.Source
	c.Withheld = p.and(tr.Withheld)
	return &c
}

func (t *translator) kommun(k *Kommun) *Kommun {
	c := *k
	c.Translations = nil
	if tr := in(t.language, k.Translations); tr != nil {
		c.Written = t.written(&tr.Written, k.Source.Path)
		c.Title, c.Body, c.Source = tr.Title, tr.Body, tr.Source
		c.Contacts = contacts(k.Contacts, tr.Contacts)
	} else {
		c.Written = t.written(nil, "")
	}
	c.Documents = make([]*Document, len(k.Documents))
	for i, d := range k.Documents {
		c.Documents[i] = t.document(d)
	}
	c.News = make([]*News, len(k.News))
	for i, n := range k.News {
		c.News[i] = t.news(n)
	}
	return &c
}

func (t *translator) document(d *Document) *Document {
	c := d.Copy()
	c.Translations = nil
	tr := in(t.language, d.Translations)
	c.Written = t.written(nil, "")
	if tr != nil {
		c.Written = t.written(&tr.Written, d.Source.Path)
		c.Title, c.Summary, c.Source = tr.Title, tr.Summary, tr.Source
		c.Withheld = d.and(tr.Withheld)
		c.Image = image(d.Image, tr.Image)
		c.Contacts = contacts(d.Contacts, tr.Contacts)
		c.Signatories = slices.Clone(d.Signatories)
		if len(tr.Signatories) == len(d.Signatories) {
			for i := range c.Signatories {
				c.Signatories[i].Role = or(tr.Signatories[i].Role, d.Signatories[i].Role)
			}
		}
		c.Sources = orList(tr.Sources, d.Sources)
		c.Attachments = orList(tr.Attachments, d.Attachments)
		c.Corrections = corrections(d.Corrections, tr.Corrections)
		t.note(d.Focus, tr.Focus)
		t.note(d.Places, tr.Places)
		order, _, _ := Match(d, tr)
		c.Body = tr.Body.renamed(tr.Promises, d.Promises, order)
		for i, at := range order {
			p, q := c.Promises[at], tr.Promises[i]
			p.Original = d.Promises[at]
			p.Text, p.Below, p.Body, p.Source = q.Text, q.Below, q.Body, q.Source
			t.note([]string{p.Place}, []string{q.Place})
			t.note(p.Focus, q.Focus)
			p.Place = or(q.Place, p.Place)
			if p.Target != nil {
				target := *p.Target
				target.Unit = ""
				if q.Target != nil {
					target.Unit = q.Target.Unit
				}
				p.Target = &target
			}
		}
	}
	for _, f := range d.FollowUps {
		g := t.followUp(f)
		g.Document = c
		c.FollowUps = append(c.FollowUps, g)
	}
	return c
}

func (t *translator) followUp(f *FollowUp) *FollowUp {
	c := *f
	c.Translations = nil
	tr := in(t.language, f.Translations)
	if tr == nil {
		c.Written = t.written(nil, "")
		return &c
	}
	c.Written = t.written(&tr.Written, f.Source.Path)
	c.Title, c.Body, c.Source = tr.Title, tr.Body, tr.Source
	c.Withheld = f.and(tr.Withheld)
	c.Sources = orList(tr.Sources, f.Sources)
	c.Attachments = orList(tr.Attachments, f.Attachments)
	c.Corrections = corrections(f.Corrections, tr.Corrections)
	c.Results = slices.Clone(f.Results)
	for i, r := range f.Results {
		if r == nil {
			continue
		}
		var said Result
		if tr.Results != nil && tr.Results[i] != nil {
			said = *tr.Results[i]
		}
		own := *r
		own.Note, own.Verdict, own.EffectNote = said.Note, said.Verdict, said.EffectNote
		own.Evidence = orList(said.Evidence, r.Evidence)
		c.Results[i] = &own
	}
	return &c
}

func (t *translator) news(n *News) *News {
	c := *n
	c.Translations = nil
	tr := in(t.language, n.Translations)
	if tr == nil {
		c.Written = t.written(nil, "")
		return &c
	}
	c.Written = t.written(&tr.Written, n.Source.Path)
	c.Title, c.Body, c.Source = tr.Title, tr.Body, tr.Source
	c.Withheld = n.and(tr.Withheld)
	c.Image = image(n.Image, tr.Image)
	c.Attachments = orList(tr.Attachments, n.Attachments)
	c.Contacts = contacts(n.Contacts, tr.Contacts)
	return &c
}

// note takes in the words of a translation for words of the site's own, which stand in the same order.
func (t *translator) note(own, translated []string) {
	if len(own) != len(translated) {
		return
	}
	for i, word := range own {
		if _, known := t.terms[word]; !known && word != "" && translated[i] != "" {
			t.terms[word] = translated[i]
		}
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func orList[T any](a, b []T) []T {
	if len(a) > 0 {
		return a
	}
	return b
}

func image(own, translated *Image) *Image {
	if own == nil || translated == nil {
		return own
	}
	c := *own
	c.Alt, c.Caption, c.Credit = or(translated.Alt, own.Alt), or(translated.Caption, own.Caption), or(translated.Credit, own.Credit)
	return &c
}

func contacts(own, translated []Contact) []Contact {
	if len(translated) != len(own) {
		return own
	}
	c := slices.Clone(own)
	for i := range c {
		c[i].Role = or(translated[i].Role, own[i].Role)
	}
	return c
}

// corrections returns the corrections of a text, each in the words of that of its day in the translation.
func corrections(own, translated []Correction) []Correction {
	c := slices.Clone(own)
	for i := range c {
		for _, t := range translated {
			if t.Date == c[i].Date {
				c[i].Note = t.Note
			}
		}
	}
	return c
}

// Match finds the promises of a document in a translation of it: by their ids, and those that are left, if
// they are as many on both sides, in their order. order has for each promise of the translation its place
// in the document. missing are promises of the document that the translation lacks, extra those that only
// it has; without either, each has its counterpart.
func Match(d, translation *Document) (order []int, missing, extra []*Promise) {
	order = make([]int, len(translation.Promises))
	found := make([]bool, len(d.Promises))
	for i, t := range translation.Promises {
		order[i] = -1
		if p := d.Promise(t.ID); p != nil && !found[p.Index] {
			order[i], found[p.Index] = p.Index, true
		}
	}
	for i, p := range d.Promises {
		if !found[i] {
			missing = append(missing, p)
		}
	}
	for i, t := range translation.Promises {
		if order[i] < 0 {
			extra = append(extra, t)
		}
	}
	if len(missing) != len(extra) {
		return order, missing, extra
	}
	next := 0
	for i := range order {
		if order[i] < 0 {
			order[i] = missing[next].Index
			next++
		}
	}
	return order, nil, nil
}

// renamed returns a translation's text with the ids and the places of the promises that it translates,
// which order has.
func (b Body) renamed(promises, originals []*Promise, order []int) Body {
	same := true
	for i, at := range order {
		same = same && i == at && promises[i].ID == originals[at].ID
	}
	if same {
		return b
	}
	c := b
	c.Slots, c.Anchors = slices.Clone(b.Slots), slices.Clone(b.Anchors)
	var out strings.Builder
	done, slot := 0, 0
	// Slots up to a place in the HTML move as far as what stands before it has grown.
	move := func(end int) {
		for ; slot < len(c.Slots) && c.Slots[slot].Offset <= end; slot++ {
			c.Slots[slot].Offset += out.Len() - done
			if c.Slots[slot].Kind == PromiseSlot {
				c.Slots[slot].Index = order[c.Slots[slot].Index]
			}
		}
	}
	for i, p := range promises {
		id := originals[order[i]].ID
		mark := `<li class="promise" id="` + p.ID + `"`
		at := strings.Index(b.HTML[done:], mark)
		if at < 0 {
			continue
		}
		at += done + len(mark) - len(p.ID) - 1
		move(at)
		out.WriteString(b.HTML[done:at])
		out.WriteString(id)
		done = at + len(p.ID)
		if n := slices.Index(c.Anchors, p.ID); n >= 0 {
			c.Anchors[n] = id
		}
	}
	move(len(b.HTML))
	out.WriteString(b.HTML[done:])
	c.HTML = out.String()
	return c
}

// fingerprint sums up words, so that a translation can say of which it was made.
func fingerprint(words ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(sum[:4])
}

// Fingerprint returns what stands for the words of a page, eight characters: other words have another.
func (p *Page) Fingerprint() string { return fingerprint(p.Title, p.Summary, p.Body.HTML) }

// Fingerprint returns what stands for the words of a kommun's text.
func (k *Kommun) Fingerprint() string { return fingerprint(k.Title, k.Body.HTML) }

// Fingerprint returns what stands for the words of a document.
func (d *Document) Fingerprint() string {
	words := append([]string{d.Title, d.Summary, d.Body.HTML}, pictured(d.Image)...)
	return fingerprint(append(words, noted(d.Corrections)...)...)
}

// Fingerprint returns what stands for the words of a follow-up.
func (f *FollowUp) Fingerprint() string {
	words := append([]string{f.Title, f.Body.HTML}, noted(f.Corrections)...)
	for _, r := range f.Results {
		if r != nil {
			words = append(words, r.Note, r.Verdict, r.EffectNote)
		}
	}
	return fingerprint(words...)
}

// Fingerprint returns what stands for the words of a news item.
func (n *News) Fingerprint() string {
	return fingerprint(append([]string{n.Title, n.Body.HTML}, pictured(n.Image)...)...)
}

func pictured(i *Image) []string {
	if i == nil {
		return nil
	}
	return []string{i.Alt, i.Caption}
}

func noted(list []Correction) []string {
	var words []string
	for _, c := range list {
		words = append(words, c.Note)
	}
	return words
}
