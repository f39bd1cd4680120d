package collect

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/golden"
	"lofte/internal/opendata"
	"lofte/internal/promise"
)

// TestRead holds what the model has of data: the golden part of each case is what stands in it.
func TestRead(t *testing.T) {
	golden.Cases(t, "testdata/read/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		delete(site, "want")
		return map[string]string{"want": describe(Look(site, []config.Collect{{File: "delat"}}, nil, today, nil))}
	})
}

// describe writes out what a collection has, as of the tests' day.
func describe(c *Collection) string {
	var b strings.Builder
	site, problems := c.Join(&promise.Site{})
	for _, p := range problems.Sorted() {
		fmt.Fprintf(&b, "%s: %s\n", p.Severity, p.Message)
	}
	for _, k := range site.All() {
		fmt.Fprintf(&b, "%s: %q %q %q <%s> (%s)\n", k.Slug, k.Title, k.Code, k.County, k.Elsewhere.URL, k.Elsewhere.Site)
		for _, d := range k.Documents {
			last, open := d.End()
			fmt.Fprintf(&b, "  %q %s–%s open=%v focus=%q <%s>\n", d.Title, d.From, last, open, d.Focus, d.URL)
			for _, p := range d.Promises {
				fmt.Fprintf(&b, "    #%s %q %q below=%q at=%q focus=%q target=%v: %s", p.ID, p.Parties, p.Text, p.Below, p.Place, p.Focus, p.Target, p.Status())
				if told := p.Latest(); told.Result != nil {
					fmt.Fprintf(&b, " on %s", told.FollowUp.Date)
					if told.Count != nil {
						fmt.Fprintf(&b, " count=%d", *told.Count)
					}
					fmt.Fprintf(&b, " by %q <%s>", told.FollowUp.Title, told.FollowUp.URL)
				}
				if p.First != p {
					fmt.Fprintf(&b, ", since %s", p.First.Document.Period)
				}
				fmt.Fprintf(&b, "\n      %s\n", p.Body.HTML)
			}
			for _, e := range d.Timeline(today) {
				fmt.Fprintf(&b, "    %s %q due=%s late=%d", e.State, e.Part.Name, e.Part.Due, e.DaysLate(today))
				if f := e.FollowUp; f != nil {
					fmt.Fprintf(&b, " on %s %q <%s>: %d of %d", f.Date, f.Title, f.URL, f.Answered(), len(f.Results))
				}
				b.WriteString("\n")
			}
			c := d.Conditions(today, d.Timeline(today))
			fmt.Fprintf(&b, "    %d of %d published, %d months\n", c.Published, c.Promised, c.Months)
		}
	}
	return b.String()
}

// good is data in which nothing is wrong.
func good() (promises, followUps map[string]any) {
	decode := func(text string) map[string]any {
		var rows []map[string]any
		if err := json.Unmarshal([]byte(text), &rows); err != nil {
			panic(err)
		}
		return rows[0]
	}
	const base = "https://ort.example/"
	return decode(promisesOf(base, "ort")), decode(followUpsOf(base, "ort"))
}

// TestFaultsOfRows holds that data which breaks off from what the columns mean is refused, and where it is
// said to.
func TestFaultsOfRows(t *testing.T) {
	for _, c := range []struct {
		file, column string
		value        any
	}{
		{promisesFile, "kommun", "Östersund"},
		{promisesFile, "kommun", "../ort"},
		{promisesFile, "code", "48"},
		{promisesFile, "period", "2026/x"},
		{promisesFile, "from", "2026-02-30"},
		{promisesFile, "from", "0001-01-01"},
		{promisesFile, "from", "2027-01-01"}, // after to
		{promisesFile, "to", "9999-12-31"},
		{promisesFile, "id", ""},
		{promisesFile, "target", 1e30},
		{promisesFile, "target", "2"},
		{promisesFile, "focus", nil},
		{promisesFile, "status", "bra"},
		{promisesFile, "status_date", nil},
		{promisesFile, "url", "inte en adress"},
		{promisesFile, "more", "x"},
		{followUpsFile, "followup", "2026-T4"},
		{followUpsFile, "followup", nil},
		{followUpsFile, "due", "i maj"},
		{followUpsFile, "due", "2999-01-01"},
		{followUpsFile, "date", nil},
		{followUpsFile, "state", "late"},
		{followUpsFile, "answered", -1},
		{followUpsFile, "promises", nil},
	} {
		promises, followUps := good()
		changed := promises
		if c.file == followUpsFile {
			changed = followUps
		}
		changed[c.column] = c.value
		all := files{}
		for name, row := range map[string]map[string]any{promisesFile: promises, followUpsFile: followUps} {
			data, err := json.Marshal([]any{row})
			if err != nil {
				t.Fatal(err)
			}
			all[name] = data
		}
		got := read(&collected{Collect: config.Collect{File: "delat"}, files: all})
		m, ok := got.fault.(*opendata.Misfit)
		if !ok || len(got.kommuner) > 0 {
			t.Errorf("%s %s = %v is taken: %v", c.file, c.column, c.value, got.fault)
			continue
		}
		want := c.column
		switch c.value {
		case "2027-01-01":
			want = "to"
		case "x":
			want = "" // a column that the schema does not have
		case 1e30:
			want = ""
		}
		if m.File != c.file || m.Column != want {
			t.Errorf("%s %s = %v: %v", c.file, c.column, c.value, got.fault)
		}
	}
}

