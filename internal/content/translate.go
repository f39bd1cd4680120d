package content

import (
	"slices"
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/table"
)

// written reads what a translation says of itself. Any other text says nothing.
func (j *job) written(h *table.Table) promise.Written {
	if !j.translates() {
		return promise.Written{}
	}
	return promise.Written{Language: j.language, Translates: h.String("translates")}
}

// repeats notes where a translation repeats facts of what it translates, for complaints of others.
func (j *job) repeats(h *table.Table, keys ...string) map[string]table.Locator {
	if !j.translates() {
		return nil
	}
	at := map[string]table.Locator{}
	for _, key := range append(keys, "translates", "title") {
		at[key] = h.Locate(key)
	}
	return at
}

func (j *job) noOriginal(name string) {
	j.problems.Errorf(source.Whole(j.path), diag.NoOriginal, "there is no text that this one translates").
		Hintf("write %s.md first; a translation adds words, and no facts", name)
}

// differ reports a fact that a translation tells otherwise than what it translates.
func (j *job) differ(differs bool, key string, at source.Spot) {
	if differs {
		j.problems.Errorf(at, diag.TranslationFact, "%q is another here than in the text that this one translates", key).
			Hintf("take the line away: what is a fact stands in the translated text alone")
	}
}

// age finds out whether a translation is older than what it translates, by the words that it says it was
// made of, or by corrections that it lacks.
func (j *job) age(w *promise.Written, words string, at source.Spot, own, translated []promise.Correction) {
	switch {
	case w.Translates == words:
	case w.Translates != "":
		w.Older = true
		j.problems.Warnf(at, diag.OlderTranslation, "the text has been changed since it was translated").
			Hintf("once the translation says the same, write translates = %q", words)
	default:
		for _, c := range own {
			if !slices.ContainsFunc(translated, func(t promise.Correction) bool { return t.Date == c.Date }) {
				w.Older = true
				j.problems.Warnf(source.Whole(j.path), diag.OlderTranslation, "the translation lacks the correction of %s", c.Date).
					Hintf("once the translation says the same, write translates = %q", words)
				return
			}
		}
	}
}

// tiePages gives the plain pages and the front page their translations.
func (l *loader) tiePages() {
	for _, t := range l.translatedPages {
		i := slices.IndexFunc(l.pages, func(p pageJob) bool { return p.page.Slug == t.page.Slug })
		if i < 0 {
			t.noOriginal("content/" + t.stem)
			continue
		}
		p := l.pages[i].page
		t.age(&t.page.Written, p.Fingerprint(), source.Whole(t.path), nil, nil)
		p.Translations = append(p.Translations, t.page)
	}
}

// tie gives the texts of a kommun their translations, and judges these.
func (f *folder) tie() {
	k := f.kommun
	for _, t := range f.translations {
		own := t.kommun
		t.differ(own.Code != "" && own.Code != k.Code, "code", t.header["code"].Value())
		t.differ(own.Website != "" && own.Website != k.Website, "website", t.header["website"].Value())
		t.differ(own.PartOfSlug != "" && own.PartOfSlug != k.PartOfSlug, "part_of", t.header["part_of"].Value())
		t.age(&own.Written, k.Fingerprint(), t.header["translates"].Value(), nil, nil)
		k.Translations = append(k.Translations, &own)
	}
	for _, p := range f.periods {
		if p.document != nil && !p.document.broken {
			p.tieDocument()
		}
		for _, t := range p.translatedFollowUps {
			p.tieFollowUp(t)
		}
	}
	for _, t := range f.translatedNews {
		i := slices.IndexFunc(f.news, func(n *newsJob) bool { return n.news.Name == t.news.Name })
		if i < 0 {
			t.noOriginal(f.path + "/nyheter/" + t.stem)
			continue
		}
		n, own := f.news[i].news, t.news
		t.differ(!own.Date.IsZero() && own.Date != n.Date, "date", t.header["date"].Value())
		t.differ(own.AboutName != "" && own.AboutName != n.AboutName, "about", t.header["about"].Value())
		t.age(&own.Written, n.Fingerprint(), t.header["translates"].Value(), nil, nil)
		n.Translations = append(n.Translations, own)
	}
}

