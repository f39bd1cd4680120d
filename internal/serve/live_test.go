package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lofte/internal/build"
	"lofte/internal/watch"
)

// live is a site that is served while a test edits it.
type live struct {
	t       testing.TB
	dir     string
	address string
	stop    func()
	streams atomic.Int32 // of news, that pages hold open
}

func serveLive(t testing.TB, dir string) *live {
	t.Helper()
	l := &live{t: t, dir: dir}
	l.start("127.0.0.1:0")
	t.Cleanup(func() { l.stop() })
	return l
}

// start serves the site at an address, as lofte serve does.
func (l *live) start(address string) {
	l.t.Helper()
	root, err := os.OpenRoot(l.dir)
	if err != nil {
		l.t.Fatal(err)
	}
	folders, files := build.Watched(build.Options{Site: root.FS()})
	w, err := watch.Start(watch.Options{Dir: l.dir, Trees: folders, Files: files})
	if err != nil {
		l.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		l.t.Fatal(err)
	}
	l.address = listener.Addr().String()
	p := New(Options{Site: root.FS(), Local: true, Language: "en"})
	server := Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == own+"events" {
			l.streams.Add(1)
			defer l.streams.Add(-1)
		}
		p.ServeHTTP(w, r)
	}))
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { _ = server.Serve(listener) })
	work.Go(func() {
		err := build.NewReader(build.Options{Site: root.FS(), Now: testDay, Drafts: true}).Follow(ctx, w,
			func(s *build.Site, c build.Change, _ watch.Batch) error {
				p.Show(s, c)
				return nil
			})
		if !errors.Is(err, context.Canceled) {
			l.t.Error(err)
		}
	})
	l.stop = sync.OnceFunc(func() {
		cancel()
		_ = server.Close()
		work.Wait()
		_ = w.Close()
		_ = root.Close()
	})
}

func (l *live) path(p string) string { return filepath.Join(l.dir, filepath.FromSlash(p)) }

func (l *live) get(p string) (int, string) {
	l.t.Helper()
	answer, err := http.Get("http://" + l.address + p)
	if err != nil {
		l.t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		l.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// listen returns a function that waits for the next state that pages are told.
func (l *live) listen() (next func() state) {
	l.t.Helper()
	answer, err := http.Get("http://" + l.address + own + "events")
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	return func() state {
		l.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var s state
				if err := json.Unmarshal([]byte(data), &s); err != nil {
					l.t.Fatal(err)
				}
				return s
			}
		}
		l.t.Fatalf("the stream ended: %v", lines.Err())
		return state{}
	}
}

// smallSite has two kommuner and a theme that replaces nothing yet.
func smallSite(t *testing.T) string {
	dir := t.TempDir()
	writeSite(t, dir, 2, 2)
	return dir
}

const doc = "content/k0001/2023/index.md"

func TestEvents(t *testing.T) {
	l := serveLive(t, smallSite(t))
	one, two := l.listen(), l.listen()
	first := one()
	if two().Number != first.Number || first.Build == "" || first.Errors != 0 {
		t.Errorf("the first state is %+v", first)
	}
	if _, page := l.get("/k0001/2023/"); !strings.Contains(page, `data-build="`+first.Build+`"`) || !strings.Contains(page, `data-source="`+doc+`:16"`) {
		t.Errorf("the page does not say what it is:\n%.2000s", page)
	}

	good, err := os.ReadFile(l.path(doc))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, l.path(doc), strings.Replace(string(good), "from =", "form =", 1))
	broken := one()
	for broken.Errors == 0 {
		broken = one()
	}
	if broken.Build != first.Build || !strings.HasPrefix(broken.Problems[0].Place, doc+":") || broken.Problems[0].Excerpt == "" {
		t.Errorf("with an error in a text the state is %+v", broken)
	}
	if code, page := l.get("/k0001/2023/"); code != http.StatusOK || !strings.Contains(page, `data-build="`+first.Build+`"`) {
		t.Errorf("the last good site is not shown: %d", code)
	}

	writeFile(t, l.path(doc), strings.Replace(string(good), "+++\n\n", "+++\n\nNya ord.\n\n", 1))
	mended := one()
	for mended.Errors > 0 {
		mended = one()
	}
	if mended.Build == first.Build {
		t.Error("the mended site has the build of the one before it")
	}
	if _, page := l.get("/k0001/2023/"); !strings.Contains(page, "Nya ord.") {
		t.Error("the page is not the newest when its build is told")
	}

	writeFile(t, l.path("themes/standard/static/css/site.css"), "body { color: red }")
	styled := one()
	for styled.Build == mended.Build {
		styled = one()
	}
	writeFile(t, l.path("themes/standard/static/css/site.css"), "body { color: blue }")
	next := one()
	if next.Previous != styled.Build || len(next.Styles) != 1 {
		t.Errorf("a change to a stylesheet is told as %+v", next)
	}
	for _, to := range next.Styles {
		if _, css := l.get("/" + to); !strings.Contains(css, "blue") && !strings.Contains(css, "#00f") {
			t.Errorf("the new stylesheet is %q", css)
		}
	}

	if err := os.Rename(l.path("content"), l.path("away")); err != nil {
		t.Fatal(err)
	}
	for next.Errors == 0 {
		next = one()
	}
	if code, _ := l.get("/k0001/"); code != http.StatusOK {
		t.Errorf("without a content folder the last good site answers %d", code)
	}
	if err := os.Rename(l.path("away"), l.path("content")); err != nil {
		t.Fatal(err)
	}
	for next.Errors > 0 {
		next = one()
	}
}

