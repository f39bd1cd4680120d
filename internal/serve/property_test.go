package serve

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lofte/internal/build"
	"lofte/internal/corpus"
	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/watch"
)

var testDay = day.New(2024, 11, 1)

// TestIncrementalEqualsClean edits a site at random, and holds after each edit that the reader that
// follows the edits has the same problems and makes the same bytes as one that has read nothing; and so
// does a build that has what the build before left in the cache.
func TestIncrementalEqualsClean(t *testing.T) {
	seeds, edits := 6, 40
	if testing.Short() {
		seeds = 2
	}
	for i := range seeds {
		seed := rand.Uint64()
		if i == 0 {
			seed = 1 // the same on every run
		}
		t.Run(fmt.Sprintf("seed-%d", seed), func(t *testing.T) {
			t.Logf("seed %d", seed)
			e, site := newEditor(t, seed)
			o := build.Options{Site: site, Now: testDay, Drafts: i%2 == 0}
			reader := build.NewReader(o)
			since := watch.Batch{All: true}
			for n := range edits {
				got, change, err := reader.Read(since)
				if err != nil {
					t.Fatal(err)
				}
				want, err := build.Read(o)
				if err != nil {
					t.Fatal(err)
				}
				if difference := compare(got, want); difference != "" {
					t.Fatalf("after edit %d of\n%s\n%s", n, strings.Join(e.done, "\n"), difference)
				}
				if !change.Any && e.last != nil && compare(got, e.last) != "" {
					t.Fatalf("edit %d of\n%s\nis said to change nothing", n, strings.Join(e.done, "\n"))
				}
				for range 1 + e.r.IntN(2) { // the second time nothing has changed
					if difference := e.build(o, want); difference != "" {
						t.Fatalf("with a cache, after edit %d of\n%s\n%s", n, strings.Join(e.done, "\n"), difference)
					}
				}
				now := files(t, got)
				for p, before := range e.files {
					if after, still := now[p]; (!still || after != before) && !slices.Contains(change.Files, p) {
						t.Fatalf("edit %d of\n%s\ndoes not tell that %s is another one", n, strings.Join(e.done, "\n"), p)
					}
				}
				e.last, e.files = got, now
				since = e.edit()
			}
			if e.quick == 0 {
				t.Error("no build found everything as it was")
			}
		})
	}
}

// files returns what a site publishes as it is.
func files(t *testing.T, s *build.Site) map[string]string {
	t.Helper()
	all := map[string]string{}
	for i := range s.Plan.Outputs {
		if o := &s.Plan.Outputs[i]; o.View == plan.File {
			data, problems := s.One(o)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			all[o.Path] = string(data)
		}
	}
	return all
}

