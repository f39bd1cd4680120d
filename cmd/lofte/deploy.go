package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lofte/internal/config"
	"lofte/internal/deploy"
	"lofte/internal/diag"
	"lofte/internal/publish"
	"lofte/internal/source"
)

type deployFlags struct {
	site, out, to string
	dryRun        bool
	maxDelete     int
}

func (p *program) deploy() *cobra.Command {
	var f deployFlags
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: p.Sprintf("brings the built site to S3, Azure or another folder"),
		Long: p.Sprintf("lofte deploy brings what lofte build has made to a bucket of S3, a container of Azure\nor another folder. It uploads what has changed, and removes what an earlier deploy\nput there and the site no longer has. It builds nothing.") + "\n\n" +
			p.Sprintf("Credentials are taken from where the cloud's own tools take them, such as the\nenvironment."),
		Example: "  lofte deploy --dry-run\n  lofte deploy --to 's3://bucket?region=eu-north-1'\n  lofte deploy --to azblob://container\n  lofte deploy --to file:///srv/www",
		Args:    p.noArgs,
	}
	cmd.Flags().StringVar(&f.site, "site", ".", p.Sprintf("the site's folder"))
	cmd.Flags().StringVar(&f.out, "out", "", p.Sprintf("the folder that the site was built into (default: public in the site's folder)"))
	cmd.Flags().StringVar(&f.to, "to", "", p.Sprintf("where to bring it (default: url in [deploy] in lofte.toml)"))
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, p.Sprintf("show what would be done, and do nothing"))
	cmd.Flags().IntVar(&f.maxDelete, "max-delete", 256, p.Sprintf("how many files may be removed without being asked"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if f.maxDelete < 0 {
			return errors.New(p.Sprintf("%q is no value for the flag %q", strconv.Itoa(f.maxDelete), "--max-delete"))
		}
		if _, err := os.Stat(f.site); err != nil {
			return errors.New(p.Sprintf("open the site's folder %s: %s", f.site, reason(err)))
		}
		out, err := p.outFolder(f.site, f.out)
		if err != nil {
			return err
		}
		var to deploy.Target
		if cmd.Flags().Changed("to") {
			if to, err = deploy.Parse(f.to); err != nil {
				return errors.New("--to: " + p.fault(err).Error())
			}
		} else if to, err = p.deployTarget(f.site); err != nil {
			return failure{err}
		}
		return command(func(cmd *cobra.Command) error { return p.runDeploy(cmd.Context(), f, out, to, cmd.InOrStdin()) })(cmd, nil)
	}
	return cmd
}

// fault puts what an error of package deploy says into the language of the terminal.
func (p *program) fault(err error) error {
	var f *deploy.Fault
	if errors.As(err, &f) {
		return errors.New(f.In(p.Language))
	}
	return err
}

// deployTarget returns the target that the site's settings name.
func (p *program) deployTarget(site string) (deploy.Target, error) {
	var all, problems diag.List
	data, err := os.ReadFile(filepath.Join(site, config.File))
	if err != nil {
		problems.Errorf(source.Whole(config.File), diag.NoSettings, "the settings cannot be read: %s", reason(err)).
			Hintf("a site's folder has a file %s; name the folder with --site DIR", config.File)
		return deploy.Target{}, p.refuse(problems)
	}
	cfg := config.Read(data, &all)
	for _, q := range all.Sorted() {
		if q.Severity == diag.Error {
			problems.Add(q)
		}
	}
	if problems.Len() > 0 {
		return deploy.Target{}, p.refuse(problems)
	}
	if cfg.DeployURL == "" {
		return deploy.Target{}, errors.New(p.Sprintf("it is not known where to deploy to; say --to URL, or write url = %q under [deploy] in lofte.toml", "s3://bucket?region=eu-north-1"))
	}
	to, err := deploy.Parse(cfg.DeployURL)
	var f *deploy.Fault
	if errors.As(err, &f) {
		// The line is not shown: a credential may stand in it.
		problems.Add(diag.Problem{Spot: source.Spot{Place: cfg.DeployAt.Place}, Severity: diag.Error, Code: diag.BadAddress, Message: f.Problem, Hint: f.Hint})
		return to, p.refuse(problems)
	}
	return to, err
}

// refuse prints problems and returns the error that ends the command.
func (p *program) refuse(problems diag.List) error {
	return errors.Join((diag.Printer{Language: p.Language, Color: p.color}).Text(p.err, problems.Sorted()), errFault)
}

