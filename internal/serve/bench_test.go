package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lofte/internal/build"
	"lofte/internal/watch"
)

// BenchmarkSaveToServed measures, on a site of 290 kommuner × 12 years (about 14,000 documents), how
// long it takes from the save of one document until its page has the new text.
func BenchmarkSaveToServed(b *testing.B) { benchmarkSave(b, 290, 12) }

// BenchmarkSaveToServedSmall is the same for a site of 4 kommuner × 3 years.
func BenchmarkSaveToServedSmall(b *testing.B) { benchmarkSave(b, 4, 3) }

func benchmarkSave(b *testing.B, kommuner, years int) {
	dir := b.TempDir()
	writeSite(b, dir, kommuner, years)
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	folders, files := build.Watched(build.Options{Site: root.FS()})
	w, err := watch.Start(watch.Options{Dir: dir, Trees: folders, Files: files})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	defer func() { cancel(); _ = w.Close(); <-ended }()
	p := New(Options{Site: root.FS(), Local: true, Language: "en"})
	go func() {
		defer close(ended)
		_ = build.NewReader(build.Options{Site: root.FS(), Now: testDay, Drafts: true}).Follow(ctx, w, func(s *build.Site, c build.Change, _ watch.Batch) error {
			p.Show(s, c)
			return nil
		})
	}()
	server := httptest.NewServer(p)
	defer server.Close()
	<-p.ready

	file := filepath.Join(dir, "content", "k0002", "2023", "index.md")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	var times []time.Duration
	n := 0
	for b.Loop() {
		n++
		word := fmt.Sprintf("Ändring nummer %d.", n)
		_, _, changed := p.now()
		start := time.Now()
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), "+++\n\n", "+++\n\n"+word+"\n\n", 1)), 0o644); err != nil {
			b.Fatal(err)
		}
		for {
			<-changed
			_, _, changed = p.now()
			answer, err := http.Get(server.URL + "/k0002/2023/")
			if err != nil {
				b.Fatal(err)
			}
			page, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil {
				b.Fatal(err)
			}
			if strings.Contains(string(page), word) {
				break
			}
		}
		times = append(times, time.Since(start))
	}
	report(b, times)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-system")
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB-in-use")
}
