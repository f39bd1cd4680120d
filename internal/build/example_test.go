package build

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"lofte/internal/day"
	"lofte/internal/need"
	"lofte/internal/plan"
)

// kept is a sink that keeps everything.
type kept struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (m *kept) Write(path string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files == nil {
		m.files = map[string][]byte{}
	}
	m.files[path] = bytes.Clone(data)
	return nil
}

// example builds the example site as it is on a fixed day.
func example(t *testing.T) (*Site, map[string][]byte) {
	t.Helper()
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	site, err := Read(Options{Site: root.FS(), Now: day.New(2026, 11, 22)})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range site.Problems {
		t.Errorf("%s:%d:%d: %s [%s]", p.Path, p.Line, p.Column, p.Message, p.Code)
	}
	var m kept
	if err := site.Render(context.Background(), &m); err != nil {
		t.Fatal(err)
	}
	return site, m.files
}

// clicks is how many a reader needs at most to come from the front page to any page.
const clicks = 4

// TestExampleIsSound walks the example site as a citizen's browser would: every link and anchor leads
// somewhere, every page can be reached in a few clicks and knows its own address, and no page has what the
// Content-Security-Policy forbids.
func TestExampleIsSound(t *testing.T) {
	site, files := example(t)
	pages := map[string]*html.Node{}
	ids := map[string]map[string]bool{}
	for name, data := range files {
		if path.Ext(name) != ".html" || path.Base(name) == plan.FragmentFile {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = doc
		ids[name] = map[string]bool{}
		judgePage(t, name, doc, ids[name], 1)
		judgeTables(t, name, doc)
	}
	titles := map[string]string{}
	reached := map[string]int{"index.html": 0} // in how many clicks
	queue := []string{"index.html"}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for n := range pages[name].Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "title" && n.Parent.Data == "head" {
				title := n.FirstChild.Data
				if other := titles[title]; other != "" {
					t.Errorf("%s and %s have the same title %q", name, other, title)
				}
				titles[title] = name
			}
			for _, a := range n.Attr {
				if a.Key != "href" && a.Key != "src" || attribute(n, "rel") == "canonical" {
					continue
				}
				target, anchor, ok := resolve(t, name, a.Val)
				if !ok {
					continue
				}
				if _, exists := files[target]; !exists {
					t.Errorf("%s links to %q, which is not there", name, a.Val)
					continue
				}
				if anchor != "" && !ids[target][anchor] {
					t.Errorf("%s links to %q, which has no such anchor", name, a.Val)
				}
				if _, before := reached[target]; n.Data == "a" && pages[target] != nil && !before {
					reached[target] = reached[name] + 1
					queue = append(queue, target)
				}
			}
		}
	}
	var addresses []string
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() {
			continue
		}
		address := "https://medborgarloften.example/" + o.URL()
		addresses = append(addresses, address)
		if n, ok := reached[o.Path]; !ok || n > clicks {
			t.Errorf("%s cannot be reached from the front page in %d clicks", o.Path, clicks)
		}
		judgeLandmarks(t, o.Path, pages[o.Path])
		if got := canonical(pages[o.Path]); got != address {
			t.Errorf("%s says that its address is %q", o.Path, got)
		}
	}
	var mapped []string
	for _, m := range regexp.MustCompile(`<loc>(.*?)</loc>`).FindAllSubmatch(files["sitemap.xml"], -1) {
		mapped = append(mapped, string(m[1]))
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(addresses)), slices.Sorted(slices.Values(mapped))); diff != "" {
		t.Errorf("the sitemap is wrong (-pages +sitemap):\n%s", diff)
	}
}

func canonical(doc *html.Node) string {
	for n := range doc.Descendants() {
		if attribute(n, "rel") == "canonical" {
			return attribute(n, "href")
		}
	}
	return ""
}

// judgeLandmarks holds that a page has a header, a main part and a footer, beside each other, and that each
// navigation has a name of its own.
func judgeLandmarks(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	var parts []string
	navs := map[string]bool{}
	for n := range doc.Descendants() {
		switch n.Data {
		case "header", "main", "footer":
			if n.Parent.Data == "body" {
				parts = append(parts, n.Data)
			}
		case "nav":
			if label := attribute(n, "aria-label"); label == "" || navs[label] {
				t.Errorf("%s has a <nav> named %q", name, label)
			} else {
				navs[label] = true
			}
		}
	}
	if !slices.Equal(parts, []string{"header", "main", "footer"}) {
		t.Errorf("%s has the parts %v", name, parts)
	}
}