// TestEveryEditCounts makes one edit of each kind to a site that the cache knows, and holds that a
// build with the cache comes out as a clean one. What the random edits seldom do is here.
func TestEveryEditCounts(t *testing.T) {
	const document, followUp, kommun, news = "content/k0000/2023/index.md", "content/k0000/2023/t2.md", "content/k0000/_index.md", "content/k0000/nyheter/nytt.md"
	const later, latest, newest = "content/k0000/2024/index.md", "content/k0000/2024/t2.md", "content/k0000/nyheter/nyast.md"
	edits := []edit{
		{document, "title = \"", "title = \"Annat "},
		{document, "to = 2023-12-31", "to = 2023-12-30"},
		{document, "signed", "extended_to = 2024-06-30\nsigned"},
		{document, "signed", "until_replaced = true\nsigned"},
		{document, "signed", "aliases = [\"/gammal/\"]\nsigned"},
		{document, "signed", "summary = \"I korthet.\"\nsigned"},
		{document, "focus = [\"", "focus = [\"Annat\", \""},
		{document, "places = [\"", "places = [\"Annat\", \""},
		{document, "followup = { times", "#\nfollowup = { times = 4, per = \"year\" } #"},
		{document, "Åsa Bergvall", "Någon Annan"},
		{document, "\n- ", "\n- Nytt löfte. {#nytt focus=\"Centrum\"}\n- "},
		{later, "\n- ", "\n- Fortsätt. {#fortsatt from=\"2023#nytt\"}\n- "},
		{document, "{#nytt", "{#nyast"}, // which the later document names
		{document, "Nytt löfte.", "Ett nytt löfte."},
		{later, "2023#nytt", "2023#narvaro, 2023#nytt"},
		{later, "2023#nytt", "2022#nytt"},
		{document, "Öka närvaron", "Minska inte närvaron"},
		{document, "{#narvaro}", "{#narvaro focus=\"Centrum\" place=\"Torget\" target=7}"},
		{document, "{#narvaro focus=\"Centrum\" place=\"Torget\" target=7}", "{#narvaro focus=\"Torg\" place=\"Torget\" target=8}"},
		{document, "target=8", "target=8 unit=\"gånger\" party=\"Föreningen\""},
		{document, "Minska inte närvaron", "Öka [närvaron](t1.md)"},
		{document, "## Läget i dag", "## Läget\n\n![b](../../k0001/bild.png)"},
		{later, "\n[[signatory]]", "\n[[correction]]\ndate = 2024-10-01\nnote = \"Fel.\"\n\n[[signatory]]"}, // first in feeds
		{later, "note = \"Fel.", "note = \"Annat fel."},
		{later, "## Läget i dag\n\n", "## Läget i dag\n\nNy löptext. "},
		{later, "Ny löptext.", "[Ny löptext](../2023/t2.md)."},
		{later, "[Ny löptext](../2023/t2.md)", "[Ny löptext](../2023/t1.md)"},
		{later, "Ny löptext", "![b](../../k0001/bild.png)"},
		{latest, "+++\n\n", "+++\n\nNy löptext.\n\n"},
		{latest, "note = \"", "note = \"Annat "},
		{latest, "status = \"", "status = \"cancelled\" #"},
		{latest, "-15\n", "-16\n"},
		{newest, "", "+++\ntitle = \"Nyast\"\ndate = 2024-10-02\n+++\n\nNyheten.\n"},
		{newest, "Nyheten", "Den nyaste"},
		{picture, "", "5"},
		{picture, "", "1999"}, // which pages of another kommun show
		{picture, "", "1500"},
		{picture, "", "0"},
		{picture, "", "1999"},
		{"static/plansch.png", "", "1999"},
		{latest, "Ny löptext.", "![p](/plansch.png)"},
		{"static/plansch.png", "", "900"},
		{latest, "![p](/plansch.png)", "Ny löptext igen."},
		{followUp, "date = 2023-", "title = \"Annan titel\"\ndate = 2023-"},
		{followUp, "-15\n", "-16\n"},
		{followUp, "date = 2023-", "count_is = \"since-last\"\ndate = 2023-"},
		{followUp, "period = \"2023-T2\"", "period = \"2023-T3\""},
		{followUp, "status = \"", "status = \"cancelled\" #"},
		{followUp, "count = ", "count = 9"},
		{followUp, "note = \"", "effect = \"better\"\nnote = \"Annat "},
		{followUp, "\n[result.", "\n[resultat.]\n"},
		{kommun, "title = \"", "title = \"Ö"},
		{kommun, "county = \"", "county = \"Norra "},
		{kommun, "code = \"01", "code = \"02"},
		{kommun, "+++\n", "+++\npart_of = \"k0001\"\n"},
		{kommun, "title = \"", "title = \"Å"},
		{news, "", "+++\ntitle = \"Nytt\"\ndate = 2023-05-01\nabout = \"2023\"\n+++\n\nNyheten.\n"},
		{news, "Nytt", "Nyare"},
		{news, "Nyheten.", "En annan nyhet."},
		{"content/om.md", "", "+++\ntitle = \"Om\"\n+++\n\n[Löftet](k0000/2023/index.md#narvaro)\n"},
		{"content/om.md", "Löftet", "Läs"},
		{"content/om.md", "\n[Läs]", "\n![b](k0001/bild.png)\n\n[Läs]"},
		{picture, "", "900"}, // which is no less wide on pages but made in fewer widths
		{news, "about", "image = { file = \"../../k0001/bild.png\", alt = \"b\" }\nabout"},
		{picture, "", "1300"},
		{"content/_index.md", "", "+++\nsummary = \"Början.\"\n+++\n\nBörjan.\n"},
		{document, "+++\n", "+++\ndraft = true\n"},
		{"lofte.toml", "title = \"", "title = \"Andra "},
		{"lofte.toml", "\nbase_url", "\ncollect = [{ file = \"delat\" }]\nbase_url"},
		{"delat/followups.json", "", "[]"},
		{"delat/promises.json", "", elsewhere("utifran", "kept")},
		{"delat/promises.json", "kept", "ongoing"},
		{"delat/promises.json", "utifran", "k0000"},
		{"lofte.toml", "title = \"", "accessibility = { status = \"none\" }\ntitle = \""},
		{"lofte.toml", "status = \"none\"", "status = \"full\", assessed = 2024-01-31"},
		{"static/logo.svg", "", "<svg viewBox=\"0 0 3 1\"/>"},
		{"static/egen.css", "", "a { margin: 0 }"},
		{"lofte.toml", "title = \"", "look = { accent = \"#7a0045\", logo = \"logo.svg\", css = \"egen.css\" }\ntitle = \""},
		{"lofte.toml", "#7a0045", "#004b87"},
		{"static/logo.svg", "0 0 3 1", "0 0 5 1"},
		{"static/egen.css", "margin", "padding"},
		{"lofte.toml", "title = \"", "data = { license = \"https://exempel.se/villkor\" }\ntitle = \""},
	}
	everyEditCounts(t, edits, false, true)
}

