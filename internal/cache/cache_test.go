package cache

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// open opens a cache that is closed when the test ends.
func open(t *testing.T, dir string, key Key, want error) *Cache {
	t.Helper()
	c, why, err := Open(dir, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if !errors.Is(why, want) || why != nil && want == nil {
		t.Fatalf("it was of no use since: %v, want %v", why, want)
	}
	return c
}

func put(t *testing.T, c *Cache, record string) Ref {
	t.Helper()
	ref, err := c.Put([]byte(record))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// left leaves a cache with an index and two records.
func left(t *testing.T) (dir string, one, two Ref) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "cache")
	c := open(t, dir, Key{1}, nil)
	one, two = put(t, c, "ett"), put(t, c, "två")
	if err := c.Save([]byte("index"), 7); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, one, two
}

func get(t *testing.T, c *Cache, r Ref, want string) {
	t.Helper()
	if got, ok := c.Get(r); !ok || got != want {
		t.Errorf("the record is %q, %v, want %q", got, ok, want)
	}
}

func TestWhatWasSavedIsThere(t *testing.T) {
	dir, one, two := left(t)
	c := open(t, dir, Key{1}, nil)
	if c.Index() != "index" {
		t.Errorf("index %q", c.Index())
	}
	get(t, c, two, "två")
	get(t, c, one, "ett")
	three := put(t, c, "tre")
	if err := c.Save([]byte("index 2"), 10); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	c = open(t, dir, Key{1}, nil)
	for range 2 {
		get(t, c, one, "ett")
		get(t, c, three, "tre")
		c.ReadAll() // makes no difference
	}
	four := put(t, c, "fyra")
	if got, ok := c.Get(four); ok {
		t.Errorf("a record of this run is had: %q", got)
	}
}

func TestWhatWasNotSavedDoesNotCount(t *testing.T) {
	dir, one, _ := left(t)
	c := open(t, dir, Key{1}, nil)
	put(t, c, "halvt")
	_ = c.Close()
	c = open(t, dir, Key{1}, nil)
	if c.Index() != "index" {
		t.Errorf("index %q", c.Index())
	}
	get(t, c, one, "ett")
}

func TestAnotherKey(t *testing.T) {
	dir, one, _ := left(t)
	c := open(t, dir, Key{2}, ErrForeign)
	if _, ok := c.Get(one); ok || c.Index() != "" {
		t.Error("there is something in it")
	}
	_ = c.Close()
	open(t, dir, Key{2}, nil)
}

// Whatever is done to a file, the cache is empty and says why, or a record is not there.
func TestDamage(t *testing.T) {
	for _, file := range []string{"index", "records"} {
		dir, _, _ := left(t)
		whole, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		var versions [][]byte
		for i := range whole {
			flipped := append([]byte(nil), whole...)
			flipped[i] ^= 0x20
			versions = append(versions, flipped, whole[:i])
		}
		for i, version := range append(versions, append(append([]byte(nil), whole...), "more"...)) {
			t.Run(fmt.Sprint(file, i), func(t *testing.T) {
				dir, one, two := left(t)
				// The mark is another in each cache.
				now, err := os.ReadFile(filepath.Join(dir, file))
				if err != nil {
					t.Fatal(err)
				}
				for j := range now {
					if j < len(version) {
						now[j] ^= whole[j] ^ version[j]
					}
				}
				if len(version) < len(now) {
					now = now[:len(version)]
				} else {
					now = append(now, version[len(now):]...)
				}
				if err := os.WriteFile(filepath.Join(dir, file), now, 0o644); err != nil {
					t.Fatal(err)
				}
				c, why, err := Open(dir, Key{1})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = c.Close() })
				if why != nil && (c.Index() != "" || !errors.Is(why, ErrDamaged) && !errors.Is(why, ErrForeign)) {
					t.Errorf("index %q, why %v", c.Index(), why)
				}
				if why == nil && c.Index() != "index" {
					t.Errorf("index %q, and nothing is said", c.Index())
				}
				for range 2 {
					for ref, text := range map[Ref]string{one: "ett", two: "två"} {
						if got, ok := c.Get(ref); ok && got != text {
							t.Errorf("a record is %q", got)
						}
					}
					c.ReadAll()
				}
				three := put(t, c, "tre")
				if err := c.Save([]byte("new"), 3); err != nil {
					t.Fatal(err)
				}
				_ = c.Close()
				again := open(t, dir, Key{1}, nil)
				get(t, again, three, "tre")
			})
		}
	}
}

