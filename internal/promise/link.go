package promise

import (
	"slices"
	"time"

	"lofte/internal/day"
)

// Link ties the parts of a site together once all of them are there: it links each kommun, and the
// kommuner to each other. Call it once, before anything else is asked.
func (s *Site) Link() {
	for _, k := range s.Kommuner {
		k.Link()
	}
	s.LinkKommuner()
}

// LinkKommuner finds the kommuner that others are part of. It trusts the names it is given and leaves
// nil where one names nothing.
func (s *Site) LinkKommuner() {
	bySlug := make(map[string]*Kommun, len(s.Kommuner))
	for _, k := range s.Kommuner {
		bySlug[k.Slug] = k
	}
	for _, k := range s.Kommuner {
		if k.PartOfSlug != "" {
			k.PartOf = bySlug[k.PartOfSlug]
		}
	}
}

// Link ties the parts of a kommun together: it puts documents, follow-ups and news in order, finds
// what comes before and after each document and carries promises on. No document replaces a later one.
func (k *Kommun) Link() {
	slices.SortStableFunc(k.Documents, func(a, b *Document) int { return a.From.Compare(b.From) })
	for i, d := range k.Documents {
		d.Kommun = k
		slices.SortStableFunc(d.FollowUps, func(a, b *FollowUp) int { return a.Date.Compare(b.Date) })
		if i+1 < len(k.Documents) {
			d.Next = k.Documents[i+1]
		}
		if i > 0 {
			d.Replaces = k.Documents[i-1]
		}
		if named := byPeriod(k.Documents[:i], d.ReplacesName); named != nil {
			d.Replaces = named
		}
		d.carryOn(k.Documents[:i])
	}
	slices.SortStableFunc(k.News, func(a, b *News) int { return b.Date.Compare(a.Date) })
	for _, n := range k.News {
		n.Kommun, n.About = k, k.Document(n.AboutName)
	}
}

// ShownOn returns the site as everybody may see it on the given day: without drafts, without what is
// not to be published yet, and without the files that only such texts show. The documents of a site
// keep pointing at each other, so the result is a copy and is linked anew.
func (s *Site) ShownOn(now day.Date) *Site {
	show := s.files(now)
	shown := &Site{Files: show.of(s.Files), Broken: s.Broken, Terms: s.Terms, Glossary: s.Glossary}
	if s.Front != nil && s.Front.ShownOn(now) {
		shown.Front = s.Front.shownOn(now)
	}
	for _, p := range s.Pages {
		if p.ShownOn(now) {
			shown.Pages = append(shown.Pages, p.shownOn(now))
		}
	}
	for _, k := range s.Kommuner {
		shown.Kommuner = append(shown.Kommuner, k.shownOn(now, show))
	}
	shown.Link()
	return shown
}

// Withholds reports whether anything of what the kommuner tell is not shown to everybody on the given day.
func (s *Site) Withholds(now day.Date) bool {
	hides := func(w Withheld) bool { return !w.ShownOn(now) }
	return slices.ContainsFunc(s.Kommuner, func(k *Kommun) bool {
		return slices.ContainsFunc(k.News, func(n *News) bool { return hides(n.Withheld) }) ||
			slices.ContainsFunc(k.Documents, func(d *Document) bool {
				return hides(d.Withheld) || slices.ContainsFunc(d.FollowUps, func(f *FollowUp) bool { return hides(f.Withheld) })
			})
	})
}

// showing has the files that some text shows beside itself, by their URLs, and whether such a text is
// itself shown.
type showing map[string]bool

