package serve

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// BenchmarkSaveToBrowser measures, on a copy of the example site and for each kind of save, the time from
// before the save until the page in the browser shows it: until the first frame after the text came into
// the page. A save that is not seen within ten seconds is counted as missed.
//
//	go test ./internal/serve -run NONE -bench SaveToBrowser -benchtime 100x
func BenchmarkSaveToBrowser(b *testing.B) {
	ctx := browser(b, time.Hour)
	w := newWorkshop(b)
	kinds := w.saves()
	l := serveLive(b, w.dir)
	watcher := newPageWatcher(b, ctx)
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			do(b, ctx, chromedp.Navigate("http://"+l.address+k.page))
			var times []time.Duration
			missed := 0
			for i := 1; b.Loop(); i++ {
				if k.ready != nil {
					k.ready(i)
					until(b, ctx, k.readySeen(i))
				}
				until(b, ctx, following)
				shown := watcher.watch(k.seen(i))
				start := time.Now()
				k.do(i)
				select {
				case at := <-shown:
					times = append(times, at.Sub(start))
				case <-time.After(10 * time.Second):
					missed++
				}
			}
			b.ReportMetric(float64(missed), "missed")
			report(b, times)
		})
	}
}

// report says how long something took.
func report(b *testing.B, times []time.Duration) {
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	for _, m := range []struct {
		name string
		time time.Duration
	}{{"median-ms", times[len(times)/2]}, {"p95-ms", times[len(times)*95/100]}, {"max-ms", times[len(times)-1]}} {
		b.ReportMetric(float64(m.time.Microseconds())/1000, m.name)
	}
	b.ReportMetric(0, "ns/op") // how long the steps between the saves took is of no interest
}

// pageWatcher is told by the page itself when it shows something.
type pageWatcher struct {
	b      testing.TB
	ctx    context.Context
	script page.ScriptIdentifier // in each document, now and to come

	mu     sync.Mutex
	number int // of what is waited for
	shown  chan time.Time
}

func newPageWatcher(b testing.TB, ctx context.Context) *pageWatcher {
	b.Helper()
	p := &pageWatcher{b: b, ctx: ctx}
	do(b, ctx, chromedp.ExposeFunc("lofteShown", func(_ context.Context, number int) (chromedp.Void, error) {
		now := time.Now()
		p.mu.Lock()
		defer p.mu.Unlock()
		if number == p.number {
			p.number++ // once is enough
			p.shown <- now
		}
		return chromedp.Void{}, nil
	}))
	return p
}

// watch returns a channel that has the time when a condition came to hold in the page, or in the one that
// it becomes when it is loaded again.
func (p *pageWatcher) watch(condition string) <-chan time.Time {
	p.b.Helper()
	p.mu.Lock()
	p.number++
	number := p.number
	p.shown = make(chan time.Time, 1)
	shown := p.shown
	p.mu.Unlock()
	if p.script != "" {
		if _, err := chromedp.Call(p.ctx, page.RemoveScriptToEvaluateOnNewDocument, page.RemoveScriptToEvaluateOnNewDocumentParams{Identifier: p.script}); err != nil {
			p.b.Fatal(err)
		}
	}
	now := true
	added, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		RunImmediately: &now,
		Source: fmt.Sprintf(`(() => {
	let told = false;
	const look = () => {
		if (told || !(%s)) return;
		told = true;
		requestAnimationFrame(() => window.lofteShown(%d));
	};
	new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
	document.addEventListener("load", look, true);
	document.addEventListener("DOMContentLoaded", look);
})()`, condition, number),
	})
	if err != nil {
		p.b.Fatal(err)
	}
	p.script = added.Identifier
	return shown
}
