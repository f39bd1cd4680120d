package content

import (
	"slices"
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/table"
)

// judgeValidity reports dates that contradict each other or the period in the path.
func judgeValidity(d *promise.Document, h *table.Table, j *job) {
	if d.To.Before(d.From) {
		j.problems.Errorf(h.ValueSpot("to"), diag.BadDates, "the validity ends on %s, before it begins on %s", d.To, d.From)
		return
	}
	if !d.ExtendedTo.IsZero() && !d.ExtendedTo.After(d.To) {
		j.problems.Errorf(h.ValueSpot("extended_to"), diag.BadDates, "the validity is extended to %s, which is not after its end on %s", d.ExtendedTo, d.To)
	}
	first, last, _ := years(d.Period)
	ends := last == d.To.Year || first == last && d.From.AddDays(366).After(d.To)
	if first != d.From.Year || !ends {
		period := d.From.String()[:4]
		if d.To.Year != d.From.Year {
			period += "-" + d.To.String()[:4]
		}
		j.problems.Errorf(h.ValueSpot("from"), diag.PeriodContradicts, "the validity from %s to %s contradicts the period %s in the path", d.From, d.To, d.Period).
			Hintf("name it %s, or change the dates", period)
	}
}

// judge reports what can only be seen once all texts of the kommun are there.
func (f *folder) judge() {
	names := make([]string, 0, len(f.kommun.Documents))
	for _, d := range f.kommun.Documents {
		names = append(names, d.Period)
	}
	for _, p := range f.periods {
		f.judgePeriod(p, names)
	}
	for _, n := range f.news {
		if n.news.AboutName != "" && f.kommun.Document(n.news.AboutName) == nil && !f.unreadable(n.news.AboutName) {
			n.problems.Errorf(n.about.Value(), diag.NoSuchPeriod, "the kommun has no document for the period %q", n.news.AboutName).
				Suggest(n.news.AboutName, names)
		}
	}
}

func (f *folder) judgePeriod(p *period, names []string) {
	if p.document == nil || p.document.broken {
		return
	}
	d := p.document.document
	if d.ReplacesName != "" {
		at := p.document.header["replaces"].Value()
		switch old := f.kommun.Document(d.ReplacesName); {
		case old == nil && f.unreadable(d.ReplacesName):
		case old == nil:
			p.document.problems.Errorf(at, diag.NoSuchPeriod, "the kommun has no document for the period %q", d.ReplacesName).
				Suggest(d.ReplacesName, names)
		case !old.From.Before(d.From):
			p.document.problems.Errorf(at, diag.BadDates, "the document %s does not begin before this one", d.ReplacesName)
		}
	}
	f.judgeOrigins(p.document)
	for _, j := range p.followUps {
		if !j.followUp.Date.IsZero() && j.followUp.Date.Before(d.From) {
			j.problems.Warnf(j.date.Value(), diag.BadDates, "the follow-up is dated %s, before the validity begins on %s", j.followUp.Date, d.From)
		}
	}
	judgeParts(d, p)
	for i, j := range p.followUps {
		for _, other := range p.followUps[:i] {
			if j.followUp.Name == other.followUp.Name {
				f.problems.Errorf(source.Whole(j.path), diag.Clash, "the address /%s/%s/%s/ is also that of %s", f.slug, p.name, j.followUp.Name, other.path).
					Hintf("give one of the two another name")
			}
		}
	}
}

// judgeOrigins reports what the attributes from name that is no promise of an earlier document. Of
// a document that cannot be read, nothing can be said.
func (f *folder) judgeOrigins(j *documentJob) {
	var earlier []string
	for _, d := range f.kommun.Documents {
		if d.From.Before(j.document.From) {
			earlier = append(earlier, d.Period)
		}
	}
	for _, p := range j.document.Promises {
		for _, o := range p.Origins {
			old := f.kommun.Document(o.Period)
			switch {
			case old == nil && f.unreadable(o.Period):
			case old == nil:
				j.problems.Errorf(o.Spot, diag.NoSuchPeriod, "the kommun has no document for the period %q", o.Period).Suggest(o.Period, earlier)
			case !slices.Contains(earlier, o.Period):
				j.problems.Errorf(o.Spot, diag.BadDates, "the document %s does not begin before this one", o.Period)
			case old.Promise(o.ID) == nil:
				j.problems.Errorf(o.Spot, diag.NoSuchPromise, "the document %s has no promise %q", o.Period, o.ID).Suggest(o.ID, ids(old))
			}
		}
	}
}

// unreadable reports whether there is a document for a period of which nothing can be said.
func (f *folder) unreadable(period string) bool {
	for _, p := range f.periods {
		if p.name == period && p.document != nil {
			return p.document.broken
		}
	}
	return false
}

// judgeParts reports follow-ups whose period is no part that the document promised one for. Where
// months were promised, follow-ups are named by what they cover, and any part will do.
func judgeParts(d *promise.Document, p *period) {
	last, open := d.End()
	if d.Schedule.Times == 0 || open {
		return
	}
	var names []string
	for _, part := range d.Schedule.Parts(d.From, last) {
		names = append(names, part.Name)
	}
	for _, f := range p.followUps {
		if named := f.followUp.Period; named != "" && !slices.Contains(names, named) {
			f.problems.Warnf(f.period.Value(), diag.PartNotPromised, "the document promised no follow-up for %s", named).
				Hintf("its parts are %s", strings.Join(names, ", "))
		}
	}
}
