package main

import (
	"bytes"
	"context"
	"fmt"
	goversion "go/version"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// netlify is what netlify.toml says.
type netlify struct {
	Build struct {
		Command, Publish string
		Environment      map[string]string
	}
	Context map[string]struct{ Command string }
}

func readNetlify(t *testing.T) (netlify, string) {
	t.Helper()
	text, err := os.ReadFile("../../netlify.toml")
	if err != nil {
		t.Fatal(err)
	}
	var n netlify
	unknown, err := toml.Decode(string(text), &n)
	if err != nil || len(unknown.Undecoded()) > 0 {
		t.Fatal(err, unknown.Undecoded())
	}
	return n, string(text)
}

// TestNetlify runs what netlify.toml has Netlify run: the site is at its own address without drafts, a
// preview at the preview's address with them.
func TestNetlify(t *testing.T) {
	n, text := readNetlify(t)
	if n.Build.Publish != "public" {
		t.Errorf("it publishes %q", n.Build.Publish)
	}
	const preview = "https://deploy-preview-7--lofte.example/"
	tests := []struct {
		context, command, address string
		drafts                    bool
	}{
		{"production", n.Build.Command, "https://example.se/", false},
		{"deploy-preview", n.Context["deploy-preview"].Command, preview, true},
		{"branch-deploy", n.Context["branch-deploy"].Command, preview, true},
	}
	if len(n.Context) != len(tests)-1 {
		t.Errorf("there are contexts that this test does not know: %v", n.Context)
	}
	for _, tt := range tests {
		t.Run(tt.context, func(t *testing.T) {
			dir := madeSite(t)
			put(t, filepath.Join(dir, "content", "utkast.md"), "+++\ntitle = \"Utkast\"\ndraft = true\n+++\n")
			args := lofteArgs(t, tt.command)
			for i, a := range args {
				args[i] = os.Expand(a, func(name string) string {
					if name != "DEPLOY_PRIME_URL" {
						t.Errorf("Netlify is asked for %s", name)
					}
					return strings.TrimSuffix(preview, "/")
				})
			}
			built(t, dir, args[1:]...)
			if _, err := os.Stat(filepath.Join(dir, "public", "utkast")); (err == nil) != tt.drafts {
				t.Errorf("drafts are there: %v", err == nil)
			}
			sitemap, err := os.ReadFile(filepath.Join(dir, "public", "sitemap.xml"))
			if err != nil || !strings.Contains(string(sitemap), "<loc>"+tt.address+"ort/</loc>") {
				t.Errorf("the site is not at %s (%v):\n%s", tt.address, err, sitemap)
			}
		})
	}
	_, shown, _ := strings.Cut(text, "\n") // without the comment
	if got := settings(t, "Netlify", "toml", 1)[0]; got != shown {
		t.Errorf("docs/hosting.md shows another netlify.toml:\n%s", got)
	}
}

// lofteArgs returns the arguments of a command line that runs lofte from the repository's root.
func lofteArgs(t *testing.T, command string) []string {
	t.Helper()
	rest, ok := strings.CutPrefix(command, "go run ./cmd/lofte ")
	if !ok {
		t.Fatalf("%q does not run lofte", command)
	}
	return strings.Fields(rest)
}

// TestGoVersionOfHosts holds that every host takes the same Go, one that go.mod allows, named with its
// patch number: Netlify takes an old one in silence for "1.26".
func TestGoVersionOfHosts(t *testing.T) {
	n, _ := readNetlify(t)
	want := n.Build.Environment["GO_VERSION"]
	if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(want) {
		t.Errorf("GO_VERSION is %q, without a patch number", want)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	needed := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(string(mod))[1]
	if goversion.Compare("go"+want, "go"+needed) < 0 || goversion.Lang("go"+want) != goversion.Lang("go"+needed) {
		t.Errorf("Netlify takes Go %s, go.mod names %s", want, needed)
	}
	named := 0
	for _, b := range hostingBlocks(t) {
		for _, v := range regexp.MustCompile(`(?m)(?:go-version: "|golang:|GO_VERSION = ")([^"\n]*)`).FindAllStringSubmatch(b.text, -1) {
			named++
			if v[1] != want {
				t.Errorf("below %q docs/hosting.md takes Go %s, netlify.toml %s", b.heading, v[1], want)
			}
		}
	}
	if named != 3 {
		t.Errorf("docs/hosting.md names a version of Go %d times", named)
	}
}

// TestCommandsOfHosts holds that what docs/hosting.md has hosts run is there, with its flags.
func TestCommandsOfHosts(t *testing.T) {
	found := 0
	for _, b := range hostingBlocks(t) {
		for _, m := range regexp.MustCompile(`(?m)^\s*(?:- )?(?:run: |command = ")?(?:go run \./cmd/)?lofte ([a-z]+.*?)"?$`).FindAllStringSubmatch(b.text, -1) {
			found++
			m[1] = regexp.MustCompile(`\$\{\{.*?\}\}`).ReplaceAllString(m[1], "VALUE")
			if err := parses(strings.Fields(m[1])); err != nil {
				t.Errorf("below %q: lofte %s: %v", b.heading, m[1], err)
			}
		}
	}
	if found != 6 {
		t.Errorf("found %d commands", found)
	}
	if parses([]string{"build", "--drats"}) == nil || parses([]string{"biuld"}) == nil {
		t.Error("a wrong command would not be noticed")
	}
}

// parses reports what is wrong with a command line, without running it.
func parses(args []string) error {
	var said bytes.Buffer
	p := &program{out: &said, err: &said, getenv: func(string) string { return "" }}
	cmd, rest, err := p.root().Find(args)
	if err != nil {
		return err
	}
	cmd.SetContext(context.Background())
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if err := cmd.Args(cmd, cmd.Flags().Args()); err != nil {
		return fmt.Errorf("%s: %w", cmd.Name(), err)
	}
	return nil
}
