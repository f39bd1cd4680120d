package hosting

import (
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/golden"
)

// TestFile holds the file _headers of sites with the settings and the files of each case.
func TestFile(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		cfg, files := siteOf(t, site)
		return map[string]string{"_headers": string(File(cfg, files))}
	})
}

func siteOf(t *testing.T, site fstest.MapFS) (config.Config, []string) {
	t.Helper()
	var problems diag.List
	cfg := config.Read(site["lofte.toml"].Data, &problems)
	if problems.Len() > 0 {
		t.Fatal(problems.Sorted())
	}
	return cfg, strings.Fields(string(site["files"].Data))
}

// TestRulesGiveWhatHeadersSays applies the rules as hosts do, which join what they say: each file gets
// what Headers says, and no header twice.
func TestRulesGiveWhatHeadersSays(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		cfg, files := siteOf(t, site)
		for _, file := range files {
			if !Served(file) {
				continue
			}
			want := Headers(cfg, file)
			address := cfg.BasePath() + strings.TrimSuffix(file, "index.html")
			got := apply(string(File(cfg, files)), address)
			order := func(a, b Header) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) }
			slices.SortFunc(want, order)
			slices.SortFunc(got, order)
			if !slices.Equal(want, got) {
				t.Errorf("%s gets\n%v, want\n%v", address, got, want)
			}
		}
		return nil
	})
}

// apply returns what the rules of a _headers file give an address.
func apply(file, address string) []Header {
	var got []Header
	matches := false
	for line := range strings.Lines(file) {
		if rule := strings.TrimSpace(line); !strings.HasPrefix(line, " ") {
			folder, all := strings.CutSuffix(rule, "*")
			named, _ := path.Match(strings.Replace(rule, ":kommun", "*", 1), address)
			matches = named && !all || all && strings.HasPrefix(address, folder)
		} else if matches {
			name, value, _ := strings.Cut(rule, ": ")
			got = append(got, Header{name, value})
		}
	}
	return got
}

func TestCacheControl(t *testing.T) {
	for file, want := range map[string]string{
		"assets/css/site.0123456789.css": "immutable",
		"index.html":                     "must-revalidate",
		"katrineholm/assets/karta.png":   "must-revalidate",
		"embed/v1.js":                    "must-revalidate",
	} {
		if got := CacheControl(file); path.Base(strings.ReplaceAll(got, ", ", "/")) != want {
			t.Errorf("%s: %s", file, got)
		}
	}
}
