package opendata

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
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

func (r *PromiseRow) cells() []string {
	return []string{r.Kommun, text(r.Code), text(r.County), r.Period, r.From, text(r.To), r.ID, text(r.Party), r.Text, number(r.Target),
		text(r.Unit), list(r.Focus), list(r.Places), r.Status, number(r.Count), text(r.StatusDate), r.URL, text(r.Continues)}
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

func (r *FollowUpRow) cells() []string {
	return []string{r.Kommun, text(r.Code), r.Period, text(r.FollowUp), text(r.Due), text(r.Date), r.State, number(r.Answered),
		strconv.Itoa(r.Promises), text(r.URL)}
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
	return json.Marshal(KommunRow{k.Slug, k.Title, known(k.Code), known(k.County), d.url(plan.KommunURL(k)), d.plan.Config.DataLicense})
}

// wanted says which rows to make, and how to write them.
type wanted struct {
	sets      []Set
	json, csv bool
}

// tables makes the rows of a kommun.
func (d *Data) tables(k *promise.Kommun, want wanted) (map[Set]table, error) {
	promises, followUps := d.writer(want), d.writer(want)
	defer d.writers.Put(promises)
	defer d.writers.Put(followUps)
	for _, doc := range k.Documents {
		timeline := doc.Timeline(d.plan.Now)
		var err error
		if slices.Contains(want.sets, Promises) {
			err = d.promises(doc, timeline, promises)
		}
		if err == nil && slices.Contains(want.sets, FollowUps) {
			err = d.followUps(doc, timeline, followUps)
		}
		if err != nil {
			return nil, err
		}
	}
	return map[Set]table{Promises: promises.table(), FollowUps: followUps.table()}, nil
}

func (d *Data) promises(doc *promise.Document, timeline []promise.Expected, promises *writer) error {
	k := doc.Kommun
	counts := doc.Counts(timeline)
	at := d.url(plan.DocumentURL(doc))
	common := PromiseRow{Kommun: k.Slug, Code: known(k.Code), County: known(k.County), Period: doc.Period, From: doc.From.String()}
	if last, open := doc.End(); !open {
		common.To = date(last)
	}
	for _, p := range doc.Promises {
		r := common
		r.ID, r.Party, r.Text = p.ID, parties(p), p.AllWords()
		if t := p.Target; t != nil {
			r.Target, r.Unit = &t.Number, known(t.Unit)
		}
		r.Focus, r.Places = focus(p), places(p)
		status, by := p.Reported()
		r.Status = status.String()
		if by != nil {
			r.StatusDate = date(by.Date)
		}
		if f := counts.Last(p); f != nil {
			n := counts.By(p, f).Total
			r.Count = &n
		}
		r.URL = at + "#" + p.ID
		if len(p.Continues) > 0 {
			r.Continues = known(p.Continues[0].Document.Period)
		}
		if err := promises.write(&r); err != nil {
			return err
		}
	}
	return nil
}

func (d *Data) followUps(doc *promise.Document, timeline []promise.Expected, followUps *writer) error {
	k := doc.Kommun
	for _, e := range timeline {
		r := FollowUpRow{Kommun: k.Slug, Code: known(k.Code), Period: doc.Period, FollowUp: known(e.Part.Name), Due: date(e.Part.Due),
			State: string(e.State), Promises: len(doc.Promises)}
		if f := e.FollowUp; f != nil {
			if r.FollowUp == nil {
				r.FollowUp = known(f.Period)
			}
			answered, at := f.Answered(), d.url(plan.FollowUpURL(f))
			r.Date, r.Answered, r.URL = date(f.Date), &answered, &at
		}
		if err := followUps.write(&r); err != nil {
			return err
		}
	}
	return nil
}

// url returns the whole address of a place in the site.
func (d *Data) url(at string) string { return d.plan.Config.BaseURL + at }

// parties joins who promises; nil when nobody is named.
func parties(p *promise.Promise) *string {
	names := make([]string, len(p.Parties))
	for i, party := range p.Parties {
		names[i] = string(party)
	}
	return known(list(names))
}

// focus returns the focus areas of a promise, its own before those of its document.
func focus(p *promise.Promise) []string {
	all := []string{}
	for _, areas := range [][]string{p.Focus, p.Document.Focus} {
		for _, f := range areas {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// places returns where a promise holds: its own places, else those of its document.
func places(p *promise.Promise) []string {
	all := []string{}
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

// known returns a value that is known, or nil for "".
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func date(d day.Date) *string { return known(d.String()) }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func list(l []string) string { return strings.Join(l, "; ") }

// table is rows written out: as JSON, an object on each line with a comma between two, and as CSV.
type table struct{ json, csv []byte }

// writer writes a table.
type writer struct {
	json, csv bytes.Buffer
	objects   *json.Encoder
	lines     *csv.Writer
	wanted
}

// writer returns a writer that has written nothing yet. Put it back among the writers.
func (d *Data) writer(want wanted) *writer {
	if w, used := d.writers.Get().(*writer); used {
		w.wanted = want
		w.json.Reset()
		w.csv.Reset()
		return w
	}
	w := &writer{wanted: want}
	w.objects = json.NewEncoder(&w.json)
	w.objects.SetEscapeHTML(false)
	w.lines = csvWriter(&w.csv)
	return w
}

func csvWriter(to *bytes.Buffer) *csv.Writer {
	w := csv.NewWriter(to)
	w.UseCRLF = true
	return w
}

func (w *writer) write(r interface{ cells() []string }) error {
	if w.wanted.json {
		if n := w.json.Len(); n > 0 {
			w.json.Truncate(n - 1) // the encoder ends each value with a line end
			w.json.WriteString(",\n")
		}
		if err := w.objects.Encode(r); err != nil {
			return err
		}
	}
	if !w.wanted.csv {
		return nil
	}
	cells := r.cells()
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return w.lines.Write(cells)
}

// table returns what was written.
func (w *writer) table() table {
	w.lines.Flush() // to memory, which takes all
	return table{bytes.Clone(bytes.TrimSuffix(w.json.Bytes(), []byte("\n"))), bytes.Clone(w.csv.Bytes())}
}

// harmless returns a cell that no spreadsheet takes for a formula, which it would carry out.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
