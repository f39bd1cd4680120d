package content

import (
	"time"

	"lofte/internal/cache"
	"lofte/internal/day"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// record writes or reads what was made of a text.
type record struct {
	cache.Record
	path  string // of the text
	facts bool   // without what is shown on the text's own page alone: its running text
}

func (r *record) texts(l *[]string) { cache.List(&r.Record, l, r.Text) }

func (r *record) day(d *day.Date) {
	r.Int(&d.Year)
	if d.Year != 0 {
		cache.Number(&r.Record, &d.Month)
		r.Int(&d.Day)
	}
}

// place records a place in the text itself, which no page shows.
func (r *record) place(p *source.Place) {
	if !r.facts {
		r.Int(&p.Line)
		r.Int(&p.Column)
	}
	p.Path = r.path
}

func (r *record) spot(s *source.Spot) {
	r.place(&s.Place)
	r.Text(&s.Excerpt)
	r.Int(&s.Width)
}

func (r *record) body(b *promise.Body) {
	r.Text(&b.HTML)
	cache.List(&r.Record, &b.Slots, func(s *promise.Slot) {
		r.Int(&s.Offset)
		cache.Number(&r.Record, &s.Kind)
		r.Int(&s.Index)
	})
	cache.List(&r.Record, &b.Links, func(l *promise.Link) {
		r.Text(&l.Target)
		r.Text(&l.Anchor)
		r.Bool(&l.Image)
		r.spot(&l.Spot)
	})
	cache.List(&r.Record, &b.Headings, func(h *promise.Heading) {
		r.Int(&h.Level)
		r.Text(&h.ID)
		r.Text(&h.Text)
	})
	r.texts(&b.Anchors)
	r.Text(&b.Lead)
	if !r.facts {
		r.Int(&b.Line)
	}
}

// running records a text's running text. Which images it shows decides on what is published.
func (r *record) running(b *promise.Body) {
	if !r.facts {
		r.body(b)
		return
	}
	for _, l := range b.Links {
		if l.Image {
			r.Text(&l.Target)
		}
	}
}

func (r *record) withheld(w *promise.Withheld) {
	r.Bool(&w.Draft)
	r.day(&w.Publish)
}

func (r *record) written(w *promise.Written) {
	r.Text(&w.Language)
	r.Text(&w.Translates)
}

func (r *record) contacts(l *[]promise.Contact) {
	cache.List(&r.Record, l, func(c *promise.Contact) {
		for _, s := range []*string{&c.Name, &c.Role, &c.Phone, &c.Email, &c.Address} {
			r.Text(s)
		}
	})
}

func (r *record) references(l *[]promise.Reference) {
	cache.List(&r.Record, l, func(f *promise.Reference) {
		r.Text(&f.Title)
		r.Text(&f.URL)
		r.day(&f.Date)
	})
}

func (r *record) attachments(l *[]promise.Attachment) {
	cache.List(&r.Record, l, func(a *promise.Attachment) {
		r.Text(&a.Title)
		r.Text(&a.URL)
		r.Int64(&a.Size)
	})
}

func (r *record) image(p **promise.Image) {
	cache.One(&r.Record, p, func(i *promise.Image) {
		for _, s := range []*string{&i.URL, &i.Alt, &i.Caption, &i.Credit} {
			r.Text(s)
		}
		r.Int(&i.Width)
		r.Int(&i.Height)
	})
}

func (r *record) corrections(l *[]promise.Correction) {
	cache.List(&r.Record, l, func(c *promise.Correction) {
		r.day(&c.Date)
		r.Text(&c.Note)
	})
}

func (r *record) aliases(l *[]promise.Alias) {
	cache.List(&r.Record, l, func(a *promise.Alias) {
		r.Text(&a.URL)
		r.place(&a.Source)
	})
}

func (r *record) page(p *promise.Page) {
	r.Text(&p.Slug)
	r.Text(&p.Title)
	r.Text(&p.Summary)
	r.aliases(&p.Aliases)
	r.withheld(&p.Withheld)
	r.written(&p.Written)
	r.body(&p.Body)
	r.place(&p.Source)
}

func (r *record) kommun(k *kommunText) {
	for _, s := range []*string{&k.kommun.Slug, &k.kommun.Title, &k.kommun.Code, &k.kommun.County, &k.kommun.PoliceArea, &k.kommun.Website, &k.kommun.PartOfSlug} {
		r.Text(s)
	}
	r.contacts(&k.kommun.Contacts)
	r.aliases(&k.kommun.Aliases)
	r.written(&k.kommun.Written)
	r.running(&k.kommun.Body)
	r.place(&k.kommun.Source)
}

func (r *record) document(t *documentText) {
	r.Bool(&t.broken)
	cache.One(&r.Record, &t.document, func(d *promise.Document) {
		for _, s := range []*string{&d.Period, &d.Title, &d.ReplacesName, &d.Summary} {
			r.Text(s)
		}
		for _, on := range []*day.Date{&d.From, &d.To, &d.ExtendedTo, &d.Signed} {
			r.day(on)
		}
		r.Bool(&d.UntilReplaced)
		r.texts(&d.Focus)
		r.texts(&d.Places)
		r.Int(&d.Schedule.Times)
		cache.List(&r.Record, &d.Schedule.Months, func(m *time.Month) { cache.Number(&r.Record, m) })
		cache.List(&r.Record, &d.Signatories, func(s *promise.Signatory) {
			r.Text(&s.Name)
			r.Text(&s.Role)
			cache.Word(&r.Record, &s.Party)
			r.Text(&s.Affiliation)
		})
		r.contacts(&d.Contacts)
		r.references(&d.Sources)
		r.attachments(&d.Attachments)
		r.image(&d.Image)
		r.corrections(&d.Corrections)
		r.aliases(&d.Aliases)
		r.withheld(&d.Withheld)
		r.written(&d.Written)
		r.running(&d.Body)
		r.promises(d)
		r.place(&d.Source)
	})
}

func (r *record) promises(d *promise.Document) {
	cache.List(&r.Record, &d.Promises, func(p **promise.Promise) {
		if r.Reads() {
			*p = new(promise.Promise)
		}
		r.promise(*p)
		(*p).Document = d
	})
}

func (r *record) promise(p *promise.Promise) {
	r.Int(&p.Index)
	r.Text(&p.ID)
	cache.List(&r.Record, &p.Parties, func(party *promise.Party) { cache.Word(&r.Record, party) })
	r.Text(&p.Text)
	r.Text(&p.Below)
	r.body(&p.Body)
	cache.One(&r.Record, &p.Target, func(t *promise.Target) {
		r.Int(&t.Number)
		r.Text(&t.Unit)
		cache.Word(&r.Record, &t.Per)
		r.Int(&t.Every)
		cache.Word(&r.Record, &t.Bound)
		r.Bool(&t.Within)
		r.Bool(&t.Each)
		r.Bool(&t.Read)
	})
	r.Text(&p.Place)
	r.texts(&p.Focus)
	cache.List(&r.Record, &p.Origins, func(o *promise.Origin) {
		r.Text(&o.Period)
		r.Text(&o.ID)
		r.spot(&o.Spot)
	})
	r.place(&p.Source)
}

func (r *record) followUp(t *followUpText) {
	cache.One(&r.Record, &t.followUp, func(f *promise.FollowUp) {
		for _, s := range []*string{&f.Name, &f.Title, &f.Period} {
			r.Text(s)
		}
		r.day(&f.Date)
		cache.Word(&r.Record, &f.CountIs)
		r.attachments(&f.Attachments)
		r.references(&f.Sources)
		r.corrections(&f.Corrections)
		r.withheld(&f.Withheld)
		r.written(&f.Written)
		r.running(&f.Body)
		r.place(&f.Source)
	})
	cache.List(&r.Record, &t.results, func(n *namedResult) {
		r.Text(&n.id)
		cache.One(&r.Record, &n.result, r.result)
	})
}

func (r *record) result(p *promise.Result) {
	cache.Number(&r.Record, &p.Status)
	cache.One(&r.Record, &p.Count, r.Int)
	r.Text(&p.Note)
	r.Text(&p.Verdict)
	cache.Word(&r.Record, &p.Effect)
	r.Text(&p.EffectNote)
	r.references(&p.Evidence)
}

func (r *record) news(t *newsText) {
	cache.One(&r.Record, &t.news, func(n *promise.News) {
		for _, s := range []*string{&n.Name, &n.Title, &n.AboutName} {
			r.Text(s)
		}
		r.day(&n.Date)
		r.image(&n.Image)
		r.attachments(&n.Attachments)
		r.contacts(&n.Contacts)
		r.withheld(&n.Withheld)
		r.written(&n.Written)
		r.running(&n.Body)
		if r.facts {
			r.Text(&n.Body.Lead)
		}
		r.place(&n.Source)
	})
}

// value records what a text's job made of it. v has its type, and when the record reads, nothing more.
func (r *record) value(v any) any {
	switch v := v.(type) {
	case promise.Page:
		r.page(&v)
		return v
	case kommunText:
		r.kommun(&v)
		return v
	case documentText:
		r.document(&v)
		return v
	case followUpText:
		r.followUp(&v)
		return v
	case newsText:
		r.news(&v)
		return v
	}
	panic("content: a job made a value that no record is for")
}
