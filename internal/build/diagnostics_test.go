package build

import (
	"context"
	"encoding/hex"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/collect"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/golden"
	"lofte/internal/say"
)

// locked is a site in which the files that begin with "#!unreadable" cannot be read.
type locked struct{ fstest.MapFS }

func (l locked) Open(name string) (fs.File, error) {
	if f := l.MapFS[name]; f != nil && strings.HasPrefix(string(f.Data), "#!unreadable") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadFile(name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(f)
}

// prepare makes of the files of a case what cannot be written in a text file. A first line
// "#!crlf", "#!bom", "#!latin1", "#!hex", "#!large" or "#!symlink" is an order.
func prepare(site fstest.MapFS) {
	for _, f := range site {
		line, rest, _ := strings.Cut(string(f.Data), "\n")
		if line == "#!unreadable" {
			continue // locked sees to it
		}
		for order := range strings.FieldsSeq(strings.TrimPrefix(line, "#!")) {
			if !strings.HasPrefix(line, "#!") {
				break
			}
			switch order {
			case "crlf":
				rest = strings.ReplaceAll(rest, "\n", "\r\n")
			case "bom":
				rest = "\ufeff" + rest
			case "latin1":
				var b []byte
				for _, r := range rest {
					b = append(b, byte(r))
				}
				rest = string(b)
			case "large":
				rest = strings.Repeat("x", 5<<20)
			case "symlink":
				f.Mode = fs.ModeSymlink | 0o777
			case "hex":
				b, err := hex.DecodeString(strings.Join(strings.Fields(rest), ""))
				if err != nil {
					panic(err)
				}
				rest = string(b)
			}
			f.Data = []byte(rest)
		}
	}
}

// TestDiagnostics judges small faulty sites. The golden part of each case is what an editor sees.
func TestDiagnostics(t *testing.T) {
	golden.Cases(t, "testdata/diagnostics/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		delete(site, "want")
		if _, ok := site["lofte.toml"]; !ok && !strings.Contains(t.Name(), "no-settings") {
			site["lofte.toml"] = &fstest.MapFile{Data: []byte("title = \"Löften\"\nbase_url = \"https://example.se/\"\n")}
		}
		prepare(site)
		s, err := Read(Options{
			Site: locked{site}, Now: day.New(2020, 6, 1),
			Published: publishedBefore(t, site),
			Fetched:   fetched(site),
			Advice:    strings.Contains(t.Name(), "advice"),
		})
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := (diag.Printer{Language: say.English}).Text(&b, s.Problems); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"want": b.String()}
	})
}

// publishedBefore takes the files below "before/" out of a case, and builds the site with them in place. It
// returns the folder of the cache that the build leaves, or "" when there are no such files.
func publishedBefore(t *testing.T, site fstest.MapFS) string {
	earlier := fstest.MapFS{}
	for name, file := range site {
		if under, ok := strings.CutPrefix(name, "before/"); ok {
			earlier[under] = file
			delete(site, name)
		}
	}
	if len(earlier) == 0 {
		return ""
	}
	before := maps.Clone(site)
	maps.Copy(before, earlier)
	cache := t.TempDir()
	s, err := Read(Options{Site: before, Now: day.New(2020, 6, 1), Cache: cache, Published: cache})
	if err == nil {
		_, err = s.Publish(context.Background(), filepath.Join(t.TempDir(), "public"))
		err = errors.Join(err, s.Forgot, s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return cache
}

// fetched takes the file "fetched" out of a case and returns what it says came of fetching the data of other
// sites: on each line the address of one that could not be, after "misfit" or "down".
func fetched(site fstest.MapFS) collect.Report {
	file := site["fetched"]
	if file == nil {
		return nil
	}
	delete(site, "fetched")
	report := collect.Report{}
	for line := range strings.Lines(string(file.Data)) {
		why, address, _ := strings.Cut(strings.TrimSpace(line), " ")
		report[address] = collect.Failure{Misfit: why == "misfit", Why: say.Textf(why)}
	}
	return report
}

// codes returns the codes that package diag declares.
func codes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../diag/codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, s)
			}
		}
		return true
	})
	if len(list) < 40 {
		t.Fatalf("found only %d codes", len(list))
	}
	slices.Sort(list)
	return list
}

// TestEveryCodeHasACase holds that there is a golden case for each code.
func TestEveryCodeHasACase(t *testing.T) {
	var all strings.Builder
	paths, err := filepath.Glob("testdata/diagnostics/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(data), "-- want --\n")
		all.WriteString(want)
	}
	for _, code := range codes(t) {
		if !strings.Contains(all.String(), "["+code+"]\n") {
			t.Errorf("no case in testdata/diagnostics has the code %s", code)
		}
	}
}

// TestEveryCodeIsDocumented holds docs/diagnostics.md against the code: the same codes, each with an
// example of what is printed and a remedy.
func TestEveryCodeIsDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for section := range strings.SplitSeq(string(data), "\n### ") {
		name, text, _ := strings.Cut(section, "\n")
		documented[strings.Trim(strings.TrimSpace(name), "`")] = text
	}
	example := regexp.MustCompile(`(?m)^[^\n]*: (error|warning|advice): [^\n]* \[([a-z0-9-]+)\]$`)
	declared := codes(t)
	for _, code := range declared {
		text, ok := documented[code]
		if !ok {
			t.Errorf("docs/diagnostics.md says nothing of %s", code)
			continue
		}
		if match := example.FindStringSubmatch(text); match == nil || match[2] != code {
			t.Errorf("docs/diagnostics.md has no example of what is printed for %s", code)
		}
		if !strings.Contains(text, "**Remedy:**") {
			t.Errorf("docs/diagnostics.md has no remedy for %s", code)
		}
		delete(documented, code)
	}
	for name := range documented {
		if !strings.Contains(name, "#") && regexp.MustCompile(`^[a-z0-9-]+$`).MatchString(name) {
			t.Errorf("docs/diagnostics.md tells of %s, which no code is named", name)
		}
	}
}
