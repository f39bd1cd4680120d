package internal_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// support are packages that only tests import.
var support = map[string]bool{"golden": true, "need": true, "corpus": true}

// TestLayers holds the imports of every package against the table in docs/architecture.md: an arrow
// points only to a lower layer.
func TestLayers(t *testing.T) {
	doc, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	layer, unseen := rows(doc), rows(doc)
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !f.IsDir() || support[f.Name()] {
			continue
		}
		own, ok := layer[f.Name()]
		if !ok {
			t.Errorf("docs/architecture.md has no row for the package %s", f.Name())
			continue
		}
		delete(unseen, f.Name())
		for _, other := range imports(t, f.Name()) {
			switch below, known := layer[other]; {
			case support[other]:
				t.Errorf("%s imports %s, which is for tests", f.Name(), other)
			case !known || below >= own:
				t.Errorf("%s (layer %d) imports %s (layer %d)", f.Name(), own, other, below)
			}
		}
	}
	for name := range unseen {
		t.Errorf("docs/architecture.md has a row for %s, which is no package", name)
	}
}

// rows returns the layer of each package in the table.
func rows(doc []byte) map[string]int {
	layer := map[string]int{}
	for _, row := range regexp.MustCompile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|").FindAllStringSubmatch(string(doc), -1) {
		layer[row[2]], _ = strconv.Atoi(row[1])
	}
	return layer
}

// imports returns the internal packages that a package imports outside of its tests.
func imports(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var list []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if other, ok := strings.CutPrefix(path, "lofte/internal/"); ok && !seen[other] {
				seen[other] = true
				list = append(list, other)
			}
		}
	}
	return list
}
