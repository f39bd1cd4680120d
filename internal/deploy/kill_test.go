package deploy

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lofte/internal/need"
	"lofte/internal/publish"
)

// child, when it is set, makes the test program a deploy of the folder after "|" to the address before it.
const child = "LOFTE_TEST_DEPLOY"

func TestMain(m *testing.M) {
	if address := os.Getenv(child); address != "" {
		if err := deployOnce(address, os.Getenv(child+"_OUT")); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func deployOnce(address, dir string) error {
	target, err := Parse(address)
	if err != nil {
		return err
	}
	r, err := Open(context.Background(), target)
	if err != nil {
		return err
	}
	site, err := publish.Look(dir)
	if err != nil {
		return err
	}
	plan, err := r.Compare(context.Background(), site)
	if err != nil {
		return err
	}
	return r.Apply(context.Background(), plan, nil)
}

// TestKilled kills a deploying program at a request, by a signal that it cannot see. The next deploy goes
// on, and nothing is left over.
func TestKilled(t *testing.T) {
	site := example.with(files{"large.pdf": string(make([]byte, 1<<20))})
	for _, at := range []string{manifestKey, "kalender.ics", "index.html", "sitemap.xml", "gone.html"} {
		t.Run(at, func(t *testing.T) {
			s := newServer(t)
			dir := public(t)
			bring(t, open(t, s.address()), build(t, dir, files{"index.html": "before", "gone.html": "gone"}))
			standing := build(t, dir, site)

			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			killed := make(chan struct{})
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), child+"="+s.address(), child+"_OUT="+dir)
			cmd.Stderr = os.Stderr
			s.intercept(func(_ http.ResponseWriter, r *http.Request) bool {
				if (r.Method == http.MethodPut || r.Method == http.MethodDelete) && filepath.Base(r.URL.Path) == filepath.Base(at) {
					select {
					case <-killed:
					default:
						close(killed)
					}
					_, _ = io.Copy(io.Discard, r.Body) // only then a lost connection is noticed
					<-r.Context().Done()
					return true
				}
				return false
			})
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-killed
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("the program came to its end")
			}
			r := open(t, s.again(t).address())
			if plan := compare(t, r, standing); plan.Left != 0 || plan.Kept != nil || plan.Damaged {
				t.Errorf("left %d, kept %q, damaged %v", plan.Left, plan.Kept, plan.Damaged)
			}
			bring(t, r, standing)
			wantContent(t, r, site.deployed())
			bring(t, r, build(t, dir, files{"index.html": "last"}))
			wantContent(t, r, files{"index.html": "last"})
		})
	}
}

// TestRealServer deploys to a server that was not made for tests.
func TestRealServer(t *testing.T) {
	program := need.Program(t, "versitygw")
	credentials(t)
	at := freeAddress(t)
	root := t.TempDir()
	if err := os.Mkdir(filepath.Join(root, "hink"), 0o755); err != nil {
		t.Fatal(err)
	}
	start(t, at, exec.Command(program, "--access", "AKIAEXAMPLE", "--secret", "hemligt", "--region", "eu-north-1", "--port", at, "posix", root))

	r := open(t, "s3://hink/under?region=eu-north-1&endpoint=http://"+at)
	dir := public(t)
	bring(t, r, build(t, dir, example))
	wantContent(t, r, example.deployed())
	for p, want := range map[string][2]string{
		"assets/css/site.012345.css": {"text/css; charset=utf-8", "public, max-age=31536000, immutable"},
		"ort/2019/index.html":        {"text/html; charset=utf-8", "public, max-age=60, must-revalidate"},
	} {
		a, err := r.bucket.Attributes(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{a.ContentType, a.CacheControl}; got != want {
			t.Errorf("%s has %q, want %q", p, got, want)
		}
	}

	put(t, r, "mine.txt", "mine")
	put(t, r, "index.html", "edited")
	ctx, stop := context.WithCancel(t.Context())
	changed := example.with(files{"ort/2019/index.html": "-", "a.css": "a", "b.html": "b", "åäö/index.html": "åäö"})
	site := build(t, dir, changed)
	plan := compare(t, r, site)
	wantSteps(t, plan, "+ a.css", "+ b.html", "~ index.html mended", "+ åäö/index.html", "- ort/2019/index.html")
	_ = r.Apply(ctx, plan, func(done int) {
		if done == 1 {
			stop()
		}
	})
	if plan = compare(t, r, site); plan.Left != 1 || len(plan.Steps) > 4 {
		t.Errorf("after an interruption %q, %d left", steps(plan), plan.Left)
	}
	bring(t, r, site)
	wantContent(t, r, changed.deployed().with(files{"mine.txt": "mine"}))

	t.Setenv("AWS_SECRET_ACCESS_KEY", "falsk")
	r = open(t, "s3://hink/under?region=eu-north-1&endpoint=http://"+at)
	_, err := r.Compare(t.Context(), site)
	if _, refused := err.(*Fault); !refused {
		t.Errorf("with a wrong key: %v", err)
	}
}

// freeAddress returns an address of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// start starts a server and waits until it says that it listens at its address. It ends with the test.
func start(t *testing.T, at string, cmd *exec.Cmd) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	read := make(chan struct{})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read // all is to be read before Wait
		_ = cmd.Wait()
	})
	for lines.Scan() {
		if strings.Contains(lines.Text(), "http://"+at) {
			go func() {
				defer close(read)
				_, _ = io.Copy(io.Discard, out)
			}()
			return
		}
	}
	close(read)
	t.Fatalf("%s ended without listening", cmd.Path)
}
