package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/serve"
)

type serveFlags struct {
	siteFlags
	bind       string
	port       int
	open, poll bool
}

func (p *program) serve() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   p.Sprintf("shows the site on this machine while it is being written"),
		Long:    p.Sprintf("lofte serve shows the site on this machine, with drafts and what is withheld, marked\nas such. What is saved is shown at once, in every open browser. Ctrl-C ends it."),
		Example: "  lofte serve\n  lofte serve --site ../example --port 8080 --open",
		Args:    p.noArgs,
	}
	p.addSite(cmd, &f.siteFlags)
	cmd.Flags().StringVar(&f.bind, "bind", "127.0.0.1", p.Sprintf("the address to answer at"))
	cmd.Flags().IntVar(&f.port, "port", 1414, p.Sprintf("the port to answer at; if it is taken, the next free one"))
	cmd.Flags().BoolVar(&f.open, "open", false, p.Sprintf("open the site in the browser"))
	p.addPoll(cmd, &f.poll)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if f.port < 0 || f.port > 65535 {
			return errors.New(p.Sprintf("%q is no value for the flag %q", fmt.Sprint(f.port), "--port"))
		}
		f.drafts = true
		o, err := p.open(f.siteFlags)
		if err != nil {
			return err
		}
		return command(func(cmd *cobra.Command) error { return p.runServe(cmd.Context(), o, f) })(cmd, nil)
	}
	return cmd
}

func (p *program) runServe(ctx context.Context, o build.Options, f serveFlags) error {
	p.tuneMemory(roomForStays)
	ip := net.ParseIP(f.bind)
	local := f.bind == "localhost" || ip != nil && ip.IsLoopback()
	preview := serve.New(serve.Options{Site: o.Site, Local: local, Language: p.Language})
	listener, err := serve.Listen(f.bind, f.port)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	server := serve.Server(preview)
	go func() { stop(server.Serve(listener)) }()
	defer func() { _ = server.Close() }()

	told := false
	o.Fetched = build.Fetch(ctx, o, f.dir, true)
	err = p.follow(ctx, o, f.dir, f.poll, func(site *build.Site, change build.Change) error {
		preview.Show(site, change)
		if !told {
			told = true
			p.tellAddress(listener.Addr().(*net.TCPAddr), f, local)
		}
		return nil
	})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause // the server ended by itself
	}
	return err
}

// tellAddress says where the site is to be seen, and opens it when that was asked for.
func (p *program) tellAddress(at *net.TCPAddr, f serveFlags, local bool) {
	if at.Port != f.port && f.port != 0 {
		fmt.Fprintln(p.out, p.Sprintf("the port %d is taken", f.port))
	}
	address := "http://" + at.String() + "/"
	if at.IP.IsUnspecified() {
		address = fmt.Sprintf("http://127.0.0.1:%d/", at.Port)
	}
	if !local {
		fmt.Fprintln(p.err, p.Sprintf("everybody on the network can see this preview, drafts too"))
	}
	if at.IP.IsUnspecified() {
		for _, a := range serve.Addresses(at.Port) {
			fmt.Fprintln(p.out, p.Sprintf("others on the network see it at %s", a))
		}
	}
	fmt.Fprintln(p.out, p.Sprintf("%s shows the site; Ctrl-C ends it", address))
	if f.open {
		if err := openBrowser(address); err != nil {
			fmt.Fprintln(p.err, p.Sprintf("cannot open a browser: %s", err))
		}
	}
}

// openBrowser has the desktop open an address.
func openBrowser(address string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	case "darwin":
		cmd = exec.Command("open", address)
	default:
		cmd = exec.Command("xdg-open", address)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }()
	return nil
}
