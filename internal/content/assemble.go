package content

import (
	"path"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// clashes reports the folders whose address another has already. They are no part of the site.
func (l *loader) clashes() {
	seen := map[string]*folder{}
	for _, f := range l.kommuner {
		if other := seen[f.slug]; f.named && other != nil {
			f.named = false
			l.problems.Errorf(source.Whole(f.path), diag.Clash, "the address /%s/ is also that of %s", f.slug, other.path).
				Hintf("give one of the two another name")
		} else if f.named {
			seen[f.slug] = f
		}
	}
}

// assemble ties the kommuner together.
func (l *loader) assemble() {
	l.tiePages()
	var slugs []string
	for _, f := range l.kommuner {
		if f.named {
			l.site.Kommuner = append(l.site.Kommuner, f.kommun)
			l.site.Broken = append(l.site.Broken, f.broken...)
			slugs = append(slugs, f.slug)
		}
	}
	promise.Order(l.site.Kommuner, promise.Swedish)
	l.site.LinkKommuner()
	for _, f := range l.kommuner {
		if k := f.kommun; f.named && k.PartOfSlug != "" && k.PartOf == nil {
			f.problems.Errorf(f.partOf.Value(), diag.NoSuchKommun, "there is no kommun %q for part_of", k.PartOfSlug).Suggest(k.PartOfSlug, slugs)
		}
	}
}

// assemble ties together what was read of a kommun, and judges what can be seen only then.
func (f *folder) assemble() {
	for _, p := range f.periods {
		f.assemblePeriod(p)
	}
	for _, n := range f.news {
		f.kommun.News = append(f.kommun.News, n.news)
	}
	f.kommun.Link()
	f.judge()
	f.tie()
}

func (f *folder) assemblePeriod(p *period) {
	if p.document == nil {
		for _, j := range p.followUps {
			f.problems.Errorf(source.Whole(j.path), diag.NoDocument, "the follow-up has no promise document").
				Hintf("make %s.md or %s", p.path, path.Join(p.path, "index.md"))
		}
		for _, j := range p.translations {
			j.noOriginal(p.path)
		}
		if len(p.followUps) == 0 {
			f.kommun.Files = append(f.kommun.Files, p.files...)
		}
		return
	}
	d := p.document.document
	d.Files = p.files
	for _, j := range p.followUps {
		j.attach(d, p.document.broken)
		d.FollowUps = append(d.FollowUps, j.followUp)
	}
	if p.document.broken {
		f.broken = append(f.broken, p.document.path)
		for _, j := range p.followUps {
			f.broken = append(f.broken, j.path)
		}
		return
	}
	f.kommun.Documents = append(f.kommun.Documents, d)
}
