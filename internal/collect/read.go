package collect

import (
	"html"
	"net/url"
	"slices"
	"strings"

	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/opendata"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// reader is the state of one read.
type reader struct {
	reading
	source *collected
	base   string            // what every address that is taken over begins with; "" when none is
	titles map[string]string // of kommuner, by slug
}

// read makes kommuner of a source's files. They are linked, and read-only from then on.
func read(s *collected) reading {
	if s.files == nil {
		return reading{}
	}
	r := &reader{source: s, base: s.URL, titles: map[string]string{}}
	if r.fault = r.read(); r.fault != nil {
		return reading{fault: r.fault}
	}
	return r.reading
}

func (r *reader) read() error {
	if data := r.source.files[kommunerFile]; data != nil {
		rows, err := opendata.ReadKommuner(data)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r.titles[row.Kommun] = row.Title
		}
	}
	promises, err := opendata.ReadPromises(r.source.files[promisesFile])
	if err != nil {
		return err
	}
	if r.base == "" && len(promises) > 0 {
		r.base = baseOf(promises[0])
	}
	for i := range promises {
		if column := r.promise(&promises[i]); column != "" {
			return &opendata.Misfit{File: promisesFile, Row: i + 1, Column: column}
		}
	}
	followUps, err := opendata.ReadFollowUps(r.source.files[followUpsFile])
	if err != nil {
		return err
	}
	for i := range followUps {
		if column := r.followUp(&followUps[i]); column != "" {
			return &opendata.Misfit{File: followUpsFile, Row: i + 1, Column: column}
		}
	}
	for _, k := range r.kommuner {
		for _, d := range k.Documents {
			finish(d)
		}
		k.Link()
	}
	return nil
}

// baseOf returns the address of the site that a promise stands on, by where on it a promise stands
// (CONTRACT §4); "" when that is nowhere.
func baseOf(row opendata.PromiseRow) string {
	at, _, _ := strings.Cut(row.URL, "#")
	base, ok := strings.CutSuffix(at, row.Kommun+"/"+row.Period+"/")
	if _, err := config.ParseBaseURL(base); !ok || err != nil {
		return ""
	}
	return base
}

// address returns an address of a row when it leads below the source's own, else "".
func (r *reader) address(given string) string {
	if given == "" {
		return ""
	}
	u, err := url.Parse(given)
	if err != nil || r.base == "" || !strings.HasPrefix(given, r.base) || slices.Contains(strings.Split(u.Path, "/"), "..") {
		r.foreign++
		return ""
	}
	return u.String()
}

// kommun returns the kommun with a slug, which is made when it is first asked for.
func (r *reader) kommun(row *opendata.PromiseRow) *promise.Kommun {
	for _, k := range r.kommuner {
		if k.Slug == row.Kommun {
			return k
		}
	}
	elsewhere := &promise.Elsewhere{Site: r.source.File, Last: r.source.copied}
	if r.base != "" {
		_, elsewhere.Site, _ = strings.Cut(strings.TrimSuffix(r.base, "/"), "://")
		elsewhere.URL = r.base + row.Kommun + "/"
	}
	k := &promise.Kommun{Slug: row.Kommun, Title: r.titles[row.Kommun], Code: value(row.Code), County: value(row.County), Elsewhere: elsewhere}
	if k.Title == "" {
		k.Title = titleOf(k.Slug)
	}
	r.kommuner = append(r.kommuner, k)
	return k
}

