//go:build unix

package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A mode is a way to put a site in place, brought about by what the system is said to refuse.
type mode struct {
	name  string
	fault func(op, path string) error
	// atomic: whoever looks sees A or B; gap: or for an instant nothing.
	atomic, gap bool
	inside      bool
	// linkless: there are no hard links, so neither a twin nor a second name for foreign files.
	linkless bool
}

var modes = []mode{
	{name: "exchange", fault: func(string, string) error { return nil }, atomic: true},
	{name: "no hard links", fault: refuse("link", syscall.EPERM), atomic: true, linkless: true},
	{name: "two renames", fault: refuse("exchange", errors.ErrUnsupported), gap: true},
	{name: "in place, state beside", fault: refuse("exchange", syscall.EXDEV)},
	{name: "in place, state inside", fault: func(op, path string) error {
		if op == "state" && filepath.Base(path) != insideName {
			return syscall.EACCES
		}
		return nil
	}, inside: true},
}

func refuse(what string, err error) func(op, path string) error {
	return func(op, _ string) error {
		if op == what {
			return err
		}
		return nil
	}
}

func (m mode) state(dir string) string {
	if m.inside {
		return filepath.Join(dir, insideName)
	}
	return stateOf(dir)
}

// strip leaves the state folder out of a tree.
func (m mode) strip(s site) site {
	s = maps.Clone(s)
	maps.DeleteFunc(s, func(p, _ string) bool { return strings.HasPrefix(p, insideName+"/") })
	return s
}

// TestMain has the tests work in memory where there is such a place: they make some hundred thousand files.
func TestMain(m *testing.M) {
	const memory = "/dev/shm"
	if _, chosen := os.LookupEnv("TMPDIR"); !chosen {
		if dir, err := os.MkdirTemp(memory, "lofte"); err == nil {
			os.Setenv("TMPDIR", dir)
			defer os.RemoveAll(dir)
		}
	}
	m.Run()
}

// A start is what there is before the publish that is killed.
var starts = []struct {
	name string
	lay  func(t *testing.T, dir string)
	a, b site // the old site and the new one
}{
	{"twin", layTwinned, siteA, siteB},
	{"no twin", laySingle, siteA, siteB},
	{"foreign only", func(t *testing.T, dir string) { putForeign(t, dir) }, site{}, siteB},
	{"one folder, twin", layTwinned, siteA, siteC},
	{"one folder, no twin", laySingle, siteA, siteC},
}

func layTwinned(t *testing.T, dir string) {
	putForeign(t, dir)
	twinned(t, dir, siteA)
}

func laySingle(t *testing.T, dir string) {
	putForeign(t, dir)
	publish(t, dir, siteA)
}

var errKilled = errors.New("killed")

// from returns a fault that lets n steps pass and refuses every one after, which for the disk
// is what a kill is.
func from(n int, f func(op, path string) error, count *int) func(op, path string) error {
	return func(op, path string) error {
		*count++
		if *count > n {
			return errKilled
		}
		return f(op, path)
	}
}

func TestAKillAtAnyStep(t *testing.T) {
	for _, mode := range modes {
		for _, start := range starts {
			t.Run(mode.name+"/"+start.name, func(t *testing.T) {
				for n := 0; killAt(t, mode, start.lay, start.a, start.b, n); n++ {
				}
			})
		}
	}
}

// killAt kills a publish of b over a before its step n, and says whether it had that many.
func killAt(t *testing.T, mode mode, lay func(*testing.T, string), a, b site, n int) bool {
	t.Helper()
	withFault(t, mode.fault)
	dir := folderIn(t)
	lay(t, dir)
	ids := identities(t, dir)
	steps := 0
	withFault(t, from(n, mode.fault, &steps))
	_, err := try(dir, b)
	killed := steps > n
	if err != nil && !killed {
		t.Fatal(err)
	}
	fault = mode.fault
	seen := checkStanding(t, mode, dir, a, b, n)
	checkRepaired(t, mode, dir, a, b, seen, ids, n)
	return killed && !t.Failed()
}

