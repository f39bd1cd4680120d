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
// file that has them: all of them together are too many to keep.
type Data struct {
	plan     *plan.Plan
	messages *message.Catalogue
	kommuner func() []*promise.Kommun // as everybody may see them
	sizes    func() (sizes, error)
	writers  sync.Pool // of writer
}

// sizes are how many bytes files have, by their names; those of kommuner by their slugs.
type sizes struct{ files, kommuner map[string]int }

// New returns the open data of a plan. The catalogue takes its words from messages.
func New(p *plan.Plan, messages *message.Catalogue) *Data {
	d := &Data{plan: p, messages: messages}
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
				_, err := d.kommun(k, false, w)
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
	rows := array{to: w}
	if !isJSON {
		w.Write(header(set))
	}
	for _, k := range d.kommuner() {
		t, err := d.tables(k, wanted{[]Set{set}, isJSON, !isJSON})
		if err != nil {
			return err
		}
		if isJSON {
			rows.add(t[set].json)
		} else {
			w.Write(t[set].csv)
		}
	}
	if isJSON {
		rows.end()
		w.WriteByte('\n')
	}
	return nil
}

// list writes kommuner.json: what each kommun is.
func (d *Data) list(w *bytes.Buffer) error {
	rows := array{to: w}
	for _, k := range d.kommuner() {
		about, err := d.about(k)
		if err != nil {
			return err
		}
		rows.add(about)
	}
	rows.end()
	w.WriteByte('\n')
	return nil
}

// kommun writes the file of a kommun: what the kommun is, and its rows of each set, which it returns, on
// demand as CSV too.
func (d *Data) kommun(k *promise.Kommun, csv bool, w *bytes.Buffer) (map[Set]table, error) {
	tables, err := d.tables(k, wanted{Sets(), true, csv})
	if err != nil {
		return nil, err
	}
	about, err := d.about(k)
	w.Write(bytes.TrimSuffix(about, []byte("}")))
	for _, set := range Sets() {
		fmt.Fprintf(w, ",\n%q: ", set)
		rows := array{to: w}
		rows.add(tables[set].json)
		rows.end()
	}
	w.WriteString("\n}\n")
	return tables, err
}

// array is a JSON array with a row on each line.
type array struct {
	to  *bytes.Buffer
	any bool
}

func (a *array) add(rows []byte) {
	if len(rows) == 0 {
		return
	}
	if a.any {
		a.to.WriteString(",\n")
	} else {
		a.to.WriteString("[\n")
	}
	a.any = true
	a.to.Write(rows)
}

func (a *array) end() {
	if a.any {
		a.to.WriteString("\n]")
	} else {
		a.to.WriteString("[]")
	}
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
			var w bytes.Buffer
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				w.Reset()
				tables, err := d.kommun(list[i], true, &w)
				mu.Lock()
				failed = errors.Join(failed, err)
				all.kommuner[list[i].Slug] = w.Len()
				for set, t := range tables {
					all.files[string(set)+".csv"] += len(t.csv)
					if n := len(t.json); n > 0 {
						all.files[string(set)+".json"] += n + len(",\n")
					}
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all, failed
}
