package view

import (
	"slices"
	"strconv"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// validity writes the days of a document's validity.
func (p *page) validity(d *promise.Document) string {
	last, open := d.End()
	from := p.date(d.From).Text
	if open {
		return p.text("validity_open", "From", from)
	}
	s := p.text("validity", "From", from, "To", p.date(last).Text)
	if d.ExtendedTo.After(d.To) {
		s += " " + p.text("validity_extended", "To", p.date(d.To).Text)
	}
	return s
}

// state says whether a document is in force.
func (p *page) state(d *promise.Document) Label {
	key := "ended"
	switch {
	case d.InForce(p.plan.Now):
		key = "current"
	case d.From.After(p.plan.Now):
		key = "coming"
	}
	return Label{key, p.text("document_" + key)}
}

// judged is what the plan's day makes of a document. Its row has no links.
type judged struct {
	timeline   []promise.Expected
	counts     promise.Counts
	conditions promise.Conditions
	tally      promise.Tally
	row        Row
}

func (p *page) judged(d *promise.Document) *judged {
	if known, ok := p.documents.Load(d); ok {
		return known.(*judged)
	}
	s := &judged{timeline: d.Timeline(p.plan.Now), tally: promise.TallyOf(d.Promises)}
	s.conditions = d.Conditions(p.plan.Now, s.timeline)
	s.counts = d.Counts(s.timeline)
	s.row = Row{
		Validity:  p.validity(d),
		State:     p.state(d),
		Tally:     p.tally(s.tally),
		FollowUps: p.followUps(s.conditions),
	}
	p.documents.Store(d, s)
	return s
}

func (p *page) row(d *promise.Document) Row {
	row := p.judged(d).row
	row.Kommun, row.Document, row.Elsewhere = p.kommunLink(d.Kommun), p.documentLink(d), p.elsewhere(d.Kommun)
	return row
}

// followUps says how many of the promised follow-ups are published.
func (p *page) followUps(c promise.Conditions) string {
	switch {
	case c.Promised > 0:
		return p.count("followups_of", c.Promised, "Published", p.messages.Number(c.Published))
	case c.Published > 0:
		return p.count("followups_published", c.Published)
	}
	return ""
}

func (p *page) front() *Front {
	site, cfg := p.plan.Site, p.plan.Config
	heading, description := cfg.Title, p.text("front_description")
	v := &Front{}
	if f := site.Front; f != nil {
		if f.Title != "" {
			heading = f.Title
		}
		if f.Summary != "" {
			description = f.Summary
		}
		v.Text = p.prose(f.Body, f.Written, f.Source.Path, nil)
	}
	v.Page = p.base(heading, description)
	if f := site.Front; f != nil && (f.Title != "" || v.Text != nil) {
		p.written(&v.Page, f.Written)
	}
	v.ByDay = true
	var tally promise.Tally
	documents, promises := 0, 0
	kommuner := site.All()
	shown := make([]*promise.Document, len(kommuner))
	for i, k := range kommuner {
		shown[i] = k.Newest(p.plan.Now)
		for _, d := range k.Documents {
			documents++
			promises += len(d.Promises)
			if d.InForce(p.plan.Now) {
				tally.Add(p.judged(d).tally)
			}
		}
	}
	v.Kommuner = p.compare(p.text("front_table"), kommuner, shown)
	for i, k := range kommuner {
		v.Kommuner.Rows[i].Overdue = p.overdue(k)
	}
	v.Tally = p.tally(tally)
	v.Counts = p.text("front_counts", "Kommuner", p.count("kommuner", len(kommuner)),
		"Documents", p.count("documents", documents), "Promises", p.count("promises", promises))
	const few = 6
	v.Newest, _ = p.pick(promise.Published, few)
	v.Overdue, _ = p.pick(promise.Overdue, few)
	v.Planned, _ = p.pick(promise.Planned, few)
	return v
}

// overdue says how many of a kommun's follow-ups are overdue.
func (p *page) overdue(k *promise.Kommun) string {
	n := 0
	for _, d := range k.Documents {
		for _, e := range p.timelineOf(d) {
			if e.State == promise.Overdue {
				n++
			}
		}
	}
	if n == 0 {
		return ""
	}
	return p.count("events_overdue", n)
}

func (p *page) kommun() *Kommun {
	k := p.output.Kommun
	v := &Kommun{
		Code:        k.Code,
		County:      k.County,
		PoliceArea:  k.PoliceArea,
		Website:     Link{Text: strings.TrimPrefix(strings.TrimPrefix(k.Website, "https://"), "http://"), URL: k.Website},
		Contacts:    p.contacts(k.Contacts, k.Written),
		Text:        p.prose(k.Body, k.Written, k.Source.Path, nil),
		TimelineURL: p.to(k.Slug + "/uppfoljning/"),
		FeedURL:     p.to(plan.KommunURL(k) + plan.FeedFile),
		CalendarURL: p.to(plan.KommunURL(k) + plan.CalendarFile),
		EmbedURL:    p.to(plan.EmbedThisURL(plan.KommunURL(k))),
	}
	description := k.Body.Lead
	if description == "" {
		description = p.text("kommun_description", "Kommun", k.Title)
	}
	v.Page = p.base(k.Title, description)
	if v.Text != nil {
		p.written(&v.Page, k.Written)
		v.HeadingLang = "" // it is a name
	}
	v.ByDay = true
	if k.PartOf != nil {
		link := p.kommunLink(k.PartOf)
		v.PartOf = &link
	}
	for _, other := range p.plan.Site.Kommuner {
		if other.PartOf == k {
			v.Districts = append(v.Districts, p.kommunLink(other))
		}
	}
	var tally promise.Tally
	for _, d := range slices.Backward(k.Documents) {
		v.Archive = append(v.Archive, p.row(d))
		tally.Add(p.judged(d).tally)
	}
	if len(k.Documents) > 1 {
		v.Tally = p.tally(tally)
	}
	v.Parties = p.parties(k)
	for _, n := range k.News {
		v.News = append(v.News, NewsItem{Link{n.Title, p.to(plan.NewsURL(n)), p.lang(n.Written)}, p.date(n.Date), shorten(n.Body.Lead, 160)})
	}
	if d := k.Newest(p.plan.Now); d != nil {
		row := p.row(d)
		v.Document = &row
		v.Summary, v.SummaryLang = d.Summary, p.lang(d.Written)
		v.Groups = p.grouped(d, p.promises(d))
		v.Paced = p.paced
		v.Coverage = p.covered(d)
		list := p.timelineOf(d)
		v.Standing = p.standing(d, list)
		v.Timeline = p.events(list)
	}
	return v
}

func (p *page) document() *Document {
	d := p.output.Document
	list := p.timelineOf(d)
	v := &Document{
		Kommun:      p.kommunLink(d.Kommun),
		Row:         p.row(d),
		Summary:     d.Summary,
		SummaryLang: p.lang(d.Written),
		Signed:      p.date(d.Signed),
		Unsigned:    p.unsigned(d),
		Schedule:    p.schedule(d.Schedule),
		Parties:     p.documentParties(d),
		Focus:       p.focusLinks(d.Focus),
		Places:      p.words(d.Places),
		Image:       p.figure(d.Image, d.Written),
		Coverage:    p.covered(d),
		Standing:    p.standing(d, list),
		Timeline:    p.events(list),
		Contacts:    p.contacts(d.Contacts, d.Written),
		Sources:     p.references(d.Sources, d.Written),
		Attachments: p.attachments(d.Attachments, d.Written),
		Corrections: p.corrections(d.Corrections, d.Written),
		EmbedURL:    p.to(plan.EmbedThisURL(plan.DocumentURL(d))),
	}
	description := d.Summary
	if description == "" {
		description = d.Body.Lead
	}
	v.Page = p.base(d.Title, description, p.kommunLink(d.Kommun))
	p.written(&v.Page, d.Written)
	v.ByDay = true
	v.Withheld = p.withheld(d.Withheld)
	for _, s := range d.Signatories {
		signatory := Signatory{Name: s.Name, Role: s.Role, Affiliation: s.Affiliation, Lang: p.lang(d.Written)}
		if s.Party != "" {
			signatory.Party = p.partyName(s.Party, false)
		}
		v.Signatories = append(v.Signatories, signatory)
	}
	if d.Replaces != nil {
		link := p.documentLink(d.Replaces)
		v.Replaces = &link
	}
	for _, other := range d.Kommun.Documents {
		if other.Replaces == d {
			link := p.documentLink(other)
			v.ReplacedBy, v.ChangedBy = &link, p.changesLink(other)
			break
		}
	}
	promises := p.promises(d)
	for i, q := range d.Promises {
		if q.Shared() {
			promises[i].Shared = p.names(d.Kommun, q.Parties, true)
		}
	}
	p.lineage(v, promises)
	v.Text = p.prose(d.Body, d.Written, d.Source.Path, promises)
	v.Paced = p.paced
	return v
}

func (p *page) followUp() *FollowUp {
	f := p.output.FollowUp
	d := f.Document
	v := &FollowUp{
		Text:        p.prose(f.Body, f.Written, f.Source.Path, nil),
		Attachments: p.attachments(f.Attachments, f.Written),
		Sources:     p.references(f.Sources, f.Written),
		Corrections: p.corrections(f.Corrections, f.Written),
	}
	for _, e := range p.timelineOf(d) {
		if e.FollowUp == f {
			v.Event = p.event(e)
		}
	}
	description := f.Body.Lead
	if description == "" {
		description = p.text("followup_description", "Title", f.Title, "Document", d.Title)
	}
	v.Page = p.base(f.Title, description, p.kommunLink(d.Kommun), p.documentLink(d))
	p.written(&v.Page, f.Written)
	v.Withheld = p.withheld(f.Withheld)
	list := p.answers(f)
	v.Groups = p.grouped(d, list)
	v.Paced = p.paced
	if silent := len(d.Promises) - f.Answered(); silent > 0 {
		v.Silent = p.count("silent", silent)
	}
	i := slices.Index(d.FollowUps, f)
	if i > 0 {
		link := p.followUpLink(d.FollowUps[i-1])
		v.Previous = &link
	}
	if i+1 < len(d.FollowUps) {
		link := p.followUpLink(d.FollowUps[i+1])
		v.Next = &link
	}
	return v
}

// answers makes the views of a document's promises with what one follow-up says of them.
func (p *page) answers(f *promise.FollowUp) []Promise {
	list := make([]Promise, len(f.Results))
	for i, q := range f.Document.Promises {
		list[i] = p.answer(q, f)
	}
	return list
}

func (p *page) answer(q *promise.Promise, f *promise.FollowUp) Promise {
	v := p.promiseWithout(q)
	v.Status = p.status(promise.Unreported)
	if r := f.Results[q.Index]; r != nil {
		v.Answered = true
		v.Status = p.status(r.Status)
		v.Told = p.told(promise.Told{Result: r, FollowUp: f})
		p.counted(v.Told, q, f)
	}
	return v
}

func (p *page) news() *News {
	n := p.output.News
	v := &News{
		Page:        p.base(n.Title, n.Body.Lead, p.kommunLink(n.Kommun)),
		Date:        p.date(n.Date),
		Image:       p.figure(n.Image, n.Written),
		Text:        p.prose(n.Body, n.Written, n.Source.Path, nil),
		Attachments: p.attachments(n.Attachments, n.Written),
		Contacts:    p.contacts(n.Contacts, n.Written),
	}
	p.written(&v.Page, n.Written)
	v.Withheld = p.withheld(n.Withheld)
	if n.About != nil {
		link := p.documentLink(n.About)
		v.About = &link
	}
	return v
}

func (p *page) years() *Years {
	v := &Years{Page: p.base(p.text("years_heading"), p.text("years_description"))}
	v.ByDay = true
	for _, y := range p.plan.Years {
		year := strconv.Itoa(y)
		row := YearRow{Link: Link{Text: year, URL: p.to("ar/" + year + "/")}}
		documents, kommuner := 0, 0
		var tally promise.Tally
		for _, k := range p.plan.Site.All() {
			before := documents
			for _, d := range k.Documents {
				if d.InForceIn(y) {
					documents++
					tally.Add(p.judged(d).tally)
				}
			}
			if documents > before {
				kommuner++
			}
		}
		row.Documents, row.Kommuner = p.count("documents", documents), p.count("kommuner", kommuner)
		row.Tally = p.tally(tally)
		v.Years = append(v.Years, row)
	}
	return v
}

func (p *page) year() *Year {
	y := p.output.Year
	year := strconv.Itoa(y)
	v := &Year{
		Page: p.base(p.text("year_heading", "Year", year), p.text("year_description", "Year", year), Link{Text: p.text("nav_years"), URL: p.to("ar/")}),
		Year: y,
	}
	v.ByDay = true
	var tally promise.Tally
	var kommuner []*promise.Kommun
	var documents []*promise.Document
	for _, k := range p.plan.Site.All() {
		for _, d := range k.Documents {
			if d.InForceIn(y) {
				kommuner, documents = append(kommuner, k), append(documents, d)
				tally.Add(p.judged(d).tally)
			}
		}
	}
	v.Tally = p.tally(tally)
	v.Documents = p.compare(p.text("year_caption", "Year", year), kommuner, documents)
	v.Previous, v.Next = p.neighbours(p.plan.Years, y, "ar/")
	return v
}

func (p *page) focusAreas() *FocusAreas {
	v := &FocusAreas{Page: p.base(p.text("areas_heading"), p.text("areas_description"))}
	for _, a := range p.plan.Areas {
		kommuner := map[*promise.Kommun]bool{}
		var tally promise.Tally
		for _, d := range a.Documents {
			kommuner[d.Kommun] = true
			tally.Add(promise.TallyOf(inArea(a, d)))
		}
		v.Areas = append(v.Areas, AreaRow{
			Link:      p.areaLink(a),
			Documents: p.count("documents", len(a.Documents)),
			Kommuner:  p.count("kommuner", len(kommuner)),
			Tally:     p.tally(tally),
		})
	}
	return v
}

func (p *page) focus() *Focus {
	a := p.output.Area
	name := p.areaLink(a)
	v := &Focus{Page: p.base(name.Text, p.text("area_description", "Area", name.Text), Link{Text: p.text("nav_areas"), URL: p.to("omrade/")})}
	v.HeadingLang = name.Lang
	v.ByDay = true
	var tally promise.Tally
	for _, d := range a.Documents {
		row := p.row(d)
		named := inArea(a, d)
		tally.Add(promise.TallyOf(named))
		for _, q := range named {
			one := p.promise(q)
			one.Text = p.html(q.Body, d.Source.Path)
			row.Promises = append(row.Promises, one)
		}
		v.Rows = append(v.Rows, row)
	}
	v.Tally = p.tally(tally)
	v.Paced = p.paced
	return v
}

// inArea returns the promises of a document that name a focus area themselves.
func inArea(a *plan.Area, d *promise.Document) []*promise.Promise {
	var named []*promise.Promise
	for _, q := range d.Promises {
		if slices.ContainsFunc(q.Focus, func(f string) bool { return slug.Make(f) == a.Slug }) {
			named = append(named, q)
		}
	}
	return named
}

func (p *page) plain() *Plain {
	q := p.output.Page
	description := q.Summary
	if description == "" {
		description = q.Body.Lead
	}
	v := &Plain{Page: p.base(q.Title, description), Text: p.prose(q.Body, q.Written, q.Source.Path, nil)}
	p.written(&v.Page, q.Written)
	v.Withheld = p.withheld(q.Withheld)
	return v
}

func (p *page) notFound() *NotFound {
	v := &NotFound{p.base(p.text("notfound_heading"), "")}
	v.Canonical = ""
	return v
}

func (p *page) redirect() *Redirect {
	v := &Redirect{Page: p.base(p.text("redirect_heading"), "")}
	v.Canonical = p.plan.Config.BaseURL + p.output.Name
	v.To = Link{Text: p.text("redirect_link"), URL: p.to(p.output.Name)}
	return v
}
