package build

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/golden"
)

// TestAdviceOnRealPromises holds which kinds of advice are given on the promises of real publications,
// by the lines that they stand on. The publications are not ours to copy: where they do not lie beside
// the repository there is nothing to hold it against.
func TestAdviceOnRealPromises(t *testing.T) {
	const want = "testdata/seeds.txtar"
	archive, err := txtar.ParseFile(want)
	if err != nil {
		t.Fatal(err)
	}
	changed := false
	for _, f := range archive.Files {
		data, err := os.ReadFile(filepath.Join("../../../shared/seeds", f.Name))
		if err != nil {
			t.Logf("the publications are not here: %v", err)
			return
		}
		var text strings.Builder
		text.WriteString("+++\nfrom = 2020-01-01\nto = 2020-12-31\nsigned = 2019-12-01\nfollowup = { months = [5] }\n+++\n## Det här lovar vi {party=kommunen}\n\n")
		head := strings.Count(text.String(), "\n")
		var lines []int // of the publication, by item
		for i, line := range strings.Split(string(data), "\n") {
			if item, ok := strings.CutPrefix(strings.TrimSpace(line), "•"); ok {
				fmt.Fprintf(&text, "- %s\n", strings.TrimSpace(item))
				lines = append(lines, i+1)
			}
		}
		site := fstest.MapFS{
			"lofte.toml":            {Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")},
			"content/ort/_index.md": {Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
			"content/ort/2020.md":   {Data: []byte(text.String())},
		}
		s, err := Read(Options{Site: site, Now: day.New(2020, 6, 1), Advice: true})
		if err != nil {
			t.Fatal(err)
		}
		given := make([][]string, len(lines))
		for _, p := range s.Problems {
			if item := p.Line - head - 1; p.Severity == diag.Advice && item >= 0 {
				given[item] = append(given[item], string(p.Code))
			}
		}
		var got strings.Builder
		for i, codes := range given {
			slices.Sort(codes)
			fmt.Fprintf(&got, "%d %s\n", lines[i], strings.Join(codes, " "))
		}
		changed = golden.Section(t, archive, f.Name, got.String()) || changed
	}
	if changed {
		if err := os.WriteFile(want, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