// checkStanding checks what a visitor sees after the kill, and returns it.
func checkStanding(t *testing.T, mode mode, dir string, a, b site, n int) site {
	t.Helper()
	got := mode.strip(tree(t, dir))
	pages := maps.Clone(got)
	maps.DeleteFunc(pages, func(p, _ string) bool {
		_, ok := foreign[p]
		return ok || strings.HasSuffix(p, "/") // a folder that waits for something foreign
	})
	whole := cmp.Equal(pages, a) || cmp.Equal(pages, b)
	switch {
	case mode.gap:
		whole = whole || !exists(dir)
	case !mode.atomic:
		return got
	default:
		// Files that are not ours are always there, too; folders at the latest after the repair.
		for p, text := range foreign {
			top, _, _ := strings.Cut(p, "/")
			isFolder := top == ".git" || top == "uploads" || top == "gone" && len(a) == 0
			if !mode.linkless && !isFolder && got[p] != text {
				t.Errorf("step %d: %s is missing", n, p)
			}
		}
	}
	if !whole {
		t.Errorf("step %d: neither the old site nor the new one:\n%v", n, pages)
	}
	return pages
}

// checkRepaired checks what the next build makes of it.
func checkRepaired(t *testing.T, mode mode, dir string, a, b, seen site, ids map[string]fs.FileInfo, n int) {
	t.Helper()
	s, err := Begin(dir)
	if err != nil {
		t.Fatalf("step %d: %v", n, err)
	}
	if err := s.Abort(); err != nil {
		t.Fatalf("step %d: %v", n, err)
	}
	got := mode.strip(tree(t, dir))
	if !cmp.Equal(got, join(a, foreign)) && !cmp.Equal(got, join(b, foreign)) {
		t.Errorf("step %d: after the repair (-A +got):\n%s(-B +got):\n%s", n, cmp.Diff(join(a, foreign), got), cmp.Diff(join(b, foreign), got))
	}
	for p, text := range seen {
		if mode.atomic && text != got[p] {
			t.Errorf("step %d: the repair changed %s", n, p)
		}
	}
	for _, next := range []site{join(siteA, extra), siteA} {
		r := publish(t, dir, next)
		same(t, fmt.Sprintf("step %d: the next site", n), join(next, foreign), mode.strip(tree(t, dir)))
		same(t, fmt.Sprintf("step %d: replaced", n), []string(nil), r.Replaced)
	}
	state := []string{".gitignore", "foreign", "lock", "manifest"}
	if (mode.atomic || mode.gap) && !mode.linkless {
		state = append(state, "survey", "twin")
	}
	same(t, fmt.Sprintf("step %d: state", n), state, names(t, mode.state(dir)))
	for p, was := range ids {
		if !os.SameFile(was, info(t, filepath.Join(dir, p))) {
			t.Errorf("step %d: %s became another file", n, p)
		}
	}
}

func identities(t *testing.T, dir string) map[string]fs.FileInfo {
	ids := make(map[string]fs.FileInfo)
	for p := range foreign {
		ids[p] = info(t, filepath.Join(dir, p))
	}
	ids[".git"] = info(t, filepath.Join(dir, ".git"))
	return ids
}

// A repair that is killed, too, is taken up by the one after it.
func TestAKillInTheRepair(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			for _, b := range []site{siteB, siteC} {
				killTheRepair(t, mode, b)
			}
		})
	}
}

func killTheRepair(t *testing.T, mode mode, b site) {
	t.Helper()
	// Every fifth step, and there every step of the repair: the whole square takes too long.
	for n, more := 0, true; more; n += 5 {
		for m := 0; ; m++ {
			withFault(t, mode.fault)
			dir := folderIn(t)
			layTwinned(t, dir)
			ids := identities(t, dir)
			steps, again := 0, 0
			withFault(t, from(n, mode.fault, &steps))
			_, _ = try(dir, b)
			more = steps > n
			withFault(t, from(m, mode.fault, &again))
			if s, err := Begin(dir); err == nil {
				_ = s.Abort()
			}
			fault = mode.fault
			seen := checkStanding(t, mode, dir, siteA, b, n)
			checkRepaired(t, mode, dir, siteA, b, seen, ids, n)
			if t.Failed() {
				t.Fatalf("killed at step %d, the repair at %d", n, m)
			}
			if again <= m {
				break
			}
		}
	}
}

// The disk is full, or a single step fails: the old site stands and nothing is left, or the step did not matter.
func TestAFailureAtAnyStep(t *testing.T) {
	for _, mode := range modes {
		for _, start := range starts {
			for _, lasting := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/lasting=%v", mode.name, start.name, lasting), func(t *testing.T) {
					for n := 0; failAt(t, mode, start.lay, start.a, start.b, n, lasting); n++ {
					}
				})
			}
		}
	}
}