// judgeTables holds that each table has a name, but in an author's own text, where Markdown has none for it, and that
// each of its headings says what it is the heading of.
func judgeTables(t *testing.T, name string, doc *html.Node) {
	t.Helper()
	for n := range doc.Descendants() {
		if n.Data == "th" && attribute(n, "scope") == "" {
			t.Errorf("%s has a heading in a table without scope", name)
		}
		if n.Data != "table" {
			continue
		}
		named := attribute(n, "aria-labelledby") != ""
		for part := range n.ChildNodes() {
			named = named || part.Data == "caption"
		}
		for up := n.Parent; up != nil && !named; up = up.Parent {
			named = attribute(up, "class") == "text"
		}
		if !named {
			t.Errorf("%s has a table without a name", name)
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// judgePage holds what every page must have and must not have, and notes its ids. first is the level of its
// only heading that is above all others.
func judgePage(t *testing.T, name string, doc *html.Node, ids map[string]bool, first int) {
	t.Helper()
	headings, level := 0, first-1
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			l := int(n.Data[1] - '0')
			if l <= first {
				headings++
			}
			if l > level+1 {
				t.Errorf("%s: the headings skip from level %d to level %d", name, level, l)
			}
			level = l
		}
		data := attribute(n, "type") == "application/ld+json"
		ours := n.FirstChild == nil && scripts.MatchString(attribute(n, "src"))
		if n.Data == "style" || n.Data == "script" && !data && !ours {
			t.Errorf("%s has a <%s>", name, n.Data)
		}
		if n.Data == "img" && attribute(n, "alt") == "" {
			t.Errorf("%s has an image without alt", name)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s has the attribute %s", name, a.Key)
			}
			if a.Key == "id" {
				if ids[a.Val] {
					t.Errorf("%s has the id %q twice", name, a.Val)
				}
				ids[a.Val] = true
			}
		}
	}
	if headings != 1 {
		t.Errorf("%s has %d headings of level %d", name, headings, first)
	}
}

var scripts = regexp.MustCompile(`^(\./|(\.\./)*)(assets/js/\w+|embed/v1)\.[0-9a-f]{10}\.js$`)

// resolve returns the file of the site that an address on a page leads to; ok is false when it leads
// to another site.
func resolve(t *testing.T, from, address string) (target, anchor string, ok bool) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Errorf("%s links to %q: %v", from, address, err)
		return "", "", false
	}
	if u.Scheme != "" {
		return "", "", false
	}
	base := &url.URL{Path: "/" + from}
	full := base.ResolveReference(u)
	target = strings.TrimPrefix(full.Path, "/")
	if target == "" || strings.HasSuffix(target, "/") {
		target += "index.html"
	}
	return target, full.Fragment, true
}

// TestFacts holds what the example site tells against the pages that must tell it.
func TestFacts(t *testing.T) {
	_, files := example(t)
	data, err := os.ReadFile("testdata/facts.txt")
	if err != nil {
		t.Fatal(err)
	}
	page, words := "", ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "/"):
			page = strings.TrimPrefix(line, "/") + "index.html"
			words = visible(t, files[page])
			if words == "" {
				t.Errorf("there is no page %s", page)
			}
		default:
			if !strings.Contains(strings.ToLower(words), strings.ToLower(line)) {
				t.Errorf("%s does not say %q", page, line)
			}
		}
	}
}

// visible returns the words of a page's main part.
func visible(t *testing.T, page []byte) string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestSameInputSameBytes builds the example under another clock, zone and number of processors.
func TestSameInputSameBytes(t *testing.T) {
	_, want := example(t)
	local, procs := time.Local, runtime.GOMAXPROCS(1)
	t.Cleanup(func() {
		time.Local = local
		runtime.GOMAXPROCS(procs)
	})
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	time.Local = zone
	t.Setenv("TZ", "Pacific/Auckland")
	t.Setenv("LC_ALL", "C")
	_, got := example(t)
	for name := range want {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s has other bytes", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files, then %d", len(want), len(got))
	}
}

// TestPagesAreValid gives every page of the example site, and of a site that has nothing to show, to the Nu HTML
// checker. It must find the fault in a page that has one, in the deepest folder.
func TestPagesAreValid(t *testing.T) {
	java := need.Program(t, "java")
	jar := need.NodeModule(t, "vnu-jar/build/dist/vnu.jar")
	_, files := example(t)
	for name, data := range rendered(t, fstest.MapFS{
		"lofte.toml":           {Data: []byte("title = \"Tomt\"\nbase_url = \"https://example.se/\"\n")},
		"content/ny/_index.md": {Data: []byte("+++\ntitle = \"Ny\"\n+++\n")},
		"content/by/_index.md": {Data: []byte("+++\ntitle = \"By\"\n+++\n")},
		"content/by/2026.md":   {Data: []byte("+++\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\nVi återkommer.\n")},
	}, Options{}) {
		files["tomt/"+name] = data
	}
	const faulty = "exempelby/2026/t1/faulty.html"
	files[faulty] = []byte("<!doctype html><html lang=sv><title>x</title><h1>x</h2>")
	public := filepath.Join(t.TempDir(), "public")
	for name, data := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		if path.Base(name) == plan.FragmentFile {
			data = fmt.Appendf(nil, "<!doctype html><html lang=sv><title>x</title><h1>x</h1>%s%[1]s", data)
		}
		full := filepath.Join(public, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := exec.Command(java, "-jar", jar, "--errors-only", "--skip-non-html", public).CombinedOutput()
	found := false
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "/"+faulty+`"`) {
			found = true
		} else {
			t.Error(strings.TrimSpace(line))
		}
	}
	if !found {
		t.Errorf("the checker did not look at %s:\n%s", faulty, out)
	}
}
