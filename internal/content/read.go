package content

import (
	"slices"
	"strings"
	"time"

	"lofte/internal/diag"
	"lofte/internal/frontmatter"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/swedish"
	"lofte/internal/table"
)

// split takes a job's bytes apart. header is nil when there is none to read.
func (j *job) split(data []byte) (header *table.Table, body source.Text) {
	t, ok := frontmatter.Decode(j.path, data, &j.problems)
	if !ok {
		return nil, source.Text{Path: j.path}
	}
	return frontmatter.Split(t, &j.problems)
}

func (j *job) start() source.Place { return source.Place{Path: j.path, Line: 1} }

// promises reads a promise document's text, or that of a translation of one.
func (j *job) promises(body source.Text, known []promise.Party) (promise.Body, []*promise.Promise) {
	if j.translates() {
		return j.markdown.Translation(body, j.language, &j.problems)
	}
	return j.markdown.Document(body, known, &j.problems)
}

// pageJob is a plain page, or the text of the front page, to read.
type pageJob struct {
	*job
	page *promise.Page
}

// page adds the text of a plain page, or of the front page, which has no slug.
func (l *loader) page(t text, slug string) pageJob {
	p := &promise.Page{}
	j := addJob(l, t, func(j *job, data []byte) promise.Page { return l.readPage(j, slug, data) }, func(v promise.Page) { *p = v })
	*p = promise.Page{Slug: slug, Source: source.Place{Path: t.path, Line: 1}, Written: promise.Written{Language: t.language}}
	return pageJob{j, p}
}

func (l *loader) readPage(j *job, slug string, data []byte) promise.Page {
	p := promise.Page{Slug: slug, Source: j.start()}
	h, body := j.split(data)
	if h != nil {
		p.Title = h.String("title")
		p.Summary = h.String("summary")
		p.Aliases = l.aliases(h, j)
		p.Withheld = withheld(h)
		p.Written = j.written(h)
		if p.Slug != "" {
			h.Need("title")
		}
		h.Done()
	}
	p.Body = j.markdown.Text(body, &j.problems)
	return p
}

// kommunText is what a kommun's text says.
type kommunText struct {
	kommun promise.Kommun
	partOf table.Locator
	header map[string]table.Locator
}

// kommunJob is a translation of a kommun's text to read.
type kommunJob struct {
	*job
	kommunText
}

func (l *loader) translateKommun(f *folder, t text) {
	k := &kommunJob{}
	slug, title := f.kommun.Slug, f.kommun.Title
	k.job = addJob(l, t, func(j *job, data []byte) kommunText { return l.readKommun(j, slug, title, data) }, func(text kommunText) { k.kommunText = text })
	f.translations = append(f.translations, k)
}

func (l *loader) addKommun(f *folder, t text) {
	slug, title := f.kommun.Slug, f.kommun.Title
	addJob(l, t, func(j *job, data []byte) kommunText { return l.readKommun(j, slug, title, data) }, func(text kommunText) {
		files := f.kommun.Files
		*f.kommun, f.partOf = text.kommun, text.partOf
		f.kommun.Files = files
	})
}

func (l *loader) readKommun(j *job, slug, title string, data []byte) kommunText {
	k, partOf := promise.Kommun{Slug: slug, Title: title, Source: j.start()}, table.Locator{}
	h, body := j.split(data)
	if h != nil {
		if title := h.String("title"); title != "" {
			k.Title = title
		}
		k.Code = h.String("code")
		if k.Code != "" && (len(k.Code) != 4 || strings.Trim(k.Code, "0123456789") != "") {
			j.problems.Errorf(h.ValueSpot("code"), diag.BadValue, "%q is no code of a kommun", k.Code).
				Hintf("it is SCB's four digits between quotes, such as %q", "0483")
			k.Code = ""
		}
		k.County = h.String("county")
		k.PoliceArea = h.String("police_area")
		k.Website = webAddress(h, "website", j)
		k.PartOfSlug = h.String("part_of")
		partOf = h.Locate("part_of")
		k.Contacts = contacts(h, j)
		k.Aliases = l.aliases(h, j)
		k.Written = j.written(h)
		h.Need("title")
		h.Done()
	}
	k.Body = j.markdown.Text(body, &j.problems)
	return kommunText{k, partOf, j.repeats(h, "code", "website", "part_of")}
}

