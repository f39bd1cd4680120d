package opendata

import (
	"encoding/xml"
	"net/url"
	"slices"
	"strings"

	"lofte/internal/day"
	"lofte/internal/plan"
)

// The catalogue is RDF/XML by DCAT-AP-SE 3.0.1 (https://docs.dataportal.se/dcat/3.0.1/sv/). All in it
// has an absolute IRI, none is a blank node, and each thing is described once.

type resource struct {
	IRI string `xml:"rdf:resource,attr"`
}

type words struct {
	Lang string `xml:"xml:lang,attr"`
	Text string `xml:",chardata"`
}

type typed struct {
	Type string `xml:"rdf:datatype,attr"`
	Text string `xml:",chardata"`
}

type rdf struct {
	XMLName       xml.Name `xml:"rdf:RDF"`
	RDF           string   `xml:"xmlns:rdf,attr"`
	DCAT          string   `xml:"xmlns:dcat,attr"`
	DCTerms       string   `xml:"xmlns:dcterms,attr"`
	FOAF          string   `xml:"xmlns:foaf,attr"`
	VCard         string   `xml:"xmlns:vcard,attr"`
	Catalog       catalog
	Agent         agent
	Contact       *contact
	Period        *period
	Datasets      []dataset
	Distributions []distribution
	Standards     []standard
}

type catalog struct {
	XMLName     xml.Name   `xml:"dcat:Catalog"`
	IRI         string     `xml:"rdf:about,attr"`
	Title       []words    `xml:"dcterms:title"`
	Description []words    `xml:"dcterms:description"`
	Publisher   resource   `xml:"dcterms:publisher"`
	License     resource   `xml:"dcterms:license"`
	Language    resource   `xml:"dcterms:language"`
	Spatial     resource   `xml:"dcterms:spatial"`
	Homepage    resource   `xml:"foaf:homepage"`
	Themes      resource   `xml:"dcat:themeTaxonomy"`
	Datasets    []resource `xml:"dcat:dataset"`
}

type agent struct {
	XMLName  xml.Name  `xml:"foaf:Agent"`
	IRI      string    `xml:"rdf:about,attr"`
	Name     string    `xml:"foaf:name"`
	Type     *resource `xml:"dcterms:type"`
	Homepage *resource `xml:"foaf:homepage"`
	Email    *resource `xml:"foaf:mbox"`
}

type contact struct {
	XMLName xml.Name `xml:"vcard:Organization"`
	IRI     string   `xml:"rdf:about,attr"`
	Name    string   `xml:"vcard:fn"`
	Email   resource `xml:"vcard:hasEmail"`
}

type period struct {
	XMLName xml.Name `xml:"dcterms:PeriodOfTime"`
	IRI     string   `xml:"rdf:about,attr"`
	From    typed    `xml:"dcat:startDate"`
}

type dataset struct {
	XMLName       xml.Name   `xml:"dcat:Dataset"`
	IRI           string     `xml:"rdf:about,attr"`
	Title         []words    `xml:"dcterms:title"`
	Description   []words    `xml:"dcterms:description"`
	Publisher     resource   `xml:"dcterms:publisher"`
	Contact       *resource  `xml:"dcat:contactPoint"`
	Keywords      []words    `xml:"dcat:keyword"`
	Themes        []resource `xml:"dcat:theme"`
	Language      resource   `xml:"dcterms:language"`
	Page          resource   `xml:"dcat:landingPage"`
	Spatial       resource   `xml:"dcterms:spatial"`
	Temporal      *resource  `xml:"dcterms:temporal"`
	Periodicity   resource   `xml:"dcterms:accrualPeriodicity"`
	Access        resource   `xml:"dcterms:accessRights"`
	Distributions []resource `xml:"dcat:distribution"`
}

type distribution struct {
	XMLName     xml.Name  `xml:"dcat:Distribution"`
	IRI         string    `xml:"rdf:about,attr"`
	Title       string    `xml:"dcterms:title"`
	Description []words   `xml:"dcterms:description"`
	AccessURL   resource  `xml:"dcat:accessURL"`
	DownloadURL resource  `xml:"dcat:downloadURL"`
	Format      string    `xml:"dcterms:format"` // DCAT-AP-SE's own way; mediaType is DCAT's
	MediaType   resource  `xml:"dcat:mediaType"`
	Language    resource  `xml:"dcterms:language"`
	License     resource  `xml:"dcterms:license"`
	ConformsTo  *resource `xml:"dcterms:conformsTo"`
}

type standard struct {
	XMLName xml.Name `xml:"dcterms:Standard"`
	IRI     string   `xml:"rdf:about,attr"`
	Title   words    `xml:"dcterms:title"`
}

// Well-known IRIs, as the authorities that own them write them.
const (
	cc0       = "http://creativecommons.org/publicdomain/zero/1.0/"
	sweden    = "http://sws.geonames.org/2661886"
	authority = "http://publications.europa.eu/resource/authority/"
	mediaType = "https://www.iana.org/assignments/media-types/"
	publisher = "http://purl.org/adms/publishertype/"
)

// formats are those that each set comes in, with their media types.
var formats = []struct{ name, media string }{{"csv", "text/csv"}, {"json", "application/json"}}