// TestNeverGood holds that problems are shown where there is no site yet, and that nothing of a
// document becomes markup.
func TestNeverGood(t *testing.T) {
	dir := smallSite(t)
	writeFile(t, filepath.Join(dir, "lofte.toml"), "<script>alert(1)</script> = 1\n")
	l := serveLive(t, dir)
	code, page := l.get("/k0001/")
	if code != http.StatusServiceUnavailable || !strings.Contains(page, "lofte.toml:1:1") {
		t.Errorf("the answer is %d:\n%s", code, page)
	}
	if strings.Contains(page, "<script>alert") {
		t.Error("a script of the settings stands in the page")
	}
}

func TestAnswers(t *testing.T) {
	dir := smallSite(t)
	writeFile(t, filepath.Join(dir, "static", "fil.txt"), "0123456789")
	writeFile(t, filepath.Join(dir, "hemligt.txt"), "hemligt")
	l := serveLive(t, dir)
	for p, want := range map[string]int{
		"/": 200, "/k0001": 200, "/finns-inte/": 404, "/fil.txt": 200, "/fil.txt/": 404, "/hemligt.txt": 404,
		"/../hemligt.txt": 404, "/%2e%2e/hemligt.txt": 404, "/..%2fhemligt.txt": 404, "/.lofte/preview.js": 200,
		"/.lofte/": 404, "/.lofte/../lofte.toml": 404, "/.lofte/..%2f..%2fhttp.go": 404, "/lofte.toml": 404,
	} {
		if code, body := l.get(p); code != want || strings.Contains(body, "hemligt") && code == 200 {
			t.Errorf("%s: %d, want %d", p, code, want)
		}
	}
	ask := func(method, host, header string) int {
		r, err := http.NewRequest(method, "http://"+l.address+"/fil.txt", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.Header.Set("Range", header)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	for host, want := range map[string]int{"localhost:1414": 200, "127.0.0.1": 200, "[::1]:1414": 200, "ond.example": 421, "127.0.0.1.ond.example": 421, "192.168.1.7:1414": 421} {
		if got := ask(http.MethodGet, host, ""); got != want {
			t.Errorf("Host %s: %d, want %d", host, got, want)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		if got := ask(method, "localhost", ""); got != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, got)
		}
	}
	if got := ask(http.MethodGet, "localhost", "bytes=2-4"); got != http.StatusPartialContent {
		t.Errorf("a range: %d", got)
	}
	if !allowed("192.168.1.7:1414", false) || allowed("ond.example", false) {
		t.Error("to others on the network, addresses are answered to and strange names are not")
	}
}

// TestStopsAtOnce holds that open streams do not keep a server from ending.
func TestStopsAtOnce(t *testing.T) {
	l := serveLive(t, smallSite(t))
	l.listen()()
	ended := make(chan struct{})
	go func() { l.stop(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

func TestGone(t *testing.T) {
	l := serveLive(t, smallSite(t))
	next := l.listen()
	before := next()
	if err := os.RemoveAll(l.path("content/k0001/2023")); err != nil {
		t.Fatal(err)
	}
	for now := next(); now.Build == before.Build; now = next() {
		t.Logf("%+v", now)
	}
	if code, page := l.get("/k0001/2023/t1/"); code != http.StatusNotFound || !strings.Contains(page, `data-back="/k0001/"`) {
		t.Errorf("%d, and it does not lead back:\n%.1500s", code, page)
	}
	if _, page := l.get("/har/aldrig/funnits/"); strings.Contains(page, "data-back") {
		t.Error("a page that never was is said to be gone")
	}
}
