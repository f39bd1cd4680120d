package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lofte/internal/config"
	"lofte/internal/opendata"
	"lofte/internal/promise"
)

// TestMessagesExist holds that the standard catalogue has every message that the views ask for by a
// name that stands in the code.
func TestMessagesExist(t *testing.T) {
	c := catalogue(t)
	want := made()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "text" && f.Sel.Name != "count" && f.Sel.Name != "Text" && f.Sel.Name != "Count" {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok {
				id, _ := strconv.Unquote(lit.Value)
				want = append(want, id)
			}
			return true
		})
	}
	if len(want) < 80 {
		t.Fatalf("found only %d messages in the code", len(want))
	}
	for _, id := range want {
		if !c.Has(id) {
			t.Errorf("the standard catalogue has no message %q", id)
		}
	}
}

// made are the ids that the code puts together.
func made() []string {
	var ids []string
	for _, s := range promise.Statuses() {
		ids = append(ids, "status_"+s.String(), "tally_"+s.String())
	}
	for _, e := range promise.Effects() {
		ids = append(ids, "effect_"+e)
	}
	for _, s := range []promise.State{promise.Published, promise.Planned, promise.Overdue} {
		ids = append(ids, "state_"+string(s), "column_"+string(s))
	}
	for _, p := range append(promise.Pers(), string(promise.PerDay)) {
		ids = append(ids, "per_"+p)
		if p != string(promise.PerPeriod) {
			ids = append(ids, "every_"+p, "every_2_"+p)
		}
	}
	for _, p := range []string{"police", "kommunen", "both"} {
		ids = append(ids, "party_"+p, "party_"+p+"_inside")
	}
	for _, s := range []promise.PaceState{
		promise.OnPace, promise.Behind, promise.Ahead, promise.TooEarly, promise.Reached, promise.Fewer, promise.More,
		promise.UnderLimit, promise.OverLimit, promise.NoTarget, promise.ResponseTime, promise.ForEach, promise.NoCount,
		promise.NoPeriod, promise.Outside, promise.LongerTime, promise.Incomplete,
	} {
		if s.Compared() {
			ids = append(ids, "pace_"+string(s))
		} else {
			ids = append(ids, "pace_because_"+string(s))
		}
	}
	for _, p := range []promise.Per{promise.PerDay, promise.PerWeek, promise.PerMonth} {
		ids = append(ids, "span_"+string(p))
	}
	for _, k := range []string{"current", "ended", "coming"} {
		ids = append(ids, "document_"+k)
	}
	for _, k := range promise.ChangeKinds() {
		ids = append(ids, "changes_"+string(k), "changes_note_"+string(k), "changes_count_"+string(k))
		if k != promise.Dropped && k != promise.Unchanged {
			ids = append(ids, "change_"+string(k))
		}
	}
	for _, k := range []string{"document", "followup", "status", "correction", "news"} {
		ids = append(ids, "feed_"+k)
	}
	for _, k := range []string{"signing", "validity", "followup"} {
		ids = append(ids, "calendar_"+k)
	}
	for _, u := range []string{"days", "months", "years"} {
		ids = append(ids, "timing_late_"+u, "timing_overdue_"+u)
	}
	for _, u := range []string{"open", "months", "years"} {
		ids = append(ids, "unlike_length_"+u, "unfair_length_"+u)
	}
	for _, l := range []string{"T", "H", "Q", "month"} {
		ids = append(ids, "part_"+l)
	}
	for m := 1; m <= 12; m++ {
		ids = append(ids, "month_"+strconv.Itoa(m))
	}
	for _, set := range opendata.Sets() {
		id := "data_" + string(set)
		ids = append(ids, id, id+"_en", id+"_about", id+"_about_en")
		for _, c := range set.Columns() {
			ids = append(ids, id+"_"+c.Name)
		}
	}
	for _, s := range promise.Statuses() {
		ids = append(ids, "legend_"+s.String(), "legend_"+s.String()+"_en")
	}
	for _, e := range []string{"silent", "overdue"} {
		ids = append(ids, "data_example_"+e, "data_example_"+e+"_en")
	}
	for _, s := range append(config.Conformities(), "unknown") {
		ids = append(ids, "accessibility_"+s, "accessibility_note_"+s)
	}
	for _, g := range config.Grounds() {
		ids = append(ids, "accessibility_"+g, "accessibility_note_"+g)
	}
	for _, m := range config.Methods() {
		ids = append(ids, "accessibility_method_"+m)
		if m != string(config.Estimate) {
			ids = append(ids, "accessibility_method_"+m+"_by")
		}
	}
	for _, w := range config.Situations() {
		ids = append(ids, "accessibility_who_"+w)
	}
	for _, b := range built() {
		ids = append(ids, "accessibility_built_"+b)
	}
	return append(ids, "date", "thousands", "list_last")
}

// noLayout are the types that no layout is given: what is read elsewhere, and what makes the others.
var noLayout = []string{"Maker", "Feed", "Entry", "Fact", "Calendar", "CalendarDay", "OEmbed"}

// TestViewsAreDocumented holds docs/themes.md against the types of the package.
func TestViewsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	types := 0
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() || slices.Contains(noLayout, spec.Name.Name) {
				return true
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			types++
			section := regexp.MustCompile("(?ms)^#+ `" + spec.Name.Name + "`(.*?)(^#|\\z)").FindSubmatch(doc)
			if section == nil {
				t.Errorf("docs/themes.md has no heading for %s", spec.Name.Name)
				return true
			}
			for _, f := range fields.Fields.List {
				for _, name := range f.Names {
					if !strings.Contains(string(section[1]), "`"+name.Name+"`") {
						t.Errorf("docs/themes.md does not name the field %s of %s", name.Name, spec.Name.Name)
					}
				}
			}
			return true
		})
	}
	if types < 30 {
		t.Fatalf("found only %d types", types)
	}
}