func (s *Site) files(now day.Date) showing {
	show := showing{}
	note := func(shown bool, image *Image, attachments []Attachment) {
		if image != nil {
			show[image.URL] = show[image.URL] || shown
		}
		for _, a := range attachments {
			show[a.URL] = show[a.URL] || shown
		}
	}
	for _, k := range s.Kommuner {
		for _, n := range k.News {
			note(n.ShownOn(now), n.Image, n.Attachments)
			for _, t := range n.Translations {
				note(n.ShownOn(now) && t.ShownOn(now), nil, t.Attachments)
			}
		}
		for _, d := range k.Documents {
			note(d.ShownOn(now), d.Image, d.Attachments)
			for _, t := range d.Translations {
				note(d.ShownOn(now) && t.ShownOn(now), nil, t.Attachments)
			}
			for _, f := range d.FollowUps {
				shown := d.ShownOn(now) && f.ShownOn(now)
				note(shown, nil, f.Attachments)
				for _, t := range f.Translations {
					note(shown && t.ShownOn(now), nil, t.Attachments)
				}
			}
		}
	}
	return show
}

// of returns the files without those that only something withheld shows.
func (show showing) of(files []File) []File {
	var kept []File
	for _, f := range files {
		if shown, named := show[f.URL]; shown || !named {
			kept = append(kept, f)
		}
	}
	return kept
}

// translations returns those of a text that everybody may see on a day.
func translations[T interface{ ShownOn(day.Date) bool }](list []T, now day.Date) []T {
	return slices.DeleteFunc(slices.Clone(list), func(t T) bool { return !t.ShownOn(now) })
}

func (p *Page) shownOn(now day.Date) *Page {
	c := *p
	c.Translations = translations(p.Translations, now)
	return &c
}

func (k *Kommun) shownOn(now day.Date, show showing) *Kommun {
	c := *k
	c.Documents, c.News = nil, nil
	for _, d := range k.Documents {
		if d.ShownOn(now) {
			c.Documents = append(c.Documents, d.shownOn(now, show))
		}
	}
	for _, n := range k.News {
		if n.ShownOn(now) {
			m := *n
			m.Translations = translations(n.Translations, now)
			c.News = append(c.News, &m)
		}
	}
	c.Files = show.of(k.Files)
	return &c
}

func (d *Document) shownOn(now day.Date, show showing) *Document {
	c := d.Copy()
	c.Translations = translations(d.Translations, now)
	for _, f := range d.FollowUps {
		if f.ShownOn(now) {
			g := *f
			g.Document = c
			g.Translations = translations(f.Translations, now)
			c.FollowUps = append(c.FollowUps, &g)
		}
	}
	c.Files = show.of(d.Files)
	return c
}

// Copy returns the document with promises of its own, without follow-ups and as it was before Link. A
// document that is kept can so be part of several sites.
func (d *Document) Copy() *Document {
	c := *d
	c.FollowUps, c.Replaces, c.Next = nil, nil, nil
	promises := make([]Promise, len(d.Promises))
	c.Promises = make([]*Promise, len(d.Promises))
	for i, p := range d.Promises {
		promises[i] = *p
		promises[i].Document = &c
		c.Promises[i] = &promises[i]
	}
	return &c
}

// Document returns the kommun's document for a period, or nil.
func (k *Kommun) Document(period string) *Document { return byPeriod(k.Documents, period) }

func byPeriod(list []*Document, period string) *Document {
	for _, d := range list {
		if d.Period == period && period != "" {
			return d
		}
	}
	return nil
}

// InForce returns the document in force on the given day, or nil. Where several are, it is the one
// that began last.
func (k *Kommun) InForce(now day.Date) *Document {
	for _, d := range slices.Backward(k.Documents) {
		if d.InForce(now) {
			return d
		}
	}
	return nil
}

// Newest returns the document that the kommun's page is about: the one in force, else the one that
// began last, else the first to come; nil when there is none.
func (k *Kommun) Newest(now day.Date) *Document {
	if d := k.InForce(now); d != nil {
		return d
	}
	for _, d := range slices.Backward(k.Documents) {
		if !d.From.After(now) {
			return d
		}
	}
	if len(k.Documents) > 0 {
		return k.Documents[0]
	}
	return nil
}