// TestEveryTranslationCounts is TestEveryEditCounts for texts in several languages.
func TestEveryTranslationCounts(t *testing.T) {
	const own, english = "content/ort/2024.md", "content/ort/2024.en.md"
	edits := []edit{
		{"content/ort/_index.md", "", "+++\ntitle = \"Ort\"\n+++\n\nOm orten.\n"},
		{own, "", "+++\ntitle = \"Löftet\"\nfrom = 2024-01-01\nto = 2024-12-31\nfocus = [\"Ungdomar\"]\n+++\n\n## Polisen lovar\n\n- Gå till fots {#ga}\n- Söka med hund\n"},
		{"content/ort/2024/t1.md", "", "+++\ntitle = \"Uppföljning\"\ndate = 2024-05-20\n\n[result.ga]\nstatus = \"kept\"\nnote = \"Bra.\"\n+++\n\nAllt väl.\n"},
		{"lofte.toml", "title = \"", "languages = [\"sv\", \"en\"]\ntitle = \""},
		{english, "", "+++\ntitle = \"The promise\"\n+++\n\n## The police promise\n\n- To be on foot {#ga}\n- To search\n"},
		{english, "To search", "To search with a dog"},
		{english, "## The police", "As things stand.\n\n## The police"},
		{english, "As things stand", "[As things stand](2024/t1.md)"},
		{english, "[As things stand](2024/t1.md)", "As things are, ![b](../k0001/bild.png)"},
		{picture, "", "1700"},
		{english, "title = \"The", "focus = [\"Young people\"]\ntitle = \"The"}, // which other kommuner's pages show, too
		{english, "Young people", "Youth"},
		{english, "title = \"The", "translates = \"00000000\"\ntitle = \"The"},
		{english, "translates = \"00000000\"\n", ""},
		{english, "title = \"The", "draft = true\ntitle = \"The"},
		{english, "draft = true\n", ""},
		{english, "- To search with a dog\n", ""}, // which it is not shown without
		{english, "{#ga}\n", "{#ga}\n- To search\n"},
		{own, "Gå till fots", "Gå till fots varje kväll"},
		{own, "Ungdomar", "Unga"},
		{own, "to = ", "summary = \"Kort.\"\nto = "},
		{english, "title = \"The", "summary = \"Short.\"\ntitle = \"The"},
		{"content/ort/2024/t1.en.md", "", "+++\ntitle = \"Follow-up\"\n\n[result.ga]\nnote = \"Good.\"\n+++\n\nAll is well.\n"},
		{"content/ort/2024/t1.en.md", "All is well", "Well"},
		{"content/ort/2024/t1.en.md", "Good", "Very good"},
		{"content/ort/2024/t1.md", "kept", "not-kept"},
		{"content/ort/2024/t1.md", "Allt väl", "Allt är väl"},
		{"content/ort/_index.en.md", "", "+++\ntitle = \"Place\"\n+++\n\nAbout the place.\n"},
		{"content/ort/_index.en.md", "title = \"Place", "title = \"The place"},
		{"content/ort/_index.en.md", "About the", "Of the"},
		{"content/k0000/_index.md", "+++\n", "+++\npart_of = \"ort\"\n"},
		{"content/om.md", "", "+++\ntitle = \"Om\"\n+++\n\nText.\n"},
		{"content/om.en.md", "", "+++\ntitle = \"About\"\n+++\n\nText.\n"},
		{"content/om.en.md", "About", "About us"},
		{english, "As things", "See [us](../om.md). As things"},
		{own, "## Polisen", "Löptext.\n\n## Polisen"},
		{own, "Löptext", "Mer löptext"},
		{"content/_index.md", "", "+++\ntitle = \"Löften\"\n+++\n\nBörjan.\n"},
		{"content/_index.en.md", "", "+++\ntitle = \"Promises\"\n+++\n\nThe beginning.\n"},
		{"content/_index.en.md", "Promises", "All promises"}, // which every page shows
		{"content/ort/nyheter/nytt.md", "", "+++\ntitle = \"Nytt\"\ndate = 2024-05-01\n+++\n\nNyheten.\n"},
		{"content/ort/nyheter/nytt.en.md", "", "+++\ntitle = \"News\"\n+++\n\nThe news.\n"},
		{"content/ort/nyheter/nytt.en.md", "The news", "Our news"},
		{"content/ort/nyheter/nytt.md", "Nyheten", "Vår nyhet"},
		{"lofte.toml", "\"en\"", "\"fi\""}, // which is not offered yet
		{"lofte.toml", ", \"en\"", ""},
	}
	everyEditCounts(t, edits, false)
	everyEditIsFollowed(t, edits)
}