// catalog returns catalog.rdf.
func (d *Data) catalog() ([]byte, error) {
	cfg := d.plan.Config
	about := func(name string) string { return d.url(plan.DataURL) + "#" + name }
	swedish := resource{authority + "language/SWE"}
	page := resource{d.url(plan.DataURL)}
	c := rdf{
		RDF: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", DCAT: "http://www.w3.org/ns/dcat#", DCTerms: "http://purl.org/dc/terms/",
		FOAF: "http://xmlns.com/foaf/0.1/", VCard: "http://www.w3.org/2006/vcard/ns#",
		Agent: agent{IRI: about("publisher"), Name: cfg.Publisher.Name, Type: publisherType(cfg.Publisher.Name)},
		Catalog: catalog{
			IRI: about("catalog"), Title: d.words("data_catalog"), Description: d.words("data_catalog_about"), Publisher: resource{about("publisher")},
			License:  resource{cc0}, // of the catalogue itself, for which DCAT-AP-SE allows no other
			Language: swedish, Spatial: resource{sweden}, Homepage: page, Themes: resource{authority + "data-theme"},
		},
	}
	if c.Agent.Name == "" {
		c.Agent.Name = cfg.Title
	}
	if cfg.Publisher.URL != "" {
		c.Agent.Homepage = &resource{iri(cfg.Publisher.URL)}
	}
	if cfg.Publisher.Email != "" {
		mail := resource{"mailto:" + url.PathEscape(cfg.Publisher.Email)}
		c.Agent.Email = &mail
		c.Contact = &contact{IRI: about("contact"), Name: c.Agent.Name, Email: mail}
	}
	if from := d.begin(); !from.IsZero() {
		c.Period = &period{IRI: about("period"), From: typed{"http://www.w3.org/2001/XMLSchema#date", from.String()}}
	}
	for _, s := range Sets() {
		set := dataset{
			IRI: about(string(s)), Title: d.words("data_" + string(s) + "_title"), Description: d.words("data_" + string(s) + "_about"),
			Publisher: resource{about("publisher")}, Keywords: d.keywords(),
			Themes:   []resource{{authority + "data-theme/GOVE"}, {authority + "data-theme/JUST"}},
			Language: swedish, Page: page, Spatial: resource{sweden},
			Periodicity: resource{authority + "frequency/IRREG"}, Access: resource{authority + "access-right/PUBLIC"},
		}
		if c.Contact != nil {
			set.Contact = &resource{c.Contact.IRI}
		}
		if c.Period != nil {
			set.Temporal = &resource{c.Period.IRI}
		}
		schema := resource{d.url(plan.DataURL) + string(s) + ".schema.json"}
		for _, f := range formats {
			file := resource{d.url(plan.DataURL) + string(s) + "." + f.name}
			dist := distribution{
				IRI: about(string(s) + "-" + f.name), Title: strings.ToUpper(f.name), Description: d.words("data_" + f.name + "_about"),
				AccessURL: file, DownloadURL: file, Format: f.media, MediaType: resource{mediaType + f.media},
				Language: swedish, License: resource{iri(cfg.DataLicense)},
			}
			if f.name == "json" {
				dist.ConformsTo = &schema
			}
			set.Distributions = append(set.Distributions, resource{dist.IRI})
			c.Distributions = append(c.Distributions, dist)
		}
		c.Standards = append(c.Standards, standard{IRI: schema.IRI, Title: words{"en", "JSON Schema: " + string(s)}})
		c.Catalog.Datasets = append(c.Catalog.Datasets, resource{set.IRI})
		c.Datasets = append(c.Datasets, set)
	}
	text, err := xml.MarshalIndent(c, "", "  ")
	return slices.Concat([]byte(xml.Header), text, []byte("\n")), err
}

// words returns a message in Swedish and in English.
func (d *Data) words(id string) []words {
	return []words{{d.messages.Language, d.messages.Text(id)}, {"en", d.messages.Text(id + "_en")}}
}

// keywords returns one for each of the words that a message lists.
func (d *Data) keywords() []words {
	var all []words
	for _, w := range d.words("data_keywords") {
		for word := range strings.SplitSeq(w.Text, ", ") {
			all = append(all, words{w.Lang, word})
		}
	}
	return all
}

// begin returns the first day that any document is in force; the zero Date when there is none.
func (d *Data) begin() day.Date {
	var first day.Date
	for _, k := range d.kommuner() {
		if len(k.Documents) > 0 {
			if from := k.Documents[0].From; first.IsZero() || from.Before(first) {
				first = from
			}
		}
	}
	return first
}

// publisherTypes are what the words of a publisher's name say of its kind.
var publisherTypes = []struct{ word, kind string }{
	{"kommun", "LocalAuthority"},
	{"kommunen", "LocalAuthority"},
	{"stad", "LocalAuthority"},
	{"region", "RegionalAuthority"},
	{"länsstyrelsen", "NationalAuthority"},
	{"polisen", "NationalAuthority"},
	{"polismyndigheten", "NationalAuthority"},
}

// publisherType returns what kind of publisher one with a name is; nil when the name does not say, or
// says more than one.
func publisherType(name string) *resource {
	var found []string
	for word := range strings.FieldsSeq(strings.ToLower(name)) {
		for _, t := range publisherTypes {
			if strings.Trim(word, ",.") == t.word && !slices.Contains(found, t.kind) {
				found = append(found, t.kind)
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return &resource{publisher + found[0]}
}

// iri writes a web address with everything in it that an IRI must have escaped.
func iri(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // the settings let no such address through
	}
	return u.String()
}
