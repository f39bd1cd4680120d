package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/diag"
	"lofte/internal/watch"
)

func (p *program) addPoll(cmd *cobra.Command, poll *bool) {
	cmd.Flags().BoolVar(poll, "poll", false, p.Sprintf("look for changes over and over, where the system does not tell of them"))
}

// follow reads the site in dir, and again at each change, until ctx is done. What it says of the site
// is said on standard error, once for as long as it stays the same.
func (p *program) follow(ctx context.Context, o build.Options, dir string, poll bool, do func(*build.Site, build.Change) error) error {
	polls, said, begun := watch.Told, "", false
	tell := func(w *watch.Watcher, site *build.Site, since watch.Batch) error {
		if r := w.Polls(); r != polls {
			polls = r
			fmt.Fprintln(p.err, p.polls(r))
		}
		var now strings.Builder
		if err := (diag.Printer{Language: p.Language, Color: p.color}).Text(&now, site.Problems); err != nil {
			return err
		}
		if now.String() != said {
			said = now.String()
			fmt.Fprint(p.err, said)
			fmt.Fprintln(p.err, p.counts(site))
		}
		if begun {
			fmt.Fprintln(p.out, p.Sprintf("%s: %s, %d ms", time.Now().Format(time.TimeOnly), p.touched(since), took(site).Milliseconds()))
		}
		begun = true
		return nil
	}
	reader := build.NewReader(o)
	for {
		folders, files := build.Watched(o)
		w, err := watch.Start(watch.Options{Dir: dir, Trees: folders, Files: files, Poll: poll})
		if err != nil {
			return err
		}
		err = reader.Follow(ctx, w, func(site *build.Site, change build.Change, since watch.Batch) error {
			if err := do(site, change); err != nil {
				return err
			}
			if err := tell(w, site, since); err != nil {
				return err
			}
			if now, _ := build.Watched(o); !slices.Equal(now, folders) {
				return errFolders
			}
			return nil
		})
		_ = w.Close()
		if !errors.Is(err, errFolders) {
			return err
		}
	}
}

// errFolders says that the site is made of other folders than those that are watched.
var errFolders = errors.New("other folders are to be watched")

func took(s *build.Site) time.Duration {
	var all time.Duration
	for _, stage := range s.Stages {
		all += stage.Time
	}
	return all
}

// touched names what was changed.
func (p *program) touched(b watch.Batch) string {
	switch n := len(b.Paths); {
	case b.All:
		return p.Sprintf("the whole site")
	case n == 0:
		return p.Sprintf("a new day")
	case n == 1:
		return b.Paths[0]
	default:
		return p.Sprintf("%s and %d more", b.Paths[0], n-1)
	}
}

// polls says why changes are looked for.
func (p *program) polls(r watch.Reason) string {
	switch r {
	case watch.Network:
		return p.Sprintf("looking for changes over and over: the folder is on a file system that does not tell of them")
	case watch.Limit:
		return p.Sprintf("looking for changes over and over: the system allows no more watches (on Linux, fs.inotify.max_user_watches)")
	case watch.Refused:
		return p.Sprintf("looking for changes over and over: the folders cannot be watched")
	}
	return p.Sprintf("looking for changes over and over")
}
