package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lofte/internal/need"
)

func TestSiteFolderReadsNothingOutside(t *testing.T) {
	above := t.TempDir()
	site := filepath.Join(above, "site")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		need.Able(t, os.Symlink(to, filepath.Join(site, name)), "symbolic links")
	}
	if err := os.MkdirAll(filepath.Join(site, "content", "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("å", 100_000)
	write(filepath.Join(above, "secret"), "secret")
	write(filepath.Join(site, "content", "a", "b.md"), long)
	write(filepath.Join(site, "empty"), "")
	link("content/a/b.md", "inside")
	link("../secret", "outside")
	link(filepath.Join(above, "secret"), "absolute")
	link("nowhere", "nowhere-link")
	folder, err := openFolder(site)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"content/a/b.md": long, "inside": long, "empty": ""} {
		if got, err := fs.ReadFile(folder, name); err != nil || string(got) != want {
			t.Errorf("%s: %d bytes, %v; there are %d", name, len(got), err, len(want))
		}
	}
	for _, name := range []string{"outside", "absolute", "nowhere-link", "nowhere", "content", "../secret", filepath.Join(above, "secret"), ""} {
		if got, err := fs.ReadFile(folder, name); err == nil {
			t.Errorf("%q was read: %.20q", name, got)
		}
	}
	if _, err := readBeneath(folder.dir, "../secret"); err == nil {
		t.Error("what lies above the folder was read")
	}
}
