package search_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/build"
	"lofte/internal/config"
	"lofte/internal/corpus"
	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/search"
)

var now = day.New(2024, 11, 1)

func planned(t testing.TB, kommuner, years int) *plan.Plan {
	t.Helper()
	p, problems := plan.Make(corpus.Site(kommuner, years), config.Default(), now, nil)
	if problems.Len() > 0 {
		t.Fatal(problems.Sorted())
	}
	return p
}

// index is a search index, read as the package's comment says that it is written.
type index struct {
	search.Head
	terms []string
	runs  map[string][]byte
	found [][]any
	where [][]string // of each thing
}

func read(t *testing.T, p *plan.Plan, files map[string][]byte) index {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(string(files[plan.SearchWords]), "\n"), "\n")
	x := index{runs: map[string][]byte{}}
	if err := json.Unmarshal([]byte(lines[0]), &x.Head); err != nil {
		t.Fatal(err)
	}
	last := []rune{}
	for _, l := range lines[1:] {
		shared, err := strconv.ParseInt(l[:1], 36, 0)
		if err != nil {
			t.Fatal(err)
		}
		last = append(last[:shared:shared], []rune(l[1:])...)
		x.terms = append(x.terms, string(last))
	}
	if !slices.IsSorted(x.terms) {
		t.Error("the stems are not in order")
	}
	for i, w := range x.Words {
		file := files[plan.OccurrencesName(i)]
		if string(file[:8]) != w.Sum {
			t.Errorf("%s begins with %q", plan.OccurrencesName(i), file[:8])
		}
		at := w.First
		for rest := file[8:]; len(rest) > 0; at++ {
			n, size := binary.Uvarint(rest)
			x.runs[x.terms[at]] = rest[size : size+int(n)]
			rest = rest[size+int(n):]
		}
		if i+1 < len(x.Words) && at != x.Words[i+1].First || i+1 == len(x.Words) && at != len(x.terms) {
			t.Errorf("%s ends before stem %d", plan.OccurrencesName(i), at)
		}
	}
	for i, sum := range x.Texts {
		var sheet struct {
			Sum   string
			Where [][]string
			Found [][]any
		}
		if err := json.Unmarshal(files[plan.TextsName(i)], &sheet); err != nil {
			t.Fatal(err)
		}
		if sheet.Sum != sum || i+1 < len(x.Texts) && len(sheet.Found) != x.Per {
			t.Errorf("%s has the sum %s and %d things", plan.TextsName(i), sheet.Sum, len(sheet.Found))
		}
		for _, f := range sheet.Found {
			x.found = append(x.found, f)
			x.where = append(x.where, sheet.Where[int(f[1].(float64))])
		}
	}
	if len(x.found) != x.Found || x.Found != p.Search.Found {
		t.Errorf("%d things can be found; the index says %d, the plan %d", len(x.found), x.Found, p.Search.Found)
	}
	return x
}

// of returns the rank that a stem has in each thing it occurs in.
func (x index) of(stem string) map[int]search.Rank {
	ranks := map[int]search.Rank{}
	end := 0
	for rest := x.runs[stem]; len(rest) > 0; {
		head, size := binary.Uvarint(rest)
		rest = rest[size:]
		things := 1
		if head&4 != 0 {
			more, size := binary.Uvarint(rest)
			rest = rest[size:]
			things = 2 + int(more)
		}
		first := end + int(head>>3)
		end = first + things
		for i := first; i < end; i++ {
			ranks[i] = search.Rank(head & 3)
		}
	}
	return ranks
}

// url returns where a thing stands.
func (x index) url(thing int) string {
	u := ""
	if w := x.where[thing]; len(w) > 2 {
		u = w[2]
	}
	return u + x.found[thing][2].(string)
}

// TestIndexHasEveryWord holds that every word of every promise is found where it stands, and nowhere
// else.
func TestIndexHasEveryWord(t *testing.T) {
	p := planned(t, 7, 6)
	x := read(t, p, search.Make(p))
	want := map[string]map[string]bool{} // of each stem, where it stands
	for _, k := range p.Site.Kommuner {
		for _, d := range k.Documents {
			for _, q := range d.Promises {
				for _, w := range strings.FieldsFunc(strings.ToLower(q.Text), func(r rune) bool { return !unicode.IsLetter(r) }) {
					if len(w) < 2 || slices.Contains(x.Stop, w) {
						continue
					}
					s := search.Stem(w)
					if want[s] == nil {
						want[s] = map[string]bool{}
					}
					want[s][plan.DocumentURL(d)+"#"+q.ID] = true
				}
			}
		}
	}
	if len(want) < 500 || len(p.Site.Kommuner) != 7 {
		t.Fatalf("%d words", len(want))
	}
	for s, places := range want {
		got := map[string]bool{}
		for thing, rank := range x.of(s) {
			if x.found[thing][0] == string(search.Promise) && rank == search.Own {
				got[x.url(thing)] = true
			}
		}
		if diff := cmp.Diff(places, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", s, diff)
		}
	}
	if again := search.Make(planned(t, 7, 6)); !maps.EqualFunc(search.Make(p), again, bytes.Equal) {
		t.Error("the same site gives another index")
	}
}

