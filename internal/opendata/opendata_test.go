package opendata

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/golden"
	"lofte/internal/message"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

var testDay = day.New(2024, 11, 22)

// files returns the open data of a site on the tests' day, drafts among its texts.
func files(t *testing.T, site fstest.MapFS) map[string]string {
	t.Helper()
	var problems diag.List
	cfg := config.Read(site[config.File].Data, &problems)
	model, found := content.Load(site, cfg, nil)
	problems.Append(found)
	p, found := plan.Make(model, cfg, testDay, nil)
	problems.Append(found)
	if problems.Errors() > 0 {
		t.Fatal(problems.Sorted())
	}
	messages, err := message.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../themes/standard/i18n/sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	if err := messages.Add("sv.toml", text); err != nil {
		t.Fatal(err)
	}
	data := New(p, messages, judge(p))
	all := map[string]string{}
	for i := range p.Outputs {
		o := &p.Outputs[i]
		if o.View != plan.DataFile {
			continue
		}
		var out bytes.Buffer
		if err := data.Write(o, &out); err != nil {
			t.Fatal(err)
		}
		if size := data.Size(o); size != int64(out.Len()) {
			t.Errorf("%s has %d bytes, and is said to have %d", o.Path, out.Len(), size)
		}
		all[o.Path] = out.String()
	}
	return all
}

func judge(p *plan.Plan) Judge {
	return func(d *promise.Document) ([]promise.Expected, promise.Counts) {
		timeline := d.Timeline(p.Now)
		return timeline, d.Counts(timeline)
	}
}

// TestFiles holds what the files of some sites hold.
func TestFiles(t *testing.T) {
	golden.Cases(t, "testdata/*.txtar", func(t *testing.T, site fstest.MapFS) map[string]string {
		all := files(t, site)
		valid(t, all)
		want := map[string]string{}
		for name, text := range all {
			if name == "stum/data.json" || strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, "s.json") {
				want[name] = strings.ReplaceAll(text, "\r\n", "\n")
			}
		}
		return want
	})
}

// valid holds the files against their schemas and against each other.
func valid(t *testing.T, all map[string]string) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	ids := map[string]string{}
	for name, text := range all {
		if !strings.HasSuffix(name, ".schema.json") {
			continue
		}
		schema := parse(t, text)
		ids[name] = schema.(map[string]any)["$id"].(string)
		if want := "https://exempel.se/" + name; ids[name] != want {
			t.Errorf("%s has the id %s", name, ids[name])
		}
		if err := compiler.AddResource(ids[name], schema); err != nil {
			t.Fatal(err)
		}
	}
	validate := func(name, schema string) any {
		s, err := compiler.Compile(ids["data/"+schema+".schema.json"])
		if err != nil {
			t.Fatal(err)
		}
		value := parse(t, all[name])
		if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return value
	}
	ofKommuner := map[Set][]any{}
	for name := range all {
		if kommun, ok := strings.CutSuffix(name, "/data.json"); ok {
			value := validate(name, "kommun").(map[string]any)
			if value["kommun"] != kommun {
				t.Errorf("%s is of %v", name, value["kommun"])
			}
			for _, set := range Sets() {
				ofKommuner[set] = append(ofKommuner[set], value[string(set)].([]any)...)
			}
		}
	}
	if n := len(validate("data/kommuner.json", kommuner).([]any)); n != strings.Count(strings.Join(slices.Collect(maps.Keys(all)), "\n"), "/data.json") {
		t.Errorf("kommuner.json has %d kommuner", n)
	}
	for _, set := range Sets() {
		rows := validate("data/"+string(set)+".json", string(set)).([]any)
		sameRows(t, rows, all["data/"+string(set)+".csv"])
		if a, b := sorted(rows), sorted(ofKommuner[set]); !slices.Equal(a, b) {
			t.Errorf("the kommuner's own %s are not those of all:\n%v\n%v", set, b, a)
		}
	}
}

func parse(t *testing.T, text string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return value
}