func failAt(t *testing.T, mode mode, lay func(*testing.T, string), a, b site, n int, lasting bool) bool {
	t.Helper()
	withFault(t, mode.fault)
	dir := folderIn(t)
	lay(t, dir)
	before := names(t, filepath.Dir(dir))
	ids := identities(t, dir)
	count, failed := 0, ""
	withFault(t, func(op, path string) error {
		space := op == "create" || op == "write" || op == "mkdir" || op == "link"
		if space || !lasting {
			count++
		}
		if lasting && space && count > n || !lasting && count == n+1 {
			failed = op + " " + path
			return syscall.ENOSPC
		}
		return mode.fault(op, path)
	})
	_, err := try(dir, b)
	fault = mode.fault
	got := mode.strip(tree(t, dir))
	if err != nil {
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) && !strings.Contains(err.Error(), "publish ") {
			t.Errorf("step %d (%s): error %v", n, failed, err)
		}
		same(t, fmt.Sprintf("step %d (%s): the old site", n, failed), join(a, foreign), got)
		if len(a) == 0 && lasting {
			same(t, fmt.Sprintf("step %d (%s): beside", n, failed), before, names(t, filepath.Dir(dir)))
		}
	} else {
		same(t, fmt.Sprintf("step %d (%s): the new site", n, failed), join(b, foreign), got)
	}
	checkRepaired(t, mode, dir, a, b, got, ids, n)
	return failed != "" && !t.Failed()
}

// When neither the way forward nor the way back works, nothing is lost, and the next build goes on from there.
func TestAFailureThatCannotBeUndone(t *testing.T) {
	dir := folderIn(t)
	putForeign(t, dir)
	publish(t, dir, siteA)
	ids := identities(t, dir)
	exchanges := 0
	withFault(t, func(op, path string) error {
		if op == "exchange" {
			exchanges++
		}
		if op == "exchange" && exchanges == 2 || op == "rename" && filepath.Base(path) == ".git" {
			return syscall.EIO
		}
		return nil
	})
	if _, err := try(dir, siteB); !errors.Is(err, syscall.EIO) {
		t.Errorf("error %v", err)
	}
	if _, err := Begin(dir); !errors.Is(err, syscall.EIO) {
		t.Errorf("a repair that fails, too: %v", err)
	}
	fault = nil
	s, err := Begin(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Abort(); err != nil {
		t.Fatal(err)
	}
	same(t, "tree", join(siteB, foreign), tree(t, dir))
	checkRepaired(t, modes[0], dir, siteA, siteB, siteB, ids, 0)
}

func TestAnEditedPageIsBackAfterAFailure(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			withFault(t, mode.fault)
			dir := folderIn(t)
			putForeign(t, dir)
			publish(t, dir, siteA)
			put(t, dir, site{"index.html": "edited"})
			fault = func(op, path string) error {
				if op == "rename" && path == mode.state(dir)+"/pending" {
					return syscall.EIO // the last step, after which there is no way back
				}
				return mode.fault(op, path)
			}
			if _, err := try(dir, siteB); !errors.Is(err, syscall.EIO) {
				t.Errorf("error %v", err)
			}
			same(t, "tree", join(siteA, foreign, site{"index.html": "edited"}), mode.strip(tree(t, dir)))
			aside := tree(t, mode.state(dir)+"/replaced")
			delete(aside, "./")
			same(t, "aside", site{}, aside)
		})
	}
}

func TestAFolderMadeByHandAfterAKill(t *testing.T) {
	dir := folderIn(t)
	putForeign(t, dir)
	publish(t, dir, siteA)
	twoRenames, killed := refuse("exchange", errors.ErrUnsupported), false
	withFault(t, func(op, path string) error {
		killed = killed || op == "rename" && path == stateOf(dir)+"/next"
		if killed {
			return errKilled
		}
		return twoRenames(op, path)
	})
	if _, err := try(dir, siteB); err == nil || exists(dir) {
		t.Fatalf("not killed between the two renames: %v", err)
	}
	fault = twoRenames
	put(t, dir, site{"index.html": "closed for repair", "CNAME": "another"})
	r := publish(t, dir, siteB)
	same(t, "tree", join(siteB, foreign, site{"CNAME": "another"}), tree(t, dir))
	same(t, "replaced", []string{"CNAME", "index.html"}, r.Replaced)
	same(t, "aside", site{"CNAME": foreign["CNAME"], "index.html": "closed for repair"}, tree(t, r.Aside))
}

