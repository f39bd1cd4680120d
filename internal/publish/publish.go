// Package publish puts a whole set of files in place in an output folder, or nothing, and takes
// away what an earlier publish made and this one does not. It never touches what no publish made.
//
// # How a site is put in place
//
// Begin takes a lock, Write collects new files in a state folder beside the output folder, and
// Commit builds a whole new tree there and exchanges it with the output folder: on Linux and macOS
// in one system call (renameat2 with RENAME_EXCHANGE, renamex_np with RENAME_SWAP), so that whoever
// opens a path under the output folder gets the old site or the new one, at every moment and also
// after a kill. A file that does not change keeps its inode and its time of change.
//
// A program that holds the folder itself open (a shell standing in it, a container that mounts it)
// keeps the tree it has, not the name. Serve the folder by its path, or mount its parent.
//
// The state folder is .lofte-NAME beside the output folder NAME, with a .gitignore of its own. It
// holds the manifest (path, SHA-256 and stamp of each file we wrote), what was seen in the folders, so
// that those that have not changed need not be read again, and the twin: a second tree of
// hard links to the published files. The next publish brings the twin up to date and exchanges it
// in, which costs only what changed; the tree that comes out becomes the twin. A publish into
// a folder that has nothing of ours makes no twin: the next one that changes something does, once. One
// that changes nothing does nothing at all. One that changes files in a single folder at the top of the
// site makes that folder anew and exchanges it alone; the twin has its former files until the trees are
// exchanged again. The state folder may be deleted while no build runs,
// unless the last one was killed; what that costs is said below.
//
// # What is ours
//
// Ours is what the manifest lists, as long as its content is what we wrote. Everything else is
// foreign and stays, same inode, same path, in every new tree: files have a second name in the new
// tree before the exchange, folders (a .git) are renamed into it right after. A build killed in
// between leaves them in the state folder, and the next Begin brings them back. Symbolic links in
// the output folder are foreign and never followed.
//
// A page wins its path. If something else stands there (a file from before the first build, or a
// page of ours that someone has edited) it is moved to the folder "replaced" in the state folder and
// named in Report.Replaced; so nobody loses work, and a build can always recover from a lost
// manifest. Only the last file per path is kept. A page of ours that was edited and that the new site
// does not have is foreign from then on. A foreign folder where a page is to be, or a foreign
// file where a folder is to be, is an error, and nothing is changed.
//
// Without a manifest (deleted, damaged) every file is foreign: those that equal a page of the new
// site become ours again, the others at a page's path are set aside, the rest stays.
//
// # Where trees cannot be exchanged
//
// On Windows and other systems, and on file systems that know no exchange (NFS, some network
// drives), the old tree is renamed away and the new one renamed in: for an instant there is no
// folder, and a build killed in that instant leaves none until the next Begin puts the old one back.
//
// When the output folder cannot be renamed at all (a mount point or container volume, a parent
// folder we may not write in, a foreign folder in it that is not ours to move) files are renamed
// into it one by one: new paths first, then those that replace, then the removals. A visitor can see
// a mixture for as long as that takes, and a build killed then leaves it until the next Begin, which
// goes back to the old site by a journal. A build that fails goes back at once. The state folder is
// then inside the output folder as .lofte-publish, closed to other users, if it cannot be beside it.
//
// Without hard links a file that does not change is copied, and there is no twin.
//
// # What may go wrong
//
// A full or read-only disk, a second build at the same time (ErrBusy), a kill: the old site stands,
// or the new one, and nothing is left that grows. No clock is relied upon: times are compared for
// equality only.
//
// A power cut is another matter: nothing is synced to the disk, so pages written in the last half
// minute may come back empty. The next build sees that they are not what was written and writes them
// again. To wait for the disk (a sync waits for everything that any program has written to it) would
// make a small change several times as slow.
//
// Mode and owner of the output folder are carried over to the new tree, extended attributes are not.
package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"lofte/internal/stamp"
)

// ErrBusy says that another build is publishing into the folder.
var ErrBusy = errors.New("another build is writing there")

var errClosed = errors.New("the publish is over")

// Report says what a publish did.
type Report struct {
	Written   int   // files with new content
	Unchanged int   // files that were there already
	Removed   int   // files of the old site that the new one has no more
	Bytes     int64 // total size of Written

	// Foreign is what stands in the folder and no build made, sorted; a folder counts once and ends in
	// a slash. Noticed is the part of it that no earlier report has named. Both are empty when the site
	// was in place already, or all of it but a folder, since nobody has looked then.
	Foreign, Noticed []string

	// Replaced is what stood in the way of a page and was not as a build left it, by its
	// path in the site, sorted. It lies in the folder Aside now.
	Replaced []string
	Aside    string
}

