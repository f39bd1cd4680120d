package build

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"lofte/internal/corpus"
	"lofte/internal/day"
)

// counted is a sink that counts the bytes that it is given.
type counted struct{ files, bytes atomic.Int64 }

func (c *counted) Write(_ string, data []byte) error {
	c.files.Add(1)
	c.bytes.Add(int64(len(data)))
	return nil
}

var benchDay = day.New(2024, 11, 1)

// BenchmarkBuild builds a site of 290 kommuner × 12 years with three follow-ups a year, about 14,000
// documents, from disk to disk, and reports the share of each stage.
func BenchmarkBuild(b *testing.B) { benchmarkBuild(b, 290, 12) }

// BenchmarkBuildSmall builds 29 kommuner × 4 years.
func BenchmarkBuildSmall(b *testing.B) { benchmarkBuild(b, 29, 4) }

func benchmarkBuild(b *testing.B, kommuner, years int) {
	dir := b.TempDir()
	for name, f := range corpus.Make(kommuner, years) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	stages := map[string]float64{}
	var documents, size int64
	b.ReportAllocs()
	for b.Loop() {
		out, err := os.MkdirTemp(b.TempDir(), "out")
		if err != nil {
			b.Fatal(err)
		}
		site, err := Read(Options{Site: root.FS(), Now: benchDay})
		if err != nil {
			b.Fatal(err)
		}
		if site.Errors() > 0 {
			b.Fatalf("%d errors, first: %v", site.Errors(), site.Problems[0])
		}
		report, err := site.Publish(context.Background(), filepath.Join(out, "public"))
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range site.Stages {
			stages[s.Name] += s.Time.Seconds()
		}
		documents, size = int64(kommuner*(1+4*years)), report.Bytes
	}
	for name, seconds := range stages {
		b.ReportMetric(seconds/float64(b.N), name+"-s/op")
	}
	b.ReportMetric(float64(documents), "documents")
	b.ReportMetric(float64(size)/1e6, "MB-written")
}

// BenchmarkRender renders the site of BenchmarkBuild into nothing.
func BenchmarkRender(b *testing.B) {
	site, err := Read(Options{Site: corpus.Make(290, 12), Now: benchDay})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := site.Render(context.Background(), &counted{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead reads and plans the site of BenchmarkBuild, from memory.
func BenchmarkRead(b *testing.B) {
	fsys := corpus.Make(290, 12)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(Options{Site: fsys, Now: benchDay}); err != nil {
			b.Fatal(err)
		}
	}
}
