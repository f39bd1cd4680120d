package build

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/cache"
	"lofte/internal/day"
)

// TestPublishedFigures builds a site again and again, and holds what each build warns of.
func TestPublishedFigures(t *testing.T) {
	const (
		index    = "content/ort/2026/index.md"
		t1       = "content/ort/2026/t1.md"
		correct  = "[[correction]]\ndate = 2026-02-01\nnote = \"Fel\"\n"
		gata     = "- Gå på gatan {#gata target=50}\n"
		hund     = "- Söka med hund {#hund}\n"
		document = "+++\nfrom = 2026-01-01\nto = 2026-12-31\n"
		future   = "+++\nfrom = 2026-07-01\nto = 2026-12-31\n"
		promises = "+++\n\n## Polisen lovar\n\n"
		followUp = "+++\ndate = 2026-02-01\n"
		newHund  = `the promise "hund" was not in the document as it was published, and no correction tells of it`
		goneGata = `the promise "gata" was published and is gone, without a correction`
	)
	type step struct {
		edit map[string]string // texts by path; "" removes one
		want []string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"each figure has its own time", []step{
			{map[string]string{index: document + promises + gata + hund, t1: followUp + "[result.gata]\ncount = 31\nstatus = \"kept\"\n+++\n"}, nil},
			{map[string]string{t1: followUp + "[result.gata]\ncount = 33\nstatus = \"kept\"\n[result.hund]\ncount = 5\nstatus = \"kept\"\n+++\n"},
				[]string{`"count" of "gata" was published as 31 and is 33 now, without a correction`}},
			{map[string]string{t1: followUp + "[result.gata]\ncount = 34\nstatus = \"kept\"\n[result.hund]\ncount = 6\nstatus = \"kept\"\n+++\n"},
				[]string{`"count" of "gata" was published as 31 and is 34 now, without a correction`, `"count" of "hund" was published as 5 and is 6 now, without a correction`}},
			{map[string]string{t1: followUp + correct + "[result.gata]\ncount = 34\nstatus = \"kept\"\n[result.hund]\ncount = 6\nstatus = \"kept\"\n+++\n"}, nil},
			{map[string]string{t1: followUp + correct + "[result.gata]\ncount = 31\nstatus = \"kept\"\n[result.hund]\ncount = 6\nstatus = \"kept\"\n+++\n"},
				[]string{`"count" of "gata" was published as 34 and is 31 now, without a correction`}},
		}},
		{"a result that comes back", []step{
			{map[string]string{index: document + promises + gata, t1: followUp + "[result.gata]\nstatus = \"not-kept\"\n+++\n"}, nil},
			{map[string]string{t1: followUp + "+++\n"}, []string{`the result of "gata" was published and is gone, without a correction`}},
			{map[string]string{t1: followUp + "[result.gata]\nstatus = \"kept\"\n+++\n"},
				[]string{`"status" of "gata" was published as not-kept and is kept now, without a correction`}},
			{map[string]string{t1: followUp + "[result.gata]\nstatus = \"not-kept\"\n+++\n"}, nil},
		}},
		{"a correction that goes and comes back", []step{
			{map[string]string{index: document + promises + gata, t1: followUp + correct + "[result.gata]\nstatus = \"kept\"\ncount = 31\n+++\n"}, nil},
			{map[string]string{t1: followUp + "[result.gata]\nstatus = \"kept\"\ncount = 31\n+++\n"}, nil},
			{map[string]string{t1: followUp + correct + "[result.gata]\nstatus = \"kept\"\ncount = 33\n+++\n"},
				[]string{`"count" of "gata" was published as 31 and is 33 now, without a correction`}},
			{map[string]string{t1: followUp + correct + correct + "[result.gata]\nstatus = \"kept\"\ncount = 33\n+++\n"}, nil},
		}},
		{"promises in force", []step{
			{map[string]string{index: document + promises + gata}, nil},
			{map[string]string{index: document + promises + hund}, []string{goneGata, newHund}},
			{map[string]string{"content/ort/_index.md": "+++\ntitle = \"Orten\"\n+++\n"}, []string{goneGata, newHund}},
			{map[string]string{index: document + correct + promises + hund}, nil},
		}},
		{"promises not yet signed", []step{
			{map[string]string{index: future + promises + gata}, nil},
			{map[string]string{index: future + promises + hund}, nil},
			{map[string]string{index: future + "signed = 2026-02-01\n" + promises + gata}, nil},
			{map[string]string{index: future + "signed = 2026-02-01\n" + promises}, []string{goneGata}},
			{map[string]string{index: future + promises}, []string{goneGata}},
		}},
		{"what is given later", []step{
			{map[string]string{index: document + promises + "- Gå på gatan {#gata}\n", t1: followUp + "[result.gata]\nstatus = \"kept\"\n+++\n"}, nil},
			{map[string]string{
				index: document + "extended_to = 2027-06-30\n" + promises + gata,
				t1:    followUp + "[result.gata]\nstatus = \"kept\"\ncount = 3\neffect = \"better\"\n+++\n",
			}, nil},
		}},
		{"a text that moves but keeps its address", []step{
			{map[string]string{"content/ort/2026.md": document + promises + gata}, nil},
			{map[string]string{"content/ort/2026.md": "", index: document + promises + "- Gå på gatan {#gata target=40}\n"},
				[]string{`"target" of "gata" was published as 50 and is 40 now, without a correction`}},
		}},
		{"a text that was away", []step{
			{map[string]string{index: document + promises + gata, t1: followUp + "[result.gata]\nstatus = \"kept\"\ncount = 31\n+++\n"}, nil},
			{map[string]string{t1: ""}, nil},
			{map[string]string{t1: followUp + "[result.gata]\nstatus = \"kept\"\ncount = 33\n+++\n"}, nil},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder, out := t.TempDir(), filepath.Join(t.TempDir(), "public")
			files := map[string]string{
				"lofte.toml":            "title = \"Löften\"\nbase_url = \"https://example.se/\"\n",
				"content/ort/_index.md": "+++\ntitle = \"Ort\"\n+++\n",
			}
			for i, step := range c.steps {
				site := fstest.MapFS{}
				for path, text := range step.edit {
					files[path] = text
				}
				for path, text := range files {
					if text != "" {
						site[path] = &fstest.MapFile{Data: []byte(text), ModTime: time.Now()}
					}
				}
				o := Options{Site: site, Now: day.New(2026, 2, 1), Cache: folder, Published: folder}
				s, err := Read(o)
				if err != nil {
					t.Fatal(err)
				}
				// One that only looks sees the same, also while this one has the cache.
				o.Cache = ""
				look, err := Read(o)
				if err != nil {
					t.Fatal(err)
				}
				for _, got := range [][]string{uncorrected(s), uncorrected(look)} {
					if diff := cmp.Diff(step.want, got); diff != "" {
						t.Errorf("build %d warns (-want +got):\n%s", i+1, diff)
					}
				}
				_, err = s.Publish(context.Background(), out)
				if err := errors.Join(err, s.Forgot, s.Close()); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// uncorrected returns the warnings of a site that are about published figures.
func uncorrected(s *Site) []string {
	var list []string
	for _, p := range s.Problems {
		if p.Code == "uncorrected" {
			list = append(list, p.Message.String())
		}
	}
	return list
}

// TestFiguresAreRecorded holds that figures come back from the cache's note as they were.
func TestFiguresAreRecorded(t *testing.T) {
	want := figures{corrections: 2, binding: true, parts: []part{{values: [3]string{"a", "b", "c"}}, {id: "gata"}}}
	var w cache.Record
	want.record(&w)
	r := cache.Read(string(w.Bytes()))
	var got figures
	if got.record(&r); !r.Whole() {
		t.Error("the record is not whole")
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(figures{}, part{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
