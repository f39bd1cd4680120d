//go:build unix

package publish

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const (
	benchFiles = 10_000
	benchSize  = 8 << 10
)

type bench struct {
	*testing.B
	paths []string
	data  [][]byte
	sums  [][sha256.Size]byte
	dir   string
	spent time.Duration
}

func newBench(b *testing.B) *bench {
	x := &bench{B: b, dir: folderIn(b)}
	for i := range benchFiles {
		x.paths = append(x.paths, fmt.Sprintf("kommun-%03d/%05d/index.html", i%290, i))
		x.data = append(x.data, bytes.Repeat([]byte("x"), benchSize))
		x.sums = append(x.sums, [sha256.Size]byte{})
		x.change(i, 0)
	}
	b.ResetTimer()
	b.StopTimer()
	return x
}

func (x *bench) change(i, version int) {
	copy(x.data[i], fmt.Appendf(nil, "%08d %08d", i, version))
	x.sums[i] = sha256.Sum256(x.data[i])
}

// timed counts do, and the processor time it takes: on a busy machine that says more than the time that passes.
func (x *bench) timed(do func()) {
	from := x.cpu()
	x.StartTimer()
	do()
	x.StopTimer()
	x.spent += x.cpu() - from
	x.ReportMetric(float64(x.spent.Milliseconds())/float64(x.N), "cpu-ms/op")
}

func (x *bench) cpu() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		x.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func (x *bench) publish(add func(s *Stage, i int) error) {
	s, err := Begin(x.dir)
	if err != nil {
		x.Fatal(err)
	}
	if err := parallel(benchFiles, func(i int) error { return add(s, i) }); err != nil {
		x.Fatal(err)
	}
	if _, err := s.Commit(); err != nil {
		x.Fatal(err)
	}
}

func (x *bench) write(s *Stage, i int) error { return s.Write(x.paths[i], x.data[i]) }

func (x *bench) keep(s *Stage, i int) error {
	if s.Keep(x.paths[i], x.sums[i]) {
		return nil
	}
	return x.write(s, i)
}

// BenchmarkRaw is what to hold the others against: the same files, written by the same number
// of goroutines straight into a new folder.
func BenchmarkRaw(b *testing.B) {
	x := newBench(b)
	for i := range b.N {
		dir := fmt.Sprint(x.dir, i)
		x.timed(func() {
			err := parallel(benchFiles, func(i int) error {
				name := under(dir, x.paths[i])
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					return err
				}
				return os.WriteFile(name, x.data[i], 0o644)
			})
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkCold publishes into a folder that is not there.
func BenchmarkCold(b *testing.B) {
	x := newBench(b)
	for i := range b.N {
		x.dir = filepath.Join(filepath.Dir(x.dir), fmt.Sprint(i))
		x.timed(func() { x.publish(x.write) })
	}
}

// BenchmarkSecond changes one file when there is no twin yet.
func BenchmarkSecond(b *testing.B) {
	x := newBench(b)
	for i := range b.N {
		x.dir = filepath.Join(filepath.Dir(x.dir), fmt.Sprint(i))
		x.publish(x.write)
		x.change(7, i+1)
		x.timed(func() { x.publish(x.keep) })
	}
}

// BenchmarkAllChanged has new content in every file, and a twin.
func BenchmarkAllChanged(b *testing.B) {
	x := newBench(b)
	x.publish(x.write)
	x.publish(x.write)
	for v := range b.N {
		for i := range benchFiles {
			x.change(i, v+1)
		}
		x.timed(func() { x.publish(x.write) })
	}
}

// BenchmarkOneChanged writes every file, of which one has changed.
func BenchmarkOneChanged(b *testing.B) { benchmarkOne(b, (*bench).write) }

// BenchmarkOneWritten keeps every file but one.
func BenchmarkOneWritten(b *testing.B) { benchmarkOne(b, (*bench).keep) }

func benchmarkOne(b *testing.B, add func(*bench, *Stage, int) error) {
	x := newBench(b)
	x.publish(x.write)
	x.publish(x.write)
	for v := range b.N {
		x.change(7, v+1)
		x.timed(func() { x.publish(func(s *Stage, i int) error { return add(x, s, i) }) })
	}
}
