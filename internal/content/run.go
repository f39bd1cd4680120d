package content

import (
	"bytes"
	"crypto/sha256"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lofte/internal/cache"
	"lofte/internal/diag"
	"lofte/internal/markdown"
)

// job is one text to read. It goes in two steps: read makes a value of the bytes, which may be kept
// for a later Load and is never changed; use puts a copy of it into the site.
type job struct {
	text
	problems diag.List
	nothing  any // of the type of the values
	markdown *markdown.Reader
	read     func(j *job, data []byte) any
	use      func(value any)
	asked    []asked
	sum      [sha256.Size]byte // of its bytes, for a Cache on disk
	facts    [sha256.Size]byte // see keptText
	anchored bool              // whether the text is another now but has the same anchors as in the Cache on disk
	parsed   *parsed           // for a Cache in memory; nil when the text cannot be read
}

func addJob[T any](l *loader, t text, read func(j *job, data []byte) T, use func(value T)) *job {
	var nothing T
	j := &job{
		text:    t,
		nothing: nothing,
		read:    func(j *job, data []byte) any { return read(j, data) },
		use:     func(value any) { use(value.(T)) },
	}
	l.jobs = append(l.jobs, j)
	return j
}

// run reads every text and makes the kommuner of them, each by itself, on as many goroutines as there
// are processors.
func (l *loader) run() {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			w := &worker{loader: l, markdown: markdown.New(l.cfg.HTML)}
			for {
				i := int(next.Add(1)) - 1
				switch {
				case i < len(l.kommuner):
					w.runFolder(l.kommuner[i])
				case i < len(l.kommuner)+len(l.jobs):
					w.runJob(l.jobs[i-len(l.kommuner)], true)
				default:
					return
				}
			}
		})
	}
	wg.Wait()
}

// worker reads texts, one after the other. What one takes up while it is read, the next uses again: between
// what is kept of the texts, long stretches of memory that nobody needs would lie about.
type worker struct {
	*loader
	markdown *markdown.Reader
	data     bytes.Buffer // the bytes of the text
}

func (w *worker) runFolder(f *folder) {
	if f.kept {
		return
	}
	before, problems := *f.kommun, f.problems
	recalled := w.readFolder(f, true)
	if recalled && (f.problems.Len() > problems.Len() || slices.ContainsFunc(f.jobs, func(j *job) bool { return j.problems.Len() > 0 })) {
		// What was recalled does not know its places.
		*f.kommun, f.problems, f.broken = before, problems, nil
		w.readFolder(f, false)
	}
	if w.cache.stored() {
		f.sumUp()
	}
	f.periods, f.news, f.translations, f.translatedNews = nil, nil, nil, nil
	for _, j := range f.jobs {
		j.read, j.use = nil, nil
	}
}

// readFolder reads a kommun's texts and makes the kommun of them. With recall it takes what an earlier
// program has read, and reports whether it took any.
func (w *worker) readFolder(f *folder, recall bool) (recalled bool) {
	for _, j := range f.jobs {
		recalled = w.runJob(j, recall) || recalled
	}
	if f.named {
		f.assemble()
	}
	return recalled
}

func (w *worker) runJob(j *job, recall bool) (recalled bool) {
	j.problems, j.asked = diag.List{}, nil
	parsed := w.parse(j, recall)
	if parsed == nil {
		return false
	}
	j.problems.Append(parsed.problems)
	switch {
	case w.cache.stored():
		w.cache.disk.keep(j, parsed)
		j.sum, j.facts = parsed.sum, parsed.facts
	case w.cache != nil:
		j.parsed = parsed
	}
	j.use(parsed.value)
	return parsed.ref != cache.Ref{}
}

// parse returns what a text says, from the cache when it still holds.
func (w *worker) parse(j *job, recall bool) *parsed {
	last := w.cache.last(j, recall)
	if last != nil && !last.holds(w.files) {
		last = nil
	}
	if last != nil && !j.unsure && !w.cache.touched(j.path) {
		return last
	}
	data, err := w.bytes(j.path)
	if err != nil {
		unreadable(j.path, err, &j.problems)
		return nil
	}
	var sum [sha256.Size]byte
	if w.cache != nil {
		sum = sha256.Sum256(data)
	}
	if last != nil && last.sum == sum {
		return last
	}
	j.markdown = w.markdown
	value := j.read(j, data)
	j.markdown = nil
	j.anchored = last != nil && slices.Equal(anchors(last.value), anchors(value))
	found := j.problems
	j.problems = diag.List{}
	return &parsed{sum: sum, value: value, problems: found, asked: j.asked}
}

// bytes returns a file's bytes. They are good until the next file's are asked for.
func (w *worker) bytes(path string) ([]byte, error) {
	f, err := w.fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	w.data.Reset()
	_, err = w.data.ReadFrom(f)
	return w.data.Bytes(), err
}
