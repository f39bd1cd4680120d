package opendata

import (
	"encoding/json"
	"slices"
	"strings"

	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// PromiseRow is a promise of a document. Its fields are the columns (CONTRACT §4), which their schema
// describes; nil is not known.
type PromiseRow struct {
	Kommun     string   `json:"kommun"`
	Code       *string  `json:"code"`
	County     *string  `json:"county"`
	Period     string   `json:"period"`
	From       string   `json:"from"`
	To         *string  `json:"to"`
	ID         string   `json:"id"`
	Party      *string  `json:"party"`
	Text       string   `json:"text"`
	Target     *int     `json:"target"`
	Unit       *string  `json:"unit"`
	Focus      []string `json:"focus"`
	Places     []string `json:"places"`
	Status     string   `json:"status"`
	Count      *int     `json:"count"`
	StatusDate *string  `json:"status_date"`
	URL        string   `json:"url"`
	Continues  *string  `json:"continues"`
}

func (r *PromiseRow) tell(w *writer) {
	w.text(r.Kommun)
	w.known(r.Code)
	w.known(r.County)
	w.text(r.Period)
	w.text(r.From)
	w.known(r.To)
	w.text(r.ID)
	w.known(r.Party)
	w.text(r.Text)
	w.counted(r.Target)
	w.known(r.Unit)
	w.list(r.Focus)
	w.list(r.Places)
	w.text(r.Status)
	w.counted(r.Count)
	w.known(r.StatusDate)
	w.text(r.URL)
	w.known(r.Continues)
}

// FollowUpRow is a follow-up, published or expected, as PromiseRow is a promise.
type FollowUpRow struct {
	Kommun   string  `json:"kommun"`
	Code     *string `json:"code"`
	Period   string  `json:"period"`
	FollowUp *string `json:"followup"`
	Due      *string `json:"due"`
	Date     *string `json:"date"`
	State    string  `json:"state"`
	Answered *int    `json:"answered"`
	Promises int     `json:"promises"`
	URL      *string `json:"url"`
}

func (r *FollowUpRow) tell(w *writer) {
	w.text(r.Kommun)
	w.known(r.Code)
	w.text(r.Period)
	w.known(r.FollowUp)
	w.known(r.Due)
	w.known(r.Date)
	w.text(r.State)
	w.counted(r.Answered)
	w.number(r.Promises)
	w.known(r.URL)
}

// KommunRow says what a kommun is, in its own file and in kommuner.json.
type KommunRow struct {
	Kommun  string  `json:"kommun"`
	Title   string  `json:"title"`
	Code    *string `json:"code"`
	County  *string `json:"county"`
	URL     string  `json:"url"`
	License string  `json:"license"`
}

func (d *Data) about(k *promise.Kommun) ([]byte, error) {
	return json.Marshal(KommunRow{k.Slug, k.Title, known(&k.Code), known(&k.County), d.url(plan.KommunURL(k)), d.plan.Config.DataLicense})
}

// rows writes a kommun's rows of a set with each of some writers.
func (d *Data) rows(set Set, k *promise.Kommun, to ...*writer) {
	for _, doc := range k.Documents {
		timeline, counts := d.judge(doc)
		if set == Promises {
			d.promises(doc, counts, to)
		} else {
			d.followUps(doc, timeline, to)
		}
	}
}

func (d *Data) promises(doc *promise.Document, counts promise.Counts, to []*writer) {
	k := doc.Kommun
	at := d.url(plan.DocumentURL(doc)) + "#"
	r := PromiseRow{Kommun: k.Slug, Code: known(&k.Code), County: known(&k.County), Period: doc.Period, From: doc.From.String()}
	if last, open := doc.End(); !open {
		r.To = date(last)
	}
	var told struct { // what the row points to
		party, date string
		count       int
	}
	for _, p := range doc.Promises {
		r.ID, r.Text, r.URL = p.ID, p.AllWords(), at+p.ID
		told.party = parties(p)
		r.Party = known(&told.party)
		r.Target, r.Unit = nil, nil
		if t := p.Target; t != nil {
			r.Target, r.Unit = &t.Number, known(&t.Unit)
		}
		r.Focus, r.Places = focus(r.Focus[:0], p), places(r.Places[:0], p)
		status, by := p.Reported()
		r.Status, told.date = status.String(), ""
		if by != nil {
			told.date = by.Date.String()
		}
		r.StatusDate = known(&told.date)
		r.Count = nil
		if f := counts.Last(p); f != nil {
			told.count = counts.By(p, f).Total
			r.Count = &told.count
		}
		r.Continues = nil
		if len(p.Continues) > 0 {
			r.Continues = known(&p.Continues[0].Document.Period)
		}
		for _, w := range to {
			w.write(&r)
		}
	}
}

func (d *Data) followUps(doc *promise.Document, timeline []promise.Expected, to []*writer) {
	k := doc.Kommun
	for i := range timeline {
		e := &timeline[i]
		r := FollowUpRow{Kommun: k.Slug, Code: known(&k.Code), Period: doc.Period, FollowUp: known(&e.Part.Name), Due: date(e.Part.Due),
			State: string(e.State), Promises: len(doc.Promises)}
		if f := e.FollowUp; f != nil {
			if r.FollowUp == nil {
				r.FollowUp = known(&f.Period)
			}
			answered, at := f.Answered(), d.url(plan.FollowUpURL(f))
			r.Date, r.Answered, r.URL = date(f.Date), &answered, &at
		}
		for _, w := range to {
			w.write(&r)
		}
	}
}

// url returns the whole address of a place in the site.
func (d *Data) url(at string) string { return d.plan.Config.BaseURL + at }

// parties joins who promises; "" when nobody is named.
func parties(p *promise.Promise) string {
	if len(p.Parties) == 1 {
		return string(p.Parties[0])
	}
	names := make([]string, len(p.Parties))
	for i, party := range p.Parties {
		names[i] = string(party)
	}
	return list(names)
}

// focus appends the focus areas of a promise, its own before those of its document.
func focus(all []string, p *promise.Promise) []string {
	for _, areas := range [][]string{p.Focus, p.Document.Focus} {
		for _, f := range areas {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// places appends where a promise holds: its own places, else those of its document.
func places(all []string, p *promise.Promise) []string {
	for place := range strings.SplitSeq(p.Place, ",") {
		if place = strings.TrimSpace(place); place != "" {
			all = append(all, place)
		}
	}
	if len(all) == 0 {
		all = append(all, p.Document.Places...)
	}
	return all
}

// known returns a text that is known, or nil for "".
func known(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func date(d day.Date) *string {
	s := d.String()
	return known(&s)
}
