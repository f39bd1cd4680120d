package opendata

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lofte/internal/need"
)

const (
	rdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	dcat    = "http://www.w3.org/ns/dcat#"
	dcterms = "http://purl.org/dc/terms/"
	foaf    = "http://xmlns.com/foaf/0.1/"
	vcard   = "http://www.w3.org/2006/vcard/ns#"
)

// mandatory are the properties that DCAT-AP-SE 3.0.1 demands of each class. Of an agent it demands its
// type too, which the settings do not always tell.
var mandatory = map[string][]string{
	dcat + "Catalog":       {dcterms + "title", dcterms + "description", dcterms + "publisher", dcterms + "license", dcat + "dataset"},
	dcat + "Dataset":       {dcterms + "title", dcterms + "description", dcterms + "publisher"},
	dcat + "Distribution":  {dcat + "accessURL", dcterms + "format"},
	foaf + "Agent":         {foaf + "name"},
	vcard + "Organization": {vcard + "fn", vcard + "hasEmail"},
}

// triples are what a catalogue says: of each subject, the values of each property as N-Triples has them.
type triples map[string]map[string][]string

var triple = regexp.MustCompile(`^<([^>]*)> <([^>]*)> (.*) \.$`)

// readCatalog has rapper read a catalogue, and holds that all in it has an absolute IRI.
func readCatalog(t *testing.T, catalog string) triples {
	t.Helper()
	rapper := need.Program(t, "rapper")
	file := filepath.Join(t.TempDir(), "catalog.rdf")
	if err := os.WriteFile(file, []byte(catalog), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	command := exec.Command(rapper, "--input", "rdfxml", "--output", "ntriples", file, "https://nowhere.example/")
	command.Stderr = &said
	out, err := command.Output()
	if err != nil || strings.Contains(said.String(), "Warning") || strings.Contains(said.String(), "Error") {
		t.Fatalf("rapper: %v\n%s", err, &said)
	}
	all := triples{}
	for line := range strings.Lines(string(out)) {
		m := triple.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil || strings.HasPrefix(m[3], "_:") || strings.Contains(line, "nowhere.example") {
			t.Errorf("a blank node or an IRI that is not absolute: %s", line)
			continue
		}
		if all[m[1]] == nil {
			all[m[1]] = map[string][]string{}
		}
		all[m[1]][m[2]] = append(all[m[1]][m[2]], m[3])
	}
	return all
}

func (all triples) of(class string) []string {
	var found []string
	for subject, properties := range all {
		if slices.Contains(properties[rdfType], "<"+class+">") {
			found = append(found, subject)
		}
	}
	slices.Sort(found)
	return found
}

func catalogOf(t *testing.T, settings string, texts fstest.MapFS) (triples, map[string]string) {
	t.Helper()
	site := fstest.MapFS{"lofte.toml": {Data: []byte(settings)}}
	for name, f := range texts {
		site[name] = f
	}
	all := files(t, site)
	return readCatalog(t, all["data/catalog.rdf"]), all
}

func TestCatalog(t *testing.T) {
	catalog, all := catalogOf(t, `title = "Löften & mer"
base_url = "https://exempel.se/"
[publisher]
name = "Exempels kommun"
url = "https://exempel.se/om oss"
email = "löften@exempel.se"
[data]
license = "https://creativecommons.org/licenses/by/4.0/"
`, fstest.MapFS{
		"content/ort/_index.md": {Data: []byte("+++\ntitle = \"Ort\"\n+++\n")},
		"content/ort/2019.md":   {Data: []byte("+++\nfrom = 2019-02-01\nto = 2019-12-31\n+++\n")},
	})
	for class, properties := range mandatory {
		subjects := catalog.of(class)
		if len(subjects) == 0 {
			t.Errorf("there is no %s", class)
		}
		for _, s := range subjects {
			for _, p := range properties {
				if len(catalog[s][p]) == 0 {
					t.Errorf("%s has no %s", s, p)
				}
			}
		}
	}
	has := func(subject, property, want string) {
		t.Helper()
		if got := catalog[subject][property]; !slices.Contains(got, want) {
			t.Errorf("%s has as %s %s, want %s", subject, property, got, want)
		}
	}
	const data = "https://exempel.se/data/"
	has(data+"#catalog", dcterms+"license", "<http://creativecommons.org/publicdomain/zero/1.0/>")
	has(data+"#publisher", foaf+"name", `"Exempels kommun"`)
	has(data+"#publisher", dcterms+"type", "<http://purl.org/adms/publishertype/LocalAuthority>")
	has(data+"#publisher", foaf+"homepage", "<https://exempel.se/om%20oss>")
	has(data+"#contact", vcard+"hasEmail", "<mailto:l%C3%B6ften@exempel.se>")
	has(data+"#period", dcat+"startDate", `"2019-02-01"^^<http://www.w3.org/2001/XMLSchema#date>`)
	if got := catalog.of(dcat + "Dataset"); !slices.Equal(got, []string{data + "#followups", data + "#promises"}) {
		t.Errorf("the datasets are %s", got)
	}
	for _, s := range catalog.of(dcat + "Dataset") {
		has(data+"#catalog", dcat+"dataset", "<"+s+">")
		has(s, dcterms+"publisher", "<"+data+"#publisher>")
		has(s, dcat+"contactPoint", "<"+data+"#contact>")
		has(s, dcterms+"temporal", "<"+data+"#period>")
		for _, format := range []string{"csv", "json"} {
			d := s + "-" + format
			file := strings.Replace(s, "#", "", 1) + "." + format
			has(s, dcat+"distribution", "<"+d+">")
			has(d, dcat+"accessURL", "<"+file+">")
			has(d, dcat+"downloadURL", "<"+file+">")
			has(d, dcterms+"license", "<http://creativecommons.org/licenses/by/4.0/>")
			if _, ok := all[strings.TrimPrefix(file, "https://exempel.se/")]; !ok {
				t.Errorf("there is no file %s", file)
			}
		}
		has(s+"-csv", dcterms+"format", `"text/csv"`)
		has(s+"-json", dcterms+"conformsTo", "<"+strings.Replace(s, "#", "", 1)+".schema.json>")
	}
	// What is pointed at within the catalogue is described in it.
	for subject, properties := range catalog {
		for property, values := range properties {
			for _, v := range values {
				if at, ok := strings.CutPrefix(v, "<"+data+"#"); ok && catalog[data+"#"+strings.TrimSuffix(at, ">")] == nil {
					t.Errorf("%s has as %s %s, of which nothing is said", subject, property, v)
				}
			}
		}
	}
}

// TestCatalogOfLittle is the catalogue of a site that says nothing of who publishes it.
func TestCatalogOfLittle(t *testing.T) {
	catalog, _ := catalogOf(t, "title = \"Våra löften\"\nbase_url = \"https://exempel.se/under/\"\n", fstest.MapFS{"content/om.md": {Data: []byte("+++\ntitle = \"Om\"\n+++\n")}})
	const data = "https://exempel.se/under/data/"
	if got := catalog[data+"#publisher"][foaf+"name"]; !slices.Equal(got, []string{`"V\u00E5ra l\u00F6ften"`}) {
		t.Errorf("the publisher is %s", got)
	}
	if catalog[data+"#contact"] != nil || catalog[data+"#period"] != nil {
		t.Error("the catalogue tells of a contact or a period, and nobody has told of one")
	}
}

func TestPublisherType(t *testing.T) {
	for name, want := range map[string]string{
		"Katrineholms kommun":             "LocalAuthority",
		"Kommunen":                        "LocalAuthority",
		"Region Exempel":                  "RegionalAuthority",
		"Polismyndigheten, region Mitt":   "", // it says two things
		"Polismyndigheten":                "NationalAuthority",
		"Länsstyrelsen i Stockholm":       "NationalAuthority",
		"Upphovspersonerna bakom lofte":   "",
		"Föreningen kommunal information": "",
		"":                                "",
	} {
		got := ""
		if r := publisherType(name); r != nil {
			got = strings.TrimPrefix(r.IRI, publisher)
		}
		if got != want {
			t.Errorf("%q is a %q, want %q", name, got, want)
		}
	}
}
