package collect

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/promise"
)

var today = day.New(2026, 11, 22)

// publisher is a site that publishes what a test says.
type publisher struct {
	*httptest.Server

	mu    sync.Mutex        // of what follows, since requests that were given up may go on
	files map[string]string // below data/
	asked []string
	serve func(w http.ResponseWriter, r *http.Request) bool // whether it has answered
}

// answer has serve answer instead.
func (p *publisher) answer(serve func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.serve = serve
}

// put publishes a file, or, with no text, takes it away.
func (p *publisher) put(name, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.files[name] = text; text == "" {
		delete(p.files, name)
	}
}

// requests returns what it was asked for since this was last called.
func (p *publisher) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.asked
	p.asked = nil
	return asked
}

func publish(t *testing.T) *publisher {
	p := &publisher{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, strings.TrimSpace(r.URL.Path+" "+r.Header.Get("If-None-Match")))
		serve := p.serve
		text, ok := p.files[strings.TrimPrefix(r.URL.Path, "/data/")]
		p.mu.Unlock()
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" {
			t.Error("credentials are sent")
		}
		if serve != nil && serve(w, r) {
			return
		}
		tag := fmt.Sprintf("%q", fmt.Sprint(len(text)))
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == tag:
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			_, _ = w.Write([]byte(text))
		}
	}))
	t.Cleanup(p.Close)
	p.files = map[string]string{promisesFile: promisesOf(p.URL+"/", "ort"), followUpsFile: followUpsOf(p.URL+"/", "ort")}
	return p
}

func promisesOf(base string, kommuner ...string) string {
	var rows []string
	for _, k := range kommuner {
		rows = append(rows, fmt.Sprintf(`{"kommun":%q,"code":"0483","county":"Länet","period":"2026","from":"2026-01-01","to":"2026-12-31","id":"vandra","party":"polisen",`+
			`"text":"Vandra","target":2,"unit":"gånger","focus":[],"places":[],"status":"kept","count":2,"status_date":"2026-05-31","url":"%s%s/2026/#vandra","continues":null}`, k, base, k))
	}
	return "[\n" + strings.Join(rows, ",\n") + "\n]\n"
}

func followUpsOf(base, kommun string) string {
	return fmt.Sprintf(`[{"kommun":%q,"code":"0483","period":"2026","followup":"2026-T1","due":"2026-05-31","date":"2026-05-31","state":"published","answered":1,"promises":1,"url":"%s%s/2026/t1/"}]`, kommun, base, kommun)
}

// titles returns what a site in dir has of a source, and the code of each warning about it.
func titles(t *testing.T, dir string, sources []config.Collect, report Report) (kommuner, codes []string) {
	t.Helper()
	site, problems := Look(os.DirFS(dir), sources, report, today, nil).Join(&promise.Site{})
	for _, k := range site.All() {
		kommuner = append(kommuner, k.Title)
	}
	for _, p := range problems.Sorted() {
		codes = append(codes, string(p.Code))
	}
	return kommuner, codes
}

// TestFetch holds what becomes of a copy when a source answers well, badly or not at all.
func TestFetch(t *testing.T) {
	whole := func(w http.ResponseWriter, text string) bool { _, err := w.Write([]byte(text)); return err == nil }
	for name, c := range map[string]struct {
		serve func(w http.ResponseWriter, r *http.Request) bool
		why   string
		code  string
	}{
		"down":  {func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }, "the connection failed (EOF)", "not-fetched"},
		"slow":  {func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }, "there is no whole answer within 200ms", "not-fetched"},
		"error": {func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(500); return true }, "it answers 500 Internal Server Error for", "not-fetched"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", "1000")
			return whole(w, "[")
		}, "the connection failed (unexpected EOF)", "not-fetched"},
		"slow in the midst": {func(w http.ResponseWriter, r *http.Request) bool {
			whole(w, "[")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			return true
		}, "there is no whole answer within 200ms", "not-fetched"},
		"large":    {func(w http.ResponseWriter, _ *http.Request) bool { return whole(w, strings.Repeat(" ", 5000)) }, "is larger than 4000 bytes", "not-fetched"},
		"no JSON":  {func(w http.ResponseWriter, _ *http.Request) bool { return whole(w, "<!doctype html>") }, ".json is not as it should be", "misfit"},
		"too much": {func(w http.ResponseWriter, _ *http.Request) bool { return whole(w, "[] []") }, ".json is not as it should be", "misfit"},
		"other schema": {func(w http.ResponseWriter, _ *http.Request) bool {
			return whole(w, `[{"name": "x"}]`)
		}, "object 1 of kommuner.json is not as it should be", "misfit"},
		"other value": {func(w http.ResponseWriter, r *http.Request) bool {
			return strings.HasSuffix(r.URL.Path, promisesFile) && whole(w, strings.Replace(promisesOf("http://x/", "ort", "stad"), "kept", "bra", 1))
		}, `"status" in object 1 of promises.json is not as it should be`, "misfit"},
		"follow-ups gone": {func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, followUpsFile) {
				http.NotFound(w, r)
				return true
			}
			return false
		}, "it answers 404 Not Found for", "not-fetched"},
		"another scheme": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
			return true
		}, "it leads on to file:///etc/passwd", "not-fetched"},
		"a password": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "http://a:b@x.example/", http.StatusFound)
			return true
		}, "it leads on to http://a:xxxxx@x.example/", "not-fetched"},
		"round and round": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
			return true
		}, "it leads on to http", "not-fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			p := publish(t)
			sources := []config.Collect{{URL: p.URL + "/"}}
			f := Fetcher{Dir: t.TempDir(), Today: today.AddDays(-3), Timeout: 200 * time.Millisecond, Limit: 4000}

			// With nothing kept there is nothing to show.
			p.answer(c.serve)
			report := f.Fetch(t.Context(), sources)
			if got := report[p.URL+"/"].Why.String(); !strings.Contains(got, c.why) {
				t.Errorf("it failed since %q", got)
			}
			first := strings.Replace(c.code, "not-fetched", "no-copy", 1)
			if kommuner, codes := titles(t, f.Dir, sources, report); len(kommuner) > 0 || len(codes) != 1 || codes[0] != first {
				t.Errorf("without a copy %v is shown, with the warnings %v", kommuner, codes)
			}

			p.answer(nil)
			if report := f.Fetch(t.Context(), sources); len(report) > 0 {
				t.Fatal(report)
			}
			f.Today = today
			p.answer(c.serve)
			p.put(promisesFile, "[]") // so that the tags of what is there are of no use
			before := tree(t, f.Dir)
			report = f.Fetch(t.Context(), sources)
			if !maps.Equal(before, tree(t, f.Dir)) {
				t.Error("the copy is another one")
			}
			if kommuner, codes := titles(t, f.Dir, sources, report); len(kommuner) != 1 || len(codes) != 1 || codes[0] != c.code {
				t.Errorf("%v is shown, with the warnings %v", kommuner, codes)
			}
		})
	}
}