// documentJob is a promise document to read.
type documentJob struct {
	*job
	documentText
}

// documentText is what a promise document says.
type documentText struct {
	document *promise.Document
	broken   bool                     // without a header, or without dates: nothing can be said of it
	header   map[string]table.Locator // where some of its keys stand
}

func (l *loader) newDocumentJob(t text, name string) *documentJob {
	d := &documentJob{}
	d.job = addJob(l, t, func(j *job, data []byte) documentText { return l.readDocument(j, name, data) }, func(text documentText) {
		d.documentText = text
		if l.cache.lasts() {
			d.document = d.document.Copy()
		}
	})
	d.documentText = documentText{document: &promise.Document{Period: name, Source: d.start()}, broken: true}
	return d
}

// documentFacts are the keys of a document that a translation only repeats.
var documentFacts = []string{"from", "to", "extended_to", "until_replaced", "signed", "replaces", "followup"}

func (l *loader) readDocument(j *job, name string, data []byte) documentText {
	d := &promise.Document{Period: name, Source: j.start()}
	dj := documentText{document: d, broken: true}
	h, body := j.split(data)
	if h == nil {
		d.Body, d.Promises = j.promises(body, nil)
		return dj
	}
	d.Title = h.String("title")
	if d.Title == "" && !j.translates() {
		d.Title = DocumentTitle(d.Period)
	}
	d.From, d.To = h.Date("from"), h.Date("to")
	d.ExtendedTo = h.Date("extended_to")
	d.UntilReplaced = h.Bool("until_replaced")
	d.Signed = h.Date("signed")
	d.ReplacesName = h.String("replaces")
	d.Summary = h.String("summary")
	d.Focus = h.Strings("focus")
	d.Places = h.Strings("places")
	d.Schedule = schedule(h.Table("followup"), j)
	for _, t := range h.Tables("signatory") {
		s := promise.Signatory{Name: t.String("name"), Role: t.String("role"), Affiliation: t.String("affiliation")}
		if parties := swedish.ParseParties(t.String("party")); len(parties) > 0 {
			s.Party = parties[0]
		}
		t.Need("name")
		t.Done()
		d.Signatories = append(d.Signatories, s)
	}
	d.Contacts = contacts(h, j)
	d.Sources = references(h.Tables("source"), j)
	d.Attachments = l.attachments(h, j)
	d.Image = l.image(h, j)
	d.Corrections = corrections(h)
	d.Withheld = withheld(h)
	d.Aliases = l.aliases(h, j)
	d.Written = j.written(h)
	if j.translates() {
		dj.broken, dj.header = false, j.repeats(h, documentFacts...)
		h.Need("title")
		h.Done()
		d.Body, d.Promises = j.promises(body, nil)
		return dj
	}
	h.NeedDates("from", "to")
	h.Done()
	dj.broken = d.From.IsZero() || d.To.IsZero()
	if !dj.broken {
		judgeValidity(d, h, j)
	}
	var known []promise.Party
	for _, s := range d.Signatories {
		if s.Party != "" {
			known = append(known, s.Party)
		}
	}
	if d.ReplacesName != "" {
		dj.header = map[string]table.Locator{"replaces": h.Locate("replaces")}
	}
	d.Body, d.Promises = j.promises(body, known)
	for _, p := range d.Promises {
		p.Document = d
	}
	if len(d.Promises) == 0 {
		j.problems.Warnf(body.Spot(0, 0), diag.NoPromises, "no promises were found in the document").
			Hintf("promises are the list items under a heading that promises: {party=…}, or the words lovar, ska, åtar sig")
	}
	return dj
}

