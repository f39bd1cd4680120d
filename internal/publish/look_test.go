//go:build unix

package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestLook(t *testing.T) {
	dir := folderIn(t)
	look := func() (paths []string, touched []string) {
		t.Helper()
		s, err := Look(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Files {
			paths = append(paths, f.Path)
			if f.Size != 1 || !slices.Contains(s.Touched, f.Path) && !hasSum(under(dir, f.Path), f.Sum) {
				t.Errorf("%s has the size %d or another sum", f.Path, f.Size)
			}
		}
		return paths, s.Touched
	}
	if _, err := Look(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	put(t, dir, site{"CNAME": "x"})
	if _, err := Look(dir); !errors.Is(err, ErrNoBuild) {
		t.Errorf("a folder that no build made: %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 1 {
		t.Errorf("to look left something behind: %v", left)
	}
	publish(t, dir, site{"b/c.html": "1", "a.html": "2", "d.html": "3"})
	if paths, touched := look(); !slices.Equal(paths, []string{"a.html", "b/c.html", "d.html"}) || touched != nil {
		t.Errorf("found %q, touched %q", paths, touched)
	}
	put(t, dir, site{"d.html": "4"})
	if err := os.Remove(filepath.Join(dir, "a.html")); err != nil {
		t.Fatal(err)
	}
	if _, touched := look(); !slices.Equal(touched, []string{"a.html", "d.html"}) {
		t.Errorf("touched %q", touched)
	}
	// A copy of the folder and its state, as of a cache between two machines, has other stamps and is
	// as good.
	publish(t, dir, site{"a.html": "5"})
	moved := folderIn(t)
	for _, name := range []string{"public", ".lofte-public"} {
		if err := os.CopyFS(filepath.Join(filepath.Dir(moved), name), os.DirFS(filepath.Join(filepath.Dir(dir), name))); err != nil {
			t.Fatal(err)
		}
	}
	dir = moved
	if paths, touched := look(); len(paths) != 1 || touched != nil {
		t.Errorf("of a copy, found %q, touched %q", paths, touched)
	}
	put(t, filepath.Dir(dir), site{".lofte-public/pending": "cut off"})
	if _, err := Look(dir); !errors.Is(err, ErrUnfinished) {
		t.Errorf("a build that was stopped: %v", err)
	}
	put(t, filepath.Dir(dir), site{".lofte-public/manifest": "damaged"})
	if err := os.Remove(filepath.Join(filepath.Dir(dir), ".lofte-public", "pending")); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(dir); !errors.Is(err, ErrNoBuild) {
		t.Errorf("a damaged manifest: %v", err)
	}
}

func TestLookWhereTheStateIsInside(t *testing.T) {
	dir := folderIn(t)
	publish(t, dir, site{"a.html": "1"})
	state := filepath.Join(filepath.Dir(dir), ".lofte-public")
	if err := os.Rename(state, filepath.Join(dir, insideName)); err != nil {
		t.Fatal(err)
	}
	s, err := Look(dir)
	if err != nil || len(s.Files) != 1 || s.Touched != nil {
		t.Errorf("got %v, %v", s, err)
	}
}