// edit puts other words into a text in the place of the first that are like old. In a text that is not there yet
// they are all.
type edit struct{ path, old, new string }

// everyEditCounts makes edits, one after the other, and holds after each that a build with the cache comes out as a
// clean one; without drafts, with them, or both.
func everyEditCounts(t *testing.T, edits []edit, withDrafts ...bool) {
	t.Helper()
	e, site := newEditor(t, 1)
	for _, drafts := range withDrafts {
		o := build.Options{Site: site, Now: testDay, Drafts: drafts}
		for _, one := range append(edits, edits[0]) {
			undo := e.make(one)
			want, err := build.Read(o)
			if err != nil {
				t.Fatal(err)
			}
			if difference := e.build(o, want); difference != "" {
				t.Errorf("%s, %q for %q, drafts %v:\n%.3000s", one.path, one.new, one.old, drafts, difference)
			}
			if want.Errors() > 0 {
				undo()
			}
		}
		e.restore()
	}
}

// everyEditIsFollowed is everyEditCounts for a preview: what follows the edits shows what a clean build does.
func everyEditIsFollowed(t *testing.T, edits []edit) {
	t.Helper()
	e, site := newEditor(t, 1)
	o := build.Options{Site: site, Now: testDay, Drafts: true}
	reader := build.NewReader(o)
	since := watch.Batch{All: true}
	for _, one := range edits {
		undo := e.make(one)
		since.Paths = append(since.Paths, one.path)
		got, _, err := reader.Read(since)
		if err != nil {
			t.Fatal(err)
		}
		want, err := build.Read(o)
		if err != nil {
			t.Fatal(err)
		}
		if difference := compare(got, want); difference != "" {
			t.Errorf("%s, %q for %q:\n%.3000s", one.path, one.new, one.old, difference)
		}
		if since = (watch.Batch{}); want.Errors() > 0 {
			undo()
			since.Paths = []string{one.path}
		}
	}
}

// make makes an edit, and returns what takes it back. A picture has so many pixels in a row as the edit has for words.
func (e *editor) make(one edit) (undo func()) {
	before, err := os.ReadFile(e.full(one.path))
	after := strings.Replace(string(before), one.old, one.new, 1)
	switch {
	case strings.HasSuffix(one.path, ".png"):
		wide, _ := strconv.Atoi(one.new)
		e.picture(one.path, wide)
	case err == nil && after == string(before):
		e.t.Errorf("%s has no %q", one.path, one.old)
	default:
		e.write(one.path, after)
	}
	return func() { e.write(one.path, string(before)) }
}

// collects are settings that name the data of another site, and elsewhere is such data.
const collects = "title = \"x\"\nbase_url = \"https://example.se/\"\n\n[[collect]]\nfile = \"delat\"\n"

func elsewhere(kommun, status string) string {
	return fmt.Sprintf(`[{"kommun":%q,"code":null,"county":null,"period":"2021","from":"2021-01-01","to":"2021-12-31","id":"ut","party":"polisen","text":"Gå ut",`+
		`"target":null,"unit":null,"focus":["Centrum"],"places":[],"status":%q,"count":null,"status_date":"2021-05-31","url":"https://andra.example/%[1]s/2021/#ut","continues":null}]`, kommun, status)
}

