package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"lofte/internal/diag"
	"lofte/internal/say"
)

// The exit statuses (CONTRACT §3).
const (
	exitDone        = 0
	exitFault       = 1 // the content, the settings or the target are at fault
	exitUsage       = 2
	exitInterrupted = 130
)

// program is what the commands share: where they write and in which language.
type program struct {
	out, err io.Writer
	getenv   func(string) string
	say.Language
	terminal bool // whether err is a terminal
	color    bool
}

// errFault ends a command with exitFault when everything that there is to say has been said.
var errFault = errors.New("fault")

// failure is an error of a command that ran, as against one of its arguments.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// run runs the program and returns its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	p := &program{out: stdout, err: stderr, getenv: getenv, terminal: isTerminal(stderr)}
	p.color = p.terminal && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	language, err := say.Choose(languageFlag(args), p.terminal, getenv)
	p.Language = language
	if err == nil {
		root := p.root()
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	var failed failure
	switch {
	case err == nil: // also when the interruption came too late
		return exitDone
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, errFault):
		return exitFault
	case errors.As(err, &failed):
		fmt.Fprintln(stderr, p.Sprintf("lofte: %s", err))
		return exitFault
	}
	fmt.Fprintln(stderr, p.Sprintf("lofte: %s", err))
	fmt.Fprintln(stderr, p.Sprintf("see: lofte help"))
	return exitUsage
}

// languageFlag finds --lang before the arguments are parsed, since their help is in that language.
func languageFlag(args []string) string {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			return v
		}
		if a == "--lang" && i+1 < len(args) {
			return args[i+1]
		}
		if a == "--" {
			break
		}
	}
	return ""
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "lofte",
		Short:         p.Sprintf("makes a site out of promise documents"),
		Example:       "  lofte serve\n  lofte check\n  lofte build",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return p.unknown(p.Sprintf("there is no command %q", args[0]), args[0], commandNames(cmd))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.PersistentFlags().String("lang", "", p.Sprintf("language of what is said here: en or sv"))
	root.AddCommand(p.build(), p.check(), p.deploy(), p.serve(), p.version())
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(p.completion())
	root.SetHelpCommand(p.helpCommand(root))
	root.SetHelpFunc(p.help)
	root.SetFlagErrorFunc(p.flagError)
	return root
}

// command wraps what a command does, so that its errors are told from those of its arguments.
func command(do func(cmd *cobra.Command) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		if err := do(cmd); err != nil {
			return failure{err}
		}
		return nil
	}
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Root().Commands() {
		names = append(names, c.Name())
	}
	return names
}

func (p *program) unknown(message, got string, valid []string) error {
	if near := diag.Nearest(got, valid); near != "" {
		message += "; " + p.Sprintf("did you mean %q?", near)
	}
	return errors.New(message)
}

func (p *program) flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	var value *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &missing):
		name := missing.GetSpecifiedName()
		var valid []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { valid = append(valid, f.Name) })
		return p.unknown(p.Sprintf("there is no flag %q", "--"+name), name, valid)
	case errors.As(err, &value):
		return errors.New(p.Sprintf("the flag %q needs a value", "--"+value.GetFlag().Name))
	case errors.As(err, &invalid):
		return errors.New(p.Sprintf("%q is no value for the flag %q", invalid.GetValue(), "--"+invalid.GetFlag().Name))
	}
	return err
}

func (p *program) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [command]",
		Short:   p.Sprintf("explains a command"),
		Example: "  lofte help build",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return commandNames(root), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			for _, c := range root.Commands() {
				if len(args) == 1 && c.Name() == args[0] {
					return c.Help()
				}
			}
			if len(args) > 0 {
				return p.unknown(p.Sprintf("there is no command %q", strings.Join(args, " ")), args[0], commandNames(root))
			}
			return root.Help()
		},
	}
}

// completion writes the scripts that Cobra makes for shells.
func (p *program) completion() *cobra.Command {
	scripts := map[string]func(*cobra.Command) error{
		"bash":       func(root *cobra.Command) error { return root.GenBashCompletionV2(p.out, true) },
		"fish":       func(root *cobra.Command) error { return root.GenFishCompletion(p.out, true) },
		"powershell": func(root *cobra.Command) error { return root.GenPowerShellCompletionWithDesc(p.out) },
		"zsh":        func(root *cobra.Command) error { return root.GenZshCompletion(p.out) },
	}
	shells := slices.Sorted(maps.Keys(scripts))
	return &cobra.Command{
		Use:       "completion shell",
		Short:     p.Sprintf("writes a script that completes commands in a shell"),
		Long:      p.Sprintf("lofte completion writes a script for bash, fish, powershell or zsh that completes commands and flags."),
		Example:   "  source <(lofte completion bash)\n  lofte completion zsh > \"${fpath[1]}/_lofte\"\n  lofte completion fish | source",
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || scripts[args[0]] == nil {
				return p.unknown(p.Sprintf("name one shell: %s", strings.Join(shells, ", ")), strings.Join(args, " "), shells)
			}
			return command(func(cmd *cobra.Command) error { return scripts[args[0]](cmd.Root()) })(cmd, nil)
		},
	}
}

// noArgs refuses arguments of a command that takes flags alone.
func (p *program) noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return errors.New(p.Sprintf("%s takes no argument %q", cmd.Name(), args[0]))
	}
	return nil
}

// help writes what a command does, an example first.
func (p *program) help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	what := cmd.Long
	if what == "" {
		what = "lofte " + p.Sprintf(cmd.Short)
	}
	fmt.Fprintf(&b, "%s\n\n%s\n  %s\n", what, p.Sprintf("Usage:"), cmd.UseLine())
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\n%s\n%s\n", p.Sprintf("Examples:"), cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", p.Sprintf("Commands:"))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-11s %s\n", c.Name(), c.Short)
			}
		}
	}
	if flags := cmd.Flags().FlagUsages(); flags != "" {
		fmt.Fprintf(&b, "\n%s\n%s", p.Sprintf("Flags:"), flags)
	}
	_, _ = io.WriteString(p.out, b.String())
}
