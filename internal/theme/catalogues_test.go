package theme

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"lofte/internal/message"
	"lofte/themes"
)

// messages has the texts of each message by plural form; a message without plural forms has only "other".
type messages map[string]map[string]string

// catalogue reads the standard theme's messages in a language: its file, what stands in it, and the same as the
// program has it.
func catalogue(t *testing.T, lang string) (file string, texts messages, c *message.Catalogue) {
	t.Helper()
	data, err := fs.ReadFile(themes.Standard, standard+"/"+i18n+lang+".toml")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = message.New(lang); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(lang+".toml", data); err != nil {
		t.Fatal(err)
	}
	var read map[string]any
	if err := toml.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	texts = messages{}
	for id, v := range read {
		texts[id] = map[string]string{}
		switch v := v.(type) {
		case string:
			texts[id]["other"] = v
		case map[string]any:
			for form, text := range v {
				texts[id][form] = fmt.Sprint(text)
			}
		}
	}
	return string(data), texts, c
}

// languages are those that the standard theme has messages in.
func languages(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(themes.Standard, standard+"/"+i18n+"*.toml")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range files {
		list = append(list, strings.TrimSuffix(strings.TrimPrefix(f, standard+"/"+i18n), ".toml"))
	}
	return list
}

// pluralForms returns the forms that a language has for whole numbers.
func pluralForms(t *testing.T, lang string) []string {
	t.Helper()
	c, err := message.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Add("forms", []byte(`n = { zero = "zero", one = "one", two = "two", few = "few", many = "many", other = "other" }`)); err != nil {
		t.Fatal(err)
	}
	forms := map[string]bool{}
	for n := range 200 {
		forms[c.Count("n", n)] = true
	}
	return slices.Sorted(maps.Keys(forms))
}

var filled = regexp.MustCompile(`\{\{\.(\w+)\}\}|\{(\w+)\}`) // {{.Name}} by the program, {name} by a script

// placeholders returns what is filled in in any of a message's forms.
func placeholders(forms map[string]string) map[string]bool {
	names := map[string]bool{}
	for _, text := range forms {
		for _, m := range filled.FindAllString(text, -1) {
			names[m] = true
		}
	}
	return names
}

// given has what views give beyond what the Swedish messages fill in, for languages that put it otherwise.
var given = map[string][]string{
	"pace_until": {"{{.Date}}"},
	"part_T":     {"{{.First}}", "{{.Last}}"},
	"part_H":     {"{{.First}}", "{{.Last}}"},
	"part_Q":     {"{{.First}}", "{{.Last}}"},
}

// swedish finds words that are left over in other languages, and meant is what is Swedish in all of them: values
// and files of the open data. A medborgarlöfte is called that in all of them, too.
var swedish = regexp.MustCompile(`(?i)(^|\P{L})(och|att|som|är|inte|till|från|för|löften?|uppföljning\p{L}*|polisen|kommunen|kommuner)(\P{L}|$)`)
var meant = regexp.MustCompile(`\{\{\.\w+\}\}|\b(polisen|kommunen) \(|kommuner\.json`)

// TestCatalogues holds each catalogue against the Swedish one.
func TestCatalogues(t *testing.T) {
	_, reference, sv := catalogue(t, "sv")
	for _, lang := range languages(t) {
		t.Run(lang, func(t *testing.T) {
			file, texts, c := catalogue(t, lang)
			if !c.Has(message.ReviewedBy) && (!strings.HasPrefix(file, "# ") || !strings.Contains(file, "native reader's review")) {
				t.Error("nobody has read it, and it does not begin with a comment that asks for a native reader's review")
			}
			for _, id := range sv.Missing(c) {
				t.Errorf("%s: there is no such message in Swedish", id)
			}
			forms := pluralForms(t, lang)
			for id, text := range texts {
				original := reference[id]
				if original == nil {
					continue
				}
				own := slices.Sorted(maps.Keys(text))
				if len(original) == 1 && len(own) != 1 {
					t.Errorf("%s: it is not chosen by number, and has the forms %q", id, own)
				}
				if len(original) > 1 && !slices.Equal(own, forms) {
					t.Errorf("%s: it has the forms %q; %s has %q", id, own, lang, forms)
				}
				want, got := placeholders(original), placeholders(text)
				for name := range got {
					if !want[name] && !slices.Contains(given[id], name) {
						t.Errorf("%s: nothing is given for %s", id, name)
					}
				}
				for name := range want {
					if !got[name] && given[id] == nil {
						t.Errorf("%s: it leaves out %s", id, name)
					}
				}
				for form, words := range text {
					if words == "" {
						t.Errorf("%s: the form %s is empty", id, form)
					}
					if left := swedish.FindString(meant.ReplaceAllString(words, "")); left != "" && lang != "sv" && !strings.HasSuffix(id, "_en") {
						t.Errorf("%s: %q is Swedish", id, left)
					}
				}
			}
		})
	}
}

// TestCompleteCatalogues holds that a site can be in Swedish and in English.
func TestCompleteCatalogues(t *testing.T) {
	_, _, sv := catalogue(t, "sv")
	for _, lang := range []string{"sv", "en"} {
		_, _, c := catalogue(t, lang)
		if missing := c.Missing(sv); missing != nil {
			t.Errorf("%s lacks %q", lang, missing)
		}
	}
}
