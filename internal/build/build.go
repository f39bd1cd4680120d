// Package build runs the stages of a build in order: read the settings, the theme and the content,
// plan the site, render every output, publish.
package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lofte/internal/collect"
	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/publish"
	"lofte/internal/render"
	"lofte/internal/source"
	"lofte/internal/watch"
)

// Options say what to build. The zero value of each but Site has a meaning.
type Options struct {
	Site     fs.FS     // the site's folder; symbolic links out of it must not be followed
	Clock    time.Time // when Now is zero, the day it is, in the site's time zone; the zero Clock is the machine's
	Now      day.Date  // the day that the site is judged by
	Drafts   bool      // show drafts and what is withheld
	Advice   bool      // give advice on every promise document, withheld or not, and to the site's owner
	BaseURL  string    // instead of the settings' own, as config.ParseBaseURL returns it
	Cache    string    // the folder that keeps what one build leaves to the next; "" for none
	Progress func(done, total int)

	// Out is the folder that the site will be put into, to look ahead at what stands there; "" when that is
	// not known.
	Out string

	// Fetched is what came of fetching the data of other sites that the settings name; nil when it was not to
	// be fetched. Their data itself is read from the site's folder.
	Fetched collect.Report

	// Published is the Cache of earlier builds, to warn of published figures that have changed since
	// without a correction; "" for no such warnings. It is only read.
	Published string
}

// Left is a text that is not shown to everybody yet.
type Left struct {
	Path    string
	Draft   bool
	Publish day.Date // when it will be shown; zero for a draft
}

// Stage is how long a stage of the build took.
type Stage struct {
	Name string
	Time time.Duration
}

// Site is a site that was read and planned.
type Site struct {
	Plan     *plan.Plan    // nil in a site that is as the last build left it
	Model    *promise.Site // everything that was read, withheld or not
	Left     []Left        // what the plan leaves out, by path
	Problems []diag.Problem
	Stages   []Stage

	// Forgot is why the cache was of no use, or could not be kept: one of the errors of the package
	// cache, or a fault of the machine. The site is right all the same.
	Forgot error

	renderer *render.Renderer
	progress func(done, total int)
	memory   *memory // nil without a cache
	part     []int   // of the Plan's outputs, those that can come out another than they stand; nil for all
	reader   *Reader
	figures  []byte // the note to leave of the figures that are published; nil when the one there holds
}

// Count returns how many pages the site has, and how many other files.
func (s *Site) Count() (pages, files int) {
	if s.Plan == nil || s.part != nil {
		return s.memory.last.pages, s.memory.last.files
	}
	for i := range s.Plan.Outputs {
		if s.Plan.Outputs[i].IsPage() {
			pages++
		}
	}
	return pages, len(s.Plan.Outputs) - pages
}

// Close lets go of the cache. A Site that was read without one need not be closed.
func (s *Site) Close() error {
	if s.memory == nil {
		return nil
	}
	return s.memory.cache.Close()
}

// Errors returns how many of the problems are errors, and Warnings how many are warnings.
func (s *Site) Errors() int { return s.severity(diag.Error) }

// Warnings returns how many of the problems are warnings.
func (s *Site) Warnings() int { return s.severity(diag.Warning) }

// Advice returns how many of the problems are advice.
func (s *Site) Advice() int { return s.severity(diag.Advice) }

func (s *Site) severity(v diag.Severity) int {
	n := 0
	for _, p := range s.Problems {
		if p.Severity == v {
			n++
		}
	}
	return n
}

// Read reads and plans a site. Whatever an author did wrong is in the Problems; an error means that
// the program itself is broken.
func Read(o Options) (*Site, error) {
	r := Reader{options: o}
	var forgot error
	if o.Cache != "" {
		var err error
		if r.memory, forgot, err = remember(o); err != nil {
			forgot = err
		}
	}
	s, _, err := r.Read(watch.Batch{All: true})
	if err != nil {
		if r.memory != nil {
			err = errors.Join(err, r.memory.cache.Close())
		}
		return nil, err
	}
	s.Forgot = forgot
	return s, nil
}