// TestIndexOfTheExample holds what of a site can be found, and by what.
func TestIndexOfTheExample(t *testing.T) {
	root, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	site, err := build.Read(build.Options{Site: root.FS(), Now: day.New(2026, 11, 22)})
	if err != nil {
		t.Fatal(err)
	}
	x := read(t, site.Plan, search.Make(site.Plan))
	for _, c := range []struct{ word, url string }{
		{"trygghetsvandring", "katrineholm/2019/#trygghetsvandringar"},
		{"fotpatrull", "exempelby/2026/#fotpatrull"}, // an editor's own word for it
		{"nävertorp", "katrineholm/2022-2023/#trygga-stadsdelar"},
		{"nävertorp", "katrineholm/2022-2023/"},
		{"katrineholm", "katrineholm/"},
		{"katrineholm", "katrineholm/2019/#hundsok"},
		{"katrineholm", "katrineholm/2018/t1/"},
		{"polisen", "katrineholm/2019/#hundsok"},
		{"2018", "soderkoping/2017-2019/#hastighet"},
		{"3", "katrineholm/2018/t3/"},
		{"webbplatsen", "om/"},
		{"undertecknat", "katrineholm/nyheter/undertecknat/"},
		{"kommun:exempelby", "exempelby/nyheter/lofte-2026/"},
		{"kommun:exempelby", "exempelby/2026/#fotpatrull"},
		{"ar:2018", "soderkoping/2017-2019/"},
		{"part:exempelbyhus", "exempelby/2026/#trapphusmoten"},
		{"part:gemensamt", "exempelby/2026/#trygghetsvandringar"},
		{"omrade:narkotika", "katrineholm/2019/#hundsok"},
		{"status:unreported", "katrineholm/2019/#hundsok"},
	} {
		var got []string
		stem := c.word
		if !strings.Contains(stem, ":") {
			stem = search.Stem(stem)
		}
		for thing := range x.of(stem) {
			got = append(got, x.url(thing))
		}
		if !slices.Contains(got, c.url) {
			t.Errorf("%s does not find %s but %q", c.word, c.url, got)
		}
	}
	for _, s := range []string{"och", "att"} {
		if slices.Contains(x.terms, s) {
			t.Errorf("%q is in the index", s)
		}
	}
	for _, f := range x.found {
		if f[0] == string(search.Promise) && f[2] == "#hundsok" && f[4] == "" {
			t.Errorf("a promise has no status: %v", f)
		}
	}
}

// TestDraftsAreNotFound holds that the index has nothing that the site does not show.
func TestDraftsAreNotFound(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lofte.toml":             "title = \"Löften\"\nbase_url = \"https://example.se/\"\n",
		"content/ort/_index.md":  "+++\ntitle = \"Ort\"\n+++\n",
		"content/ort/2025.md":    "+++\ntitle = \"Synligt\"\nfrom = 2025-01-01\nto = 2025-12-31\n+++\n\n## Polisen lovar\n\n- Patrullera\n",
		"content/ort/2026.md":    "+++\ntitle = \"Hemligt\"\nfrom = 2026-01-01\nto = 2026-12-31\npublish = 2099-01-01\n+++\n\n## Polisen lovar\n\n- Viska\n",
		"content/ort/2025/t1.md": "+++\ntitle = \"Utkast\"\ndate = 2025-05-01\ndraft = true\n[result.patrullera]\nstatus = \"kept\"\n+++\n",
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, drafts := range []bool{false, true} {
		site, err := build.Read(build.Options{Site: os.DirFS(dir), Now: now, Drafts: drafts})
		if err != nil || site.Errors() > 0 {
			t.Fatal(err, site.Problems)
		}
		x := read(t, site.Plan, search.Make(site.Plan))
		for _, s := range []string{search.Stem("hemligt"), search.Stem("viska"), search.Stem("utkast"), "status:kept"} {
			if slices.Contains(x.terms, s) != drafts {
				t.Errorf("with drafts %v, %q in %q", drafts, s, x.terms)
			}
		}
		if !slices.Contains(x.terms, search.Stem("patrullera")) {
			t.Errorf("not found: %q", x.terms)
		}
	}
}

// TestLargeIndex holds the sizes of the files that a search fetches, and how many there are.
func TestLargeIndex(t *testing.T) {
	p := planned(t, 290, 9)
	files := search.Make(p)
	x := read(t, p, files)
	if x.Found < 35_000 || len(x.terms) < 10_000 {
		t.Fatalf("%d things, %d stems", x.Found, len(x.terms))
	}
	if len(files) > 400 {
		t.Errorf("%d files", len(files))
	}
	for name, data := range files {
		most := 64 << 10
		if name == plan.SearchWords {
			most = 9 * len(x.terms)
		}
		if len(data) > most {
			t.Errorf("%s has %d bytes", name, len(data))
		}
	}
}

func TestEmptySite(t *testing.T) {
	p := planned(t, 0, 0)
	if x := read(t, p, search.Make(p)); len(x.terms) > 0 {
		t.Errorf("%q", x.terms)
	}
}

func BenchmarkMake(b *testing.B) {
	p := planned(b, 290, 12)
	b.ReportAllocs()
	for b.Loop() {
		search.Make(p)
	}
	b.ReportMetric(float64(p.Search.Found), "things")
}