func schedule(t *table.Table, j *job) promise.Schedule {
	if t == nil {
		return promise.Schedule{}
	}
	var s promise.Schedule
	if n, ok := t.Int("times"); ok {
		if slices.Contains([]int{1, 2, 3, 4, 12}, n) {
			s.Times = n
		} else {
			j.problems.Errorf(t.ValueSpot("times"), diag.BadSchedule, "follow-ups %d times a year is no schedule", n).
				Hintf("times is 1, 2, 3, 4 or 12; or name the months: { months = [5, 11] }")
		}
	}
	t.OneOf("per", []string{"year"})
	for _, m := range t.Ints("months") {
		if m < 1 || m > 12 {
			j.problems.Errorf(t.ValueSpot("months"), diag.BadSchedule, "%d is no month", m).Hintf("months are 1 to 12")
			continue
		}
		s.Months = append(s.Months, time.Month(m))
	}
	slices.Sort(s.Months)
	s.Months = slices.Compact(s.Months)
	if s.Times > 0 && len(s.Months) > 0 {
		j.problems.Errorf(t.ValueSpot("months"), diag.BadSchedule, "a schedule has either times or months")
		s.Months = nil
	}
	if !t.Has("times") && !t.Has("months") {
		j.problems.Errorf(t.Here(), diag.BadSchedule, "the schedule says neither times nor months").
			Hintf("write { times = 3, per = %q } or { months = [5, 11] }", "year")
	}
	t.Done()
	return s
}

// followUpJob is a follow-up to read. Which promise a result is of is known once its document is
// read.
type followUpJob struct {
	*job
	followUpText
}

// followUpText is what a follow-up says.
type followUpText struct {
	followUp *promise.FollowUp
	results  []namedResult
	date     table.Locator
	period   table.Locator
	header   map[string]table.Locator // of a translation
}

type namedResult struct {
	id     string
	result *promise.Result
	at     table.Locator
}

func (l *loader) newFollowUpJob(t text, name string) *followUpJob {
	f := &followUpJob{}
	f.job = addJob(l, t, func(j *job, data []byte) followUpText { return l.readFollowUp(j, name, data) }, func(text followUpText) {
		f.followUpText = text
		if l.cache.lasts() {
			own := *f.followUp
			f.followUp = &own
		}
	})
	f.followUp = &promise.FollowUp{Name: name, Source: f.start()}
	return f
}

func (l *loader) readFollowUp(j *job, name string, data []byte) followUpText {
	f := &promise.FollowUp{Name: name, Source: j.start()}
	fj := followUpText{followUp: f}
	h, body := j.split(data)
	f.Body = j.markdown.Text(body, &j.problems)
	if h == nil {
		return fj
	}
	f.Date = h.Date("date")
	fj.date, fj.period = h.Locate("date"), h.Locate("period")
	f.Period = h.String("period")
	if f.Period != "" {
		if _, err := promise.ParsePart(f.Period); err != nil {
			j.problems.Errorf(h.ValueSpot("period"), diag.BadPart, "%q is no part of a year", f.Period).
				Hintf("write 2019-T1 to T3, 2019-H1 or H2, 2019-Q1 to Q4, 2019-05, or 2019")
			f.Period = ""
		}
	}
	f.Title = h.String("title")
	if j.translates() {
		fj.header = j.repeats(h, "date", "period", "count_is")
		h.Need("title")
	} else {
		f.CountIs = promise.CountTotal
		if f.Title == "" {
			f.Title = FollowUpTitle(f.Period)
		}
	}
	if c := h.OneOf("count_is", []string{string(promise.CountTotal), string(promise.CountSinceLast)}); c != "" {
		f.CountIs = promise.CountIs(c)
	}
	f.Attachments = l.attachments(h, j)
	f.Sources = references(h.Tables("source"), j)
	f.Corrections = corrections(h)
	f.Withheld = withheld(h)
	f.Written = j.written(h)
	results := h.Table("result")
	read := make([]counted, results.Len()) // kept as one, since most sites have many
	fj.results = make([]namedResult, 0, len(read))
	texts := append(make([]*string, 0, 2+3*len(read)), &f.Title, &f.Period)
	for id, t := range results.All() {
		one := &read[len(fj.results)]
		one.read(t, id, j)
		r := &one.Result
		fj.results = append(fj.results, namedResult{id, r, t.Locator()})
		texts = append(texts, &r.Note, &r.Verdict, &r.EffectNote)
		for i := range r.Evidence {
			texts = append(texts, &r.Evidence[i].Title, &r.Evidence[i].URL)
		}
	}
	if !j.translates() {
		h.NeedDates("date")
	}
	h.Done()
	detach(texts)
	return fj
}