func sorted(rows []any) []string {
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprint(r)) // maps are printed by key
	}
	slices.Sort(all)
	return all
}

// sameRows holds that a CSV file says what a JSON file says, and is as RFC 4180 has it.
func sameRows(t *testing.T, rows []any, file string) {
	t.Helper()
	if strings.Count(file, "\n") != strings.Count(file, "\r\n") {
		t.Error("a line ends without CRLF")
	}
	lines, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1+len(rows) {
		t.Fatalf("%d rows in CSV, %d in JSON", len(lines)-1, len(rows))
	}
	for i, r := range rows {
		row := r.(map[string]any)
		if len(row) != len(lines[0]) {
			t.Errorf("%d columns in CSV, %d in JSON", len(lines[0]), len(row))
		}
		for c, name := range lines[0] {
			var want string
			switch v := row[name].(type) {
			case nil:
			case []any:
				for _, one := range v {
					want += "; " + one.(string)
				}
				want = strings.TrimPrefix(want, "; ")
			default:
				want = fmt.Sprint(v)
			}
			if got := lines[1+i][c]; got != want && got != "'"+want {
				t.Errorf("row %d: %s is %q in CSV, %q in JSON", i, name, got, want)
			}
		}
	}
}

// TestColumns holds the columns against CONTRACT §4, and the schemas against the rows.
func TestColumns(t *testing.T) {
	for set, want := range map[Set]string{
		Promises:  "kommun, code, county, period, from, to, id, party, text, target, unit, focus, places, status, count, status_date, url, continues",
		FollowUps: "kommun, code, period, followup, due, date, state, answered, promises, url",
	} {
		var names []string
		for _, c := range set.Columns() {
			names = append(names, c.Name)
			if c.Description == "" {
				t.Errorf("%s: nothing is said of %s", set, c.Name)
			}
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: %s\nwant %s", set, got, want)
		}
		var row any = PromiseRow{}
		if set == FollowUps {
			row = FollowUpRow{}
		}
		text, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, n := range names {
			next := bytes.Index(text, []byte(`"`+n+`":`))
			if next < at {
				t.Errorf("%s: %s stands elsewhere in JSON", set, n)
			}
			at = next
		}
	}
}

func TestHarmless(t *testing.T) {
	for _, cell := range []string{"=1+1", "+46", "-5", "@SUM(A1)", "\t=1", "\r=1"} {
		if got := harmless(cell); got != "'"+cell {
			t.Errorf("%q stays %q", cell, got)
		}
	}
	for _, cell := range []string{"", "Gå = bra", "2019-T1", "'tis"} {
		if got := harmless(cell); got != cell {
			t.Errorf("%q becomes %q", cell, got)
		}
	}
}

// TestDraftsAreInNoFile reads a site that shows its drafts.
func TestDraftsAreInNoFile(t *testing.T) {
	site := fstest.MapFS{
		"lofte.toml":            {Data: []byte("base_url = \"https://exempel.se/\"\n")},
		"content/ort/_index.md": {Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
		"content/ort/2023.md":   {Data: []byte("+++\nfrom = 2023-01-01\nto = 2023-12-31\nuntil_replaced = true\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n")},
		"content/ort/2024.md":   {Data: []byte("+++\nfrom = 2024-01-01\nto = 2024-12-31\ndraft = true\n+++\n\n## Polisen lovar\n\n- Hemligt {#ut}\n")},
		"content/ort/2023/a.md": {Data: []byte("+++\ndate = 2023-05-01\npublish = 2030-01-01\n[result.ut]\nstatus = \"kept\"\n+++\n")},
	}
	all := files(t, site)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if strings.Contains(name, "schema") {
			continue
		}
		for _, secret := range []string{"Hemligt", "2024", "kept", "2023-12-31"} {
			if strings.Contains(all[name], secret) {
				t.Errorf("%s has %q:\n%s", name, secret, all[name])
			}
		}
	}
	if !strings.Contains(all["ort/data.json"], `"status":"unreported"`) {
		t.Errorf("what everybody may see is not there:\n%s", all["ort/data.json"])
	}
}
