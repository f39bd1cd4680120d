package build

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lofte/internal/diag"
	"lofte/internal/plan"
	"lofte/internal/theme"
	"lofte/internal/watch"
)

// Output returns the output at a path of the site, or nil.
func (s *Site) Output(path string) *plan.Output {
	i, ok := slices.BinarySearchFunc(s.Plan.Outputs, path, func(o plan.Output, path string) int { return strings.Compare(o.Path, path) })
	if !ok {
		return nil
	}
	return &s.Plan.Outputs[i]
}

// One renders one output. What is wrong with the theme then is in the problems. It is safe for several
// goroutines.
func (s *Site) One(o *plan.Output) ([]byte, []diag.Problem) {
	var out bytes.Buffer
	if err := s.renderer.Render(o, &out); err != nil {
		faults := theme.Fault(s.Plan.Config.Theme, err)
		return nil, faults.Sorted()
	}
	return out.Bytes(), nil
}

// Follow reads the site and hands it to do; and again, whenever something has changed or a new day has
// begun. It goes on until ctx is done, do returns an error or the program itself is broken. One change
// is worked on at a time; what comes meanwhile is the next.
func (r *Reader) Follow(ctx context.Context, w *watch.Watcher, do func(*Site, Change, watch.Batch) error) error {
	since := watch.Batch{All: true}
	for {
		site, change, err := r.Read(since)
		if err == nil && change.Any {
			err = do(site, change, since)
		}
		if err != nil {
			return err
		}
		if since, err = r.next(ctx, w); err != nil {
			return err
		}
	}
}

// next waits for a change; a new day is one that touches no file.
func (r *Reader) next(ctx context.Context, w *watch.Watcher) (watch.Batch, error) {
	for {
		minute, cancel := context.WithTimeout(ctx, time.Minute)
		batch, err := w.Next(minute)
		cancel()
		if ctx.Err() != nil {
			return batch, ctx.Err()
		}
		if !errors.Is(err, context.DeadlineExceeded) || r.NewDay() {
			if errors.Is(err, context.DeadlineExceeded) {
				err = nil
			}
			return batch, err
		}
	}
}
