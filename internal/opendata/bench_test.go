package opendata

import (
	"bytes"
	"testing"

	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/corpus"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// BenchmarkFiles makes all files of a made-up site of 29 kommuner × 12 years, and what the page says of them.
func BenchmarkFiles(b *testing.B) {
	site := corpus.Make(29, 12)
	cfg := config.Read(site[config.File].Data, new(diag.List))
	model, _ := content.Load(site, cfg, nil)
	p, _ := plan.Make(model, cfg, day.New(2024, 11, 1), nil)
	messages, err := message.New("sv")
	if err != nil {
		b.Fatal(err)
	}
	timelines, counts := map[*promise.Document][]promise.Expected{}, map[*promise.Document]promise.Counts{}
	for _, k := range p.Site.Kommuner {
		for _, d := range k.Documents {
			timelines[d], counts[d] = judge(p)(d)
		}
	}
	known := func(d *promise.Document) ([]promise.Expected, promise.Counts) { return timelines[d], counts[d] }
	b.ReportAllocs()
	for b.Loop() {
		data := New(p, messages, known)
		size := int64(0)
		for i := range p.Outputs {
			o := &p.Outputs[i]
			if o.View != plan.DataFile || o.Name == "catalog.rdf" {
				continue
			}
			var out bytes.Buffer
			if err := data.Write(o, &out); err != nil {
				b.Fatal(err)
			}
			size += data.Size(o)
		}
		b.SetBytes(size)
	}
}
