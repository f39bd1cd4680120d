package build

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lofte/internal/corpus"
	"lofte/internal/publish"
)

// TestDataIsKept edits running text, which no data file of the site has, and then a promise: the large
// files are made again for the second alone.
func TestDataIsKept(t *testing.T) {
	dir := t.TempDir()
	edited := time.Unix(1e9, 0)
	write := func(name, text string) {
		t.Helper()
		full := filepath.Join(dir, "site", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		edited = edited.Add(time.Second)
		if err := os.Chtimes(full, edited, edited); err != nil { // long enough ago to be trusted
			t.Fatal(err)
		}
	}
	site := corpus.Make(2, 2)
	for name, f := range site {
		write(name, string(f.Data))
	}
	root, err := os.OpenRoot(filepath.Join(dir, "site"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	remade := func() map[string]bool {
		t.Helper()
		s, err := Read(Options{Site: root.FS(), Now: benchDay, Cache: filepath.Join(dir, "cache")})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}()
		out := filepath.Join(dir, "out")
		stage, err := publish.Begin(out)
		if err != nil {
			t.Fatal(err)
		}
		stands, made := s.memory.stands(stage), map[string]bool{}
		for _, p := range []string{"data/promises.csv", "data/promises.json", "data/followups.json", "data/index.html", "k0000/data.json", "k0001/data.json"} {
			made[p] = !stands(s.Output(p))
		}
		if err := stage.Abort(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Publish(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		return made
	}
	remade()
	const document = "content/k0000/2024/index.md"
	text := string(site[document].Data)
	text = strings.Replace(text, "## Läget i dag\n\n", "## Läget i dag\n\nEn ny mening.\n\n", 1)
	write(document, text)
	if made := remade(); made["data/promises.csv"] || made["data/promises.json"] || made["data/followups.json"] || made["data/index.html"] || made["k0001/data.json"] {
		t.Errorf("running text was edited, and these were made again: %v", made)
	}
	write(document, strings.Replace(text, "Öka närvaron", "Öka inte närvaron", 1))
	if made := remade(); !made["data/promises.csv"] || !made["data/promises.json"] || !made["k0000/data.json"] || made["k0001/data.json"] {
		t.Errorf("a promise was edited, and these were made again: %v", made)
	}
}
