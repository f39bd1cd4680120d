package message

import (
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

const catalogue = `
hello = "Hej"
greet = "Hej {{.Name}}, {{ .Name }} och {{.Other}}!"
braces = "a } b {c}"
alike = "Name{{.Name}}"
date = "{{.Day}} {{.Month}} {{.Year}}"
month_2 = "februari"
list_last = " och "
thousands = "\u00A0"

[promises]
one = "{{.Count}} löfte i {{.Place}}"
other = "{{.Count}} löften i {{.Place}}"

[nested.deep]
other = "djupt"
`

// load returns a catalogue of a language, made of files.
func load(t *testing.T, lang string, files ...string) *Catalogue {
	t.Helper()
	c, err := New(lang)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if err := c.Add(fmt.Sprint(i, ".toml"), []byte(f)); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestText(t *testing.T) {
	c := load(t, "sv", catalogue)
	tests := []struct {
		name, want string
		got        string
	}{
		{"a message", "Hej", c.Text("hello")},
		{"arguments, more than once", "Hej Åsa, Åsa och Örjan!", c.Text("greet", "Name", "Åsa", "Other", "Örjan")},
		{"the first of two arguments of a name", "Hej a, a och b!", c.Text("greet", "Name", "a", "Name", "c", "Other", "b")},
		{"an argument that is not there", "Hej ,  och b!", c.Text("greet", "Other", "b")},
		{"an argument without value", "Hej ,  och b!", c.Text("greet", "Other", "b", "Name")},
		{"a value is not filled in again", "Hej {{.Other}}, {{.Other}} och b!", c.Text("greet", "Name", "{{.Other}}", "Other", "b")},
		{"braces that mean nothing", "a } b {c}", c.Text("braces")},
		{"text that is the name of an argument", "NameÅsa", c.Text("alike", "Name", "Åsa")},
		{"an id of several parts", "djupt", c.Text("nested.deep")},
		{"no such message", "[nix]", c.Text("nix")},
		{"no such message, with arguments", "[nix]", c.Text("nix", "Name", "a")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
	if c.Has("nix") || !c.Has("hello") {
		t.Error("Has is wrong")
	}
	want := []string{"alike", "braces", "date", "greet", "hello", "list_last", "month_2", "nested.deep", "promises", "thousands"}
	if diff := cmp.Diff(want, c.IDs()); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestCount(t *testing.T) {
	c := load(t, "sv", catalogue)
	for n, want := range map[int]string{
		0:       "0 löften i Ort",
		1:       "1 löfte i Ort",
		2:       "2 löften i Ort",
		11:      "11 löften i Ort",
		21:      "21 löften i Ort",
		1000:    "1\u00a0000 löften i Ort",
		1000001: "1\u00a0000\u00a0001 löften i Ort",
	} {
		if got := c.Count("promises", n, "Place", "Ort"); got != want {
			t.Errorf("Count(%d) is %q, want %q", n, got, want)
		}
	}
	if got := c.Count("hello", 1); got != "Hej" {
		t.Errorf("a message without plural forms is %q", got)
	}
	if got := c.Count("nix", 1); got != "[nix]" {
		t.Errorf("no message is %q", got)
	}
}

// A form that a catalogue does not give is the form other.
func TestPluralFormsOfOtherLanguages(t *testing.T) {
	arabic := "[n]\nzero = \"zero\"\none = \"one\"\ntwo = \"two\"\nfew = \"few\"\nmany = \"many\"\nother = \"other\"\n"
	polish := "[n]\none = \"one\"\nfew = \"few\"\nother = \"other\"\n"
	tests := []struct {
		lang, file string
		want       map[int]string
	}{
		{"ar", arabic, map[int]string{0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"}},
		{"pl", polish, map[int]string{1: "one", 2: "few", 5: "other", 22: "few"}},
		{"fi", polish, map[int]string{0: "other", 1: "one", 2: "other"}},
		{"fit", polish, map[int]string{0: "other", 1: "one", 2: "other"}},
		{"se", arabic, map[int]string{0: "other", 1: "one", 2: "two", 3: "other"}},
		{"en-GB", polish, map[int]string{1: "one", 2: "other"}},
	}
	for _, tt := range tests {
		c := load(t, tt.lang, tt.file)
		for n, want := range tt.want {
			if got := c.Count("n", n); got != want {
				t.Errorf("%s: %d is %q, want %q", tt.lang, n, got, want)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	c := load(t, "sv", catalogue)
	for n, want := range map[int]string{
		0:             "0",
		7:             "7",
		999:           "999",
		1000:          "1 000",
		12345:         "12 345",
		123456:        "123 456",
		1234567:       "1 234 567",
		-1:            "-1",
		-999:          "-999",
		-1000:         "-1 000",
		-123456:       "-123 456",
		-1234567:      "-1 234 567",
		math.MinInt64: "-9 223 372 036 854 775 808",
	} {
		if got := c.Number(n); got != strings.ReplaceAll(want, " ", "\u00a0") {
			t.Errorf("Number(%d) is %q, want %q", n, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	c := load(t, "sv", catalogue)
	if got := c.Date(day.New(2020, time.February, 9)); got != "9 februari 2020" {
		t.Errorf("got %q", got)
	}
	if got := c.Date(day.Date{}); got != "" {
		t.Errorf("no day is %q", got)
	}
	if got := c.Month(2); got != "februari" {
		t.Errorf("month 2 is %q", got)
	}
}

func TestList(t *testing.T) {
	c := load(t, "sv", catalogue)
	for want, words := range map[string][]string{
		"":             nil,
		"a":            {"a"},
		"a och b":      {"a", "b"},
		"a, b och c":   {"a", "b", "c"},
		"a, b, c och ": {"a", "b", "c", ""},
	} {
		if got := c.List(words); got != want {
			t.Errorf("List(%q) is %q, want %q", words, got, want)
		}
	}
}

// A site's own catalogue replaces messages, with all their forms, and leaves the others.
func TestAddReplaces(t *testing.T) {
	c := load(t, "sv", catalogue, "hello = \"Hallå\"\n[promises]\nother = \"{{.Count}} st\"\n")
	got := []string{c.Text("hello"), c.Count("promises", 1), c.Text("braces")}
	if diff := cmp.Diff([]string{"Hallå", "1 st", "a } b {c}"}, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

func TestAddRefuses(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"no TOML", "hello = Hej", `read the messages in i18n/sv.toml: toml: line 1 (last key "hello"): expected value but found "Hej" instead`},
		{"no form other", "[n]\none = \"ett\"\n", `read the message "n" in i18n/sv.toml: it has no text for the plural form other`},
		{"no text", "n = \"\"\n", `read the message "n" in i18n/sv.toml: it has no text for the plural form other`},
		{"a placeholder without a dot", "n = \"{{Name}}\"\n", `read the message "n" in i18n/sv.toml: "{{Name}}" is not filled in with {{.Name}}`},
		{"a placeholder without end", "n = \"{{.Name\"\n", `read the message "n" in i18n/sv.toml: "{{.Name" is not filled in with {{.Name}}`},
		{"a placeholder without name", "n = \"{{.}}\"\n", `read the message "n" in i18n/sv.toml: "{{.}}" is not filled in with {{.Name}}`},
		{"a template", "n = \"{{.Name | html}}\"\n", `read the message "n" in i18n/sv.toml: "{{.Name | html}}" is not filled in with {{.Name}}`},
		{"the first of several faults", "b = \"{{\"\na = \"{{\"\nc = \"{{\"\n", `read the message "a" in i18n/sv.toml: "{{" is not filled in with {{.Name}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := load(t, "sv", catalogue)
			err := c.Add("i18n/sv.toml", []byte("hello = \"Hallå\"\n"+tt.file))
			if tt.name == "no TOML" {
				err = c.Add("i18n/sv.toml", []byte(tt.file))
			}
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
			if c.Text("hello") != "Hej" || c.Has("n") {
				t.Error("a file with a fault adds messages")
			}
		})
	}
}

func TestNewRefusesWhatIsNoLanguage(t *testing.T) {
	if c, err := New("svenska på riktigt"); err == nil {
		t.Errorf("got %+v", c)
	}
}

// Many pages are rendered at once.
func TestCatalogueIsSafeForSeveralGoroutines(t *testing.T) {
	c := load(t, "sv", catalogue)
	args := make([]string, 0, 8) // with room for what Count adds
	args = append(args, "Place", "Ort")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 200 {
				want := fmt.Sprintf("%d löften i Ort", 10*i+n%10+2)
				if got := c.Count("promises", 10*i+n%10+2, args...); got != want {
					t.Errorf("got %q, want %q", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

// The standard theme's catalogue has what this package asks for.
func TestStandardCatalogue(t *testing.T) {
	data, err := os.ReadFile("../../themes/standard/i18n/sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	c := load(t, "sv", string(data))
	got := []string{c.Number(1234567), c.List([]string{"a", "b", "c"}), c.Date(day.New(2026, time.March, 3)), c.Date(day.New(2026, time.December, 24))}
	want := []string{"1\u00a0234\u00a0567", "a, b och c", "3 mars 2026", "24 december 2026"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the standard theme says (-want +got):\n%s", diff)
	}
	for m := 1; m <= 12; m++ {
		if name := c.Month(m); strings.HasPrefix(name, "[") {
			t.Errorf("month %d has no name", m)
		}
	}
}