// Read reads and plans the site, as the function Read does, and says how it differs from the one that
// was read before. since is all that may have changed since the last Read began.
func (r *Reader) Read(since watch.Batch) (*Site, Change, error) {
	o := r.options
	s := &Site{progress: o.Progress, memory: r.memory, reader: r}
	stage := s.timer()
	var problems diag.List
	cfg, text := settings(o, &problems)
	now := today(o, cfg)
	others := collect.Look(o.Site, cfg.Collect, o.Fetched, now, r.others)
	// The theme is read beside the content; neither needs the other.
	load := sync.OnceValue(func() loadedTheme { return r.loadTheme(cfg, since) })
	known := r.content
	if m := r.memory; m != nil {
		if r.whole {
			m.again(o.Site)
		}
		m.state = stateOf(o, text, sumTheme(o.Site, cfg), others.Sum(), now)
		if m.lasts() && !r.whole && !others.Failed() {
			if m.found {
				s.Left = m.last.texts
				stage("read")
				return s, Change{}, nil
			}
			if len(cfg.Collect) == 0 && r.readPart(s, cfg, now, load) {
				stage("read")
				return s, Change{Any: true}, nil
			}
		}
		known = m.content
	}

	var wg sync.WaitGroup
	wg.Go(func() { load() })
	if r.content != nil {
		r.content.Changed(since)
	}
	model, contentProblems := content.Load(o.Site, cfg, known)
	wg.Wait()
	loaded := load()
	if loaded.err != nil {
		return nil, Change{}, loaded.err
	}
	t, sums, themeProblems := loaded.theme, loaded.sums, loaded.problems
	problems.Append(themeProblems)
	problems.Append(contentProblems)
	if o.Advice {
		problems.Append(advise(o.Site, model))
		problems.Append(adviseTranslations(model))
		if text != nil {
			problems.Append(adviseOwner(cfg))
		}
	}
	stage("read")

	s.Model = model
	// Figures are compared beside the plan; neither needs the other.
	var compared diag.List
	if o.Published != "" {
		wg.Go(func() { s.figures, compared = comparePublished(o.Published, o.Site, model, now, contentProblems) })
	}
	s.Left = withheld(model, now)
	joined, othersProblems := others.Join(model)
	problems.Append(othersProblems)
	assets := loaded.paths()
	shown := joined
	if !o.Drafts && len(s.Left) > 0 {
		shown, _ = others.Join(model.ShownOn(now))
		for _, l := range s.Left {
			shown.Hidden = append(shown.Hidden, l.Path)
		}
		// The texts left out are judged too, in a site where all are shown.
		_, all := plan.Make(joined, cfg, now, assets)
		problems.Append(all)
	}
	p, planProblems := plan.Make(shown, cfg, now, assets)
	problems.Append(planProblems)
	wg.Wait()
	problems.Append(compared)
	if o.Drafts {
		s.Left, s.figures = nil, nil // what drafts are shown in is not for everybody
	}
	s.Plan = p
	s.renderer = render.New(p, t, o.Site)
	if r.content != nil && (t != r.tried || !bytes.Equal(text, r.settings)) && problems.Errors() == 0 {
		s.trial(&themeProblems)
		problems.Append(themeProblems)
		r.tried = t
	}
	s.Problems = problems.Sorted()
	if r.memory != nil {
		r.memory.weigh(s)
	}
	stage("plan")

	change := r.change(s, text, sums, t, others, themeProblems.Len())
	r.settings, r.theme, r.sums, r.others = text, t, sums, others
	if themeProblems.Len() > 0 {
		r.theme, r.tried = nil, nil
	}
	return s, change, nil
}

// timer returns a function that notes how long it was since it was last called.
func (s *Site) timer() func(name string) {
	last := time.Now()
	return func(name string) {
		now := time.Now()
		s.Stages = append(s.Stages, Stage{name, now.Sub(last)})
		last = now
	}
}

