package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/corpus"
	"lofte/internal/need"
)

// twoSites are a site in two versions, of which all pages differ and each has one of its own, and what
// comes of them.
type twoSites struct {
	t    *testing.T
	dir  string
	want [2]map[string]string
	left []string // what the first builds leave beside public
	size int64    // and how much
}

var versionNames = [2]string{"gammal", "ny"}

// theirs are files in public that no build made.
var theirs = map[string]string{"CNAME": "example.se\n", ".git/HEAD": "ref: refs/heads/main\n"}

// newTwoSites makes the two sites in dir, which is in public in the old version.
func newTwoSites(t *testing.T, kommuner int) *twoSites {
	t.Helper()
	builtProgram(t)           // not in memory, where programs may not be run
	const memory = "/dev/shm" // these tests make many files
	if _, err := os.Stat(memory); err == nil && os.Getenv("TMPDIR") == "" {
		t.Setenv("TMPDIR", memory)
	}
	s := &twoSites{t: t, dir: t.TempDir()}
	if err := os.CopyFS(s.dir, corpus.Make(kommuner, 3)); err != nil {
		t.Fatal(err)
	}
	for i := range s.want {
		s.turn(i)
		out := filepath.Join(t.TempDir(), "public")
		s.mustBuild("--out", out)
		s.want[i] = readTree(t, out)
	}
	if cmp.Equal(s.want[0], s.want[1]) || s.want[1]["ny/index.html"] == "" || s.want[0]["ny/index.html"] != "" {
		t.Fatal("the two versions are alike")
	}
	s.first()
	return s
}

// first builds the old version beside what is not ours, after the new one, so that all that builds leave
// beside public is there.
func (s *twoSites) first() {
	s.t.Helper()
	for name, text := range theirs {
		put(s.t, filepath.Join(s.public(), filepath.FromSlash(name)), text)
	}
	for version := 1; version >= 0; version-- {
		s.turn(version)
		s.mustBuild()
	}
	s.holds("at first", 0)
}

func (s *twoSites) public() string { return filepath.Join(s.dir, "public") }
func (s *twoSites) state() string  { return filepath.Join(s.dir, ".lofte-public") }

// turn makes the site's texts those of a version.
func (s *twoSites) turn(version int) {
	s.t.Helper()
	name, other := versionNames[version], versionNames[1-version]
	if err := os.RemoveAll(filepath.Join(s.dir, "content", other+".md")); err != nil {
		s.t.Fatal(err)
	}
	put(s.t, filepath.Join(s.dir, "content", name+".md"), "+++\ntitle = \""+name+"\"\n+++\n")
	put(s.t, filepath.Join(s.dir, "lofte.toml"), "title = \""+strings.Repeat(name, 1+version)+"\"\nbase_url = \"https://example.se/\"\n")
}

// command is a build of the site, by the program itself.
func (s *twoSites) command(args ...string) *exec.Cmd {
	return exec.Command(builtProgram(s.t), append([]string{"build", "--site", s.dir, "--now", "2020-06-01"}, args...)...)
}

func (s *twoSites) mustBuild(args ...string) {
	s.t.Helper()
	if out, err := s.command(args...).CombinedOutput(); err != nil {
		s.t.Fatalf("lofte build: %v\n%s", err, out)
	}
}

// fails builds, and holds that the build fails with some words.
func (s *twoSites) fails(cmd *exec.Cmd, words string) {
	s.t.Helper()
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); err == nil || code != exitFault || !strings.Contains(string(out), words) {
		s.t.Errorf("lofte build: exit status %d, %v, and it says\n%swant one about %q", code, err, out, words)
	}
}

// standing returns which version is in public, -1 for neither.
func (s *twoSites) standing() int {
	got := readTree(s.t, s.public())
	for name := range theirs {
		delete(got, name)
	}
	return slices.IndexFunc(s.want[:], func(w map[string]string) bool { return cmp.Equal(w, got) })
}

// holds holds that all is as it should be after a build that ended by itself: a version in public, beside
// what is not ours, and beside public what a build leaves there.
func (s *twoSites) holds(when string, version int) {
	s.t.Helper()
	left := s.holdsPublic(when, version)
	if s.left == nil {
		s.left = left
	}
	if d := cmp.Diff(s.left, left); d != "" {
		s.t.Errorf("%s: beside public stands other than at first (-at first +now):\n%s", when, d)
	}
}