// compare returns how two readings of a site differ.
func compare(got, want *build.Site) string {
	show := func(s *build.Site) string { return fmt.Sprintf("%+v", describe(s.Problems, "en")) }
	if g, w := show(got), show(want); g != w {
		return fmt.Sprintf("problems:\n%s\nclean:\n%s", g, w)
	}
	paths := func(s *build.Site) (list []string) {
		for _, o := range s.Plan.Outputs {
			list = append(list, o.Path)
		}
		return list
	}
	if g, w := paths(got), paths(want); !slices.Equal(g, w) {
		return fmt.Sprintf("outputs:\n%q\nclean:\n%q", g, w)
	}
	if want.Errors() > 0 {
		return "" // it is not rendered
	}
	for i := range got.Plan.Outputs {
		a, faults := got.One(&got.Plan.Outputs[i])
		b, cleanFaults := want.One(&want.Plan.Outputs[i])
		if !bytes.Equal(a, b) || len(faults) != len(cleanFaults) {
			return fmt.Sprintf("%s:\n%s\nclean:\n%s", got.Plan.Outputs[i].Path, a, b)
		}
	}
	return ""
}

// build builds the site into a folder, with the cache that the build before has left, and returns how
// it differs from a clean one.
func (e *editor) build(o build.Options, want *build.Site) string {
	o.Site = plain{o.Site}
	if e.last != nil && e.r.IntN(20) == 0 {
		e.done = append(e.done, "another day")
		o.Now = o.Now.AddDays(e.r.IntN(400))
		var err error
		if want, err = build.Read(o); err != nil {
			e.t.Fatal(err)
		}
	}
	o.Cache = e.full(build.CacheFolder)
	site, err := build.Read(o)
	if err != nil {
		e.t.Fatal(err)
	}
	defer func() {
		if err := site.Close(); err != nil {
			e.t.Fatal(err)
		}
	}()
	show := func(s *build.Site) string { return fmt.Sprintf("%+v %v", describe(s.Problems, "en"), s.Left) }
	if g, w := show(site), show(want); g != w {
		return fmt.Sprintf("problems:\n%s\nclean:\n%s", g, w)
	}
	if want.Errors() > 0 {
		return ""
	}
	if site.Plan == nil {
		e.quick++
	}
	out := e.full("../out")
	if _, err := site.Publish(e.t.Context(), out); err != nil {
		return err.Error()
	}
	if site.Forgot != nil {
		return site.Forgot.Error()
	}
	got := map[string]bool{}
	if err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(out, p)
			got[filepath.ToSlash(rel)] = true
		}
		return err
	}); err != nil {
		return err.Error()
	}
	if g, w := len(got), len(want.Plan.Outputs); g != w {
		return fmt.Sprintf("%d files, clean: %d", g, w)
	}
	for i := range want.Plan.Outputs {
		path := want.Plan.Outputs[i].Path
		clean, _ := want.One(&want.Plan.Outputs[i])
		data, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(path)))
		if err != nil || !bytes.Equal(data, clean) {
			return fmt.Sprintf("%s: %v\n%s\nclean:\n%s", path, err, data, clean)
		}
	}
	return ""
}

// plain is a file system that tells of files what a plain one does: size and time. The editor gives
// each version of a file a time of its own, long ago, so that a build may trust it.
type plain struct{ fs.FS }

type plainInfo struct{ fs.FileInfo }

func (plainInfo) Sys() any { return nil }

type plainEntry struct{ fs.DirEntry }

func (e plainEntry) Info() (fs.FileInfo, error) {
	info, err := e.DirEntry.Info()
	return plainInfo{info}, err
}

func (p plain) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(p.FS, name)
	return plainInfo{info}, err
}

func (p plain) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(p.FS, name)
	for i := range list {
		list[i] = plainEntry{list[i]}
	}
	return list, err
}

func writeSite(t testing.TB, dir string, kommuner, years int) {
	t.Helper()
	for name, f := range corpus.Make(kommuner, years) {
		writeFile(t, filepath.Join(dir, filepath.FromSlash(name)), string(f.Data))
	}
}

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// editor changes a site at random.
type editor struct {
	t    *testing.T
	r    *rand.Rand
	dir  string
	done []string
	last *build.Site
	time time.Time // of the last version that was written

	files map[string]string // what last publishes as it is
	quick int               // builds that found everything as it was
}

