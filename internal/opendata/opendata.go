// Package opendata makes the open data of a site: what was promised, and which follow-ups were
// published or are expected. They come as CSV and JSON with a JSON Schema, for the whole site and for
// each kommun, and with the catalogue by which data portals find them.
//
// docs/data.md says what the files hold. What is a draft or withheld is in none of them, not even where
// the site shows it.
package opendata

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Set is a set of data. It names the files that hold it.
type Set string

const (
	Promises  Set = "promises"
	FollowUps Set = "followups"
)

// kommuner names the file that says what each kommun is. It is no set, and comes in JSON alone.
const kommuner = "kommuner"

// Sets returns every set, in the order in which they are shown.
func Sets() []Set { return []Set{Promises, FollowUps} }

// Data is the open data of a planned site. It is safe for several goroutines. Rows are made anew for each
// file that has them: that is cheap, and all of them together are too many to keep.
type Data struct {
	plan     *plan.Plan
	messages *message.Catalogue
	judge    Judge
	kommuner func() []*promise.Kommun // as everybody may see them
	sizes    func() (sizes, error)
}

// Judge returns a document's timeline on the plan's day, and its counts by that. It is safe for several
// goroutines.
type Judge func(*promise.Document) ([]promise.Expected, promise.Counts)

// sizes are how many bytes files have, by their names; those of kommuner by their slugs.
type sizes struct{ files, kommuner map[string]int }

// New returns the open data of a plan. The catalogue takes its words from messages.
func New(p *plan.Plan, messages *message.Catalogue, judge Judge) *Data {
	d := &Data{plan: p, messages: messages, judge: judge}
	d.kommuner = sync.OnceValue(func() []*promise.Kommun { return public(p).Kommuner })
	d.sizes = sync.OnceValues(d.measure)
	return d
}

// public returns the site as everybody may see it. A plan with drafts has more.
func public(p *plan.Plan) *promise.Site {
	if p.Site.Withholds(p.Now) {
		return p.Site.ShownOn(p.Now)
	}
	return p.Site
}

// Write writes a file of the data, an output whose view is plan.DataFile, to w.
func (d *Data) Write(o *plan.Output, w *bytes.Buffer) error {
	if o.Kommun != nil {
		for _, k := range d.kommuner() {
			if k.Slug == o.Kommun.Slug {
				file := writer{out: w.AvailableBuffer()}
				err := d.kommun(&file, k, nil)
				w.Write(file.out)
				return err
			}
		}
		return fmt.Errorf("no kommun %s in the open data", o.Kommun.Slug)
	}
	name, format, _ := strings.Cut(o.Name, ".")
	switch format {
	case "schema.json":
		schema, err := d.schema(name)
		w.Write(schema)
		return err
	case "rdf":
		catalog, err := d.catalog()
		w.Write(catalog)
		return err
	}
	if name == kommuner {
		return d.list(w)
	}
	set, isJSON := Set(name), format == "json"
	if known, err := d.sizes(); err == nil {
		w.Grow(known.files[o.Name])
	}
	rows := writer{out: w.AvailableBuffer()}
	if isJSON {
		rows.names = jsonNames()[set]
	} else {
		rows.out = append(rows.out, header(set)...)
	}
	for _, k := range d.kommuner() {
		d.rows(set, k, &rows)
	}
	rows.end()
	if isJSON {
		rows.out = append(rows.out, '\n')
	}
	w.Write(rows.out)
	return nil
}

// list writes kommuner.json: what each kommun is.
func (d *Data) list(w *bytes.Buffer) error {
	if len(d.kommuner()) == 0 {
		w.WriteString("[]\n")
		return nil
	}
	before := "[\n"
	for _, k := range d.kommuner() {
		about, err := d.about(k)
		if err != nil {
			return err
		}
		w.WriteString(before)
		w.Write(about)
		before = ",\n"
	}
	w.WriteString("\n]\n")
	return nil
}

// lines are the rows of a kommun as the files of the whole site have them.
type lines struct {
	array int // bytes of the JSON array that has these rows alone
	csv   writer
}

// kommun appends the file of a kommun to w: what the kommun is, and its rows of each set. The rows of each set
// are told of in all as well, where that is not nil.
func (d *Data) kommun(w *writer, k *promise.Kommun, all map[Set]*lines) error {
	about, err := d.about(k)
	w.out = append(w.out, bytes.TrimSuffix(about, []byte("}"))...)
	for _, set := range Sets() {
		w.names = jsonNames()[set]
		w.out = append(w.out, ",\n\""+string(set)+"\": "...)
		start := len(w.out)
		to := []*writer{w}
		l := all[set]
		if l != nil {
			l.csv.out = l.csv.out[:0]
			to = append(to, &l.csv)
		}
		d.rows(set, k, to...)
		w.end()
		if l != nil {
			l.array = len(w.out) - start
		}
	}
	w.out = append(w.out, "\n}\n"...)
	return err
}

// Size returns how many bytes Write writes; 0 where it fails, since it tells of that itself.
func (d *Data) Size(o *plan.Output) int64 {
	known, err := d.sizes()
	switch {
	case err != nil:
		return 0
	case o.Kommun != nil:
		return int64(known.kommuner[o.Kommun.Slug])
	}
	if n, ok := known.files[o.Name]; ok {
		return int64(n)
	}
	var w bytes.Buffer
	_ = d.Write(o, &w)
	return int64(w.Len())
}

// measure makes the rows of all kommuner, on as many goroutines as there are processors, and keeps none.
func (d *Data) measure() (sizes, error) {
	list := d.kommuner()
	all := sizes{files: map[string]int{}, kommuner: map[string]int{}}
	for _, set := range Sets() {
		all.files[string(set)+".csv"] = len(header(set))
		all.files[string(set)+".json"] = len("[]\n")
	}
	var failed error
	var mu sync.Mutex
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var file writer
			rows := map[Set]*lines{Promises: {}, FollowUps: {}}
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				file.out = file.out[:0]
				err := d.kommun(&file, list[i], rows)
				mu.Lock()
				failed = errors.Join(failed, err)
				all.kommuner[list[i].Slug] = len(file.out)
				for set, l := range rows {
					all.files[string(set)+".csv"] += len(l.csv.out)
					all.files[string(set)+".json"] += l.array - len("[]") // a comma and a line end stand between its rows and others
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all, failed
}
