// Package serve shows a site in a browser while it is being written.
//
// A Preview is an http.Handler. It holds the last site that was without errors, renders its pages when
// they are asked for, and adds a script to each that follows what happens here: the page is loaded
// again when there is a newer site, and problems are laid over it. Everything that belongs to the
// preview and not to the site stands under /.lofte/.
package serve

import (
	"io/fs"
	"strconv"
	"sync"
	"time"

	"lofte/internal/build"
	"lofte/internal/diag"
	"lofte/internal/say"
)

// Options say how a Preview behaves.
type Options struct {
	Site     fs.FS        // the site's folder, for files that are shown as they are
	Local    bool         // only this machine may ask
	Language say.Language // of what is said about the site
}

// Preview shows a site. It is safe for several goroutines.
type Preview struct {
	Options
	epoch string        // tells builds of this Preview from those of another one
	ready chan struct{} // closed once something was shown

	mu      sync.RWMutex
	state   state
	site    *shown // the last that was without errors; nil when there was none
	gone    map[string]bool
	changed chan struct{} // closed at the next change of the state

	images images
}

// state is what pages are told.
type state struct {
	Number   string            `json:"number"`   // of the state; each has another
	Build    string            `json:"build"`    // of the site that is shown
	Previous string            `json:"previous"` // the build before it, which Files and Styles compare with
	Files    []string          `json:"files"`    // those published as they are that are others now, or gone
	Styles   map[string]string `json:"styles"`
	Errors   int               `json:"errors"`
	Warnings int               `json:"warnings"`
	Problems []problem         `json:"problems"` // the first of them
	Words    map[string]string `json:"words"`
	count    int
}

// shown is a site and the pages of it that were rendered.
type shown struct {
	*build.Site
	build string

	mu    sync.Mutex
	pages map[string][]byte
	size  int
}

// New returns a Preview that has nothing to show yet. Requests wait for the first Show.
func New(o Options) *Preview {
	p := &Preview{Options: o, epoch: strconv.FormatInt(time.Now().UnixNano(), 36), ready: make(chan struct{}),
		gone: map[string]bool{}, changed: make(chan struct{})}
	p.state.Words = words(o.Language)
	return p
}

// Show tells the Preview what was read. A site with errors is not shown; its problems are.
func (p *Preview) Show(site *build.Site, change build.Change) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := &p.state
	first := s.count == 0
	s.count++
	s.Number = p.epoch + "-" + strconv.Itoa(s.count)
	s.Previous, s.Files, s.Styles = "", nil, nil
	wasBroken := s.Errors > 0
	s.Errors, s.Warnings = site.Errors(), site.Warnings()
	s.Problems = describe(site.Problems, p.Language)
	if s.Errors == 0 {
		if !wasBroken && len(change.Files) <= maxFiles {
			s.Previous, s.Files, s.Styles = s.Build, change.Files, change.Styles
		}
		s.Build = s.Number
		p.remember(site)
		p.site = &shown{Site: site, build: s.Build, pages: map[string][]byte{}}
	}
	close(p.changed)
	p.changed = make(chan struct{})
	if first {
		close(p.ready)
	}
}

// maxFiles is how many changed files pages are told of; with more of them they are loaded again.
const maxFiles = 100

// maxGone is how many former pages are remembered.
const maxGone = 10_000

// remember notes which pages the site had and has no more.
func (p *Preview) remember(next *build.Site) {
	if p.site == nil {
		return
	}
	old, now := p.site.Plan.Outputs, next.Plan.Outputs
	for i, j := 0, 0; i < len(old); i++ {
		for j < len(now) && now[j].Path < old[i].Path {
			j++
		}
		if (j == len(now) || now[j].Path != old[i].Path) && old[i].IsPage() && len(p.gone) < maxGone {
			p.gone[old[i].Path] = true
		}
	}
}

// now returns the state, the site to show and what is closed when there is news.
func (p *Preview) now() (state, *shown, <-chan struct{}) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.state, p.site, p.changed
}

// maxKept is how many bytes of rendered pages are kept.
const maxKept = 32 << 20

// page returns a rendered output.
func (s *shown) page(path string) ([]byte, []diag.Problem) {
	s.mu.Lock()
	data, ok := s.pages[path]
	s.mu.Unlock()
	if ok {
		return data, nil
	}
	data, problems := s.One(s.Output(path))
	if len(problems) > 0 {
		return nil, problems
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.size+len(data) <= maxKept {
		s.pages[path] = data
		s.size += len(data)
	}
	return data, nil
}
