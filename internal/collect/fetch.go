package collect

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/opendata"
	"lofte/internal/say"
)

// Fetcher fetches sources. The zero value of each field but Dir has a meaning.
type Fetcher struct {
	Dir     string        // the site's folder, which keeps the copies
	Today   day.Date      // that copies are dated by
	Missing bool          // fetch only what there is no copy of
	Timeout time.Duration // for one file; 0 means half a minute
	Limit   int64         // bytes that one file may have; 0 means 64 MiB
}

// Report says why sources could not be fetched, by their addresses.
type Report map[string]Failure

// Failure is why a source could not be fetched.
type Failure struct {
	Misfit bool // it answered with data that does not fit
	Why    say.Text
}

// atOnce is how many sources are fetched at the same time.
const atOnce = 8

// Fetch fetches the sources that have an address, and keeps a copy of each that answers with data that
// fits; the others keep the copy that they have. A source that has nothing new is asked no more than that.
//
// It sends no credentials, follows redirects only where they do not lead from https to anything else, and
// reaches whatever the settings name, addresses within the own network too: who writes the settings runs
// the program.
func (f Fetcher) Fetch(ctx context.Context, sources []config.Collect) Report {
	if f.Timeout == 0 {
		f.Timeout = 30 * time.Second
	}
	if f.Limit == 0 {
		f.Limit = 64 << 20
	}
	client := &http.Client{CheckRedirect: redirect}
	report := Report{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	room := make(chan struct{}, atOnce)
	asked := map[string]bool{"": true}
	for _, s := range sources {
		if asked[s.URL] {
			continue
		}
		asked[s.URL] = true
		wg.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			if err := f.fetch(ctx, client, s.URL); err != nil {
				mu.Lock()
				defer mu.Unlock()
				misfit := (*opendata.Misfit)(nil)
				report[s.URL] = Failure{errors.As(err, &misfit), why(err)}
			}
		})
	}
	wg.Wait()
	return report
}

// fetch fetches a source and keeps a copy.
func (f Fetcher) fetch(ctx context.Context, client *http.Client, address string) error {
	old := &kept{}
	if data, err := os.ReadFile(filepath.Join(f.Dir, filepath.FromSlash(copyPath(address)))); err == nil {
		if k, err := decode(data); err == nil && k.URL == address {
			old = k
		}
	}
	if f.Missing && old.files != nil {
		return nil
	}
	k := &kept{URL: address, Fetched: f.Today.String(), Tags: map[string]tags{}, files: files{}}
	changed := old.files == nil
	for _, name := range names {
		var known tags
		if old.files[name] != nil {
			known = old.Tags[name]
		}
		got, err := f.get(ctx, client, address+"data/"+name, known)
		switch {
		case got.status == http.StatusNotModified:
			k.files[name], k.Tags[name] = old.files[name], known
		case got.status == http.StatusNotFound && name == kommunerFile:
			changed = changed || old.files[name] != nil
		case err != nil:
			return err
		default:
			k.files[name], k.Tags[name] = got.data, got.tags
			changed = true
		}
	}
	if changed {
		if r := read(&collected{Collect: config.Collect{URL: address}, files: k.files}); r.fault != nil {
			return r.fault
		}
	} else if old.Fetched == k.Fetched {
		return nil
	}
	return k.save(f.Dir)
}

// answer is what a server answers.
type answer struct {
	status int
	data   []byte
	tags   tags
}

// get fetches a file. known are the tags of the version that is there already.
func (f Fetcher) get(ctx context.Context, client *http.Client, address string, known tags) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.Timeout, fault{say.Textf("there is no whole answer within %s", f.Timeout)})
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("User-Agent", "lofte")
	request.Header.Set("Accept", "application/json")
	if known.ETag != "" {
		request.Header.Set("If-None-Match", known.ETag)
	} else if known.Modified != "" {
		request.Header.Set("If-Modified-Since", known.Modified)
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, cause(ctx, err)
	}
	defer func() { _ = response.Body.Close() }()
	a := answer{status: response.StatusCode, tags: tags{response.Header.Get("ETag"), response.Header.Get("Last-Modified")}}
	if a.status != http.StatusOK {
		return a, fault{say.Textf("it answers %s for %s", response.Status, address)}
	}
	a.data, err = io.ReadAll(io.LimitReader(response.Body, f.Limit+1))
	if err == nil && int64(len(a.data)) > f.Limit {
		return a, fault{say.Textf("%s is larger than %d bytes", address, f.Limit)}
	}
	return a, cause(ctx, err)
}

// cause returns the reason that ctx ended for, when that is why there is an error.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// redirect lets a request be led on a few times, but not from https to anything else.
func redirect(next *http.Request, via []*http.Request) error {
	secure := next.URL.Scheme == "https" || next.URL.Scheme == "http" && via[len(via)-1].URL.Scheme == "http"
	if len(via) > 5 || !secure || next.URL.User != nil {
		return fault{say.Textf("it leads on to %s", next.URL.Redacted())}
	}
	return nil
}

// fault is an error with words for those who are told of it.
type fault struct{ say.Text }

func (f fault) Error() string { return f.String() }

// why says what an error means.
func why(err error) say.Text {
	if f := (fault{}); errors.As(err, &f) {
		return f.Text
	}
	if m := (*opendata.Misfit)(nil); errors.As(err, &m) {
		switch {
		case m.Row == 0:
			return say.Textf("%s is not as it should be", m.File)
		case m.Column == "":
			return say.Textf("object %d of %s is not as it should be", m.Row, m.File)
		}
		return say.Textf("%q in object %d of %s is not as it should be", m.Column, m.Row, m.File)
	}
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if u := (*url.Error)(nil); errors.As(err, &u) {
		err = u.Err
	}
	return say.Textf("the connection failed (%s)", err)
}