// holdsPublic is holds but for what a build leaves beside public, which it returns: there may be less of it
// than at first, and no more.
func (s *twoSites) holdsPublic(when string, version int) (left []string) {
	s.t.Helper()
	if got := s.standing(); got != version {
		s.t.Errorf("%s: public has version %d, want %d", when, got, version)
	}
	got := readTree(s.t, s.public())
	for name, text := range theirs {
		if got[name] != text {
			s.t.Errorf("%s: %s is %q", when, name, got[name])
		}
	}
	left, size := s.leftovers()
	if s.size == 0 {
		s.size = size
	}
	if size > 3*s.size {
		s.t.Errorf("%s: beside public stand %d bytes, at first %d", when, size, s.size)
	}
	for _, name := range left {
		if s.left != nil && !slices.Contains(s.left, name) {
			s.t.Errorf("%s: %s was left", when, name)
		}
	}
	return left
}

// leftovers lists what stands beside public, and in the folders there that are not to be seen, and
// returns the size of those.
func (s *twoSites) leftovers() (names []string, size int64) {
	s.t.Helper()
	err := filepath.WalkDir(s.dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || name == s.dir {
			return err
		}
		rel, err := filepath.Rel(s.dir, name)
		if depth := strings.Count(rel, "/"); depth == 0 || depth == 1 && rel[0] == '.' {
			names = append(names, rel)
		}
		if rel[0] == '.' {
			info, infoErr := e.Info()
			err = errors.Join(err, infoErr)
			size += info.Size()
		} else if e.IsDir() {
			err = fs.SkipDir
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return names, size
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			var data []byte
			data, err = os.ReadFile(filepath.Join(dir, name))
			all[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// appears waits until a file of the state folder is there, or the command has ended, and says which.
func (s *twoSites) appears(name string, ended <-chan error) bool {
	for {
		if _, err := os.Lstat(filepath.Join(s.state(), name)); err == nil {
			return true
		}
		select {
		case <-ended:
			return false
		default:
		}
	}
}

func start(t *testing.T, cmd *exec.Cmd) <-chan error {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait()
		close(ended)
	}()
	return ended
}

// TestKilledBuilds kills builds at moments of chance, with a signal that they do not see: anywhere, while
// they render, and while they put the site in place. Every second one meets what the one before has left.
func TestKilledBuilds(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	s := newTwoSites(t, 2)
	begin := time.Now()
	s.mustBuild()
	whole := time.Since(begin)
	last, killed := 0, 0
	for i := range 40 {
		next := 1 - last
		s.turn(next)
		cmd := s.command()
		ended := start(t, cmd)
		delay, after := time.Duration(chance.Int64N(int64(whole))), []string{"", "fresh", "next", "pending"}[i%4]
		s.kill(cmd, ended, after, delay)
		if !cmd.ProcessState.Exited() {
			killed++
		}
		got := s.standing()
		if got != last && got != next {
			t.Fatalf("round %d, %v after %q: neither the old site nor the new one stands", i, delay, after)
		}
		last = got
		if i%2 == 1 {
			s.turn(1 - last)
			s.mustBuild()
			last = 1 - last
			s.holds(fmt.Sprintf("round %d, %v after %q", i, delay, after), last)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d builds were killed", killed)
	if killed < 5 {
		t.Errorf("only %d builds were killed", killed)
	}
}

// TestKilledFirstBuilds kills builds that have nothing of ours to begin with.
func TestKilledFirstBuilds(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	s := newTwoSites(t, 2)
	begin := time.Now()
	s.mustBuild()
	whole := time.Since(begin)
	for i := range 10 {
		err := errors.Join(os.RemoveAll(s.public()), os.RemoveAll(s.state()))
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range theirs {
			put(t, filepath.Join(s.public(), filepath.FromSlash(name)), text)
		}
		cmd := s.command()
		ended := start(t, cmd)
		s.kill(cmd, ended, []string{"", "fresh", "pending"}[i%3], time.Duration(chance.Int64N(int64(whole))))
		if got := readTree(t, s.public()); s.standing() != 0 && !cmp.Equal(got, theirs) {
			t.Fatalf("round %d: neither the whole site nor none: %d files", i, len(got))
		}
		s.turn(1)
		s.mustBuild()
		s.turn(0)
		s.mustBuild()
		s.holds(fmt.Sprintf("round %d", i), 0)
		if t.Failed() {
			return
		}
	}
}

// kill kills a build some time after a file has appeared in its state folder, or after it began.
func (s *twoSites) kill(cmd *exec.Cmd, ended <-chan error, after string, delay time.Duration) {
	if after != "" && s.appears(after, ended) {
		delay /= 20
	}
	// No condition tells when to kill: any moment is meant.
	select {
	case <-time.After(delay):
		_ = cmd.Process.Kill()
	case <-ended:
	}
	<-ended
}

// TestInterruptedBuild interrupts a build while it renders. One that has put the site in place by then is
// done, and says so.
func TestInterruptedBuild(t *testing.T) {
	s := newTwoSites(t, 10)
	s.midway(func(cmd *exec.Cmd) { _ = cmd.Process.Signal(os.Interrupt) }, func(cmd *exec.Cmd, said []byte) bool {
		switch code := cmd.ProcessState.ExitCode(); code {
		case exitDone:
			s.holds("too late", 1)
			return false
		case exitInterrupted:
			s.holds("interrupted", 0)
		default:
			t.Errorf("exit status %d, want %d\n%s", code, exitInterrupted, said)
		}
		return true
	})
	s.mustBuild()
	s.holds("the next build", 1)
}

// TestTwoBuilds starts a build while another is under way.
func TestTwoBuilds(t *testing.T) {
	s := newTwoSites(t, 10)
	s.turn(1)
	s.midway(func(cmd *exec.Cmd) {
		_ = cmd.Process.Signal(syscall.SIGSTOP)
		if _, err := os.Lstat(filepath.Join(s.state(), "fresh")); err == nil {
			s.fails(s.command(), "another build is putting a site into")
			if got := s.standing(); got != 0 {
				t.Errorf("the second build put version %d in place", got)
			}
		} else {
			s.turn(0) // it was over already
			s.mustBuild()
			s.turn(1)
		}
		_ = cmd.Process.Signal(syscall.SIGCONT)
	}, func(cmd *exec.Cmd, said []byte) bool {
		if code := cmd.ProcessState.ExitCode(); code != exitDone {
			t.Errorf("the first build: exit status %d\n%s", code, said)
		}
		return s.standing() == 1
	})
	s.holds("the first build", 1)
}

// midway does something to a build that is rendering, and hands over the build when it has ended. It
// tries again when the build was too fast.
func (s *twoSites) midway(do func(*exec.Cmd), done func(*exec.Cmd, []byte) bool) {
	s.t.Helper()
	for range 10 {
		s.turn(0)
		s.mustBuild()
		s.turn(1)
		cmd := s.command()
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		ended := start(s.t, cmd)
		if s.appears("fresh", ended) {
			do(cmd)
		}
		<-ended
		if done(cmd, said.Bytes()) || s.t.Failed() {
			return
		}
	}
	s.t.Error("every build was over too soon")
}

// TestClockSetBack builds where every file is from a day to come, for a day long before the last build's.
func TestClockSetBack(t *testing.T) {
	s := newTwoSites(t, 2)
	future := time.Now().AddDate(10, 0, 0)
	age := func() {
		t.Helper()
		err := filepath.WalkDir(s.dir, func(name string, e fs.DirEntry, err error) error {
			return errors.Join(err, os.Chtimes(name, future, future))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	age()
	s.mustBuild()
	s.holds("nothing changed", 0)
	s.turn(1)
	age()
	s.mustBuild()
	s.holds("all changed", 1)

	const before = "2014-03-01"
	out := filepath.Join(t.TempDir(), "public")
	s.mustBuild("--now", before, "--out", out)
	want := readTree(t, out)
	if cmp.Equal(want, s.want[1]) {
		t.Fatal("the day makes no difference")
	}
	for _, set := range []func() *exec.Cmd{
		func() *exec.Cmd { return s.command("--now", before) },
		func() *exec.Cmd {
			cmd := exec.Command(builtProgram(t), "build", "--site", s.dir)
			cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1393668000") // noon of that day
			return cmd
		},
	} {
		age()
		if said, err := set().CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		got := readTree(t, s.public())
		for name := range theirs {
			delete(got, name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("an earlier day (-want +got):\n%s", d)
		}
		s.mustBuild()
		s.holds("back again", 1)
	}
}

const namespaced = "LOFTE_TEST_NAMESPACE"

// inNamespace reports whether the test may mount file systems. If not, it runs the test again where it
// may.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(namespaced) == "1" {
		return true
	}
	command := need.Mounts(t)
	cmd := exec.Command(command[0], append(command[1:], os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")...)
	cmd.Env = append(os.Environ(), namespaced+"=1", programEnv+"="+builtProgram(t))
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// TestFullDisk builds on a small file system that is filled up more and more.
func TestFullDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	s := newTwoSites(t, 2)
	small := t.TempDir()
	if err := syscall.Mount("lofte", small, "tmpfs", 0, "size=8m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(small, 0) })
	// The texts and the site are both there.
	if err := errors.Join(os.RemoveAll(s.public()), os.RemoveAll(s.state()), os.CopyFS(small, os.DirFS(s.dir))); err != nil {
		t.Fatal(err)
	}
	s.dir = small
	s.first()
	failed := 0
	for left := int64(0); ; left = max(4096, left*2) {
		s.turn(1)
		filled := filepath.Join(s.dir, "content", "~") // where holds does not look, and lofte neither
		fill(t, filled, left)
		cmd := s.command()
		out, err := cmd.CombinedOutput()
		if removeErr := os.Remove(filled); removeErr != nil {
			t.Fatal(removeErr)
		}
		when := fmt.Sprintf("%d bytes left", left)
		if err == nil {
			s.holdsPublic(when, 1) // there may be no room for the second tree
			break
		}
		failed++
		if code := cmd.ProcessState.ExitCode(); code != exitFault || !strings.Contains(string(out), "no space left on device") {
			t.Errorf("%s: exit status %d\n%s", when, code, out)
		}
		s.holdsPublic(when, 0) // the second tree may be gone, too
		s.mustBuild()
		s.holds(when+", then more", 1)
		s.turn(0)
		s.mustBuild()
		if t.Failed() {
			return
		}
	}
	if failed < 4 {
		t.Errorf("only %d builds found the disk full", failed)
	}
}

// fill writes a file that takes up a file system but for some bytes.
func fill(t *testing.T, name string, left int64) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(f, zeros{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk takes %d bytes: %v", n, err)
	}
	if err := errors.Join(f.Truncate(max(0, n-left)), f.Close()); err != nil {
		t.Fatal(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestReadOnlyOutput builds where the file system does not let it write.
func TestReadOnlyOutput(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	for _, part := range []string{"", "public"} {
		s := newTwoSites(t, 2)
		s.turn(1)
		at := filepath.Join(s.dir, part)
		err := errors.Join(
			syscall.Mount(at, at, "", syscall.MS_BIND, ""),
			// A namespace may not take away what the file system forbids already.
			syscall.Mount(at, at, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY|syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""))
		if err != nil {
			t.Fatal(err)
		}
		s.fails(s.command(), "read-only file system")
		s.holds("read-only /"+part, 0)
		if err := syscall.Unmount(at, 0); err != nil {
			t.Fatal(err)
		}
		s.mustBuild()
		s.holds("no more read-only /"+part, 1)
	}
}

// TestForbiddenOutput builds as a user who may not write.
func TestForbiddenOutput(t *testing.T) {
	s := newTwoSites(t, 2)
	s.turn(1)
	command := s.command
	if os.Getuid() == 0 {
		// Whoever is root may write everywhere, so the build runs as nobody.
		const nobody = 65534
		if err := os.Chmod(filepath.Dir(s.dir), 0o755); err != nil {
			t.Fatal(err)
		}
		err := filepath.WalkDir(s.dir, func(name string, _ fs.DirEntry, err error) error {
			return errors.Join(err, os.Chown(name, nobody, nobody))
		})
		if err != nil {
			t.Fatal(err)
		}
		command = func(args ...string) *exec.Cmd {
			cmd := s.command(args...)
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			return cmd
		}
	}
	chmod := func(mode fs.FileMode) {
		t.Helper()
		if err := errors.Join(os.Chmod(s.public(), mode), os.Chmod(s.state(), mode), os.Chmod(s.dir, mode)); err != nil {
			t.Fatal(err)
		}
	}
	chmod(0o555)
	s.fails(command(), "permission denied")
	s.holds("forbidden", 0)
	chmod(0o755)
	if out, err := command().CombinedOutput(); err != nil {
		t.Fatalf("allowed again: %v\n%s", err, out)
	}
	s.holds("allowed again", 1)

	// Only the folder around public is closed: the files are put in place one by one.
	s.turn(0)
	if err := os.Chmod(s.dir, 0o555); err != nil {
		t.Fatal(err)
	}
	out, err := command().CombinedOutput()
	if got := s.standing(); err != nil || got != 0 {
		t.Errorf("one by one: version %d, %v\n%s", got, err, out)
	}
	if err := os.Chmod(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		s.turn(1 - i)
		if out, err := command().CombinedOutput(); err != nil {
			t.Fatalf("open again: %v\n%s", err, out)
		}
	}
	s.holds("open again", 0)
}
