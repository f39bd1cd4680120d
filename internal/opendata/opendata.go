// Package opendata makes the open data of a site: what was promised, and which follow-ups were
// published or are expected. They come as CSV and JSON with a JSON Schema, for the whole site and for
// each kommun, and with the catalogue by which data portals find them.
//
// docs/data.md says what the files hold. What is a draft or withheld is in none of them, not even where
// the site shows it.
package opendata

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
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

// Sets returns every set, in the order in which they are shown.
func Sets() []Set { return []Set{Promises, FollowUps} }

// Data is the open data of a planned site. It is safe for several goroutines. What stands in several
// files is made once, when the first of them is asked for.
type Data struct {
	plan     *plan.Plan
	messages *message.Catalogue
	parts    func() []part // in the order of the site's kommuner
	writers  sync.Pool     // of writer
}

// part is a kommun's part of the data.
type part struct {
	kommun *promise.Kommun
	tables func() (map[Set]table, error)
}

// New returns the open data of a plan. The catalogue takes its words from messages.
func New(p *plan.Plan, messages *message.Catalogue) *Data {
	d := &Data{plan: p, messages: messages}
	d.parts = sync.OnceValue(func() []part {
		var parts []part
		for _, k := range public(p).Kommuner {
			parts = append(parts, part{k, sync.OnceValues(func() (map[Set]table, error) { return d.tables(k) })})
		}
		return parts
	})
	return d
}

// public returns the site as everybody may see it. A plan with drafts has more.
func public(p *plan.Plan) *promise.Site {
	for _, k := range p.Site.Kommuner {
		for _, d := range k.Documents {
			if !d.ShownOn(p.Now) || slices.ContainsFunc(d.FollowUps, func(f *promise.FollowUp) bool { return !f.ShownOn(p.Now) }) {
				return p.Site.ShownOn(p.Now)
			}
		}
	}
	return p.Site
}

// Write writes a file of the data, an output whose view is plan.DataFile, to w.
func (d *Data) Write(o *plan.Output, w *bytes.Buffer) error {
	chunks, err := d.chunks(o)
	w.Grow(size(chunks))
	for _, c := range chunks {
		w.Write(c)
	}
	return err
}

// Size returns how many bytes Write writes.
func (d *Data) Size(o *plan.Output) int64 {
	chunks, _ := d.chunks(o) // Write tells of a fault
	return int64(size(chunks))
}

func size(chunks [][]byte) int {
	n := 0
	for _, c := range chunks {
		n += len(c)
	}
	return n
}

// chunks returns a file's bytes in pieces that several files share.
func (d *Data) chunks(o *plan.Output) ([][]byte, error) {
	if o.Kommun != nil {
		return d.ofKommun(o.Kommun.Slug)
	}
	name, format, _ := strings.Cut(o.Name, ".")
	switch format {
	case "schema.json":
		schema, err := d.schema(name)
		return [][]byte{schema}, err
	case "rdf":
		catalog, err := d.catalog()
		return [][]byte{catalog}, err
	}
	set := Set(name)
	tables, err := d.all(set)
	if err != nil {
		return nil, err
	}
	if format == "json" {
		return append(array(nil, tables), []byte("\n")), nil
	}
	chunks := [][]byte{header(set)}
	for _, t := range tables {
		chunks = append(chunks, t.csv)
	}
	return chunks, nil
}

// all returns a set's tables of all kommuner, which it makes on all processors.
func (d *Data) all(set Set) ([]table, error) {
	var all []table
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(d.parts()); i = next.Add(1) - 1 {
				_, _ = d.parts()[i].tables() // what it returns is kept
			}
		})
	}
	wg.Wait()
	for _, p := range d.parts() {
		t, err := p.tables()
		if err != nil {
			return nil, err
		}
		all = append(all, t[set])
	}
	return all, nil
}

// ofKommun returns the file of a kommun: what the kommun is, and its rows of each set.
func (d *Data) ofKommun(slug string) ([][]byte, error) {
	for _, p := range d.parts() {
		if p.kommun.Slug != slug {
			continue
		}
		tables, err := p.tables()
		if err != nil {
			return nil, err
		}
		about, err := d.about(p.kommun)
		chunks := [][]byte{bytes.TrimSuffix(about, []byte("}"))}
		for _, set := range Sets() {
			chunks = append(chunks, fmt.Appendf(nil, ",\n%q: ", set))
			chunks = array(chunks, []table{tables[set]})
		}
		return append(chunks, []byte("\n}\n")), err
	}
	return nil, fmt.Errorf("no kommun %s in the open data", slug)
}

// array adds the rows of tables to chunks, as one JSON array with a row on each line.
func array(chunks [][]byte, tables []table) [][]byte {
	between := []byte("[\n")
	for _, t := range tables {
		if len(t.json) > 0 {
			chunks = append(chunks, between, t.json)
			between = []byte(",\n")
		}
	}
	if between[0] == '[' {
		return append(chunks, []byte("[]"))
	}
	return append(chunks, []byte("\n]"))
}
