// Command bench-serve measures lofte serve beside hugo server on the same documents: from the save of one
// document until its page, over HTTP, has the new text, and the memory that each takes.
//
//	go run ./scripts/bench-serve [flags] BENCH
//
// BENCH is a folder with corpus.py, which makes the documents, and hugo, a site for Hugo that makes the
// same pages of them. Hugo v0.165 must be in PATH:
//
//	CGO_ENABLED=0 go install github.com/gohugoio/hugo@v0.165.0
//
// Hugo runs with --disableFastRender, since it serves stale pages without. Memory is read from /proc,
// where there is one.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	o := options{}
	flag.IntVar(&o.kommuner, "kommuner", 290, "how many kommuner")
	flag.IntVar(&o.years, "years", 12, "how many promise documents each has")
	flag.IntVar(&o.lofte, "saves", 50, "how often a document is saved under lofte serve")
	flag.IntVar(&o.hugo, "hugo-saves", 5, "how often one is saved under hugo server; 0 leaves Hugo out")
	flag.StringVar(&o.work, "work", "", "a folder for the documents, kept for the next run (default: a temporary one)")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	o.bench = flag.Arg(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench-serve:", err)
		os.Exit(1)
	}
}

type options struct {
	kommuner, years, lofte, hugo int
	bench, work                  string
}

// corpus is what corpus.py says of what it made.
type corpus struct {
	Documents int    `json:"documents"`
	FirstYear int    `json:"first_year"`
	LastYear  int    `json:"last_year"`
	Change    string `json:"change"` // the document to save
}

func run(ctx context.Context, o options) error {
	if o.work == "" {
		dir, err := os.MkdirTemp("", "bench-serve")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.work = dir
	}
	site := filepath.Join(o.work, "lofte")
	made, err := o.make(ctx, filepath.Join(site, "content"))
	if err != nil {
		return err
	}
	settings := "title = \"Medborgarlöften\"\nbase_url = \"https://example.se/\"\n"
	if err := os.WriteFile(filepath.Join(site, "lofte.toml"), []byte(settings), 0o644); err != nil {
		return err
	}
	program := filepath.Join(o.work, "lofte-program")
	if err := do(ctx, "go", "build", "-o", program, "./cmd/lofte"); err != nil {
		return err
	}
	fmt.Printf("%d documents; the one that is saved is %s\n", made.Documents, made.Change)
	port, err := freePort()
	if err != nil {
		return err
	}
	s := server{name: "lofte serve", page: "/" + made.Change + "/", port: port, saves: o.lofte,
		document: filepath.Join(site, "content", filepath.FromSlash(made.Change), "index.md"),
		cmd:      exec.CommandContext(ctx, program, "serve", "--site", site, "--port", port)}
	if err := s.measure(ctx); err != nil || o.hugo == 0 {
		return err
	}

	documents, pages := filepath.Join(o.work, "hugo-content"), filepath.Join(o.work, "hugo-site")
	if _, err := o.make(ctx, documents, "--hugo"); err != nil {
		return err
	}
	if err := errors.Join(os.RemoveAll(pages), os.CopyFS(pages, os.DirFS(filepath.Join(o.bench, "hugo")))); err != nil {
		return err
	}
	if port, err = freePort(); err != nil {
		return err
	}
	s = server{name: "hugo server", page: "/" + made.Change + "/", port: port, saves: o.hugo,
		document: filepath.Join(documents, filepath.FromSlash(made.Change), "_index.md"),
		cmd:      exec.CommandContext(ctx, "hugo", "server", "-s", pages, "-c", documents, "--port", port, "--disableFastRender")}
	s.cmd.Env = append(os.Environ(), fmt.Sprintf("HUGO_PARAMS_FIRSTYEAR=%d", made.FirstYear), fmt.Sprintf("HUGO_PARAMS_LASTYEAR=%d", made.LastYear))
	return s.measure(ctx)
}

// make makes the documents in a folder, unless they are there.
func (o options) make(ctx context.Context, folder string, more ...string) (corpus, error) {
	var c corpus
	data, err := os.ReadFile(folder + ".json")
	if errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
			return c, err
		}
		args := append([]string{filepath.Join(o.bench, "corpus.py"), "--kommuner", fmt.Sprint(o.kommuner), "--years", fmt.Sprint(o.years)}, more...)
		if err := do(ctx, "python3", append(args, folder)...); err != nil {
			return c, err
		}
		data, err = os.ReadFile(folder + ".json")
	}
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data, &c)
}

func do(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// server is a program that serves the site while a document of it is saved over and over.
type server struct {
	name, page, port string
	document         string
	saves            int
	cmd              *exec.Cmd
}

func (s server) measure(ctx context.Context) (err error) {
	text, err := os.ReadFile(s.document)
	if err != nil {
		return err
	}
	start := time.Now()
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return err
	}
	defer func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		_ = s.cmd.Wait()
		err = errors.Join(err, os.WriteFile(s.document, text, 0o644))
	}()
	if err := s.until(ctx, "</html>"); err != nil {
		return err
	}
	first := time.Since(start)
	var times []time.Duration
	for i := range s.saves {
		word := fmt.Sprintf("Sparat %d, nummer %d.", start.UnixNano(), i)
		saved := strings.Replace(string(text), "+++\n\n", "+++\n\n"+word+"\n\n", 1)
		start := time.Now()
		if err := os.WriteFile(s.document, []byte(saved), 0o644); err != nil {
			return err
		}
		if err := s.until(ctx, word); err != nil {
			return err
		}
		times = append(times, time.Since(start))
		time.Sleep(100 * time.Millisecond) // people do not save faster
	}
	slices.Sort(times)
	round := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
	fmt.Printf("%s: first page after %v; %d saves: median %v, 95th percentile %v, longest %v\n", s.name, round(first),
		len(times), round(times[len(times)/2]), round(times[len(times)*95/100]), round(times[len(times)-1]))
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid)); err == nil {
		for _, m := range regexp.MustCompile(`(?m)^(VmHWM|VmRSS):\s+(\d+ kB)`).FindAllStringSubmatch(string(status), -1) {
			fmt.Printf("  %s %s\n", map[string]string{"VmHWM": "peak memory", "VmRSS": "memory at the end"}[m[1]], m[2])
		}
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Printf("  load average %s", load)
	}
	return nil
}

// until asks for the page over and over, until it has some words.
func (s server) until(ctx context.Context, words string) error {
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		answer, err := http.Get("http://127.0.0.1:" + s.port + s.page)
		if err != nil {
			continue // it does not listen yet
		}
		page, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err == nil && answer.StatusCode == http.StatusOK && strings.Contains(string(page), words) {
			return nil
		}
	}
	return fmt.Errorf("%s never showed %q on %s", s.name, words, s.page)
}