// Stage is a publish under way. Write and Keep may be called from many goroutines; Commit
// or Abort ends it, after the last of them has returned.
type Stage struct {
	place
	lockHeld *os.File
	standing *os.File // s.dir, to look at files in; nil where that takes no less than by their names
	old      manifest // what stands
	twinned  bool     // there is a twin
	asides   []string // set aside by a repair

	surveyed func() (survey, error) // waits for the survey that startSurvey starts
	surveys  sync.Once
	folders  sync.Map     // folders that exist in fresh
	bare     sync.Map     // folders at the top of the site, whether the output folder lacks them
	count    atomic.Int64 // of files in fresh

	mu     sync.Mutex
	files  map[string]staged
	top    string // where in the site all that was written so far stands; "" for nothing yet
	failed error
	closed bool
}

// staged is a file of the new site.
type staged struct {
	entry
	src string // where the new content is; "" for a file that stands already
}

// Begin prepares to publish into dir, which Commit makes if it is missing. It takes the lock, or
// returns ErrBusy, and repairs what an earlier build left that was killed. The folder itself is
// not changed but for such a repair. Commit or Abort must follow.
func Begin(dir string) (*Stage, error) { return BeginWith(Former{}, dir) }

// Former is what the last publish into a folder left, read ahead of the next one. The zero Former is none.
type Former struct {
	stamp    stamp.Stamp // of the manifest's file
	manifest manifest
}

// Ahead reads what the last publish into dir left, while the caller has other things to do. It changes
// nothing, and what it cannot read, Begin will.
func Ahead(dir string) Former {
	dir, err := resolve(dir)
	if err != nil {
		return Former{}
	}
	name := besides(dir).manifest()
	fi, err := os.Lstat(name)
	if err != nil {
		return Former{}
	}
	m, err := readManifest(name)
	if err != nil {
		return Former{}
	}
	return Former{stamp.Of(fi), m}
}

// BeginWith is Begin for one who has read ahead. If another publish came between, that counts.
func BeginWith(former Former, dir string) (*Stage, error) {
	s, err := begin(former, dir)
	if err != nil {
		return nil, fmt.Errorf("publish into %s: %w", dir, err)
	}
	return s, nil
}

func begin(former Former, dir string) (*Stage, error) {
	at, err := locate(dir)
	if err != nil {
		return nil, err
	}
	lock, err := at.lock()
	if err != nil {
		return nil, err
	}
	s := &Stage{place: at, lockHeld: lock}
	if err := s.prepare(former); err != nil {
		s.forget()
		return nil, errors.Join(err, lock.Close())
	}
	s.files = make(map[string]staged, len(s.old.files))
	s.standing = openToLook(s.dir)
	s.surveyed = sync.OnceValues(func() (survey, error) { return s.survey(s.lastSurveys()[inodeOf(s.dir)], manifest{}) })
	return s, nil
}

func (s *Stage) prepare(former Former) error {
	if err := s.repair(former); err != nil {
		return fmt.Errorf("repair: %w", err)
	}
	if err := s.hide(); err != nil {
		return err
	}
	s.twinned = exists(s.twin())
	if err := mkdir(s.fresh()); err != nil {
		return err
	}
	return s.dress(s.fresh(), 0o700)
}

// startSurvey has the output folder looked through while the caller makes its pages.
func (s *Stage) startSurvey() {
	s.surveys.Do(func() { go func() { _, _ = s.surveyed() }() })
}

// survey looks through the output folder; next is the manifest to be, as far as it is known.
func (s *Stage) survey(seen survey, next manifest) (survey, error) {
	return surveyor{
		root:  s.dir,
		skip:  insideName,
		ours:  func(p string) bool { _, ok := s.old.files[p]; return ok },
		enter: func(p string) bool { return s.old.folders[p] || next.folders[p] },
		seen:  seen,
	}.walk(".")
}

