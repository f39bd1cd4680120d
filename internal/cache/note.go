package cache

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// Note returns what SaveNote last put under a name into a cache's folder. ok is false when there is nothing,
// or when it has another head or is not as it was written. Unlike the rest of a cache a note is good for
// other versions of the program, and is read without the lock: it is replaced as a whole.
func Note(dir, name, head string) (note string, ok bool) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	rest, headed := bytes.CutPrefix(data, []byte(head+"\n"))
	if err != nil || !headed || len(rest) < 4 {
		return "", false
	}
	if sum := binary.LittleEndian.Uint32(data[len(data)-4:]); sum != crc32.Checksum(data[:len(data)-4], table) {
		return "", false
	}
	return string(rest[:len(rest)-4]), true
}

// SaveNote puts a note under a name, and with a head that says what it is and in which format.
func (c *Cache) SaveNote(name, head string, note []byte) error {
	data := append([]byte(head+"\n"), note...)
	return c.replace(name, binary.LittleEndian.AppendUint32(data, crc32.Checksum(data, table)))
}

// replace puts a file in place as a whole.
func (c *Cache) replace(file string, data []byte) error {
	part := c.name(file + ".part")
	if err := os.WriteFile(part, data, 0o644); err != nil {
		return fmt.Errorf("write to the cache: %w", err)
	}
	if err := os.Rename(part, c.name(file)); err != nil {
		return fmt.Errorf("write to the cache: %w", err)
	}
	return nil
}