// End returns the last day of the document's validity. open is true when it stays in force until
// something replaces it and nothing has yet; the day is then its To, which means nothing more.
func (d *Document) End() (last day.Date, open bool) {
	last = day.Max(d.To, d.ExtendedTo)
	if !d.UntilReplaced {
		return last, false
	}
	if d.Next == nil {
		return last, true
	}
	return day.Max(last, d.Next.From.AddDays(-1)), false
}

// InForce reports whether the document is in force on the given day.
func (d *Document) InForce(on day.Date) bool {
	last, open := d.End()
	return !on.Before(d.From) && (open || !on.After(last))
}

// Years returns the calendar years in which the document is in force on some day. Without an end,
// they go on to the year of now.
func (d *Document) Years(now day.Date) []int {
	last, open := d.End()
	to := last.Year
	if open {
		to = max(to, now.Year)
	}
	var years []int
	for y := d.From.Year; y <= to; y++ {
		years = append(years, y)
	}
	return years
}

// InForceIn reports whether the document is in force on some day of a calendar year.
func (d *Document) InForceIn(year int) bool {
	last, open := d.End()
	return !d.From.After(day.New(year, time.December, 31)) && (open || !last.Before(day.New(year, time.January, 1)))
}

// Promise returns the document's promise with an id, or nil.
func (d *Document) Promise(id string) *Promise {
	for _, p := range d.Promises {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// Told is what was last told of a promise.
type Told struct {
	*Result            // nil when nobody has told anything
	FollowUp *FollowUp // where; nil with Result
}

// StatusOrUnreported returns the told status, or Unreported when there is none.
func (t Told) StatusOrUnreported() Status {
	if t.Result == nil {
		return Unreported
	}
	return t.Status
}

// Latest returns the last that was told of the promise. A result that names no status leaves the
// status told before it, but is the last word all the same.
func (p *Promise) Latest() Told {
	if p.Heard.Result != nil {
		return p.Heard
	}
	return p.latestOf(p.Document.FollowUps)
}

// LatestBy returns what had last been told of the promise when f was published.
func (p *Promise) LatestBy(f *FollowUp) Told {
	i := slices.Index(p.Document.FollowUps, f)
	return p.latestOf(p.Document.FollowUps[:i+1])
}

func (p *Promise) latestOf(followUps []*FollowUp) Told {
	var last Told
	for _, f := range slices.Backward(followUps) {
		r := f.Results[p.Index]
		if r == nil {
			continue
		}
		if last.Result == nil {
			last = Told{r, f}
		}
		if r.Status != Unreported {
			if last.Status == Unreported {
				merged := *last.Result
				merged.Status = r.Status
				last.Result = &merged
			}
			break
		}
	}
	return last
}

// Status returns the latest status that was reported of the promise, or Unreported.
func (p *Promise) Status() Status { return p.Latest().StatusOrUnreported() }

// Reported returns the latest status that was reported of the promise, and the follow-up that reported
// it: not a later one that names no status. Without one it is Unreported, and nil.
func (p *Promise) Reported() (Status, *FollowUp) {
	for _, f := range slices.Backward(p.Document.FollowUps) {
		if r := f.Results[p.Index]; r != nil && r.Status != Unreported {
			return r.Status, f
		}
	}
	return Unreported, nil
}

// AllWords returns the promise's words with those below them, a line each.
func (p *Promise) AllWords() string {
	if p.Below == "" {
		return p.Text
	}
	return p.Text + "\n" + p.Below
}

// TallyOf counts promises by their latest status.
func TallyOf(promises []*Promise) Tally {
	var t Tally
	for _, p := range promises {
		t[p.Status()]++
	}
	return t
}

// Answered returns how many of the document's promises the follow-up speaks of.
func (f *FollowUp) Answered() int {
	n := f.Speaks
	for _, r := range f.Results {
		if r != nil {
			n++
		}
	}
	return n
}

// AllFocus returns the focus areas of the document and of its promises, each once, in order.
func (d *Document) AllFocus() []string {
	var all []string
	add := func(focus []string) {
		for _, f := range focus {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	add(d.Focus)
	for _, p := range d.Promises {
		add(p.Focus)
	}
	return all
}
