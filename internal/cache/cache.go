// Package cache keeps on disk what one run of the program learned for the next one.
//
// A cache is a folder with two files. Records are only ever added to the file "records"; the file
// "index", which says what they are, is replaced as a whole by Save. Until then nothing counts, so a
// run that is killed leaves the cache as it was. Both begin with a mark that ties them together. The
// folder may be deleted at any time, and its bytes are trusted no further than their checksums. Notes,
// small files that outlive a change of the program, may stand beside the two.
package cache

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
	"unsafe"

	"lofte/internal/lock"
)

var (
	// ErrBusy says that another run has the cache.
	ErrBusy = errors.New("another run has the cache")

	// ErrForeign says that the cache was made by another version, or in another format.
	ErrForeign = errors.New("the cache was made by another version of lofte")

	// ErrDamaged says that the cache is not as it was written.
	ErrDamaged = errors.New("the cache is damaged")
)

// Key names what a cache depends on as a whole: one with another key is of no use.
type Key [sha256.Size]byte

// Ref is where a record is, and how to tell that it is whole.
type Ref struct {
	Offset int64
	Length int
	Sum    uint32
}

// Cache is a cache folder that was opened. Get and Put may be called from many goroutines.
type Cache struct {
	dir     string
	key     Key
	mark    [16]byte // of this generation of records
	index   string
	all     []byte // by ReadAll
	lock    *os.File
	mu      sync.Mutex
	records *os.File
	earlier int64  // how long the records were when they were opened
	size    int64  // with what is in pending
	pending []byte // records that are not in the file yet
	live    int64  // of the records, the bytes that the index speaks of
}

const (
	head = "lofte cache 1\n"

	// slack is how much more the records may take than those that count, on top of twice as much.
	slack = 4 << 20

	// pendingSize is how much is written to the records at once.
	pendingSize = 1 << 20
)

var table = crc32.MakeTable(crc32.Castagnoli)

// Open opens the cache in a folder, which is made if it is missing. When what is there is of no use
// the cache is empty, and why says so with ErrForeign or ErrDamaged; the cache is good all the same.
// An err, such as ErrBusy, means that there is none. Close must follow.
func Open(dir string, key Key) (c *Cache, why, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, nil, fmt.Errorf("make a cache: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("make a cache: %w", err)
	}
	if err := lock.Try(f); err != nil {
		if errors.Is(err, lock.ErrHeld) {
			err = ErrBusy
		}
		return nil, nil, errors.Join(err, f.Close())
	}
	c = &Cache{dir: dir, key: key, lock: f}
	_ = os.Remove(c.name("index.part")) // of a run that was killed
	fresh, why := c.load()
	if !fresh {
		return c, nil, nil
	}
	if err := c.start(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("make a cache: %w", err), c.Close())
	}
	return c, why, nil
}

func (c *Cache) name(file string) string { return filepath.Join(c.dir, file) }

// load reads the index. fresh is true when the cache is to begin anew.
func (c *Cache) load() (fresh bool, why error) {
	data, err := os.ReadFile(c.name("index"))
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return true, errors.Join(ErrDamaged, err)
	}
	rest, ok := bytes.CutPrefix(data, []byte(head))
	if !ok {
		return true, ErrForeign
	}
	const fixed = len(c.mark) + len(c.key) + 8 + 4
	if len(rest) < fixed || crc32.Checksum(data[:len(data)-4], table) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return true, ErrDamaged
	}
	rest = rest[:len(rest)-4]
	copy(c.mark[:], rest)
	rest = rest[len(c.mark):]
	if Key(rest[:len(c.key)]) != c.key {
		return true, ErrForeign
	}
	rest = rest[len(c.key):]
	c.live = int64(binary.LittleEndian.Uint64(rest))
	c.index = string(rest[8:])

	f, err := os.OpenFile(c.name("records"), os.O_RDWR, 0o644)
	if err != nil {
		return true, errors.Join(ErrDamaged, err)
	}
	c.records = f
	begin := make([]byte, len(head)+len(c.mark))
	if _, err := io.ReadFull(f, begin); err != nil || string(begin) != head+string(c.mark[:]) {
		return true, ErrDamaged
	}
	if c.size, err = f.Seek(0, io.SeekEnd); err != nil {
		return true, errors.Join(ErrDamaged, err)
	}
	c.earlier = c.size
	return c.size > 2*c.live+slack, nil
}