// settings returns the settings and the text that they stand in.
func settings(o Options, problems *diag.List) (config.Config, []byte) {
	data, err := fs.ReadFile(o.Site, config.File)
	if err != nil {
		p := problems.Errorf(source.Whole(config.File), diag.NoSettings, "the settings cannot be read: %s", reason(err))
		p.Hintf("a site's folder has a file %s; name the folder with --site DIR", config.File)
		return config.Default(), nil
	}
	if o.BaseURL == "" {
		return config.Read(data, problems), data
	}
	var found diag.List
	cfg := config.Read(data, &found)
	cfg.BaseURL = o.BaseURL
	for _, p := range found.Sorted() {
		if p.Code != diag.NoBaseURL { // it was given in another way
			problems.Add(p)
		}
	}
	return cfg, data
}

// Fetch fetches the data of the other sites that the settings name into the site's folder dir, to be read
// with the site. missing says that only what has never been fetched is. The result is for Options.Fetched.
func Fetch(ctx context.Context, o Options, dir string, missing bool) collect.Report {
	var known diag.List // what is wrong with the settings, Read says
	cfg, _ := settings(o, &known)
	f := collect.Fetcher{Dir: dir, Today: day.Of(time.Now().In(cfg.Timezone)), Missing: missing}
	return f.Fetch(ctx, cfg.Collect)
}

// reason returns what went wrong, without the operation and the path.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

func today(o Options, cfg config.Config) day.Date {
	if !o.Now.IsZero() {
		return o.Now
	}
	clock := o.Clock
	if clock.IsZero() {
		clock = time.Now()
	}
	return day.Of(clock.In(cfg.Timezone))
}

