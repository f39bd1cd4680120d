package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"

	"lofte/internal/need"
	"lofte/internal/publish"
)

// files are a site's files, or a target's objects, by path.
type files map[string]string

// example is a small site with a file of each group.
var example = files{
	"_headers":                   "/*\n",
	"_redirects":                 "",
	"404.html":                   "not found",
	"assets/css/site.012345.css": "body{}",
	"feed.xml":                   "<feed/>",
	"index.html":                 "front",
	"kalender.ics":               "BEGIN:VCALENDAR",
	"ort/2019/index.html":        "document",
	"ort/index.html":             "kommun",
	"sitemap.xml":                "<urlset/>",
}

// with returns the files with others changed, added, or, where they are "-", taken away.
func (f files) with(changes files) files {
	all := maps.Clone(f)
	for p, content := range changes {
		if all[p] = content; content == "-" {
			delete(all, p)
		}
	}
	return all
}

// deployed returns what a target has of the site.
func (f files) deployed() files { return f.with(files{"_headers": "-", "_redirects": "-"}) }

// build puts a site into a folder as a build does.
func build(t testing.TB, dir string, site files) publish.Site {
	t.Helper()
	stage, err := publish.Begin(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stage.Abort() }()
	for p, content := range site {
		if err := stage.Write(p, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := stage.Commit(); err != nil {
		t.Fatal(err)
	}
	s, err := publish.Look(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// in returns a Remote of a bucket in memory, which never waits.
func in(b *blob.Bucket) *Remote {
	return &Remote{bucket: b, hide: newSecrets(), patience: time.Minute, pause: noPause}
}

func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// open opens a target whose address has no fault. It never waits.
func open(t testing.TB, address string) *Remote {
	t.Helper()
	target, err := Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	r.pause = noPause
	return r
}

func compare(t testing.TB, r *Remote, site publish.Site) *Plan {
	t.Helper()
	plan, err := r.Compare(t.Context(), site)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// steps writes a plan as a dry run shows it.
func steps(p *Plan) []string {
	var all []string
	for _, s := range p.Steps {
		line := string(s.Kind) + " " + s.Path
		if s.Foreign {
			line += " foreign"
		}
		if s.Mended {
			line += " mended"
		}
		all = append(all, line)
	}
	return all
}

func wantSteps(t testing.TB, p *Plan, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, steps(p)); diff != "" {
		t.Errorf("the plan's steps (-want +got):\n%s", diff)
	}
}

// bring deploys a site and holds that nothing is left to do after that.
func bring(t testing.TB, r *Remote, site publish.Site) *Plan {
	t.Helper()
	plan := compare(t, r, site)
	if err := r.Apply(t.Context(), plan, nil); err != nil {
		t.Fatal(err)
	}
	again := compare(t, r, site)
	if wantSteps(t, again); !again.stored {
		t.Error("the manifest does not say what stands there")
	}
	return plan
}

// content returns what a target holds, the manifest left out.
func content(t testing.TB, r *Remote) files {
	t.Helper()
	all := files{}
	objects, err := r.list(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for p := range objects {
		data, err := r.bucket.ReadAll(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		all[p] = string(data)
	}
	delete(all, manifestKey)
	return all
}

func wantContent(t testing.TB, r *Remote, want files) {
	t.Helper()
	if diff := cmp.Diff(want, content(t, r)); diff != "" {
		t.Errorf("the target (-want +got):\n%s", diff)
	}
}

// put writes an object as somebody else does.
func put(t testing.TB, r *Remote, key, content string) {
	t.Helper()
	if err := r.bucket.WriteAll(t.Context(), key, []byte(content), nil); err != nil {
		t.Fatal(err)
	}
}

func public(t testing.TB) string { return filepath.Join(t.TempDir(), "public") }

// server is an S3 server in this process, with a hook before each request.
type server struct {
	*httptest.Server
	fake   http.Handler
	mu     sync.Mutex
	puts   map[string]http.Header                                   // of the last upload to each path
	log    []string                                                 // method and path of each request that got through
	before func(w http.ResponseWriter, r *http.Request) (done bool) // guarded by mu when it is set
}

// newServer starts a server that has a bucket "hink".
func newServer(t testing.TB) *server {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("hink"); err != nil {
		t.Fatal(err)
	}
	credentials(t)
	return serve(t, gofakes3.New(backend).Server())
}

// serve starts a server in front of what it serves.
func serve(t testing.TB, fake http.Handler) *server {
	s := &server{fake: fake, puts: map[string]http.Header{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		before := s.before
		s.mu.Unlock()
		if before != nil && before(w, r) {
			return
		}
		s.mu.Lock()
		s.log = append(s.log, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/hink/"))
		if r.Method == http.MethodPut {
			s.puts[strings.TrimPrefix(r.URL.Path, "/hink/")] = r.Header
		}
		s.mu.Unlock()
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// again waits for what is still under way and starts the server anew, with what it holds and an empty log.
func (s *server) again(t testing.TB) *server {
	s.Close()
	return serve(t, s.fake)
}

// credentials sets those that tests use, and keeps the machine's own away.
func credentials(t testing.TB) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hemligt")
	t.Setenv("AWS_SESSION_TOKEN", "")
	t.Setenv("AWS_PROFILE", "")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

func (s *server) address() string { return "s3://hink?region=eu-north-1&endpoint=" + s.URL }

// intercept sets the hook: what it answers itself does not reach the server.
func (s *server) intercept(hook func(w http.ResponseWriter, r *http.Request) (done bool)) {
	s.mu.Lock()
	s.before = hook
	s.mu.Unlock()
}

// requests returns the log since the last call, those of a method.
func (s *server) requests(method string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var some []string
	for _, line := range s.log {
		if p, ok := strings.CutPrefix(line, method+" "); ok {
			some = append(some, p)
		}
	}
	s.log = nil
	return some
}

// everywhere runs a test on each kind of target that can be had here.
func everywhere(t *testing.T, test func(t *testing.T, r *Remote)) {
	t.Run("memory", func(t *testing.T) { test(t, in(memblob.OpenBucket(nil))) })
	t.Run("prefix", func(t *testing.T) { test(t, in(blob.PrefixedBucket(memblob.OpenBucket(nil), "under/"))) })
	t.Run("folder", func(t *testing.T) { test(t, open(t, "file://"+filepath.ToSlash(t.TempDir()))) })
	t.Run("s3", func(t *testing.T) { test(t, open(t, newServer(t).address())) })
	t.Run("s3 with a prefix", func(t *testing.T) { test(t, open(t, newServer(t).address()+"&prefix=under/here")) })
}

func TestDeploy(t *testing.T) {
	everywhere(t, func(t *testing.T, r *Remote) {
		dir := public(t)
		plan := compare(t, r, build(t, dir, example))
		wantSteps(t, plan,
			"+ assets/css/site.012345.css", "+ kalender.ics",
			"+ 404.html", "+ index.html", "+ ort/2019/index.html", "+ ort/index.html",
			"+ feed.xml", "+ sitemap.xml")
		if plan.Bytes() != 65 || plan.Count(Add) != 8 || plan.Left != 0 {
			t.Errorf("%d bytes, %d new, %d left", plan.Bytes(), plan.Count(Add), plan.Left)
		}
		wantContent(t, r, files{})
		bring(t, r, build(t, dir, example))
		wantContent(t, r, example.deployed())

		put(t, r, "mine.txt", "mine")
		put(t, r, "om/index.html", "of another program")
		changed := example.with(files{"index.html": "FRONT", "ort/2019/index.html": "-", "om/index.html": "about", "kalender.ics": "-"})
		plan = bring(t, r, build(t, dir, changed))
		wantSteps(t, plan, "~ index.html", "~ om/index.html foreign", "- kalender.ics", "- ort/2019/index.html")
		if plan.Left != 1 || plan.Same != 5 {
			t.Errorf("%d left, %d the same", plan.Left, plan.Same)
		}
		wantContent(t, r, changed.deployed().with(files{"mine.txt": "mine"}))
	})
}

// What somebody else did since the last deploy is put right where the site has a page, and left where it
// has none.
func TestSomebodyElse(t *testing.T) {
	everywhere(t, func(t *testing.T, r *Remote) {
		dir := public(t)
		bring(t, r, build(t, dir, example))
		put(t, r, "index.html", "edited")
		put(t, r, "ort/2019/index.html", "edited")
		put(t, r, "404.html", "is not found") // and gone from the site
		if err := r.bucket.Delete(t.Context(), "sitemap.xml"); err != nil {
			t.Fatal(err)
		}
		changed := example.with(files{"404.html": "-", "ort/2019/index.html": "-"})
		site := build(t, dir, changed)
		plan := bring(t, r, site)
		wantSteps(t, plan, "~ index.html mended", "+ sitemap.xml mended")
		if !slices.Equal(plan.Kept, []string{"404.html", "ort/2019/index.html"}) {
			t.Errorf("kept %q", plan.Kept)
		}
		want := changed.deployed().with(files{"404.html": "is not found", "ort/2019/index.html": "edited"})
		wantContent(t, r, want)
		if again := compare(t, r, site); again.Kept != nil || again.Left != 2 {
			t.Errorf("later kept %q, left %d", again.Kept, again.Left)
		}
	})
}

// A lost or damaged manifest costs an upload of everything and the right to remove.
func TestDamagedManifest(t *testing.T) {
	for name, data := range map[string]string{"text": "x", "cut off": "\x1f\x8b\x08\x00", "empty": ""} {
		t.Run(name, func(t *testing.T) {
			r := in(memblob.OpenBucket(nil))
			dir := public(t)
			bring(t, r, build(t, dir, example))
			put(t, r, manifestKey, data)
			plan := compare(t, r, build(t, dir, example.with(files{"feed.xml": "-"})))
			if !plan.Damaged || plan.Count(Change) != 7 || plan.Count(Remove) != 0 || plan.Left != 1 {
				t.Errorf("damaged %v, steps %q, left %d", plan.Damaged, steps(plan), plan.Left)
			}
			bring(t, r, build(t, dir, example.with(files{"feed.xml": "-"})))
			wantContent(t, r, example.deployed())
		})
	}
}

func TestManifestsOfOthers(t *testing.T) {
	r := in(memblob.OpenBucket(nil))
	site := build(t, public(t), example)
	write := func(m manifest) {
		t.Helper()
		if _, err := r.writeManifest(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	write(manifest{Version: 2})
	var fault *Fault
	if _, err := r.Compare(t.Context(), site); !errors.As(err, &fault) || !strings.Contains(err.Error(), "a newer version") {
		t.Errorf("a newer manifest: %v", err)
	}
	for _, p := range []string{"../up", "/etc/passwd", "a//b", ".", "", manifestKey} {
		write(manifest{Version: 1, Objects: map[string]object{p: {Is: &entry{Stamp: "x"}}}})
		if plan := compare(t, r, site); !plan.Damaged {
			t.Errorf("the path %q is taken from a manifest", p)
		}
	}
}

// The same input gives the same plan, in the same order.
func TestPlanRepeats(t *testing.T) {
	r := in(memblob.OpenBucket(nil))
	many := files{}
	for i := range 200 {
		many[fmt.Sprintf("a%d.html", i)] = "page"
		many[fmt.Sprintf("a%d.css", i)] = "style"
	}
	site := build(t, public(t), many)
	first := steps(compare(t, r, site))
	for range 5 {
		if diff := cmp.Diff(first, steps(compare(t, r, site))); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestHeaders(t *testing.T) {
	s := newServer(t)
	bring(t, open(t, s.address()), build(t, public(t), example))
	for p, want := range map[string][2]string{
		"assets/css/site.012345.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"ort/2019/index.html":        {"text/html; charset=utf-8", "public, max-age=60, must-revalidate"},
		"feed.xml":                   {"application/atom+xml; charset=utf-8", "public, max-age=60, must-revalidate"},
		"sitemap.xml":                {"application/xml; charset=utf-8", "public, max-age=60, must-revalidate"},
		"kalender.ics":               {"text/calendar; charset=utf-8", "public, max-age=60, must-revalidate"},
		manifestKey:                  {"application/gzip", "no-store"},
	} {
		if got := [2]string{s.puts[p].Get("Content-Type"), s.puts[p].Get("Cache-Control")}; got != want {
			t.Errorf("%s is sent with %q, want %q", p, got, want)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"fil.okänd": "\x00\x01", "sida.aspx": "<!doctype html><html>", "sida": "<!DOCTYPE html>"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for p, want := range map[string]string{
		"data/catalog.rdf": "application/rdf+xml; charset=utf-8", "data/promises.csv": "text/csv; charset=utf-8", "data/promises.json": "application/json",
		"assets/a.woff2": "font/woff2", "assets/favicon.svg": "image/svg+xml; charset=utf-8", "ort/2019/Rapport.PDF": "application/pdf",
		"robots.txt": "text/plain; charset=utf-8", "embed/v1.js": "text/javascript; charset=utf-8", "ort/kalender.ics": "text/calendar; charset=utf-8",
		"ort/feed.xml": "application/atom+xml; charset=utf-8", "fil.okänd": "application/octet-stream",
		"sida.aspx": "text/html; charset=utf-8", "sida": "text/html; charset=utf-8",
	} {
		if got, err := contentType(dir, p); err != nil || got != want {
			t.Errorf("%s is %s, want %s; %v", p, got, want, err)
		}
	}
}

// A file whose headers are others by now is uploaded again.
func TestHeadersChange(t *testing.T) {
	r := in(memblob.OpenBucket(nil))
	site := build(t, public(t), example)
	plan := compare(t, r, site)
	plan.want["index.html"].Cache = "no-store"
	if err := r.Apply(t.Context(), plan, nil); err != nil {
		t.Fatal(err)
	}
	wantSteps(t, compare(t, r, site), "~ index.html")
}

// TestOrder holds what a visitor relies on: what pages need comes before pages, those before what names
// them, and removals last. The manifest is the first and the last that is written.
func TestOrder(t *testing.T) {
	s := newServer(t)
	r := open(t, s.address())
	dir := public(t)
	site := files{}
	for i := range 30 {
		for _, ext := range []string{"css", "html", "xml"} {
			site[fmt.Sprintf("f%d.%s", i, ext)] = ext
		}
	}
	bring(t, r, build(t, dir, site))
	group := func(p string) int {
		return slices.Index([]string{"css", "html", "xml"}, strings.TrimPrefix(filepath.Ext(p), "."))
	}
	puts := s.requests(http.MethodPut)
	if len(puts) != 92 || puts[0] != manifestKey || puts[91] != manifestKey {
		t.Fatalf("%d uploads, the first %s, the last %s", len(puts), puts[0], puts[len(puts)-1])
	}
	if !slices.IsSortedFunc(puts[1:91], func(a, b string) int { return group(a) - group(b) }) {
		t.Errorf("uploaded in the order %q", puts)
	}
	s.intercept(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodDelete && len(s.requestsSoFar(http.MethodPut)) != 2 {
			t.Error("a removal before the uploads have ended")
		}
		return false
	})
	bring(t, r, build(t, dir, files{"f0.css": "new"}))
}

func (s *server) requestsSoFar(method string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.log), func(line string) bool { return !strings.HasPrefix(line, method+" ") })
}

// TestTurnedAway holds that requests are made again that may go well a little later.
func TestTurnedAway(t *testing.T) {
	answer := func(status int, code string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>later</Message></Error>", code)
		}
	}
	for name, fault := range map[string]func(http.ResponseWriter, *http.Request){
		"throttled":          answer(http.StatusServiceUnavailable, "SlowDown"),
		"too many requests":  answer(http.StatusTooManyRequests, "TooManyRequests"),
		"an error of theirs": answer(http.StatusInternalServerError, "InternalError"),
		"a gateway's":        answer(http.StatusBadGateway, ""),
		"too slow for them":  answer(http.StatusBadRequest, "RequestTimeout"),
		"cut off before":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut off in the upload": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = r.Body.Read(make([]byte, 1))
			panic(http.ErrAbortHandler)
		},
		"cut off in the answer": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("<"))
			panic(http.ErrAbortHandler)
		},
		"no answer": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			r := open(t, s.address())
			if name == "no answer" {
				r.patience = 500 * time.Millisecond
			}
			var waits []time.Duration
			var mu sync.Mutex
			r.pause = func(ctx context.Context, d time.Duration) error {
				mu.Lock()
				defer mu.Unlock()
				waits = append(waits, d)
				return ctx.Err()
			}
			dir := public(t)
			bring(t, r, build(t, dir, example)) // so that there is a manifest to read
			seen := map[string]int{}
			s.intercept(func(w http.ResponseWriter, r *http.Request) bool {
				mu.Lock()
				seen[r.Method+r.URL.Path]++
				first := seen[r.Method+r.URL.Path] == 1 && (name != "too slow for them" || r.Method == http.MethodPut)
				mu.Unlock()
				if first {
					fault(w, r)
				}
				return first
			})
			changed := example.with(files{"index.html": "FRONT", "om/index.html": "about", "feed.xml": "-"})
			bring(t, r, build(t, dir, changed))
			s.intercept(nil)
			wantContent(t, r, changed.deployed())
			// Go's own client makes some requests again by itself, without a pause.
			if len(waits) < 3 || slices.ContainsFunc(waits, func(d time.Duration) bool { return d < 250*time.Millisecond }) {
				t.Errorf("waited %v", waits)
			}
		})
	}
}

func TestGivesUp(t *testing.T) {
	s := newServer(t)
	r := open(t, s.address())
	var waits []time.Duration
	r.pause = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
	tried := 0
	s.intercept(func(w http.ResponseWriter, _ *http.Request) bool {
		tried++
		w.WriteHeader(http.StatusServiceUnavailable)
		return true
	})
	_, err := r.Compare(t.Context(), build(t, public(t), example))
	if err == nil || tried != attempts {
		t.Errorf("tried %d times: %v", tried, err)
	}
	for i, d := range waits {
		if most := 500 * time.Millisecond << i; d < most/2 || d > most {
			t.Errorf("waited %v the %d. time", d, i+1)
		}
	}
}

// TestRefused holds that refused credentials are not tried again, and that no text shows them.
func TestRefused(t *testing.T) {
	for status, code := range map[int]string{http.StatusForbidden: "AccessDenied", http.StatusUnauthorized: "InvalidAccessKeyId"} {
		s := newServer(t)
		r := open(t, s.address())
		site := build(t, public(t), example)
		tried := 0
		refuse := func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodGet && tried == 0 && code == "AccessDenied" {
				return false // who may list need not have the right to write
			}
			tried++
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>not AKIAEXAMPLE with hemligt, at https://user:pw@x/?X-Amz-Signature=abc</Message></Error>", code)
			return true
		}
		s.intercept(refuse)
		plan, err := r.Compare(t.Context(), site)
		if err == nil {
			err = r.Apply(t.Context(), plan, nil)
		}
		var fault *Fault
		if !errors.As(err, &fault) || tried != 1 {
			t.Errorf("%s: tried %d times: %v", code, tried, err)
		}
		for _, secret := range []string{"AKIAEXAMPLE", "hemligt", "abc", "pw@"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the error shows %s: %v", secret, err)
			}
		}
		if err != nil && !strings.Contains(err.Error(), code) {
			t.Errorf("the error does not show why: %v", err)
		}
	}
}

func TestNoCredentials(t *testing.T) {
	credentials(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	target, err := Parse("s3://hink?region=eu-north-1")
	if err != nil {
		t.Fatal(err)
	}
	var fault *Fault
	if _, err = Open(t.Context(), target); !errors.As(err, &fault) || !strings.Contains(err.Error(), "there are no credentials") {
		t.Errorf("got %v", err)
	}
}

func TestNoBucket(t *testing.T) {
	s := newServer(t)
	r := open(t, strings.Replace(s.address(), "hink", "annan", 1))
	var fault *Fault
	if _, err := r.Compare(t.Context(), build(t, public(t), example)); !errors.As(err, &fault) || !strings.Contains(err.Error(), "there is no target s3://annan") {
		t.Errorf("got %v", err)
	}
}

// TestInterrupted stops a deploy after each number of uploads. The next one finds what arrived, uploads
// only the rest, and knows all of it as ours.
func TestInterrupted(t *testing.T) {
	for _, kind := range []string{"s3", "folder"} {
		for n := range 8 {
			t.Run(fmt.Sprintf("%s after %d", kind, n), func(t *testing.T) {
				s := newServer(t)
				address := s.address()
				if kind == "folder" {
					address = "file://" + filepath.ToSlash(t.TempDir())
				}
				dir := public(t)
				bring(t, open(t, address), build(t, dir, files{"index.html": "before", "gone.html": "gone"}))

				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				r := open(t, address)
				site := build(t, dir, example)
				plan := compare(t, r, site)
				if n == 0 {
					cancel()
				}
				err := r.Apply(ctx, plan, func(done int) {
					if done == n {
						cancel()
					}
				})
				if !errors.Is(err, context.Canceled) {
					t.Fatalf("got %v", err)
				}
				if s = s.again(t); kind == "s3" {
					address = s.address()
				}
				r = open(t, address)
				plan = compare(t, r, site)
				rest := plan.Count(Add) + plan.Count(Change)
				if rest > 8-n || plan.Left != 0 || plan.Kept != nil {
					t.Errorf("%d were uploaded, but %q remains; %d left, kept %q", n, steps(plan), plan.Left, plan.Kept)
				}
				if err := r.Apply(t.Context(), plan, nil); err != nil {
					t.Fatal(err)
				}
				if puts := s.requests(http.MethodPut); kind == "s3" && len(puts) != rest+2 {
					t.Errorf("%q remained, then uploaded %q", steps(plan), puts)
				}
				wantSteps(t, compare(t, r, site))
				wantContent(t, r, example.deployed())
				// All of it is ours: a site without it takes it away.
				bring(t, r, build(t, dir, files{"index.html": "last"}))
				wantContent(t, r, files{"index.html": "last"})
			})
		}
	}
}

// What a deploy that was cut off uploaded is ours also for a site that has something else.
func TestInterruptedThenAnotherSite(t *testing.T) {
	everywhere(t, func(t *testing.T, r *Remote) {
		dir := public(t)
		bring(t, r, build(t, dir, example))
		ctx, cancel := context.WithCancel(t.Context())
		plan := compare(t, r, build(t, dir, files{"a.css": "a", "index.html": "FRONT"}))
		if err := r.Apply(ctx, plan, func(done int) {
			if done == 2 {
				cancel()
			}
		}); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		last := files{"b.css": "b", "index.html": "last"}
		plan = compare(t, r, build(t, dir, last))
		if steps := steps(plan); !slices.Contains(steps, "~ index.html") || !slices.Contains(steps, "- a.css") || plan.Left != 0 {
			t.Errorf("the plan is %q, %d left", steps, plan.Left)
		}
		bring(t, r, build(t, dir, last))
		wantContent(t, r, last)
	})
}

func TestFileChangesDuringDeploy(t *testing.T) {
	r := in(memblob.OpenBucket(nil))
	site := build(t, public(t), example)
	plan := compare(t, r, site)
	if err := os.WriteFile(filepath.Join(site.Dir, "index.html"), []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := r.Apply(t.Context(), plan, nil)
	if err == nil || !strings.Contains(err.Error(), "index.html was changed while") {
		t.Errorf("got %v", err)
	}
	wantContent(t, r, files{})
	if _, err := r.Compare(t.Context(), publish.Site{Dir: site.Dir, Files: site.Files, Touched: []string{"a", "b"}}); err == nil || !strings.Contains(err.Error(), "a and 1 more") {
		t.Errorf("got %v", err)
	}
}

func TestTwoDeploysAtOnce(t *testing.T) {
	r := in(memblob.OpenBucket(nil))
	dir := public(t)
	other := compare(t, r, build(t, filepath.Join(dir, "other"), files{"a.html": "other"}))
	plan := compare(t, r, build(t, filepath.Join(dir, "one"), files{"a.html": "one"}))
	err := r.Apply(t.Context(), plan, func(int) {
		if err := r.Apply(t.Context(), other, nil); err != nil {
			t.Error(err)
		}
	})
	var fault *Fault
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "somebody else has changed") {
		t.Errorf("got %v", err)
	}
	bring(t, r, build(t, filepath.Join(dir, "one"), files{"a.html": "one"}))
	wantContent(t, r, files{"a.html": "one"})
}

func TestFolder(t *testing.T) {
	www := t.TempDir()
	r := open(t, "file://"+filepath.ToSlash(www))
	dir := public(t)
	site := build(t, dir, example.with(files{"a/b/c/index.html": "deep"}))

	// What a killed deploy has left half written goes; what looks much like it and is not ours stays.
	for _, name := range []string{"index.html.18c0ffee18c0ffee.tmp", ".lofte-deploy.18c0ffee18c0ffee.tmp", "mine.18c0ffee18c0ffee.tmp"} {
		if err := os.WriteFile(filepath.Join(www, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bring(t, r, site)
	wantContent(t, r, example.deployed().with(files{"a/b/c/index.html": "deep", "mine.18c0ffee18c0ffee.tmp": "half"}))

	bring(t, r, build(t, dir, example))
	if _, err := os.Stat(filepath.Join(www, "a")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty folder is left: %v", err)
	}
	if info, err := os.Stat(filepath.Join(www, "index.html")); err != nil || info.Mode().Perm()&0o044 != 0o044 {
		t.Errorf("a web server may not read a page: %v, %v", info.Mode(), err)
	}

	// A link to a folder elsewhere, where the site has a folder.
	elsewhere := t.TempDir()
	need.Able(t, os.Symlink(elsewhere, filepath.Join(www, "om")), "a system that lets its users make symbolic links")
	_, err := r.Compare(t.Context(), build(t, dir, example.with(files{"om/oss/index.html": "about"})))
	if err == nil || !strings.Contains(err.Error(), "/om is in the way") {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
		t.Errorf("wrote outside of the folder: %v", left)
	}
}

// Nothing that is empty or large is told wrongly.
func TestSizes(t *testing.T) {
	everywhere(t, func(t *testing.T, r *Remote) {
		large := strings.Repeat("lofte", 4<<20) // more than S3 takes in one part
		site := files{"empty.txt": "", "large.pdf": large}
		bring(t, r, build(t, public(t), site))
		if got := content(t, r); got["empty.txt"] != "" || got["large.pdf"] != large {
			t.Error("what stands there is something else")
		}
	})
}

func TestBackoffDiffers(t *testing.T) {
	a := make([]byte, 0, 8)
	for range 8 {
		a = append(a, byte(backoff(3)/time.Microsecond))
	}
	if bytes.Count(a, a[:1]) == len(a) {
		t.Error("all workers wait for the same time")
	}
}
