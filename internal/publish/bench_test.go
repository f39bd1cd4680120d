package publish

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

const (
	benchFiles = 10_000
	benchSize  = 8 << 10
)

func benchSite() (paths []string, data func(i, version int) []byte) {
	for i := range benchFiles {
		paths = append(paths, fmt.Sprintf("kommun-%03d/%05d/index.html", i%290, i))
	}
	return paths, func(i, version int) []byte {
		head := fmt.Appendf(nil, "%d %d\n", i, version)
		return append(head, bytes.Repeat([]byte("x"), benchSize-len(head))...)
	}
}

func benchPublish(b *testing.B, dir string, each func(s *Stage, i int) error) {
	b.Helper()
	s, err := Begin(dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := parallel(benchFiles, func(i int) error { return each(s, i) }); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRaw is what to hold the others against: the same files, written by the same number
// of goroutines straight into a new folder.
func BenchmarkRaw(b *testing.B) {
	paths, data := benchSite()
	for range b.N {
		b.StopTimer()
		dir := filepath.Join(b.TempDir(), "public")
		b.StartTimer()
		err := parallel(benchFiles, func(i int) error {
			name := under(dir, paths[i])
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
			return os.WriteFile(name, data(i, 0), 0o644)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCold(b *testing.B) {
	paths, data := benchSite()
	for range b.N {
		b.StopTimer()
		dir := folderIn(b)
		b.StartTimer()
		benchPublish(b, dir, func(s *Stage, i int) error { return s.Write(paths[i], data(i, 0)) })
	}
}

// BenchmarkAllChanged has new content in every file, and a twin.
func BenchmarkAllChanged(b *testing.B) {
	paths, data := benchSite()
	dir := folderIn(b)
	version := 0
	write := func(s *Stage, i int) error { return s.Write(paths[i], data(i, version)) }
	benchPublish(b, dir, write)
	benchPublish(b, dir, write)
	for b.Loop() {
		version++
		benchPublish(b, dir, write)
	}
}

// BenchmarkSecond changes one file when there is no twin yet.
func BenchmarkSecond(b *testing.B) {
	paths, data := benchSite()
	for range b.N {
		b.StopTimer()
		dir := folderIn(b)
		benchPublish(b, dir, func(s *Stage, i int) error { return s.Write(paths[i], data(i, 0)) })
		b.StartTimer()
		benchPublish(b, dir, func(s *Stage, i int) error { return s.Write(paths[i], data(i, max(0, 1-i))) })
	}
}

// BenchmarkOneChanged writes every file, of which one has changed.
func BenchmarkOneChanged(b *testing.B) {
	paths, data := benchSite()
	all := make([][]byte, benchFiles)
	for i := range all {
		all[i] = data(i, 0)
	}
	dir := folderIn(b)
	write := func(s *Stage, i int) error { return s.Write(paths[i], all[i]) }
	benchPublish(b, dir, write)
	benchPublish(b, dir, write)
	for version := 1; b.Loop(); version++ {
		all[7] = data(7, version)
		benchPublish(b, dir, write)
	}
}

// BenchmarkOneWritten keeps every file but one.
func BenchmarkOneWritten(b *testing.B) {
	paths, data := benchSite()
	sums := make([][sha256.Size]byte, benchFiles)
	for i := range sums {
		sums[i] = sha256.Sum256(data(i, 0))
	}
	dir := folderIn(b)
	write := func(s *Stage, i int) error { return s.Write(paths[i], data(i, 0)) }
	benchPublish(b, dir, write)
	benchPublish(b, dir, write)
	for version := 1; b.Loop(); version++ {
		benchPublish(b, dir, func(s *Stage, i int) error {
			if i != 7 && s.Keep(paths[i], sums[i]) {
				return nil
			}
			return s.Write(paths[i], data(i, version))
		})
	}
}
