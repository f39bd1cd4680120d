package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/diag"
	"lofte/internal/promise"
)

func (p *program) check() *cobra.Command {
	var f siteFlags
	var strict, advice bool
	var format string
	formats := []string{"text", "json", "github"}
	cmd := &cobra.Command{
		Use:     "check",
		Short:   p.Sprintf("judges the site and shows the promises that were read"),
		Long:    p.Sprintf("lofte check reads the whole site and says what is wrong with it, all at once, and\nwhich promises, parties and targets it has read. It writes nothing.\n\nWith --advice it also says what would make the promises easier to follow up, best before they\nare signed. Advice is never a fault, not with --strict either."),
		Example: "  lofte check\n  lofte check --advice\n  lofte check --strict --format github",
		Args:    p.noArgs,
	}
	p.addSite(cmd, &f)
	cmd.Flags().BoolVar(&strict, "strict", false, p.Sprintf("fail on warnings too"))
	cmd.Flags().BoolVar(&advice, "advice", false, p.Sprintf("say what would make promises easier to follow up"))
	cmd.Flags().StringVar(&format, "format", "text", p.Sprintf("how problems are written: text, json or github"))
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !slices.Contains(formats, format) {
			return errors.New(p.Sprintf("%q is no value for the flag %q", format, "--format"))
		}
		o, err := p.open(f)
		if err != nil {
			return err
		}
		o.Published = filepath.Join(f.dir, build.CacheFolder)
		o.Advice = advice
		return command(func(*cobra.Command) error { return p.runCheck(o, strict, format) })(cmd, nil)
	}
	return cmd
}

func (p *program) runCheck(o build.Options, strict bool, format string) error {
	p.tuneMemory(roomForOnce)
	site, err := build.Read(o)
	if err != nil {
		return err
	}
	printer := diag.Printer{Language: p.Language, Color: p.color}
	switch format {
	case "json":
		err = printer.JSON(p.out, site.Problems)
	case "github":
		err = printer.GitHub(p.out, site.Problems)
	default:
		p.read(site.Model)
		return p.report(site, strict)
	}
	return errors.Join(err, verdict(site, strict))
}

// read shows what was read of each document: its promises with their ids, parties, targets
// and origins.
func (p *program) read(site *promise.Site) {
	var b strings.Builder
	for _, k := range site.Kommuner {
		for _, d := range k.Documents {
			fmt.Fprintf(&b, "%s\n", d.Source.Path)
			for _, q := range d.Promises {
				parties := make([]string, len(q.Parties))
				for i, party := range q.Parties {
					parties[i] = string(party)
				}
				who := strings.Join(parties, ", ")
				if who == "" {
					who = "?"
				}
				fmt.Fprintf(&b, "  %d: %s (%s)%s%s\n", q.Source.Line, q.ID, who, p.target(q.Target), p.origins(q.Origins))
			}
		}
	}
	fmt.Fprint(p.out, b.String())
}

// origins says which earlier promises a promise says it goes back to.
func (p *program) origins(list []promise.Origin) string {
	if len(list) == 0 {
		return ""
	}
	names := make([]string, len(list))
	for i, o := range list {
		names[i] = o.Period + "#" + o.ID
	}
	return ", " + p.Sprintf("from %s", strings.Join(names, ", "))
}

// target says what a promise can be held against.
func (p *program) target(t *promise.Target) string {
	if t == nil {
		return ""
	}
	var words []string
	switch {
	case t.Within:
		words = append(words, p.Sprintf("within"))
	case t.Bound == promise.AtLeast:
		words = append(words, p.Sprintf("at least"))
	case t.Bound == promise.AtMost:
		words = append(words, p.Sprintf("at most"))
	case t.Bound == promise.About:
		words = append(words, p.Sprintf("about"))
	}
	words = append(words, fmt.Sprint(t.Number))
	if t.Unit != "" {
		words = append(words, t.Unit)
	}
	if t.Each {
		words = append(words, p.Sprintf("for each"))
	}
	if t.Per != "" {
		if t.Every > 1 {
			words = append(words, p.Sprintf("every %d %s", t.Every, p.Sprintf(string(t.Per)+"s")))
		} else {
			words = append(words, p.Sprintf("per "+string(t.Per)))
		}
	}
	s := ": " + strings.Join(words, " ")
	if t.Read {
		s += " " + p.Sprintf("(read from the words)")
	}
	return s
}