func (p *period) tieDocument() {
	d := p.document.document
	for _, t := range p.translations {
		own := t.document
		if t.broken {
			continue
		}
		differ := func(differs bool, key string) { t.differ(differs, key, t.header[key].Value()) }
		differ(!own.From.IsZero() && own.From != d.From, "from")
		differ(!own.To.IsZero() && own.To != d.To, "to")
		differ(!own.ExtendedTo.IsZero() && own.ExtendedTo != d.ExtendedTo, "extended_to")
		differ(own.UntilReplaced && !d.UntilReplaced, "until_replaced")
		differ(!own.Signed.IsZero() && own.Signed != d.Signed, "signed")
		differ(own.ReplacesName != "" && own.ReplacesName != d.ReplacesName, "replaces")
		differ(!own.Schedule.None() && (own.Schedule.Times != d.Schedule.Times || !slices.Equal(own.Schedule.Months, d.Schedule.Months)), "followup")
		t.age(&own.Written, d.Fingerprint(), t.header["translates"].Value(), d.Corrections, own.Corrections)
		if t.fits(d) {
			d.Translations = append(d.Translations, own)
		}
	}
}

// fits reports whether each promise of a document has its counterpart in a translation. One that lacks
// promises is not shown: it would hide them.
func (t *documentJob) fits(d *promise.Document) bool {
	_, missing, extra := promise.Match(d, t.document)
	if len(missing) == 0 && len(extra) == 0 {
		return true
	}
	for _, p := range extra {
		t.problems.Warnf(source.Spot{Place: p.Source}, diag.TranslationLacks, "the document has no such promise: %q", shortened(p.Text)).
			Hintf("give the item the id of the promise that it translates; until each has its counterpart, the translation is not shown")
	}
	for _, p := range missing {
		t.problems.Warnf(source.Whole(t.path), diag.TranslationLacks, "the translation lacks the promise %q", shortened(p.Text)).
			Hintf("give the item that translates it the id {#%s}; until each has its counterpart, the translation is not shown", p.ID)
	}
	return false
}

// shortened returns a promise's first words.
func shortened(words string) string {
	if list := strings.Fields(words); len(list) > 8 {
		return strings.Join(list[:8], " ") + " …"
	}
	return words
}

func (p *period) tieFollowUp(t *followUpJob) {
	i := slices.IndexFunc(p.followUps, func(j *followUpJob) bool { return j.followUp.Name == t.followUp.Name })
	if p.document == nil || i < 0 {
		t.noOriginal(p.path + "/" + t.stem)
		return
	}
	f, own := p.followUps[i].followUp, t.followUp
	t.attach(f.Document, p.document.broken)
	differ := func(differs bool, key string) { t.differ(differs, key, t.header[key].Value()) }
	differ(!own.Date.IsZero() && own.Date != f.Date, "date")
	differ(own.Period != "" && own.Period != f.Period, "period")
	differ(own.CountIs != "" && own.CountIs != f.CountIs, "count_is")
	for _, named := range t.results {
		q := f.Document.Promise(named.id)
		if q == nil {
			continue
		}
		r, said := named.result, f.Results[q.Index]
		if said == nil {
			t.differ(true, named.id, named.at.Spot())
			continue
		}
		t.differ(r.Status != promise.Unreported && r.Status != said.Status, "status", named.at.Spot())
		t.differ(r.Count != nil && (said.Count == nil || *r.Count != *said.Count), "count", named.at.Spot())
		t.differ(r.Effect != "" && r.Effect != said.Effect, "effect", named.at.Spot())
	}
	t.age(&own.Written, f.Fingerprint(), t.header["translates"].Value(), f.Corrections, own.Corrections)
	if t.complete(f) {
		f.Translations = append(f.Translations, own)
	}
}

// complete reports whether a translation has words for all that a follow-up says of its promises. One that lacks
// some is not shown: it would hide them.
func (t *followUpJob) complete(f *promise.FollowUp) bool {
	complete := true
	for i, r := range f.Results {
		if r == nil {
			continue
		}
		var said promise.Result
		if own := t.followUp.Results[i]; own != nil {
			said = *own
		}
		for _, words := range [][3]string{{"note", r.Note, said.Note}, {"verdict", r.Verdict, said.Verdict}, {"effect_note", r.EffectNote, said.EffectNote}} {
			if words[1] != "" && words[2] == "" {
				complete = false
				t.problems.Warnf(source.Whole(t.path), diag.TranslationLacks, "the translation lacks the %s of %q", words[0], f.Document.Promises[i].ID).
					Hintf("the translation is not shown until all is in it that the follow-up says")
			}
		}
	}
	return complete
}