// withheld lists what is not shown to everybody on a day, by path.
func withheld(s *promise.Site, now day.Date) []Left {
	var left []Left
	note := func(w promise.Withheld, at source.Place) {
		if !w.ShownOn(now) {
			left = append(left, Left{at.Path, w.Draft, w.Publish})
		}
	}
	if s.Front != nil {
		note(s.Front.Withheld, s.Front.Source)
	}
	for _, p := range s.Pages {
		note(p.Withheld, p.Source)
	}
	for _, k := range s.Kommuner {
		for _, d := range k.Documents {
			note(d.Withheld, d.Source)
			for _, f := range d.FollowUps {
				if d.ShownOn(now) {
					note(f.Withheld, f.Source)
				} else {
					note(d.Withheld, f.Source) // it goes with its document
				}
			}
		}
		for _, n := range k.News {
			note(n.Withheld, n.Source)
		}
	}
	for t := range s.Translations() {
		note(t.Withheld, t.Source)
	}
	slices.SortFunc(left, func(a, b Left) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return left
}

// Sink takes the files of a finished site. Write is called from several goroutines; the data is the
// caller's again when it returns.
type Sink interface {
	Write(path string, data []byte) error
}

// Render renders every output into sink, on as many goroutines as there are processors. It stops at
// the first error and when ctx is cancelled.
func (s *Site) Render(ctx context.Context, sink Sink) error {
	return s.render(ctx, sink, (*memory)(nil).stands(nil))
}

// made returns the outputs that are made: those that can come out another than they stand.
func (s *Site) made() []*plan.Output {
	outputs := make([]*plan.Output, 0, len(s.Plan.Outputs))
	if s.part != nil {
		for _, i := range s.part {
			outputs = append(outputs, &s.Plan.Outputs[i])
		}
		return outputs
	}
	for i := range s.Plan.Outputs {
		outputs = append(outputs, &s.Plan.Outputs[i])
	}
	return outputs
}

// large is from how many bytes an output is unlike most.
const large = 1 << 20

// render is Render without the outputs for which stands returns true.
func (s *Site) render(ctx context.Context, sink Sink, stands func(*plan.Output) bool) error {
	stage := s.timer()
	defer stage("render")
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var wg sync.WaitGroup
	all := s.made()
	images, outputs := apart(all)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var buf bytes.Buffer
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				var err error
				n := 1
				switch {
				case i < len(images):
					n = len(images[i])
					err = s.renderImage(images[i], sink, stands)
				case i-len(images) < len(outputs):
					err = s.renderOne(outputs[i-len(images)], &buf, sink, stands)
				default:
					return
				}
				if err != nil {
					cancel(err)
					return
				}
				if s.progress != nil {
					s.progress(int(done.Add(int64(n))), len(all))
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// renderOne renders an output by way of buf, unless it stands.
func (s *Site) renderOne(o *plan.Output, buf *bytes.Buffer, sink Sink, stands func(*plan.Output) bool) error {
	if stands(o) {
		return nil
	}
	if buf.Cap() > large {
		*buf = bytes.Buffer{} // a file of all data would keep its room to the end
	}
	buf.Reset()
	if err := s.renderer.Render(o, buf); err != nil {
		return err
	}
	return sink.Write(o.Path, buf.Bytes())
}

// renderImage renders those of an image's widths that do not stand. The image is read once for all of them.
func (s *Site) renderImage(widths []*plan.Output, sink Sink, stands func(*plan.Output) bool) error {
	widths = slices.DeleteFunc(widths, stands)
	if len(widths) == 0 {
		return nil
	}
	return s.renderer.Scale(widths, func(o *plan.Output, data []byte) error { return sink.Write(o.Path, data) })
}

// apart returns the widths of each image, and all other outputs. Images come first, since they take longest.
func apart(outputs []*plan.Output) (images [][]*plan.Output, others []*plan.Output) {
	if !slices.ContainsFunc(outputs, func(o *plan.Output) bool { return o.View == plan.Scaled }) {
		return nil, outputs
	}
	of := map[*promise.File]int{}
	for _, o := range outputs {
		if o.View != plan.Scaled {
			others = append(others, o)
			continue
		}
		i, known := of[o.File]
		if !known {
			i = len(images)
			of[o.File] = i
			images = append(images, nil)
		}
		images[i] = append(images[i], o)
	}
	return images, others
}

// Publish renders the site and puts it in place in the folder dir, or leaves dir as it is. With a
// cache, what stands in dir and would come out the same is not rendered again.
func (s *Site) Publish(ctx context.Context, dir string) (publish.Report, error) {
	var former publish.Former
	if s.memory != nil {
		former = s.memory.former
	}
	stage, err := publish.BeginWith(former, dir)
	if err != nil {
		return publish.Report{}, err
	}
	if (s.Plan == nil || s.part != nil) && !s.memory.standing(stage, s) {
		// It was put in place somewhere else, or somebody has changed what stands there.
		if err = stage.Abort(); err == nil {
			err = s.readWhole()
		}
		if err == nil {
			stage, err = publish.Begin(dir)
		}
		if err != nil {
			return publish.Report{}, err
		}
	}
	if s.Plan != nil {
		if err := s.render(ctx, stage, s.memory.stands(stage)); err != nil {
			return publish.Report{}, errors.Join(err, stage.Abort())
		}
	}
	timed := s.timer()
	var index []byte
	var live int64
	var leaveErr error
	var wg sync.WaitGroup
	if s.memory != nil && s.Plan != nil {
		wg.Go(func() { index, live, leaveErr = s.memory.leave(s, stage.Sum) })
	}
	report, err := stage.Commit()
	wg.Wait()
	timed("publish")
	if err != nil {
		return report, fmt.Errorf("put the site in place in %s: %w", dir, err)
	}
	if s.memory != nil && s.Plan != nil {
		if leaveErr == nil {
			leaveErr = s.memory.save(s, index, live)
		}
		s.Forgot = errors.Join(s.Forgot, leaveErr)
		timed("leave")
	}
	return report, nil
}

// readWhole reads a site that is as the last build left it.
func (s *Site) readWhole() error {
	s.reader.whole = true
	whole, _, err := s.reader.Read(watch.Batch{All: true})
	if err != nil {
		return err
	}
	whole.Forgot = s.Forgot
	*s = *whole
	return nil
}