func (p *program) runDeploy(ctx context.Context, f deployFlags, out string, to deploy.Target, in io.Reader) error {
	start := time.Now()
	if err := p.apart(f.site, out, to.Folder()); err != nil {
		return err
	}
	site, err := publish.Look(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New(p.Sprintf("there is no folder %s; run lofte build first", out))
	case errors.Is(err, publish.ErrNoBuild):
		return errors.New(p.Sprintf("nothing is known of a build in %s; run lofte build first, and keep the folder .lofte-%s beside it", out, filepath.Base(out)))
	case errors.Is(err, publish.ErrUnfinished):
		return errors.New(p.Sprintf("a build into %s is under way, or was cut off; run lofte build and deploy again", out))
	case err != nil:
		return err
	}
	remote, err := deploy.Open(ctx, to)
	if err != nil {
		return p.fault(err)
	}
	defer func() { _ = remote.Close() }()
	_, stop := p.showProgress(p.Sprintf("comparing …"))
	defer func() { stop() }()
	plan, err := remote.Compare(ctx, site)
	stop()
	if err != nil {
		return p.fault(err)
	}
	p.showPlan(plan, to, f.dryRun)
	if n := plan.Count(deploy.Remove); n > f.maxDelete {
		if f.dryRun {
			fmt.Fprintln(p.out, p.Sprintf("without --max-delete %d, nothing would be done: so many files are not removed without being asked", n))
		} else if !p.mayRemove(ctx, n, in) {
			return errors.New(p.Sprintf("%d files would be removed, more than --max-delete %d; nothing was changed; if it is right, say --max-delete %d", n, f.maxDelete, n))
		}
	}
	if f.dryRun {
		return nil
	}
	var progress func(int, int)
	progress, stop = p.showProgress(p.Sprintf("uploading …"))
	err = remote.Apply(ctx, plan, func(done int) {
		if progress != nil {
			progress(done, len(plan.Steps))
		}
	})
	stop()
	if err != nil {
		if ctx.Err() != nil {
			fmt.Fprintln(p.err, p.Sprintf("interrupted; the next lofte deploy goes on from here"))
		}
		return p.fault(err)
	}
	if len(plan.Steps) == 0 {
		fmt.Fprintln(p.out, p.Sprintf("nothing to do"))
		return nil
	}
	fmt.Fprintln(p.out, p.Sprintf("deployed in %.2f s", time.Since(start).Seconds()))
	return nil
}

// apart refuses a folder to deploy to that the site's own files or the built ones stand in, or that stands
// in them.
func (p *program) apart(site, out, folder string) error {
	if folder == "" {
		return nil
	}
	if _, err := p.outFolder(site, folder); err != nil {
		return errors.New(p.Sprintf("the site's own files stand in %s", folder))
	}
	at, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	from, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	for _, name := range []*string{&at, &from} {
		if real, err := filepath.EvalSymlinks(*name); err == nil {
			*name = real
		}
	}
	if holds(at, from) || holds(from, at) {
		return errors.New(p.Sprintf("the built site itself stands in %s", folder))
	}
	return nil
}

// showPlan says what will be done: every path of it in a dry run, else what others have put there.
func (p *program) showPlan(plan *deploy.Plan, to deploy.Target, all bool) {
	if plan.Damaged {
		fmt.Fprintln(p.err, p.Sprintf("the list of what was deployed there cannot be read: everything is uploaded, and nothing removed"))
	}
	var b strings.Builder
	for _, s := range plan.Steps {
		note := ""
		switch {
		case s.Foreign:
			note = " (" + p.Sprintf("replaces what lofte did not put there") + ")"
		case s.Mended:
			note = " (" + p.Sprintf("somebody else has changed it there") + ")"
		case !all:
			continue
		}
		fmt.Fprintf(&b, "%s %s%s\n", s.Kind, s.Path, note)
	}
	for _, path := range plan.Kept {
		fmt.Fprintln(&b, p.Sprintf("left alone %s: the site no longer has it, but somebody else has changed it there", path))
	}
	if plan.Left > 0 && all {
		fmt.Fprintln(&b, p.Sprintf("left alone, since lofte did not put it there: %d of the files there", plan.Left))
	}
	fmt.Fprintln(&b, p.Sprintf("%s: %d new, %d changed, %d to remove, %d unchanged; %s to upload", to,
		plan.Count(deploy.Add), plan.Count(deploy.Change), plan.Count(deploy.Remove), plan.Same, size(plan.Bytes())))
	fmt.Fprint(p.out, b.String())
}

func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000/1000)
}

// mayRemove asks on a terminal whether n files may be removed. Elsewhere they may not.
func (p *program) mayRemove(ctx context.Context, n int, in io.Reader) bool {
	if !p.terminal || !isTerminal(in) {
		return false
	}
	fmt.Fprint(p.err, p.Sprintf("remove %d files? (yes/no) ", n))
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(in).ReadString('\n')
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-ctx.Done():
		return false
	case a := <-answer:
		return a == "yes" || a == "y" || a == "ja" || a == "j"
	}
}