// detach makes texts that were cut out of a longer one parts of one that holds nothing else, so that they do
// not keep the longer one alive.
func detach(texts []*string) {
	var b strings.Builder
	size := 0
	for _, t := range texts {
		size += len(*t)
	}
	b.Grow(size)
	for _, t := range texts {
		b.WriteString(*t)
	}
	all := b.String()
	for _, t := range texts {
		*t, all = all[:len(*t)], all[len(*t):]
	}
}

// counted is a result with the number that its Count is.
type counted struct {
	promise.Result
	count int
}

func (r *counted) read(t *table.Table, id string, j *job) {
	if word := t.OneOf("status", promise.StatusNames()); word != "" {
		r.Status, _ = promise.ParseStatus(word)
	} else if !t.Has("status") && !j.translates() {
		j.problems.Warnf(t.Here(), diag.NoStatus, "the result of %q says no status", id).
			Hintf("add status = %q or another of %s", "ongoing", strings.Join(promise.StatusNames(), ", "))
	}
	if n, ok := t.Int("count"); ok {
		if n < 0 {
			j.problems.Errorf(t.ValueSpot("count"), diag.BadValue, "a count is never below 0")
		} else {
			r.count = n
			r.Count = &r.count
		}
	}
	r.Note = t.String("note")
	r.Verdict = t.String("verdict")
	r.Effect = promise.Effect(t.OneOf("effect", promise.Effects()))
	r.EffectNote = t.String("effect_note")
	r.Evidence = references(t.Tables("evidence"), j)
	t.Done()
}

// attach gives the follow-up its document, and each of its results its promise.
func (fj *followUpJob) attach(d *promise.Document, broken bool) {
	f := fj.followUp
	f.Document = d
	f.Results = make([]*promise.Result, len(d.Promises))
	for _, r := range fj.results {
		if p := d.Promise(r.id); p != nil {
			f.Results[p.Index] = r.result
		} else if !broken || len(d.Promises) > 0 {
			fj.problems.Errorf(r.at.Spot(), diag.NoSuchPromise, "the document has no promise %q", r.id).Suggest(r.id, ids(d))
		}
	}
}

func ids(d *promise.Document) []string {
	list := make([]string, len(d.Promises))
	for i, p := range d.Promises {
		list[i] = p.ID
	}
	return list
}

// newsJob is a news item to read.
type newsJob struct {
	*job
	newsText
}

// newsText is what a news item says.
type newsText struct {
	news   *promise.News
	about  table.Locator
	header map[string]table.Locator // of a translation
}

func (l *loader) newNewsJob(t text, name string) *newsJob {
	n := &newsJob{}
	n.job = addJob(l, t, func(j *job, data []byte) newsText { return l.readNews(j, name, data) }, func(text newsText) {
		n.newsText = text
		if l.cache.lasts() {
			own := *n.news
			n.news = &own
		}
	})
	n.news = &promise.News{Name: name, Source: n.start()}
	return n
}

func (l *loader) readNews(j *job, name string, data []byte) newsText {
	n := &promise.News{Name: name, Source: j.start()}
	nj := newsText{news: n}
	h, body := j.split(data)
	n.Body = j.markdown.Text(body, &j.problems)
	if h == nil {
		return nj
	}
	n.Title = h.String("title")
	n.Date = h.Date("date")
	n.AboutName = h.String("about")
	nj.about = h.Locate("about")
	n.Image = l.image(h, j)
	n.Attachments = l.attachments(h, j)
	n.Contacts = contacts(h, j)
	n.Withheld = withheld(h)
	n.Written = j.written(h)
	nj.header = j.repeats(h, "date", "about")
	h.Need("title")
	if !j.translates() {
		h.NeedDates("date")
	}
	h.Done()
	return nj
}

// DocumentTitle returns the title of a document that names none.
func DocumentTitle(period string) string {
	return "Medborgarlöfte " + strings.Replace(period, "-", "–", 1)
}

// FollowUpTitle returns the title of a follow-up that names none. period may be "".
func FollowUpTitle(period string) string { return strings.TrimSpace("Uppföljning " + period) }
