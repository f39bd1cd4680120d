package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
	"lofte/internal/plan"
)

// TestPart holds which outputs a build makes when a text is another than at the build before, and that
// the site is as a clean build makes it.
func TestPart(t *testing.T) {
	files := map[string]string{
		"lofte.toml":             "title = \"Löften\"\nbase_url = \"https://example.se/\"\n",
		"content/om.md":          "+++\ntitle = \"Om\"\n+++\n\nOm sidan.\n",
		"content/ort/_index.md":  "+++\ntitle = \"Ort\"\n+++\n\nOm orten.\n",
		"content/ort/bild.txt":   "fil",
		"content/ort/2026.md":    "+++\ntitle = \"Löftet\"\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\n## Läget\n\nDet är lugnt.\n\n## Polisen lovar\n\n- Gå {#ga}\n- Stå {#sta}\n",
		"content/ort/2026/t1.md": "+++\ntitle = \"Först\"\ndate = 2026-01-20\n[result.ga]\nstatus = \"kept\"\n[result.sta]\nstatus = \"ongoing\"\n+++\n\nAllt väl.\n",
		"content/by/_index.md":   "+++\ntitle = \"By\"\n+++\n\nSe [läget](../ort/2026.md#laget).\n",
		"content/by/2026.md":     "+++\ntitle = \"Byns löfte\"\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\n## Polisen lovar\n\n- Gå {#ga}\n",
		"content/by/2025.md":     "+++\ntitle = \"Byns utkast\"\nfrom = 2025-01-01\nto = 2025-12-31\ndraft = true\n+++\n\n## Polisen lovar\n\n- Gå {#ga}\n",
	}
	var drawing, small bytes.Buffer
	if err := png.Encode(&drawing, image.NewGray(image.Rect(0, 0, 1700, 9))); err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 900, 9))); err != nil {
		t.Fatal(err)
	}
	files["static/plansch.png"], files["content/ort/karta.png"] = drawing.String(), drawing.String()
	files["content/ort/_index.md"] += "\n![Karta](karta.png)\n"
	// As many as the feed of the site tells of.
	files["content/a/_index.md"] = "+++\ntitle = \"Annan ort\"\n+++\n"
	for i := range plan.FeedEntries {
		files[fmt.Sprintf("content/a/nyheter/%d.md", i)] = "+++\ntitle = \"Nytt\"\ndate = 2026-01-30\n+++\n\nNytt.\n"
	}
	for _, tt := range []struct {
		name, path, old, new string
		part                 bool
		feed                 bool // whether the feed of the site is made again
		wrong                int  // problems
	}{
		{name: "the text of a document", path: "content/ort/2026.md", old: "lugnt", new: "livligt", part: true},
		{name: "the text of a follow-up", path: "content/ort/2026/t1.md", old: "väl", new: "illa", part: true},
		{name: "the text of a kommun", path: "content/ort/_index.md", old: "Om orten", new: "Om vår ort", part: true},
		{name: "the text of a news item", path: "content/a/nyheter/7.md", old: "Nytt.\n", new: "Nytt.\n\nMer nytt.\n", part: true, feed: true},
		{name: "a link to a page", path: "content/ort/2026/t1.md", old: "väl", new: "[väl](../../om.md)", part: true},
		{name: "a link to a kommun", path: "content/ort/2026/t1.md", old: "väl", new: "[väl](../../by/_index.md)", part: true},
		{name: "a link within the kommun", path: "content/ort/2026/t1.md", old: "väl", new: "[väl](../2026.md#laget)", part: true},
		{name: "a link to another's document", path: "content/ort/2026/t1.md", old: "väl", new: "[väl](../../by/2026.md)"},
		{name: "a link to a draft", path: "content/ort/2026/t1.md", old: "väl", new: "[väl](../../by/2025.md)", wrong: 1},
		{name: "a dead link", path: "content/ort/2026.md", old: "lugnt", new: "[lugnt](nej.md)", wrong: 1},
		{name: "a heading that another links to", path: "content/ort/2026.md", old: "## Läget", new: "## Nuet", wrong: 1},
		{name: "an image", path: "content/ort/2026/t1.md", old: "väl", new: "![väl](/plansch.png)"},
		{name: "another image", path: "content/ort/_index.md", old: "(karta", new: "(../../static/plansch"},
		{name: "an image gone", path: "content/ort/_index.md", old: "![Karta](karta.png)\n", new: ""},
		{name: "the text beside an image", path: "content/ort/_index.md", old: "orten.\n\n", new: "orten.\n\n- Allt\n\n", part: true},
		{name: "a smaller image", path: "content/ort/karta.png", old: drawing.String(), new: small.String()},
		{name: "a title", path: "content/ort/2026.md", old: "Löftet", new: "Löfte"},
		{name: "a promise", path: "content/ort/2026.md", old: "Gå {", new: "Cykla {"},
		{name: "a status", path: "content/ort/2026/t1.md", old: "kept", new: "not-kept", wrong: 1},
		{name: "the lead of a news item", path: "content/a/nyheter/7.md", old: "Nytt.\n", new: "Helt nytt.\n"},
		{name: "a new follow-up", path: "content/ort/2026/t2.md", new: "+++\ntitle = \"Sedan\"\ndate = 2026-01-25\n[result.ga]\nstatus = \"kept\"\n+++\n"},
		{name: "a text gone", path: "content/ort/2026/t1.md", old: files["content/ort/2026/t1.md"], wrong: -1},
		{name: "a file", path: "content/ort/bild.txt", old: "fil", new: "andra"},
		{name: "a plain page", path: "content/om.md", old: "Om sidan", new: "Om sajten"},
		{name: "the settings", path: "lofte.toml", old: "Löften", new: "Våra löften"},
		{name: "an unknown key", path: "content/ort/2026.md", old: "from", new: "form = 1\nfrom", wrong: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cache, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			site := fstest.MapFS{}
			for path, text := range files {
				site[path] = &fstest.MapFile{Data: []byte(text), ModTime: at}
			}
			o := Options{Site: site, Now: day.New(2026, 2, 1), Cache: cache, Published: cache}
			build := func() *Site {
				t.Helper()
				s, err := Read(o)
				if err != nil {
					t.Fatal(err)
				}
				part := s.part != nil
				if s.Errors() == 0 {
					_, err = s.Publish(context.Background(), out)
				}
				if err := errors.Join(err, s.Forgot, s.Close()); err != nil {
					t.Fatal(err)
				}
				if part && s.part == nil {
					t.Error("the part was not enough")
				}
				return s
			}
			if first := build(); len(first.Problems) > 0 || first.part != nil {
				t.Fatalf("the site to begin with: %v", first.Problems)
			}
			text := strings.Replace(files[tt.path], tt.old, tt.new, 1)
			if text == files[tt.path] {
				t.Fatal("the edit changes nothing")
			}
			if site[tt.path] = (&fstest.MapFile{Data: []byte(text), ModTime: at.Add(time.Hour)}); text == "" {
				delete(site, tt.path)
			}
			s := build()
			if part := s.part != nil; part != tt.part {
				t.Errorf("a part of the site was read: %v", part)
			}
			if n := len(s.Problems); n != max(tt.wrong, 0) {
				t.Errorf("%d problems: %v", n, s.Problems)
			}
			if s.Errors() > 0 {
				return
			}
			if len(s.Left) != 1 {
				t.Errorf("left out: %v", s.Left)
			}
			if tt.part && s.part != nil {
				var made []string
				for _, o := range s.made() {
					if top(o.Path, nil) != strings.Split(tt.path, "/")[1] {
						made = append(made, o.Path)
					}
				}
				if want := slices.Repeat([]string{"feed.xml"}, map[bool]int{true: 1}[tt.feed]); !slices.Equal(made, want) {
					t.Errorf("outputs of others that were made: %v", made)
				}
			}
			o.Cache = ""
			clean, err := Read(o)
			if err != nil {
				t.Fatal(err)
			}
			var want kept
			if err := clean.Render(context.Background(), &want); err != nil {
				t.Fatal(err)
			}
			if err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
				path, _ := filepath.Rel(out, p)
				if _, wanted := want.files[filepath.ToSlash(path)]; err == nil && !d.IsDir() && !wanted {
					t.Errorf("%s is there, which a clean build does not make", path)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for path, clean := range want.files {
				got, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(path)))
				if err != nil {
					t.Error(err)
				} else if diff := cmp.Diff(string(clean), string(got)); diff != "" {
					t.Errorf("%s is not as a clean build makes it (-want +got):\n%s", path, diff)
				}
			}
			o.Cache = cache
			if tt.wrong == 0 {
				if again := build(); again.Plan != nil {
					t.Error("the next build finds another site")
				}
			}
		})
	}
}
