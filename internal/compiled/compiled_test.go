package compiled

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
	"testing"
)

type inner struct {
	Key, Text string
	Next      *inner
}

type view struct {
	Title string
	HTML  template.HTML
	URL   string
	Safe  template.URL
	Set   template.Srcset
	N     int
	Yes   bool
	List  []inner
	Words []string
	One   *inner
	Two   inner
}

var functions = map[string]Func{
	"t": func(args ...any) (any, error) {
		if args[0] == "bad" {
			return nil, fmt.Errorf("bad")
		}
		return fmt.Sprint(args...), nil
	},
	"dict": func(args ...any) (any, error) {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i].(string)] = args[i+1]
		}
		return m, nil
	},
}

func mustParse(t testing.TB, text string) *template.Template {
	t.Helper()
	funcs := template.FuncMap{}
	for name, f := range functions {
		funcs[name] = (func(...any) (any, error))(f)
	}
	tmpl, err := template.New("page").Funcs(funcs).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

// same compiles a template and holds its output against the library's for some views.
func same(t testing.TB, text string, views ...*view) {
	t.Helper()
	tmpl := mustParse(t, text)
	c, err := New(tmpl, functions, &view{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, v := range views {
		var want, got bytes.Buffer
		wantErr := tmpl.Execute(&want, v)
		gotErr := c.Execute(&got, v)
		if (wantErr == nil) != (gotErr == nil) {
			t.Errorf("%s: the library's error is %v, ours %v", text, wantErr, gotErr)
		} else if wantErr == nil && want.String() != got.String() {
			t.Errorf("%s:\nwant %q\ngot  %q", text, want.String(), got.String())
		}
	}
}

var pages = []string{
	`{{.Title}} <p title="{{.Title}}">{{.HTML}}</p><title>{{.Title}}</title><textarea>{{.Title}}</textarea>`,
	`<a href="{{.URL}}">{{.URL}}</a><a href="/x/{{.URL}}">x</a><a href="{{.Safe}}">y</a><img src="{{.URL}}" srcset="{{.Set}}" width="{{.N}}"><img srcset="{{.URL}}/x.png 2x, {{.Title}}"><meta http-equiv="refresh" content="0; url={{.URL}}">`,
	`{{if .Yes}}ja{{else if .N}}tal {{.N}}{{else}}nej{{end}}{{with .One}}{{.Key}} {{$.Title}}{{else}}ingen{{end}}`,
	`{{range .List}}[{{.Key}}:{{template "row" .}}]{{else}}tom{{end}}{{define "row"}}{{if eq .Key "a"}}A{{else if ne .Text "b"}}{{.Text}}{{end}}{{with .Next}}({{template "row" .}}){{end}}{{end}}`,
	`{{range $i, $x := .Words}}{{if $i}}, {{end}}{{$x}} {{$.N}}{{end}}{{$y := .Title}}{{$y}}{{range $w := .Words}}{{$w}}{{end}}`,
	`{{t "a" "b"}} {{t "x" .Title}} <p class="{{t "c"}}">{{template "k" (dict "Key" "kept")}}{{template "k" .Two}}</p>{{define "k"}}{{if eq .Key "kept"}}<b>{{.Key}}</b>{{else}}{{.Key}}{{end}}{{end}}`,
	`{{if and .Yes .Title}}1{{end}}{{if or .N .Title .One}}2{{end}}{{if not .Words}}3{{end}}{{if gt .N 2}}4{{end}}{{if le .N 2}}5{{end}}{{or .Title (t "none")}}{{len .Words}}{{if gt (len .List) 1}}6{{end}}`,
	`{{.Two.Text}}{{.One.Text}}`,
	`{{"konstant <"}}{{with $x := .Title}}{{$x}}{{end}}{{/* c */}}{{if $x := .N}}{{$x}}{{end}}{{if true}}x{{end}}`,
	`{{template "none"}}{{define "none"}}inget{{end}}`,
}

func views(s string, n int) []*view {
	return []*view{
		{},
		{Title: s, HTML: template.HTML(s), URL: s, Safe: template.URL(s), Set: template.Srcset(s), N: n, Yes: n%2 == 0,
			List:  []inner{{Key: "a", Text: s}, {Key: s, Text: "b"}, {Key: s, Text: s, Next: &inner{Key: "c", Text: s}}},
			Words: []string{s, "", s + s}, One: &inner{Key: s, Text: s}, Two: inner{"kept", s, nil}},
	}
}

func TestSameAsTheLibrary(t *testing.T) {
	for _, text := range pages {
		for _, s := range []string{"", "åäö", `<b>"x" & 'y' + z</b>`, "javascript:alert(1)", "HTTPS://x.se/?a=b&c=%2f%zz#d é", "a\x00b", "tel:123", "../x/y:z", " a.png 2x,b,,\tjavascript:x 1x,c.png 1.5x\n", "\xff\xfe", "\U0001F600", "mailto:a@b.se"} {
			for n := range 4 {
				same(t, text, views(s, n)...)
			}
		}
	}
}

func FuzzSameAsTheLibrary(f *testing.F) {
	f.Add("<a href='x'>", 1)
	f.Add("java\nscript:alert(1)", 2)
	f.Fuzz(func(t *testing.T, s string, n int) {
		for _, text := range pages {
			same(t, text, views(s, n)...)
		}
	})
}

// TestWhatCannotBeCompiled holds that what the compiler does not know is refused, not guessed.
func TestWhatCannotBeCompiled(t *testing.T) {
	for _, text := range []string{
		`{{printf "%d" .N}}`, `<script>{{.Title}}</script>`, `<p style="{{.Title}}">`, `<p {{.Title}}>`, `{{.N | print}}`,
		`{{index .Words 0}}`, `{{range 3}}x{{end}}`, `{{.Words}}`, `{{t "bad"}}`, `{{range .List}}{{break}}{{end}}`, `{{or .N .Title}}`,
		`<p title="{{.HTML}}">`, `{{eq .Title .N}}`, `{{slice .Title 1}}`,
	} {
		if _, err := New(mustParse(t, text), functions, &view{}); err == nil {
			t.Errorf("%s was compiled", text)
		}
	}
}

func TestWrongView(t *testing.T) {
	c, err := New(mustParse(t, "{{.Title}}"), functions, &view{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Execute(&bytes.Buffer{}, &inner{}); err == nil || !strings.Contains(err.Error(), "the view is a") {
		t.Errorf("the error is %v", err)
	}
}