// TestAddresses holds which addresses are taken over from the data of https://ort.example/l/.
func TestAddresses(t *testing.T) {
	for given, taken := range map[string]bool{
		"https://ort.example/l/a/2026/":       true,
		"https://ort.example/l/":              true,
		"https://ort.example/l/å b":           true,
		"http://ort.example/l/a/":             false,
		"https://ort.example/":                false,
		"https://ort.example/l":               false,
		"https://ort.example/l/../x/":         false,
		"https://ort.example/l/%2e%2E/x/":     false,
		"https://ort.example.evil/l/":         false,
		"https://ort.example@evil.example/l/": false,
		"https://ort.example\\@evil/l/":       false,
		"//ort.example/l/":                    false,
		"/l/a/":                               false,
		"javascript:alert(1)":                 false,
		" https://ort.example/l/a/":           false,
	} {
		r := reader{base: "https://ort.example/l/"}
		if got := r.address(given); (got != "") != taken || (r.foreign == 0) != taken {
			t.Errorf("%q gives %q, %d foreign", given, got, r.foreign)
		}
	}
}

// TestKommunFile holds that a kommun's data.json says as much as the files of all.
func TestKommunFile(t *testing.T) {
	const base = "https://ort.example/"
	about := `"kommun":"ort","title":"Örten","code":"0483","county":"Länet","url":"https://ort.example/ort/","license":"https://x.example/"`
	site := fstest.MapFS{
		"ort.json":             {Data: []byte("{" + about + `,"promises":` + promisesOf(base, "ort") + `,"followups":` + followUpsOf(base, "ort") + "}")},
		"delat/promises.json":  {Data: []byte(promisesOf(base, "ort"))},
		"delat/followups.json": {Data: []byte(followUpsOf(base, "ort"))},
		"delat/kommuner.json":  {Data: []byte("[{" + about + "}]")},
	}
	of := func(file string) string {
		return describe(Look(site, []config.Collect{{File: file}}, nil, today, nil))
	}
	if got, want := of("ort.json"), of("delat"); got != want || !strings.Contains(got, "Örten") {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestOwnDataComesBack holds that a copy gives back what was put into it.
func TestOwnDataComesBack(t *testing.T) {
	k := &kept{
		URL: "https://ort.example/å/", Fetched: "2026-11-22", Tags: map[string]tags{promisesFile: {ETag: `"a"`}},
		files: files{promisesFile: json.RawMessage("[\n {\"x\": \"<å>\"}\n]"), followUpsFile: json.RawMessage("[]")},
	}
	dir := t.TempDir()
	if err := k.save(dir); err != nil {
		t.Fatal(err)
	}
	got, fetched, err := readCopy(os.DirFS(dir), k.URL)
	if err != nil || fetched != today || string(got[promisesFile]) != string(k.files[promisesFile]) || string(got[followUpsFile]) != "[]" || got[kommunerFile] != nil {
		t.Errorf("%s %v %v", got, fetched, err)
	}
	names, err := fs.Glob(os.DirFS(dir), Folder+"/*")
	if err != nil || len(names) != 1 {
		t.Errorf("%q %v", names, err)
	}
}

func TestAge(t *testing.T) {
	for days, want := range map[int]string{-1: "the copy is of the same day", 0: "the copy is of the same day", 1: "the copy is 1 day old", 40: "the copy is 40 days old"} {
		if got := (&collected{copied: today}).age(today.AddDays(days)).String(); got != want {
			t.Errorf("after %d days: %s", days, got)
		}
	}
}

// TestLookAgain holds that what is unchanged is not read again, and what has changed is.
func TestLookAgain(t *testing.T) {
	site := fstest.MapFS{"delat/promises.json": {Data: []byte(promisesOf("https://a.example/", "ort"))}, "delat/followups.json": {Data: []byte("[]")}}
	sources := []config.Collect{{File: "delat"}}
	of := func(c *Collection) *promise.Kommun {
		joined, _ := c.Join(&promise.Site{})
		return joined.All()[0]
	}
	first := Look(site, sources, nil, today, nil)
	second := Look(site, sources, nil, today, first)
	if of(first) != of(second) || first.Sum() != second.Sum() {
		t.Error("it is read again")
	}
	site["delat/promises.json"] = &fstest.MapFile{Data: []byte(promisesOf("https://a.example/", "stad"))}
	third := Look(site, sources, nil, today, second)
	if of(third).Slug != "stad" || third.Sum() == second.Sum() {
		t.Error("it is not read again")
	}
}

// FuzzRead holds that no data makes a fault of the program, and that nothing comes out of it that pages
// cannot show.
func FuzzRead(f *testing.F) {
	f.Add(promisesOf("https://ort.example/", "ort", "stad"), followUpsOf("https://ort.example/", "ort"), "[]")
	f.Add("[]", "[]", `[{"kommun":"ort","title":"","code":null,"county":null,"url":"https://ort.example/ort/","license":"https://x.example/"}]`)
	f.Add("[{}]", "null", "{")
	f.Fuzz(func(t *testing.T, promises, followUps, kommuner string) {
		r := read(&collected{
			Collect: config.Collect{URL: "https://ort.example/"},
			files:   files{promisesFile: json.RawMessage(promises), followUpsFile: json.RawMessage(followUps), kommunerFile: json.RawMessage(kommuner)},
		})
		for _, k := range r.kommuner {
			if k.Slug == "" || k.Title == "" {
				t.Errorf("a kommun %q %q", k.Slug, k.Title)
			}
			for _, d := range k.Documents {
				if years := d.Years(day.New(2200, 1, 1)); len(years) == 0 || len(years) > 301 {
					t.Errorf("%d years", len(years))
				}
				if d.URL != "" && !strings.HasPrefix(d.URL, "https://ort.example/") {
					t.Errorf("an address %q", d.URL)
				}
				for _, p := range d.Promises {
					p.Latest()
				}
				d.Conditions(today, d.Timeline(today))
			}
		}
	})
}
