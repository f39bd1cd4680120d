package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/jba/templatecheck"

	"lofte/internal/compiled"
	"lofte/internal/config"
	"lofte/internal/diag"
)

func load(t *testing.T) *Theme {
	t.Helper()
	var problems diag.List
	theme, ok, err := Load(fstest.MapFS{}, config.Default(), &problems)
	if err != nil || !ok {
		t.Fatalf("%v %v", err, problems.Sorted())
	}
	return theme
}

// TestStandardTemplatesFitTheirViews checks each template of the standard theme against the type that
// it shows.
func TestStandardTemplatesFitTheirViews(t *testing.T) {
	theme := load(t)
	for v, shown := range views {
		p := theme.pages[v]
		if p.library == nil {
			t.Errorf("there is no template for %s", v)
			continue
		}
		if p.compiled == nil {
			assets := map[string]published{} // by the name in static
			hashed := regexp.MustCompile(`^(?:assets/)?(.*)\.[0-9a-f]{10}(\.[a-z]+)$`)
			for _, a := range theme.assets {
				assets[hashed.ReplaceAllString(a.Path, "$1$2")] = published{a.Path, "sha384-"}
			}
			_, err := compiled.New(p.library, functions(theme.Messages, assets), shown)
			t.Errorf("the template for %s is not compiled: %v", v, err)
		}
		if err := templatecheck.CheckHTML(p.library.Option("missingkey=zero"), shown); err != nil {
			t.Errorf("%s: %v", v, err)
		}
	}
}

// TestCompiledPagesAreTheLibrarys fills every field of every view with text that needs escaping, and
// holds what the compiled templates write against what html/template writes.
func TestCompiledPagesAreTheLibrarys(t *testing.T) {
	theme := load(t)
	for v, shown := range views {
		for n := range 3 {
			filled := reflect.New(reflect.TypeOf(shown).Elem())
			fill(filled.Elem(), n, 0)
			var want, got bytes.Buffer
			if err := theme.pages[v].library.Execute(&want, filled.Interface()); err != nil {
				t.Fatal(err)
			}
			if err := theme.Execute(v, &got, filled.Interface()); err != nil {
				t.Fatal(err)
			}
			if want.String() != got.String() {
				t.Errorf("%s: the compiled template writes\n%s\nthe library\n%s", v, got.String(), want.String())
			}
		}
	}
}

// fill gives every field a value: n 0 leaves all empty, 1 and 2 fill in, with lists of n elements.
func fill(v reflect.Value, n, depth int) {
	if n == 0 || depth > 6 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		words := fmt.Sprintf("å<b>\"%d\" & 'x' + javascript:y", depth)
		if v.Type() == reflect.TypeFor[template.HTML]() {
			words = "<em>å</em>"
		}
		v.SetString(words)
	case reflect.Int:
		v.SetInt(int64(n))
	case reflect.Bool:
		v.SetBool(n == 1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n, depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(v.Index(i), n, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), n, depth+1)
			}
		}
	}
}
