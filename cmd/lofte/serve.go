package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"lofte/internal/build"
	"lofte/internal/serve"
)

func (p *program) serve() *cobra.Command {
	var f siteFlags
	var bind string
	var port int
	var open bool
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   p.Sprintf("builds the site and shows it on this machine"),
		Long:    p.Sprintf("lofte serve builds the site in memory and shows it on this machine, with drafts and\nwhat is withheld, marked as such. Ctrl-C ends it."),
		Example: "  lofte serve\n  lofte serve --site ../example --port 8080 --open",
		Args:    p.noArgs,
	}
	p.addSite(cmd, &f)
	cmd.Flags().StringVar(&bind, "bind", "127.0.0.1", p.Sprintf("the address to answer at"))
	cmd.Flags().IntVar(&port, "port", 1414, p.Sprintf("the port to answer at; if it is taken, the next free one"))
	cmd.Flags().BoolVar(&open, "open", false, p.Sprintf("open the site in the browser"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if port < 0 || port > 65535 {
			return errors.New(p.Sprintf("%q is no value for the flag %q", fmt.Sprint(port), "--port"))
		}
		f.drafts = true
		o, err := p.open(f)
		if err != nil {
			return err
		}
		return command(func(cmd *cobra.Command) error { return p.runServe(cmd.Context(), o, bind, port, open) })(cmd, nil)
	}
	return cmd
}

func (p *program) runServe(ctx context.Context, o build.Options, bind string, port int, open bool) error {
	site, err := build.Read(o)
	if err != nil {
		return err
	}
	if err := p.report(site, false); err != nil {
		return err
	}
	ip := net.ParseIP(bind)
	local := bind == "localhost" || ip != nil && ip.IsLoopback()
	shown := serve.New(local)
	if err := site.Render(ctx, shown); err != nil {
		return err
	}
	listener, err := serve.Listen(bind, port)
	if err != nil {
		return err
	}
	got := listener.Addr().(*net.TCPAddr)
	if got.Port != port && port != 0 {
		fmt.Fprintln(p.out, p.Sprintf("the port %d is taken", port))
	}
	if !local {
		fmt.Fprintln(p.err, p.Sprintf("everybody on the network can see this preview, drafts too"))
	}
	address := "http://" + got.String() + "/"
	fmt.Fprintln(p.out, p.Sprintf("%s shows the site; Ctrl-C ends it", address))
	if open {
		if err := openBrowser(address); err != nil {
			fmt.Fprintln(p.err, p.Sprintf("cannot open a browser: %s", err))
		}
	}
	server := serve.Server(shown)
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// openBrowser has the desktop open an address.
func openBrowser(address string) error {
	switch runtime.GOOS {
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", address).Start()
	case "darwin":
		return exec.Command("open", address).Start()
	}
	return exec.Command("xdg-open", address).Start()
}
