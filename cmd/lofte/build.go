package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/cache"
	"lofte/internal/publish"
)

func (p *program) build() *cobra.Command {
	var f siteFlags
	var out string
	var strict, again, poll, noCache bool
	cmd := &cobra.Command{
		Use:     "build",
		Short:   p.Sprintf("makes the site and puts it into the folder public"),
		Long:    p.Sprintf("lofte build makes the site and puts it in place as a whole, or not at all.\nWhat the last build made and this one does not is removed; files that lofte did\nnot make stay."),
		Example: "  lofte build\n  lofte build --base-url https://example.se/ --strict\n  lofte build --now 2026-01-31 --out /tmp/site",
		Args:    p.noArgs,
	}
	p.addSite(cmd, &f)
	cmd.Flags().StringVar(&out, "out", "", p.Sprintf("the folder to put the site into (default: public in the site's folder)"))
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", p.Sprintf("where the site will stand, instead of base_url in lofte.toml"))
	cmd.Flags().BoolVar(&f.drafts, "drafts", false, p.Sprintf("show drafts and what is withheld, marked as such"))
	cmd.Flags().BoolVar(&strict, "strict", false, p.Sprintf("fail on warnings too"))
	cmd.Flags().BoolVar(&again, "watch", false, p.Sprintf("build again at each change, until Ctrl-C"))
	p.addPoll(cmd, &poll)
	cmd.Flags().BoolVar(&noCache, "no-cache", false, p.Sprintf("make everything anew, and leave nothing to the next build"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		o, err := p.open(f)
		if err != nil {
			return err
		}
		dir, err := p.outFolder(f.dir, out)
		if err != nil {
			return err
		}
		return command(func(cmd *cobra.Command) error {
			if again {
				return p.watchBuild(cmd.Context(), o, f.dir, dir, strict, poll)
			}
			if !noCache {
				o.Cache = filepath.Join(f.dir, build.CacheFolder)
				o.Published, o.Out = o.Cache, dir
			}
			return p.runBuild(cmd.Context(), o, f.dir, dir, strict)
		})(cmd, nil)
	}
	return cmd
}

func (p *program) runBuild(ctx context.Context, o build.Options, folder, dir string, strict bool) error {
	p.tuneMemory(roomForOnce)
	start := time.Now()
	var stop func()
	o.Progress, stop = p.showProgress(p.Sprintf("reading …"))
	defer stop()
	o.Fetched = build.Fetch(ctx, o, folder, false)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	site, err := build.Read(o)
	if err != nil {
		return err
	}
	defer func() { _ = site.Close() }()
	if verdict(site, strict) != nil {
		stop()
		return p.report(site, strict)
	}
	report, err := site.Publish(ctx, dir)
	stop()
	p.forgot(site.Forgot)
	if reportErr := p.report(site, strict); reportErr != nil {
		return reportErr
	}
	return p.published(site, report, err, dir, start)
}

// watchBuild builds the site, and again at each change, until ctx is done.
func (p *program) watchBuild(ctx context.Context, o build.Options, site, dir string, strict, poll bool) error {
	p.tuneMemory(roomForStays)
	o.Fetched = build.Fetch(ctx, o, site, false)
	return p.follow(ctx, o, site, poll, func(site *build.Site, _ build.Change) error {
		if verdict(site, strict) != nil {
			return nil
		}
		start := time.Now()
		report, err := site.Publish(ctx, dir)
		if err = p.published(site, report, err, dir, start); err != nil && ctx.Err() == nil {
			fmt.Fprintln(p.err, p.Sprintf("lofte: %s", err))
			return nil // the next change may go better
		}
		return err
	})
}

// published says what came of publishing a site into dir.
func (p *program) published(site *build.Site, report publish.Report, err error, dir string, start time.Time) error {
	switch {
	case errors.Is(err, publish.ErrBusy):
		return errors.New(p.Sprintf("another build is putting a site into %s right now", dir))
	case err != nil:
		return err
	}
	p.left(site)
	for _, path := range report.Noticed {
		fmt.Fprintln(p.out, p.Sprintf("left alone %s: lofte did not make it", path))
	}
	for _, path := range report.Replaced {
		fmt.Fprintln(p.out, p.Sprintf("replaced %s, which was not as lofte had left it: the former one is in %s", path, report.Aside))
	}
	pages, files := site.Count()
	fmt.Fprintln(p.out, p.Sprintf("built %d pages and %d other files in %.2f s: %s", pages, files, time.Since(start).Seconds(), dir))
	return nil
}

// forgot says why the cache was of no use.
func (p *program) forgot(why error) {
	switch {
	case why == nil:
	case errors.Is(why, cache.ErrForeign):
		fmt.Fprintln(p.err, p.Sprintf("warning: another version of lofte left the cache; it is thrown away"))
	case errors.Is(why, cache.ErrDamaged):
		fmt.Fprintln(p.err, p.Sprintf("warning: the cache is damaged; it is thrown away"))
	case errors.Is(why, cache.ErrBusy):
		fmt.Fprintln(p.err, p.Sprintf("warning: another build uses the cache; this one goes without"))
	default:
		fmt.Fprintln(p.err, p.Sprintf("warning: no cache is kept: %s", why))
	}
}

// showProgress returns a function that tells on a terminal how far something has come, once it has taken
// a second; until it is called, first is what is said. On no terminal the function is nil. stop ends it and
// may be called again.
func (p *program) showProgress(first string) (progress func(done, total int), stop func()) {
	if !p.terminal {
		return nil, func() {}
	}
	var done, total atomic.Int64
	progress = func(d, t int) {
		done.Store(int64(d))
		total.Store(int64(t))
	}
	ended, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		select {
		case <-ended:
			return
		case <-time.After(time.Second):
		}
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			if total.Load() == 0 {
				fmt.Fprintf(p.err, "\r%s", first)
			} else {
				fmt.Fprintf(p.err, "\r%s", p.Sprintf("%d of %d", done.Load(), total.Load()))
			}
			select {
			case <-ended:
				fmt.Fprint(p.err, "\r\x1b[K")
				return
			case <-tick.C:
			}
		}
	}()
	stopped := false
	return progress, func() {
		if !stopped {
			stopped = true
			close(ended)
			<-finished
		}
	}
}