func (e *editor) full(p string) string { return filepath.Join(e.dir, filepath.FromSlash(p)) }

func (e *editor) write(p, text string) {
	writeFile(e.t, e.full(p), text)
	e.age(p)
}

// newEditor returns an editor of a small site, and the site's folder.
func newEditor(t *testing.T, seed uint64) (*editor, fs.FS) {
	t.Helper()
	e := &editor{t: t, r: rand.New(rand.NewPCG(seed, 0)), dir: filepath.Join(t.TempDir(), "site"), time: time.Unix(1e9, 0)}
	e.restore()
	root, err := os.OpenRoot(e.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return e, root.FS()
}

// restore writes the site as it was at first.
func (e *editor) restore() {
	for _, name := range []string{"content", "static", "themes", "delat"} {
		if err := os.RemoveAll(e.full(name)); err != nil {
			e.t.Fatal(err)
		}
	}
	writeSite(e.t, e.dir, 3, 2)
	e.write("static/info.txt", "hej")
	e.picture(picture, 1)
	for _, pattern := range []string{"*.toml", "content/*.md", "content/*/*.md", "content/*/*/*.md"} {
		for _, p := range e.glob(pattern) {
			e.age(p)
		}
	}
}

const picture = "content/k0001/bild.png"

// picture writes a picture so many pixels wide; one that is 0 pixels wide is broken.
func (e *editor) picture(path string, wide int) {
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, max(wide, 1), 1))); err != nil {
		e.t.Fatal(err)
	}
	if wide == 0 {
		data.Truncate(data.Len() - 1)
	}
	e.write(path, data.String())
}

// age gives a file a time of its own, long ago.
func (e *editor) age(p string) {
	e.time = e.time.Add(time.Second)
	if err := os.Chtimes(e.full(p), e.time, e.time); err != nil {
		e.t.Fatal(err)
	}
}

// texts are the paths of the site's files that match a pattern.
func (e *editor) glob(pattern string) []string {
	list, err := filepath.Glob(e.full(pattern))
	if err != nil {
		e.t.Fatal(err)
	}
	for i, f := range list {
		rel, err := filepath.Rel(e.dir, f)
		if err != nil {
			e.t.Fatal(err)
		}
		list[i] = filepath.ToSlash(rel)
	}
	return list
}

func (e *editor) pick(patterns ...string) string {
	var all []string
	for _, p := range patterns {
		all = append(all, e.glob(p)...)
	}
	if len(all) == 0 {
		return ""
	}
	return all[e.r.IntN(len(all))]
}

const documents, followUps, kommuner = "content/*/*/index.md", "content/*/*/t*.md", "content/*/_index.md"

// edit makes one change, or two at once, and returns what a watcher would say of it.
func (e *editor) edit() watch.Batch {
	var paths []string
	for range 1 + e.r.IntN(2) {
		what, touched := e.one()
		e.done = append(e.done, what)
		paths = append(paths, touched...)
	}
	slices.Sort(paths)
	return watch.Batch{Paths: slices.Compact(slices.DeleteFunc(paths, func(p string) bool { return p == "" })), All: e.r.IntN(20) == 0}
}

func (e *editor) replace(p, old, new string) (string, []string) {
	if p == "" {
		return "nothing", nil
	}
	data, err := os.ReadFile(e.full(p))
	if err != nil {
		e.t.Fatal(err)
	}
	e.write(p, strings.Replace(string(data), old, new, 1))
	return fmt.Sprintf("%s: %q for %q", p, new, old), []string{p}
}

