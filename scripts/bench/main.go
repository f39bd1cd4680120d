// Command bench measures lofte build beside Hugo on the same documents, in pairs: a cold build, one when
// nothing has changed, and two when one document has.
//
//	go run ./scripts/bench [flags] BENCH
//
// BENCH is a folder with corpus.py, which makes the documents, and hugo, a site for Hugo that makes the
// same pages of them. Hugo v0.165 must be in PATH:
//
//	CGO_ENABLED=0 go install github.com/gohugoio/hugo@v0.165.0
//
// With --eleventy a cold build of Eleventy stands beside them; npm installs it into the work folder.
//
// Beside them stands the floor: reading the documents, parsing them with the libraries for TOML and
// Markdown, and writing as many bytes as Hugo does. No build of them can take less.
//
// What is printed are medians over the runs, and the medians of the ratios run by run, since a machine's
// speed drifts. Every cold build goes into a new folder, and none is deleted meanwhile: file systems are
// slow for a while after that.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

type options struct {
	kommuner, years, runs int
	bench, work           string
	floor, eleventy       bool
}

func main() {
	var o options
	flag.IntVar(&o.kommuner, "kommuner", 290, "how many kommuner")
	flag.IntVar(&o.years, "years", 12, "how many promise documents each has")
	flag.IntVar(&o.runs, "runs", 5, "how often all is measured")
	flag.BoolVar(&o.floor, "floor", true, "measure the floor too")
	flag.BoolVar(&o.eleventy, "eleventy", false, "measure a cold build of Eleventy too")
	flag.StringVar(&o.work, "work", "", "a folder for the documents, kept for the next run (default: a temporary one)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case flag.NArg() == 4 && flag.Arg(0) == "floor": // a process of its own, whose memory can be told
		err = floor(flag.Arg(1), flag.Arg(2), flag.Arg(3))
	case flag.NArg() == 1:
		o.bench = flag.Arg(0)
		err = run(ctx, o)
	default:
		flag.Usage()
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// corpus is what corpus.py says of what it made.
type corpus struct {
	Documents int    `json:"documents"`
	FirstYear int    `json:"first_year"`
	LastYear  int    `json:"last_year"`
	Change    string `json:"change"`
}

// bench is one measuring.
type bench struct {
	options
	ctx         context.Context
	hugo, lofte string // the programs
	of          corpus
	spent       map[string][]cost // by what was done
}

// cost is what one process took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes at the most, 0 where the system does not say
}

func run(ctx context.Context, o options) error {
	hugo, err := exec.LookPath("hugo")
	if err != nil {
		return fmt.Errorf("find Hugo: %w", err)
	}
	if o.work == "" {
		if o.work, err = os.MkdirTemp("", "lofte-bench"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(o.work) }()
	}
	if o.work, err = filepath.Abs(o.work); err != nil {
		return err
	}
	if o.bench, err = filepath.Abs(o.bench); err != nil {
		return err
	}
	b := &bench{options: o, ctx: ctx, hugo: hugo, lofte: filepath.Join(o.work, "lofte"), spent: map[string][]cost{}}
	if err := b.prepare(); err != nil {
		return err
	}
	outs, err := os.MkdirTemp(o.work, "out")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(outs) }()
	for i := range o.runs {
		if err := b.measure(filepath.Join(outs, strconv.Itoa(i)), i); err != nil {
			return err
		}
	}
	b.print()
	return nil
}

// prepare makes the documents and the program.
func (b *bench) prepare() error {
	if err := b.exec("", "go", "build", "-o", b.lofte, "./cmd/lofte"); err != nil {
		return err
	}
	site := filepath.Join(b.work, fmt.Sprintf("%d-%d", b.kommuner, b.years))
	corpora := []struct{ name, flag string }{{"lofte/content", ""}, {"hugo/corpus", "--hugo"}}
	if b.eleventy {
		if err := b.installEleventy(filepath.Join(site, "eleventy")); err != nil {
			return err
		}
		corpora = append(corpora, struct{ name, flag string }{"eleventy/corpus", ""})
	}
	for _, at := range corpora {
		dir := filepath.Join(site, at.name)
		if _, err := os.Stat(dir + ".json"); err == nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
			return err
		}
		args := []string{filepath.Join(b.bench, "corpus.py"), "--kommuner", strconv.Itoa(b.kommuner), "--years", strconv.Itoa(b.years), "--seed", "1"}
		if at.flag != "" {
			args = append(args, at.flag)
		}
		if err := b.exec("", "python3", append(args, dir)...); err != nil {
			return err
		}
	}
	settings := "title = \"Medborgarlöften\"\nbase_url = \"https://example.se/\"\n"
	if err := os.WriteFile(filepath.Join(site, "lofte", "lofte.toml"), []byte(settings), 0o644); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(site, "lofte", "content.json"))
	if err != nil {
		return err
	}
	b.work = site
	return json.Unmarshal(data, &b.of)
}

// installEleventy makes a folder where Eleventy can run.
func (b *bench) installEleventy(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err == nil {
		return nil
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(b.bench, "eleventy"))); err != nil {
		return err
	}
	return b.exec(dir, "npm", "install", "--no-audit", "--no-fund", "--silent")
}