// titleOf makes a name of a slug, for a kommun whose own is not known.
func titleOf(slug string) string {
	words := strings.Split(slug, "-")
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// promise takes in a row, and returns the name of the column that is faulty, or "".
func (r *reader) promise(row *opendata.PromiseRow) (faulty string) {
	if row.Kommun != slug.Make(row.Kommun) {
		return "kommun"
	}
	k := r.kommun(row)
	d := k.Document(row.Period)
	if d == nil {
		d = &promise.Document{Period: row.Period, Title: content.DocumentTitle(row.Period)}
		if faulty := validity(d, row); faulty != "" {
			return faulty
		}
		at, _, _ := strings.Cut(row.URL, "#")
		d.URL = r.address(at)
		k.Documents = append(k.Documents, d)
	} else if d.Promise(row.ID) != nil {
		return "id"
	}
	if p := value(row.Continues); p > d.ReplacesName {
		d.ReplacesName = p // a promise that returned is of an older document than those that go on
	}
	// What a target is for, and whether it is a least or a most, the row does not tell; its text does.
	p := &promise.Promise{Document: d, Index: len(d.Promises), ID: row.ID, Place: strings.Join(row.Places, ", "), Focus: row.Focus}
	p.Text, p.Below, _ = strings.Cut(row.Text, "\n")
	p.Body.HTML = html.EscapeString(p.Text)
	for line := range strings.Lines(p.Below) {
		p.Body.HTML += "<p>" + html.EscapeString(strings.TrimSuffix(line, "\n")) + "</p>"
	}
	if row.Party != nil {
		for name := range strings.SplitSeq(*row.Party, "; ") {
			if name != "" {
				p.Parties = append(p.Parties, promise.Party(name))
			}
		}
	}
	d.Promises = append(d.Promises, p)
	return heard(p, row)
}

func validity(d *promise.Document, row *opendata.PromiseRow) (faulty string) {
	var ok bool
	if d.From, ok = date(&row.From); !ok {
		return "from"
	}
	if row.To == nil {
		d.To, d.UntilReplaced = d.From, true
		return ""
	}
	if d.To, ok = date(row.To); !ok || d.To.Before(d.From) || d.To.Year > d.From.Year+longest {
		return "to"
	}
	return ""
}

// heard takes in the last that was told of a promise, with a follow-up that has no more than its date.
func heard(p *promise.Promise, row *opendata.PromiseRow) (faulty string) {
	told := &promise.Result{Count: row.Count}
	by := &promise.FollowUp{Document: p.Document, Title: content.FollowUpTitle("")}
	if row.Status != promise.Unreported.String() {
		var err error
		if told.Status, err = promise.ParseStatus(row.Status); err != nil {
			return "status"
		}
		var ok bool
		if by.Date, ok = date(row.StatusDate); !ok {
			return "status_date"
		}
	} else if row.Count == nil {
		return ""
	}
	p.Heard = promise.Told{Result: told, FollowUp: by}
	return ""
}

// followUp takes in a row, as promise does. Of a document without promises nothing else is known, so that
// its follow-ups are left out.
func (r *reader) followUp(row *opendata.FollowUpRow) (faulty string) {
	i := slices.IndexFunc(r.kommuner, func(k *promise.Kommun) bool { return k.Slug == row.Kommun })
	if i < 0 {
		return ""
	}
	d := r.kommuner[i].Document(row.Period)
	if d == nil {
		return ""
	}
	e := promise.Expected{Document: d, State: promise.State(row.State)}
	if row.Due != nil {
		part, err := promise.ParsePart(value(row.FollowUp))
		if err != nil {
			return "followup"
		}
		var ok bool
		if part.Due, ok = date(row.Due); !ok {
			return "due"
		}
		e.Part = part
	} else if e.State != promise.Published {
		return "due"
	}
	if e.State == promise.Published {
		f := &promise.FollowUp{
			Document: d, Title: content.FollowUpTitle(value(row.FollowUp)), Period: value(row.FollowUp), CountIs: promise.CountTotal,
			URL: r.address(value(row.URL)),
		}
		var ok bool
		if f.Date, ok = date(row.Date); !ok {
			return "date"
		}
		if row.Answered != nil {
			f.Speaks = *row.Answered
		}
		e.FollowUp = f
		d.FollowUps = append(d.FollowUps, f)
	}
	d.Listed = append(d.Listed, e)
	return ""
}

// finish ties the parts of a document together.
func finish(d *promise.Document) {
	for _, f := range d.FollowUps {
		f.Results = make([]*promise.Result, len(d.Promises))
	}
	for _, p := range d.Promises {
		told := &p.Heard
		if told.Result == nil {
			continue
		}
		for _, f := range d.FollowUps {
			if f.Date == told.FollowUp.Date {
				told.FollowUp = f
			}
		}
	}
	// A row lists a promise's own focus and that of its document. What all have is taken for the document's.
	if len(d.Promises) < 2 {
		return
	}
	for _, area := range d.Promises[0].Focus {
		if !slices.ContainsFunc(d.Promises, func(p *promise.Promise) bool { return !slices.Contains(p.Focus, area) }) {
			d.Focus = append(d.Focus, area)
		}
	}
	for _, p := range d.Promises {
		p.Focus = slices.DeleteFunc(p.Focus, func(area string) bool { return slices.Contains(d.Focus, area) })
	}
}

// The years that a day may be of, and how many years a validity may last. A slip of the pen is not to make
// a page for each of a thousand years.
const (
	earliest = 1900
	latest   = 2200
	longest  = 100
)

func date(s *string) (day.Date, bool) {
	d, err := day.Parse(value(s))
	return d, err == nil && d.Year >= earliest && d.Year <= latest
}

// value returns what a cell holds; "" when that is not known.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