// start begins anew, with nothing in the cache.
func (c *Cache) start() error {
	if c.records != nil {
		if err := c.records.Close(); err != nil {
			return err
		}
		c.records = nil
	}
	c.index, c.earlier, c.live = "", 0, 0
	_, _ = rand.Read(c.mark[:])
	if err := os.Remove(c.name("index")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(c.name(".gitignore"), []byte("*\n"), 0o644); err != nil {
		return err
	}
	f, err := os.Create(c.name("records"))
	if err != nil {
		return err
	}
	c.records = f
	begin := head + string(c.mark[:])
	c.size = int64(len(begin))
	_, err = f.WriteString(begin)
	return err
}

// Index returns what Save was last given, "" when the cache is empty.
func (c *Cache) Index() string { return c.index }

// ReadAll reads all records at once, for a run that gets most of them. It must come before any Get.
func (c *Cache) ReadAll() {
	data := make([]byte, c.earlier)
	if _, err := c.records.ReadAt(data, 0); err == nil {
		c.all = data
	}
}

// Get returns a record that an earlier run has put there. ok is false when it is not as it was.
func (c *Cache) Get(r Ref) (record string, ok bool) {
	if r.Length <= 0 || r.Offset < 0 || r.Offset > c.earlier-int64(r.Length) {
		return "", false
	}
	var data []byte
	if c.all != nil {
		data = c.all[r.Offset : r.Offset+int64(r.Length)]
	} else {
		data = make([]byte, r.Length)
		if _, err := c.records.ReadAt(data, r.Offset); err != nil {
			return "", false
		}
	}
	if crc32.Checksum(data, table) != r.Sum {
		return "", false
	}
	return unsafe.String(&data[0], len(data)), true // nobody writes to data again
}

// Put adds a record. The bytes are the caller's again when it returns.
func (c *Cache) Put(record []byte) (Ref, error) {
	r := Ref{Length: len(record), Sum: crc32.Checksum(record, table)}
	c.mu.Lock()
	defer c.mu.Unlock()
	r.Offset = c.size
	c.size += int64(len(record))
	c.pending = append(c.pending, record...)
	if len(c.pending) < pendingSize {
		return r, nil
	}
	return r, c.flush()
}

// flush writes what is pending.
func (c *Cache) flush() error {
	if _, err := c.records.WriteAt(c.pending, c.size-int64(len(c.pending))); err != nil {
		return fmt.Errorf("write to the cache: %w", err)
	}
	c.pending = c.pending[:0]
	return nil
}

// Save makes index, with the records that it speaks of, what the next Open finds. live is how many
// bytes those records have.
func (c *Cache) Save(index []byte, live int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.flush(); err != nil {
		return err
	}
	data := append([]byte(head), c.mark[:]...)
	data = append(data, c.key[:]...)
	data = binary.LittleEndian.AppendUint64(data, uint64(live))
	data = append(data, index...)
	data = binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, table))
	return c.replace("index", data)
}

// Close lets go of the cache. One that nothing was ever saved to is taken away, unless there is
// something else in the folder, such as a note (on Windows the lock is).
func (c *Cache) Close() error {
	var err error
	if c.records != nil {
		err = c.records.Close()
	}
	if _, none := os.Lstat(c.name("index")); errors.Is(none, os.ErrNotExist) {
		_ = os.Remove(c.name("records"))
		_ = os.Remove(c.name("lock"))
		if rest, err := os.ReadDir(c.dir); err == nil && len(rest) == 1 && rest[0].Name() == ".gitignore" {
			_ = os.RemoveAll(c.dir)
		}
	}
	return errors.Join(err, c.lock.Close())
}
