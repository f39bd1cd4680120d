package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"lofte/internal/stamp"
)

// entry is what a build wrote at one path.
type entry struct {
	sum   [sha256.Size]byte
	stamp stamp.Stamp
}

// intact says whether the file is what we wrote. A stamp that differs does not settle it: the
// folder may have been copied or restored since, so the content decides.
func (e entry) intact(name string) bool {
	fi, err := os.Lstat(name)
	if err != nil || !fi.Mode().IsRegular() {
		return false
	}
	return stamp.Of(fi) == e.stamp || fi.Size() == e.stamp.Size && hasSum(name, e.sum)
}

// manifest is what one publish put in place. The zero value is that of a folder we never wrote to.
type manifest struct {
	files   map[string]entry
	folders map[string]bool // every folder that one of the files stands in, the root left out
	order   []string        // the files' paths, sorted; nil when they have to be sorted yet
	paths   uint32          // of the files' paths, once the manifest was written or read

	// The rest speaks of a publish under way, for the one who repairs it.
	at      string   // the folder that is exchanged, "." for all
	tree    uint64   // inode of the new folder, 0 when the system has none
	inPlace bool     // the files are renamed into the folder one by one
	puts    []string // in place: the files that are renamed
	made    []string // in place: the folders that are made for them, parents first
}

func manifestOf(files map[string]entry) manifest {
	m := manifest{files: files, folders: make(map[string]bool), at: "."}
	for p := range files {
		for i := strings.LastIndexByte(p, '/'); i > 0 && !m.folders[p[:i]]; i = strings.LastIndexByte(p[:i], '/') {
			m.folders[p[:i]] = true
		}
	}
	return m
}

// A manifest is a text of lines, so that someone in trouble can read it. The last line carries a
// checksum: half a manifest is no manifest.
const manifestHead = "lofte-publish 1"

var errDamaged = errors.New("damaged manifest")

func (m *manifest) encode() []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, manifestHead)
	if m.tree != 0 {
		fmt.Fprintln(&b, "tree", m.tree)
	}
	if m.at != "." {
		fmt.Fprintln(&b, "at", quote(m.at))
	}
	if m.inPlace {
		fmt.Fprintln(&b, "in-place")
	}
	for _, p := range m.made {
		fmt.Fprintln(&b, "made", quote(p))
	}
	for _, p := range m.puts {
		fmt.Fprintln(&b, "put", quote(p))
	}
	var paths pathSum
	if m.order == nil {
		m.order = slices.Sorted(maps.Keys(m.files))
	}
	b.Grow(len(m.order) * 160) // more than most take
	for _, p := range m.order {
		paths.add(p)
		e := m.files[p]
		line := append(b.AvailableBuffer(), "file "...)
		line = base64.RawStdEncoding.AppendEncode(line, e.sum[:])
		line = strconv.AppendInt(append(line, ' '), e.stamp.Size, 10)
		line = strconv.AppendInt(append(line, ' '), e.stamp.Time, 10)
		line = strconv.AppendUint(append(line, ' '), e.stamp.Inode, 10)
		line = append(append(line, ' '), quote(p)...)
		b.Write(append(line, '\n'))
	}
	m.paths = paths.sum
	fmt.Fprintf(&b, "end %08x\n", crc32.ChecksumIEEE(b.Bytes()))
	return b.Bytes()
}

// pathSum is a checksum of paths that come in their order.
type pathSum struct {
	sum  uint32
	line []byte
}

func (s *pathSum) add(p string) {
	s.line = append(append(s.line[:0], p...), '\n')
	s.sum = crc32.Update(s.sum, crc32.IEEETable, s.line)
}

func decodeManifest(data []byte) (manifest, error) {
	m := manifest{at: "."}
	body, end, ok := bytes.Cut(data, []byte("\nend "))
	if !ok || string(end) != fmt.Sprintf("%08x\n", crc32.ChecksumIEEE(data[:len(body)+1])) {
		return manifest{}, errDamaged
	}
	head, lines, _ := strings.Cut(string(body), "\n")
	if head != manifestHead {
		return manifest{}, errDamaged
	}
	files := make(map[string]entry, strings.Count(lines, "\n"))
	order := make([]string, 0, strings.Count(lines, "\n"))
	var paths pathSum
	for len(lines) > 0 {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		key, rest, _ := strings.Cut(line, " ")
		var err error
		switch key {
		case "tree":
			m.tree, err = strconv.ParseUint(rest, 10, 64)
		case "at":
			m.at = unquote(rest)
		case "in-place":
			m.inPlace = true
		case "made":
			m.made = append(m.made, unquote(rest))
		case "put":
			m.puts = append(m.puts, unquote(rest))
		case "file":
			var p string
			p, err = decodeFile(rest, files)
			paths.add(p)
			order = append(order, p)
		default:
			err = errDamaged
		}
		if err != nil {
			return manifest{}, errDamaged
		}
	}
	all := manifestOf(files)
	m.files, m.folders, m.order, m.paths = all.files, all.folders, order, paths.sum
	return m, nil
}

func decodeFile(line string, files map[string]entry) (path string, err error) {
	var f [4]string
	for i := range f {
		f[i], line, _ = strings.Cut(line, " ")
	}
	var e entry
	if len(f[0]) != base64.RawStdEncoding.EncodedLen(len(e.sum)) {
		return "", errDamaged
	}
	_, err1 := base64.RawStdEncoding.Decode(e.sum[:], []byte(f[0]))
	size, err2 := strconv.ParseInt(f[1], 10, 64)
	mtime, err3 := strconv.ParseInt(f[2], 10, 64)
	node, err4 := strconv.ParseUint(f[3], 10, 64)
	p := unquote(line)
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil || !fs.ValidPath(p) {
		return "", errDamaged
	}
	e.stamp = stamp.Stamp{Size: size, Time: mtime, Inode: node}
	files[p] = e
	return p, nil
}

// quote keeps a path with a line break in its name on one line.
func quote(p string) string {
	if strings.ContainsAny(p, "\"\n\r") {
		return strconv.Quote(p)
	}
	return p
}

func unquote(p string) string {
	if s, err := strconv.Unquote(p); err == nil && strings.HasPrefix(p, `"`) {
		return s
	}
	return p
}

// readManifest returns fs.ErrNotExist when there is none and errDamaged when it makes no sense.
func readManifest(name string) (manifest, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return manifest{}, err
	}
	return decodeManifest(data)
}

const partEnd = ".part"

// replaceFile writes a file of the state folder whole or not at all, also for a reader after a kill.
func replaceFile(name string, data []byte) error {
	part := name + partEnd
	if err := remove(part); err != nil {
		return err
	}
	if _, err := create(part, data); err != nil {
		return err
	}
	return rename(part, name)
}
