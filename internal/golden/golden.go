// Package golden compares what tests get with files of what they should get.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what tests get into their golden files; read the difference before it is committed")

// Cases calls do for each txtar archive that a pattern matches, as a subtest named by the file. The
// files of the archive are those of a site; do returns what is wanted by name, which is compared with
// the archive's file of that name, or written there with -update.
func Cases(t *testing.T, pattern string, do func(t *testing.T, site fstest.MapFS) map[string]string) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no case matches %s (%v)", pattern, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			site := fstest.MapFS{}
			for _, f := range archive.Files {
				site[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
			}
			changed := false
			for name, got := range do(t, site) {
				changed = Section(t, archive, name, got) || changed
			}
			if changed {
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// Section compares got with an archive's file. With -update it changes the file in the archive, and
// returns whether it did.
func Section(t *testing.T, archive *txtar.Archive, name, got string) (changed bool) {
	t.Helper()
	for i, f := range archive.Files {
		if f.Name != name {
			continue
		}
		if diff := cmp.Diff(string(f.Data), got); diff != "" {
			if *update {
				archive.Files[i].Data = []byte(got)
				return true
			}
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		return false
	}
	if *update {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got)})
		return true
	}
	t.Errorf("%s is not in the golden file; got:\n%s", name, got)
	return false
}

// Between compares what a test gets with what stands between two marks in a text file, or writes it there with
// -update.
func Between(t *testing.T, path, from, to, got string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(data), from)
	want, after, ended := strings.Cut(rest, to)
	switch {
	case !begun || !ended:
		t.Fatalf("%s has nothing between %q and %q", path, from, to)
	case want == got:
	case *update:
		if err := os.WriteFile(path, []byte(before+from+got+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s (-want +got):\n%s", path, cmp.Diff(want, got))
	}
}