func TestMissingFiles(t *testing.T) {
	dir, _, _ := left(t)
	if err := os.Remove(filepath.Join(dir, "records")); err != nil {
		t.Fatal(err)
	}
	if c := open(t, dir, Key{1}, ErrDamaged); c.Index() != "" {
		t.Errorf("index %q", c.Index())
	}
	dir, _, _ = left(t)
	if err := os.Remove(filepath.Join(dir, "index")); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Key{1}, nil)
}

func TestACacheThatWasNeverSavedIsTakenAway(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	c := open(t, dir, Key{1}, nil)
	put(t, c, "ett")
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}

	// What somebody else has put there stays, and so does what was saved.
	dir, one, _ := left(t)
	c = open(t, dir, Key{1}, nil)
	_ = c.Close()
	c = open(t, dir, Key{1}, nil)
	get(t, c, one, "ett")
	_ = c.Close()
	if err := errors.Join(os.Remove(filepath.Join(dir, "index")), os.WriteFile(filepath.Join(dir, "mine"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir, Key{1}, nil)
	_ = c.Close()
	if names, err := os.ReadDir(dir); err != nil || len(names) != 2 || names[0].Name() != ".gitignore" {
		t.Errorf("%v, %v", names, err)
	}
}

func TestOneAtATime(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, Key{1}, nil)
	if _, _, err := Open(dir, Key{1}); !errors.Is(err, ErrBusy) {
		t.Errorf("error %v", err)
	}
	_ = c.Close()
	open(t, dir, Key{1}, nil)
}

func TestItDoesNotGrowForEver(t *testing.T) {
	dir := t.TempDir()
	big := strings.Repeat("x", slack/4)
	for range 20 {
		c, why, err := Open(dir, Key{1})
		if err != nil || why != nil {
			t.Fatal(err, why)
		}
		ref := put(t, c, big)
		if err := c.Save(nil, int64(ref.Length)); err != nil {
			t.Fatal(err)
		}
		_ = c.Close()
		info, err := os.Stat(filepath.Join(dir, "records"))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 2*slack {
			t.Fatalf("%d bytes", info.Size())
		}
	}
}

func TestManyPutAtOnce(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, Key{1}, nil)
	refs := make([]Ref, 100)
	var wg sync.WaitGroup
	for i := range refs {
		wg.Go(func() { refs[i], _ = c.Put([]byte(strings.Repeat(fmt.Sprint(i), i+1))) })
	}
	wg.Wait()
	if err := c.Save(nil, 1<<20); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	c = open(t, dir, Key{1}, nil)
	for i, r := range refs {
		get(t, c, r, strings.Repeat(fmt.Sprint(i), i+1))
	}
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(file, Key{1}); err == nil {
		t.Error("no error")
	}
}

func TestNotes(t *testing.T) {
	dir, _, _ := left(t)
	c := open(t, dir, Key{1}, nil)
	if err := c.SaveNote("a", "notes 1", []byte("sagt")); err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	// It is good for other versions, and beside a run that has the cache.
	open(t, dir, Key{2}, ErrForeign)
	if note, ok := Note(dir, "a", "notes 1"); note != "sagt" || !ok {
		t.Errorf("the note is %q, %v", note, ok)
	}
	for _, wrong := range [][2]string{{"a", "notes 2"}, {"a", "notes"}, {"b", "notes 1"}} {
		if note, ok := Note(dir, wrong[0], wrong[1]); note != "" || ok {
			t.Errorf("the note %v is %q, %v", wrong, note, ok)
		}
	}
	whole, err := os.ReadFile(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		flipped := append([]byte(nil), whole...)
		flipped[i] ^= 0x20
		for _, damaged := range [][]byte{flipped, whole[:i]} {
			if err := os.WriteFile(filepath.Join(dir, "a"), damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			if note, ok := Note(dir, "a", "notes 1"); note != "" || ok {
				t.Errorf("of %q the note is %q, %v", damaged, note, ok)
			}
		}
	}
}
