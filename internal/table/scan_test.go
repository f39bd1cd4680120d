package table

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"

	"lofte/internal/diag"
	"lofte/internal/source"
)

// checkPlaces holds a text that is TOML against what scan says of it: every key that the parser finds
// has a place, and there stands that key, or the header of that table, or that part of a list.
func checkPlaces(t *testing.T, content string) {
	t.Helper()
	var values map[string]any
	if _, err := toml.Decode(content, &values); err != nil {
		return
	}
	places := scan(content)
	walk("", values, func(path, key string, inList bool) {
		p, ok := places[path]
		if !ok {
			t.Errorf("no place for %q in\n%s", path, content)
			return
		}
		if p.key < 0 || p.key >= p.keyEnd || p.keyEnd > len(content) || p.value > p.valueEnd || p.valueEnd > len(content) {
			t.Errorf("the place %+v of %q lies outside of\n%s", p, path, content)
			return
		}
		there := content[p.key:p.keyEnd]
		switch {
		case inList && strings.HasPrefix(there, "[["): // a table of its own
		case inList && p.value == p.key && p.valueEnd == p.keyEnd: // a part of a list
			var v map[string]any
			if _, err := toml.Decode("v = "+there, &v); err != nil {
				t.Errorf("the part of a list %q is %q in\n%s", path, there, content)
			}
		case !inList && names(there, key):
		default:
			t.Errorf("at the place of %q stands %q in\n%s", path, there, content)
		}
	})
}

// names reports whether a text is a key, or a header whose last name is that key.
func names(text, key string) bool {
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	meta, err := toml.Decode(text, &map[string]any{})
	return err == nil && len(meta.Keys()) == 1 && meta.Keys()[0][len(meta.Keys()[0])-1] == key
}

// walk calls visit for every key and part of a list below a path.
func walk(path string, v any, visit func(path, key string, inList bool)) {
	switch v := v.(type) {
	case map[string]any:
		for key, sub := range v {
			visit(below(path, key), key, false)
			walk(below(path, key), sub, visit)
		}
	case []map[string]any:
		for i, sub := range v {
			visit(below(path, strconv.Itoa(i)), "", true)
			walk(below(path, strconv.Itoa(i)), sub, visit)
		}
	case []any:
		for i, sub := range v {
			visit(below(path, strconv.Itoa(i)), "", true)
			walk(below(path, strconv.Itoa(i)), sub, visit)
		}
	}
}

// conformance returns the texts of toml-test, which the parser's module carries along, by their paths
// below valid or invalid.
func conformance(t testing.TB, kind string) map[string]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/BurntSushi/toml").Output()
	if err != nil {
		t.Skipf("the parser's module cannot be found: %v", err)
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "internal", "toml-test", "tests", kind)
	texts := map[string]string{}
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".toml") {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		texts[name] = string(data)
		return err
	})
	if err != nil {
		t.Skipf("the parser's module has no toml-test: %v", err)
	}
	return texts
}

func TestScanFindsEveryKey(t *testing.T) {
	for name, content := range conformance(t, "valid") {
		t.Run(name, func(t *testing.T) { checkPlaces(t, content) })
	}
	for i, content := range documents {
		t.Run(fmt.Sprint("document ", i), func(t *testing.T) { checkPlaces(t, content) })
	}
}

// documents are headers as they stand in a site, and odd ones.
var documents = []string{
	"title = \"Löfte\"\nfrom = 2019-01-01\nto = 2019-12-31\nfollowup = { times = 3, per = \"year\" }\n\n[[signatory]]\nname = \"Åsa\"\n\n[[signatory]]\nname = \"Örjan\"\n",
	"date = 2019-05-15\n\n[result.hundsok]\nstatus = \"kept\"\nevidence = [{ title = \"a\", url = \"b\" }, { title = \"c\" }]\n\n[result.\"å\"]\ncount = 3\n",
	"a.b.c = 1\na.b.d = { e.f = [ { g.h = 1 }, { \"i.j\" = [ { k = 1 } ] } ] }\na.\"\".l = 1\n",
	"[[a]]\n[[a.b]]\n[a.b.c]\nd = 1\n[[a.b]]\n[[a]]\ne = { f = 1 }\n",
	"x = [ # [ { \n  1, \"]\", # ]\n  [ '''\n]''', \"\"\"\\\"\"\"\"\"\"],\n  { a = 1,\n    b = [ ] }, # }\n]\r\ny = 1\r\n",
	"a = 2019-01-01 # x = 1\nb = 07:32:00\nc = -1.5e3\nd = +inf\ne = 0xDEAD_beef\nf = 1979-05-27 07:32:00.5-07:00\n[ g . 'h' ]\ni=1",
}

func FuzzParse(f *testing.F) {
	for _, kind := range []string{"valid", "invalid"} {
		for _, content := range conformance(f, kind) {
			if utf8.ValidString(content) {
				f.Add(content)
			}
		}
	}
	for _, content := range documents {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		if !utf8.ValidString(content) {
			t.Skip("frontmatter.Decode lets no such text pass")
		}
		text := source.Text{Path: "a.md", FirstLine: 7, Content: content}
		read := func() (*diag.List, bool) {
			problems := &diag.List{}
			table, ok := Parse(text, problems)
			if ok != (problems.Len() == 0) || ok != (table != nil) {
				t.Fatalf("ok is %t, with %d problems", ok, problems.Len())
			}
			ask(table)
			return problems, ok
		}
		problems, ok := read()
		again, _ := read()
		if diff := cmp.Diff(show(problems), show(again)); diff != "" {
			t.Errorf("read twice (-first +second):\n%s", diff)
		}
		lines := strings.Split(content, "\n")
		for _, p := range problems.Sorted() {
			if p.Line < 7 || p.Line-7 >= len(lines) || p.Excerpt != strings.TrimSuffix(lines[p.Line-7], "\r") {
				t.Errorf("%d:%d is not on a line of the text: %q", p.Line, p.Column, p.Excerpt)
			}
			if n := utf8.RuneCountInString(p.Excerpt); p.Column < 1 || p.Column > n+1 || p.Width < 1 || p.Column-1+p.Width > max(n, p.Column) {
				t.Errorf("column %d and width %d on a line of %d characters", p.Column, p.Width, n)
			} else if !ok && n > 0 && p.Column > n {
				t.Errorf("a fault of syntax behind the end of %q", p.Excerpt)
			}
		}
		if ok {
			checkPlaces(t, content)
		}
	})
}

// ask asks a table for each of its keys in a way that is wrong for most.
func ask(t *Table) {
	if t == nil {
		return
	}
	for i, key := range []string{"a", "b", "title", "key", "x"} {
		switch i {
		case 0:
			t.Strings(key)
		case 1:
			t.Ints(key)
		case 2:
			t.Date(key)
		default:
			t.OneOf(key, []string{"a"})
		}
	}
	for _, sub := range t.All() {
		ask(sub)
	}
	t.Need("from")
	t.Done()
}
