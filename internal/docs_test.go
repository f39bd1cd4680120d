package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryDocumentIsListed holds docs/README.md against the folder: it leads to every document, and what it leads
// to is there, headings too.
func TestEveryDocumentIsListed(t *testing.T) {
	list, err := os.ReadFile("../docs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{"README.md": true}
	for _, link := range regexp.MustCompile(`\]\(([^)#]+)(#[^)]+)?\)`).FindAllSubmatch(list, -1) {
		target, heading := string(link[1]), strings.TrimPrefix(string(link[2]), "#")
		listed[target] = true
		if _, err := os.Stat(filepath.Join("../docs", target)); err != nil {
			t.Errorf("docs/README.md links to %s, which is not there", target)
			continue
		}
		if heading != "" && !hasHeading(t, filepath.Join("../docs", target), heading) {
			t.Errorf("docs/README.md links to the heading %s in %s, which is not there", heading, target)
		}
	}
	files, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := filepath.Base(f); !listed[name] {
			t.Errorf("docs/README.md does not list %s under who is to read it", name)
		}
	}
}

// hasHeading reports whether a document has a heading with an anchor as GitHub makes it.
func hasHeading(t *testing.T, name, anchor string) bool {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllSubmatch(text, -1) {
		made := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(string(h[1])), "")
		if strings.ReplaceAll(made, " ", "-") == anchor {
			return true
		}
	}
	return false
}