func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(at)
		all[at] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestFetchAgain holds that a source is asked for what is new alone, and that what it publishes anew takes
// the place of the copy.
func TestFetchAgain(t *testing.T) {
	p := publish(t)
	sources := []config.Collect{{URL: p.URL + "/"}, {URL: p.URL + "/"}, {File: "delat"}}
	f := Fetcher{Dir: t.TempDir(), Today: today}
	fetch := func() (asked []string) {
		t.Helper()
		if report := f.Fetch(t.Context(), sources); len(report) > 0 {
			t.Fatal(report)
		}
		return p.requests()
	}
	if asked := fetch(); len(asked) != 3 {
		t.Errorf("the source was asked for %q", asked)
	}
	first := tree(t, f.Dir)

	if asked := fetch(); strings.Count(strings.Join(asked, "\n"), `"`) != 4 {
		t.Errorf("the source was asked for %q", asked)
	}
	if !maps.Equal(first, tree(t, f.Dir)) {
		t.Error("the copy changed, although nothing is new")
	}

	f.Today = today.AddDays(1)
	fetch()
	if second := tree(t, f.Dir); maps.Equal(first, second) {
		t.Error("the copy does not say when it was fetched last")
	}

	p.put(promisesFile, promisesOf(p.URL+"/", "ort", "upplands-vasby"))
	p.put(kommunerFile, fmt.Sprintf(`[{"kommun":"ort","title":"Örten","code":null,"county":null,"url":"%s/ort/","license":"https://x.example/"}]`, p.URL))
	fetch()
	if kommuner, _ := titles(t, f.Dir, sources[:1], nil); strings.Join(kommuner, ", ") != "Upplands Vasby, Örten" {
		t.Errorf("%q is shown", kommuner)
	}
	p.put(kommunerFile, "")
	fetch()
	if kommuner, _ := titles(t, f.Dir, sources[:1], nil); strings.Join(kommuner, ", ") != "Ort, Upplands Vasby" {
		t.Errorf("%q is shown", kommuner)
	}

	f.Missing = true
	if asked := fetch(); len(asked) > 0 {
		t.Errorf("the source was asked for %q, although there is a copy", asked)
	}
	for at := range tree(t, f.Dir) {
		if err := os.WriteFile(at, []byte("<<<<<<< HEAD"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	fetch()
	if kommuner, _ := titles(t, f.Dir, sources[:1], nil); len(kommuner) != 2 {
		t.Errorf("a damaged copy is not fetched again: %q is shown", kommuner)
	}
}

// TestRedirect holds that a source may lead on to where it stands now.
func TestRedirect(t *testing.T) {
	to := publish(t)
	from := publish(t)
	from.answer(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, to.URL+r.URL.Path, http.StatusMovedPermanently)
		return true
	})
	f := Fetcher{Dir: t.TempDir(), Today: today}
	sources := []config.Collect{{URL: from.URL + "/"}}
	report := f.Fetch(t.Context(), sources)
	if kommuner, codes := titles(t, f.Dir, sources, report); len(kommuner) != 1 || strings.Join(codes, " ") != "foreign-address" {
		t.Errorf("%v is shown, with the warnings %v", kommuner, codes)
	}
}

func TestNoWayDownFromHTTPS(t *testing.T) {
	insecure := publish(t)
	secure := httptest.NewTLSServer(http.RedirectHandler(insecure.URL, http.StatusFound))
	t.Cleanup(secure.Close)
	client := secure.Client()
	client.CheckRedirect = redirect
	_, err := Fetcher{Timeout: time.Minute, Limit: 1}.get(t.Context(), client, secure.URL, tags{})
	if asked := insecure.requests(); err == nil || !strings.Contains(why(err).String(), "it leads on to http://") || asked != nil {
		t.Errorf("%v; asked for %v", err, asked)
	}
}

func TestFetchEndsWithItsContext(t *testing.T) {
	p := publish(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.answer(func(_ http.ResponseWriter, r *http.Request) bool { cancel(); <-r.Context().Done(); return true })
	if report := (Fetcher{Dir: t.TempDir(), Today: today}).Fetch(ctx, []config.Collect{{URL: p.URL + "/"}}); len(report) != 1 {
		t.Error(report)
	}
}
