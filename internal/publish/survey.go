package publish

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// survey is what a walk through an output folder saw: its folders by path, "." the first.
// Folders that are not ours are seen but not entered.
type survey map[string]folder

type folder struct {
	mtime   int64
	settled bool     // whether a change since then gave it another mtime
	inside  []string // folders to enter
	foreign []item   // what is not ours
}

// item is something in the output folder that no build made.
type item struct {
	path string
	dir  bool
}

// name is how the item is called in a report: a folder has a slash at its end.
func (i item) name() string {
	if i.dir {
		return i.path + "/"
	}
	return i.path
}

// foreign returns every item of the survey.
func (s survey) foreign() []item {
	var all []item
	for _, f := range s {
		all = append(all, f.foreign...)
	}
	return all
}

// surveyor walks a tree. No symbolic link is followed.
type surveyor struct {
	root  string
	skip  string                 // a name in the root that is left alone
	ours  func(path string) bool // a file at this path is ours
	enter func(path string) bool // a folder at this path may hold files of ours

	// seen is an earlier survey of the same tree. A folder whose time of change is the same holds
	// the same names, and need not be read again.
	seen survey
}

// walk goes through the tree from a folder on, which is one of it.
func (w surveyor) walk(from string) (survey, error) {
	all := make(survey)
	for level := []string{from}; len(level) > 0; {
		found := make([]folder, len(level))
		err := parallel(len(level), func(i int) (err error) {
			found[i], err = w.look(level[i])
			return err
		})
		if err != nil {
			return nil, err
		}
		var next []string
		for i, p := range level {
			all[p] = found[i]
			next = append(next, found[i].inside...)
		}
		level = next
	}
	return all, nil
}

func (w surveyor) look(p string) (folder, error) {
	name := under(w.root, p)
	fi, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return folder{}, nil
	}
	if err != nil {
		return folder{}, err
	}
	f := folder{mtime: fi.ModTime().UnixNano(), settled: settled(fi.ModTime())}
	if old, ok := w.seen[p]; ok && old.settled && old.mtime == f.mtime && !w.entersForeign(old) {
		return old, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return folder{}, err
	}
	for _, e := range entries {
		at := path.Join(p, e.Name())
		switch {
		case at == w.skip:
		case e.IsDir() && w.enter(at):
			f.inside = append(f.inside, at)
		case e.Type().IsRegular() && w.ours(at):
		default:
			f.foreign = append(f.foreign, item{path: at, dir: e.IsDir()})
		}
	}
	return f, nil
}

// entersForeign says that the earlier survey stood outside a folder that is to be entered now.
func (w surveyor) entersForeign(f folder) bool {
	for _, i := range f.foreign {
		if i.dir && w.enter(i.path) {
			return true
		}
	}
	return false
}

// settled says that a change made from now on gives a folder another time than mtime, however coarse
// the file system's clock (FAT counts in steps of two seconds).
func settled(mtime time.Time) bool {
	return time.Since(mtime) > 3*time.Second
}

// A survey is kept for as long as its tree and what is ours by the manifest: a folder that has
// not changed need not be read again by a later publish. It is for speed only, so whatever is wrong
// with it counts as none.

const surveyHead = "lofte-survey 2"

// encodeSurveys writes the surveys of trees, which are known by the inodes of their roots. paths is
// manifest.paths.
func encodeSurveys(paths uint32, trees map[uint64]survey) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, surveyHead, paths)
	for _, tree := range slices.Sorted(maps.Keys(trees)) {
		fmt.Fprintln(&b, "tree", tree)
		for _, p := range slices.Sorted(maps.Keys(trees[tree])) {
			f := trees[tree][p]
			line := append(b.AvailableBuffer(), "folder "...)
			line = strconv.AppendInt(line, f.mtime, 10)
			line = strconv.AppendBool(append(line, ' '), f.settled)
			b.Write(append(append(append(line, ' '), quote(p)...), '\n'))
			for _, i := range f.foreign {
				fmt.Fprintln(&b, "foreign", i.dir, quote(i.path))
			}
		}
	}
	fmt.Fprintf(&b, "end %08x\n", crc32.ChecksumIEEE(b.Bytes()))
	return b.Bytes()
}

func decodeSurveys(paths uint32, data []byte) map[uint64]survey {
	body, end, ok := bytes.Cut(data, []byte("\nend "))
	if !ok || string(end) != fmt.Sprintf("%08x\n", crc32.ChecksumIEEE(data[:len(body)+1])) {
		return nil
	}
	trees := map[uint64]survey{}
	var one survey
	at := ""
	for i, line := range strings.Split(string(body), "\n") {
		key, rest, _ := strings.Cut(line, " ")
		value, name, _ := strings.Cut(rest, " ")
		switch {
		case i == 0:
			if line != fmt.Sprint(surveyHead, " ", paths) {
				return nil
			}
		case key == "tree":
			tree, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return nil
			}
			one = survey{}
			trees[tree] = one
		case key == "folder" && one != nil:
			settled, rest, _ := strings.Cut(name, " ")
			mtime, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return nil
			}
			at = unquote(rest)
			f := one[at]
			f.mtime, f.settled = mtime, settled == "true"
			one[at] = f
			if at != "." {
				above := one[path.Dir(at)]
				above.inside = append(above.inside, at)
				one[path.Dir(at)] = above
			}
		case key == "foreign" && one != nil:
			f := one[at]
			f.foreign = append(f.foreign, item{path: unquote(name), dir: value == "true"})
			one[at] = f
		default:
			return nil
		}
	}
	return trees
}

// keepSurvey keeps the survey of the tree that is now the twin, beside the one of the tree that stands.
func (s *Stage) keepSurvey(seen survey, next manifest) {
	twin, standing := inodeOf(s.twin()), inodeOf(s.dir)
	if twin == 0 {
		return
	}
	trees := map[uint64]survey{twin: seen}
	if other := s.lastSurveys()[standing]; other != nil {
		trees[standing] = other
	}
	_ = replaceFile(s.surveysFile(), encodeSurveys(next.paths, trees))
}

func (s *Stage) lastSurveys() map[uint64]survey {
	data, err := os.ReadFile(s.surveysFile())
	if err != nil {
		return nil
	}
	return decodeSurveys(s.old.paths, data)
}
