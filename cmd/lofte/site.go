package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/diag"
)

// siteFlags are the flags of every command that reads a site.
type siteFlags struct {
	dir, now, baseURL string
	drafts            bool
}

func (p *program) addSite(cmd *cobra.Command, f *siteFlags) {
	cmd.Flags().StringVar(&f.dir, "site", ".", p.Sprintf("the site's folder"))
	cmd.Flags().StringVar(&f.now, "now", "", p.Sprintf("the day to judge by, YYYY-MM-DD (default: today)"))
}

// open returns the options for reading the site. Nothing outside of its folder can be reached through
// them.
func (p *program) open(f siteFlags) (build.Options, error) {
	o := build.Options{Drafts: f.drafts}
	if f.now != "" {
		now, err := day.Parse(f.now)
		if err != nil {
			return o, errors.New(p.Sprintf("--now: %s", err))
		}
		o.Now = now
	} else if epoch := p.getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return o, errors.New(p.Sprintf("SOURCE_DATE_EPOCH is %q, not a number of seconds", epoch))
		}
		o.Clock = time.Unix(seconds, 0)
	}
	if f.baseURL != "" {
		base, err := config.ParseBaseURL(f.baseURL)
		if err != nil {
			return o, errors.New(p.Sprintf("--base-url: %q is no address of a site", f.baseURL))
		}
		o.BaseURL = base
	}
	site, err := openFolder(f.dir)
	if err != nil {
		return o, errors.New(p.Sprintf("open the site's folder %s: %s", f.dir, reason(err)))
	}
	o.Site = site
	return o, nil
}

func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// report writes the problems of a site to standard error, with a line that counts them, and returns
// errFault when they keep the command from going on.
func (p *program) report(s *build.Site, strict bool) error {
	if err := (diag.Printer{Language: p.Language, Color: p.color}).Text(p.err, s.Problems); err != nil {
		return err
	}
	if len(s.Problems) > 0 {
		fmt.Fprintln(p.err, p.counts(s))
	}
	return verdict(s, strict)
}

func verdict(s *build.Site, strict bool) error {
	if s.Errors() > 0 || strict && s.Warnings() > 0 {
		return errFault
	}
	return nil
}

// counts says how many errors and warnings there are, and how many pieces of advice, if any.
func (p *program) counts(s *build.Site) string {
	plural := func(n int, one, many string) string {
		if n == 1 {
			return p.Sprintf(one)
		}
		return p.Sprintf(many, n)
	}
	line := plural(s.Errors(), "1 error", "%d errors") + ", " + plural(s.Warnings(), "1 warning", "%d warnings")
	if n := s.Advice(); n > 0 {
		line += ", " + plural(n, "1 piece of advice", "%d pieces of advice")
	}
	return line
}

// left says which texts are left out, and why.
func (p *program) left(s *build.Site) {
	for _, l := range s.Left {
		if l.Draft {
			fmt.Fprintln(p.out, p.Sprintf("left out %s: it is a draft", l.Path))
		} else {
			fmt.Fprintln(p.out, p.Sprintf("left out %s: it is shown from %s", l.Path, l.Publish))
		}
	}
}

// outFolder returns the folder to publish into. It must not hold, or be part of, what the site is
// made of.
func (p *program) outFolder(site, out string) (string, error) {
	if out == "" {
		return filepath.Join(site, "public"), nil
	}
	absSite, err := filepath.Abs(site)
	if err != nil {
		return "", err
	}
	absOut, err := filepath.Abs(out)
	if err != nil {
		return "", err
	}
	bad := holds(absOut, absSite)
	for _, folder := range []string{"content", "themes", "static"} {
		bad = bad || holds(filepath.Join(absSite, folder), absOut)
	}
	if bad {
		return "", errors.New(p.Sprintf("--out %s: the site's own files stand there", out))
	}
	return out, nil
}

// holds says whether a folder is another one or holds it.
func holds(outer, inner string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