// measure does everything once, into new folders.
func (b *bench) measure(out string, round int) error {
	site := filepath.Join(b.work, "lofte")
	lofte := func() *exec.Cmd {
		return exec.CommandContext(b.ctx, b.lofte, "build", "--site", site, "--out", filepath.Join(out, "lofte", "public"))
	}
	hugo := func() *exec.Cmd {
		c := exec.CommandContext(b.ctx, b.hugo, "-s", filepath.Join(b.bench, "hugo"), "-c", filepath.Join(b.work, "hugo", "corpus"),
			"-d", filepath.Join(out, "hugo"), "--minify", "--noBuildLock")
		c.Env = append(os.Environ(), fmt.Sprint("HUGO_PARAMS_FIRSTYEAR=", b.of.FirstYear), fmt.Sprint("HUGO_PARAMS_LASTYEAR=", b.of.LastYear))
		return c
	}
	if err := os.RemoveAll(filepath.Join(site, ".lofte-cache")); err != nil {
		return err
	}
	ours := filepath.Join(site, "content", filepath.FromSlash(b.of.Change), "index.md")
	theirs := filepath.Join(b.work, "hugo", "corpus", filepath.FromSlash(b.of.Change), "_index.md")
	if err := errors.Join(b.both("cold", lofte, hugo), b.floored(out)); err != nil {
		return err
	}
	if b.eleventy {
		c := exec.CommandContext(b.ctx, "npx", "eleventy", "--quiet", "--output="+filepath.Join(out, "eleventy"))
		c.Dir = filepath.Join(b.work, "eleventy")
		if err := b.time("cold, eleventy", c); err != nil {
			return err
		}
	}
	// What was edited in the round before has been settled since, so this build may trust the clock.
	if err := b.both("nothing changed", lofte, hugo); err != nil {
		return err
	}
	for _, what := range []string{"one document changed", "one more changed"} {
		for _, name := range []string{ours, theirs} {
			if err := edit(name, fmt.Sprintf("Ändrat i omgång %d: %s.", round, what)); err != nil {
				return err
			}
		}
		if err := b.both(what, lofte, hugo); err != nil {
			return err
		}
	}
	return nil
}

// edit puts a paragraph at the end of a document, instead of the one from the edit before.
func edit(name, text string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	before, _, _ := strings.Cut(string(data), "\n\nÄndrat ")
	return os.WriteFile(name, []byte(strings.TrimRight(before, "\n")+"\n\n"+text+"\n"), 0o644)
}

func (b *bench) both(what string, lofte, hugo func() *exec.Cmd) error {
	return errors.Join(b.time(what+", lofte", lofte()), b.time(what+", hugo", hugo()))
}

// floored measures the floor, writing as much as Hugo did.
func (b *bench) floored(out string) error {
	if !b.floor {
		return nil
	}
	var size int64
	files := 0
	err := filepath.WalkDir(filepath.Join(out, "hugo"), func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
			files++
		}
		return err
	})
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return b.time("cold, floor", exec.CommandContext(b.ctx, self, "floor", filepath.Join(b.work, "lofte", "content"), filepath.Join(out, "floor"),
		strconv.FormatInt(size/int64(max(1, b.of.Documents)), 10)))
}

// time runs a command and notes what it took.
func (b *bench) time(what string, c *exec.Cmd) error {
	start := time.Now()
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", what, err, out)
	}
	spent := cost{wall: time.Since(start), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime(), memory: peak(c.ProcessState)}
	b.spent[what] = append(b.spent[what], spent)
	fmt.Fprintf(os.Stderr, "%-32s %6.2f s\n", what, spent.wall.Seconds())
	return nil
}

func (b *bench) exec(dir, name string, args ...string) error {
	c := exec.CommandContext(b.ctx, name, args...)
	c.Dir, c.Stderr = dir, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (b *bench) print() {
	fmt.Printf("%d documents, %d runs, %d processors\n\n", b.of.Documents, b.runs, runtime.NumCPU())
	fmt.Println("| | wall | processor | memory | wall, Hugo / it | processor, Hugo / it | memory, it / Hugo |")
	fmt.Println("|---|---:|---:|---:|---:|---:|---:|")
	for _, what := range []string{"cold", "nothing changed", "one document changed", "one more changed"} {
		hugo := b.spent[what+", hugo"]
		for _, who := range []string{"lofte", "floor", "eleventy", "hugo"} {
			it := b.spent[what+", "+who]
			if len(it) == 0 {
				continue
			}
			ratios := " | | |"
			if who != "hugo" {
				ratio := func(of func(cost) float64) float64 {
					var all []float64
					for i, c := range it {
						all = append(all, of(hugo[i])/of(c))
					}
					return median(all)
				}
				ratios = fmt.Sprintf(" %.1f | %.1f | %.2f |", ratio(wall), ratio(cpu), 1/max(ratio(memory), 1e-9))
			}
			each := func(of func(cost) float64) float64 {
				var all []float64
				for _, c := range it {
					all = append(all, of(c))
				}
				return median(all)
			}
			fmt.Printf("| %s, %s | %.2f s | %.2f s | %.0f MB |%s\n", what, who, each(wall), each(cpu), each(memory)/1e6, ratios)
		}
	}
}

func wall(c cost) float64   { return c.wall.Seconds() }
func cpu(c cost) float64    { return c.cpu.Seconds() }
func memory(c cost) float64 { return float64(c.memory) }

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