// dress gives a tree's root the mode and the owner of the output folder, and us the rights
// in extra on top.
func (s *Stage) dress(root string, extra fs.FileMode) error {
	like, err := os.Lstat(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	setOwner(root, like)
	return os.Chmod(root, like.Mode()&(fs.ModePerm|fs.ModeSetgid|fs.ModeSticky)|extra)
}

// Keep says that the new site has the file at path as it stands, and reports whether it does: whether
// the file there has this SHA-256. If not, the caller has to Write it. Keep costs a look at the
// file's stamp; it is what makes a build cheap that knows what has not changed.
func (s *Stage) Keep(path string, sum [sha256.Size]byte) bool {
	if checkPath(path) != nil {
		return false
	}
	f, ok := s.stands(path, sum, -1)
	return ok && s.add(path, f) == nil
}

// Sum returns the SHA-256 of a file of the new site.
func (s *Stage) Sum(path string) (sum [sha256.Size]byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[path]
	return f.sum, ok
}

// Write adds a file to the new site. The path is slash-separated and relative, as in fs.ValidPath.
// Data may be reused after the call. After an error the Stage can only be aborted.
func (s *Stage) Write(path string, data []byte) error {
	err := s.write(path, data)
	if err != nil {
		err = fmt.Errorf("publish %s: %w", path, err)
		s.mu.Lock()
		s.failed = err
		s.mu.Unlock()
	}
	return err
}

func (s *Stage) write(path string, data []byte) error {
	if err := checkPath(path); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	if f, ok := s.stands(path, sum, int64(len(data))); ok {
		return s.add(path, f)
	}
	if s.spreads(path) {
		s.startSurvey()
	}
	name, err := s.freshName(path)
	if err != nil {
		return err
	}
	st, err := create(name, data)
	if err != nil {
		return err
	}
	return s.add(path, staged{entry: entry{sum: sum, stamp: st}, src: name})
}

// spreads notes that a file is written, and reports whether more than one folder at the top of the site
// has been written to.
func (s *Stage) spreads(path string) bool {
	top, _, inside := strings.Cut(path, "/")
	if !inside {
		top = "."
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.top == "" {
		s.top = top
	}
	if s.top != top {
		s.top = "."
	}
	return s.top == "."
}

func checkPath(p string) error {
	first, _, _ := strings.Cut(p, "/")
	if !fs.ValidPath(p) || p == "." || first == insideName {
		return errors.New("not a path for a file of the site")
	}
	_, err := filepath.Localize(p)
	return err
}

// add puts a file on the list of the new site's files.
func (s *Stage) add(path string, f staged) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if _, twice := s.files[path]; twice {
		return errors.New("written twice")
	}
	s.files[path] = f
	return nil
}

// stands looks whether the output folder has the file already. A size below 0 is not known.
func (s *Stage) stands(path string, sum [sha256.Size]byte, size int64) (staged, bool) {
	if s.lacks(path) {
		return staged{}, false
	}
	st, regular := s.look(path)
	if !regular {
		return staged{}, false
	}
	name := under(s.dir, path)
	if e, ok := s.old.files[path]; ok && e.stamp == st {
		if e.sum != sum {
			return staged{}, false
		}
	} else if size >= 0 && size != st.Size || !hasSum(name, sum) {
		return staged{}, false
	}
	return staged{entry: entry{sum: sum, stamp: st}}, true
}

// lacks reports whether the output folder has not even the first folder of a path.
func (s *Stage) lacks(path string) bool {
	first, _, inside := strings.Cut(path, "/")
	if !inside {
		return false
	}
	bare, known := s.bare.Load(first)
	if !known {
		bare = !exists(under(s.dir, first))
		s.bare.Store(first, bare)
	}
	return bare.(bool)
}

// freshName returns where to write a file. Without a twin fresh will be the new tree itself; else
// the new file will be renamed into the twin, and its folders there need not be made here, too.
func (s *Stage) freshName(path string) (string, error) {
	name := under(s.fresh(), path)
	if s.twinned {
		n := s.count.Add(1)
		name = filepath.Join(s.fresh(), strconv.FormatInt(n%64, 10), strconv.FormatInt(n, 10))
	}
	return name, s.makeFolder(filepath.Dir(name))
}

// makeFolder makes a folder in fresh, once.
func (s *Stage) makeFolder(name string) error {
	if _, ok := s.folders.Load(name); ok || name == s.fresh() {
		return nil
	}
	if err := s.makeFolder(filepath.Dir(name)); err != nil {
		return err
	}
	if err := mkdir(name); err != nil {
		return err
	}
	s.folders.Store(name, true)
	return nil
}

// Commit puts the new site in place. After an error the folder is as it was. Either way the Stage
// is over.
func (s *Stage) Commit() (Report, error) {
	if err := s.close(); err != nil {
		return Report{}, fmt.Errorf("publish into %s: %w", s.dir, err)
	}
	r, err := s.commit()
	if err != nil {
		err = fmt.Errorf("publish into %s: %w", s.dir, err)
	}
	_ = s.release() // what is left, if anything, is for the next Begin
	return r, err
}

// Abort leaves the folder as it was and removes what was staged. After Commit it does nothing, so
// that it can be deferred.
func (s *Stage) Abort() error {
	if s.close() != nil {
		return nil
	}
	return s.release()
}

func (s *Stage) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	s.closed = true
	return nil
}

// release removes what only a running publish needs and lets go of the lock.
func (s *Stage) release() error {
	begun := true
	s.surveys.Do(func() { begun = false })
	if begun {
		_, _ = s.surveyed()
	}
	if s.standing != nil {
		_ = s.standing.Close()
	}
	err := s.tidy()
	s.forget()
	return errors.Join(err, s.lockHeld.Close())
}