// What happens in the folder while it is written to in place.
func TestChangesDuringAPublishInPlace(t *testing.T) {
	t.Run("a folder becomes a link", func(t *testing.T) {
		dir := folderIn(t)
		away := filepath.Join(filepath.Dir(dir), "away")
		publish(t, dir, siteA)
		withFault(t, func(op, _ string) error {
			if op != "exchange" {
				return nil
			}
			return errors.Join(os.Rename(dir+"/katrineholm", away), os.Symlink(away, dir+"/katrineholm"), syscall.EXDEV)
		})
		_, err := try(dir, siteB)
		if err == nil || !strings.Contains(err.Error(), "katrineholm is in the way") {
			t.Errorf("error %v", err)
		}
		same(t, "away", site{"index.html": "A kommun", "2019/index.html": "A promise"}, tree(t, away))
	})
	t.Run("a file comes into a folder that goes", func(t *testing.T) {
		dir := folderIn(t)
		publish(t, dir, siteA)
		withFault(t, func(op, path string) error {
			switch {
			case op == "exchange":
				return syscall.EXDEV
			case op == "rename" && path == dir+"/nrut":
				put(t, dir, site{"nrut/late": "foreign"})
			}
			return nil
		})
		_, err := try(dir, siteB)
		if err == nil || !strings.Contains(err.Error(), "nrut/late is in the way") {
			t.Errorf("error %v", err)
		}
		same(t, "tree", join(siteA, site{"nrut/late": "foreign"}), tree(t, dir))
	})
}

// The journal can be damaged, by a power cut: nobody knows then which tree is which.
func TestADamagedJournal(t *testing.T) {
	for _, at := range []string{"exchange", "carry"} {
		t.Run(at, func(t *testing.T) {
			dir := folderIn(t)
			putForeign(t, dir)
			publish(t, dir, siteA)
			ids := identities(t, dir)
			stopped := false
			withFault(t, func(op, path string) error {
				stopped = stopped || op == at || at == "carry" && op == "rename" && filepath.Base(path) == ".git"
				if stopped {
					return errKilled
				}
				return nil
			})
			if _, err := try(dir, siteB); err == nil {
				t.Fatal("not killed")
			}
			fault = nil
			if err := os.Truncate(stateOf(dir)+"/pending", 10); err != nil {
				t.Fatal(err)
			}
			publish(t, dir, siteB)
			got := tree(t, dir)
			for p, text := range join(siteB, foreign) {
				if got[p] != text {
					t.Errorf("%s is %q", p, got[p])
				}
			}
			for p, was := range ids {
				if !os.SameFile(was, info(t, filepath.Join(dir, p))) {
					t.Errorf("%s became another file", p)
				}
			}
		})
	}
}

func TestAReadOnlyFolder(t *testing.T) {
	dir := folderIn(t)
	putForeign(t, dir)
	publish(t, dir, siteA)
	before := tree(t, filepath.Dir(dir))
	withFault(t, func(string, string) error { return syscall.EROFS })
	if _, err := try(dir, siteB); !errors.Is(err, syscall.EROFS) {
		t.Errorf("error %v", err)
	}
	fault = nil
	same(t, "all", before, tree(t, filepath.Dir(dir)))
}

const childEnv = "LOFTE_TEST_PUBLISH"

// TestChild is not a test: it is what TestSIGKILL starts. It publishes B, A, C and A in turn and ends in
// a signal that it cannot catch at the step it was told.
func TestChild(t *testing.T) {
	dir, at, ok := strings.Cut(os.Getenv(childEnv), "|")
	if !ok {
		return
	}
	n, err := strconv.Atoi(at)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	fault = func(string, string) error {
		mu.Lock()
		defer mu.Unlock()
		if n--; n < 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}
	for i := 0; ; i++ {
		if _, err := try(dir, []site{siteB, siteA, siteC, siteA}[i%4]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSIGKILL(t *testing.T) {
	dir := folderIn(t)
	putForeign(t, dir)
	twinned(t, dir, siteA)
	ids := identities(t, dir)
	// One folder through all of it: each kill finds what the one before has left.
	for n := range 200 {
		child := exec.Command(os.Args[0], "-test.run=^TestChild$")
		child.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", childEnv, dir, n))
		out, err := child.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("step %d: the child ended by itself: %v\n%s", n, err, out)
		}
		other := siteB
		if data, err := os.ReadFile(filepath.Join(dir, "nrut", "index.html")); err == nil && string(data) == siteC["nrut/index.html"] {
			other = siteC
		}
		seen := checkStanding(t, modes[0], dir, siteA, other, n)
		if n%2 == 0 { // else the next child finds it
			checkRepaired(t, modes[0], dir, siteA, other, seen, ids, n)
		}
		if t.Failed() {
			return
		}
	}
}