func (e *editor) one() (what string, touched []string) {
	n := fmt.Sprint(e.r.IntN(1000))
	if e.last.Errors() > 0 && e.r.IntN(2) == 0 {
		e.restore()
		return "restore", []string{"content", "static", "themes", "lofte.toml"}
	}
	switch e.r.IntN(27) {
	case 0:
		return e.replace(e.pick(documents, followUps), "\n\n", "\n\nNytt stycke "+n+".\n\n")
	case 1:
		return e.replace(e.pick(kommuner), "title = \"", "title = \"Å"+n)
	case 2:
		return e.replace(e.pick(documents), "{#narvaro}", "{#narvaro"+n+"}")
	case 3:
		return e.replace(e.pick(documents, followUps), "+++\n", "+++\ndraft = true\n")
	case 4:
		return e.replace(e.pick(documents, followUps), "draft = true\n", "")
	case 5:
		p := e.pick(followUps, documents)
		_ = os.Remove(e.full(p))
		return "remove " + p, []string{p}
	case 6:
		p := e.pick(followUps)
		if p == "" {
			return "nothing", nil
		}
		to := path.Dir(p) + "/tx" + n + ".md"
		if err := os.Rename(e.full(p), e.full(to)); err != nil {
			e.t.Fatal(err)
		}
		return p + " becomes " + to, []string{p, to}
	case 7:
		p := e.pick("content/k*")
		to := "content/kx" + n
		if p == "" || os.Rename(e.full(p), e.full(to)) != nil {
			return "nothing", nil
		}
		return p + " becomes " + to, []string{p, to}
	case 8:
		p := "content/ny" + n
		e.write(p+"/_index.md", "+++\ntitle = \"Ny "+n+"\"\n+++\n\nHej.\n")
		e.write(p+"/2024.md", "+++\nfrom = 2024-01-01\nto = 2024-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n")
		return "make " + p, []string{p}
	case 9:
		p := "content/sida" + n + ".md"
		e.write(p, "+++\ntitle = \"Sida "+n+"\"\n+++\n\nSe [om](om.md).\n")
		return "make " + p, []string{p}
	case 10:
		settings := []string{"title = \"Titel " + n + "\"\nbase_url = \"https://example.se/\"\n", "title = \"x\"\n[markdown]\nhtml = \"sanitize\"\n",
			"title = \"x\"\ntimezone = \"UTC\"\n", "title = \"x\"\ntheme = \"egen\"\n", "title = \"x\"\n[look]\ncss = \"egen.css\"\n", "title = \"\n", "titel = \"x\"\n"}
		e.write("lofte.toml", settings[e.r.IntN(len(settings))])
		return "settings", []string{"lofte.toml"}
	case 11:
		e.write("themes/egen/static/css/site.css", "body { margin: "+n+"px }\n")
		return "theme's style", []string{"themes"}
	case 12:
		e.write("themes/egen/i18n/sv.toml", "nav_home = \"Hem "+n+"\"\n")
		return "theme's messages", []string{"themes/egen/i18n/sv.toml"}
	case 13:
		_ = os.RemoveAll(e.full("themes/egen"))
		return "no theme", []string{"themes/egen"}
	case 14:
		p := []string{"static/info.txt", "static/egen.css"}[e.r.IntN(2)]
		e.write(p, strings.Repeat("x", e.r.IntN(9)))
		return "static file", []string{p}
	case 15:
		p := e.pick(documents)
		if p == "" {
			return "nothing", nil
		}
		e.write(path.Dir(p)+"/bilaga.txt", n)
		_, touched := e.replace(p, "places =", "attachment = [{ file = \"bilaga.txt\" }]\nplaces =")
		return p + " has an attachment", append(touched, path.Dir(p)+"/bilaga.txt")
	case 16:
		p := e.pick("content/*/*/bilaga.txt")
		if p != "" && e.r.IntN(2) == 0 {
			_ = os.Remove(e.full(p))
		} else if p != "" {
			e.write(p, n+n)
		}
		return "attachment " + p, []string{p}
	case 17:
		return e.replace(e.pick(documents), "+++\n\n", "+++\n\n<b>rå</b> [länk](../../k0001/_index.md) ![b](x.png)\n\n")
	case 18:
		return e.replace(e.pick(kommuner), "code =", "part_of = \"k0001\"\ncode =")
	case 19:
		return e.replace(e.pick("content/*/2024/index.md"), "{#narvaro}", "{#narvaro from=\"2023#sikt,2023#narvaro\"}")
	case 20:
		return e.replace(e.pick("content/*/2023/index.md"), "{#sikt", "{#sikt"+n)
	case 21:
		e.write("lofte.toml", collects)
		return "collect", []string{"lofte.toml"}
	case 22:
		e.write("delat/promises.json", elsewhere([]string{"k0001", "utifran"}[e.r.IntN(2)], []string{"kept", "ongoing", "bra"}[e.r.IntN(3)]))
		e.write("delat/followups.json", "[]")
		return "other data", nil
	}
	p := e.pick(documents, kommuner)
	return "touch " + p, []string{p, "content/4913"}
}
