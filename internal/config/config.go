// Package config reads a site's settings, lofte.toml.
package config

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"lofte/internal/diag"
	"lofte/internal/frontmatter"
	"lofte/internal/source"
	"lofte/internal/table"
)

// File is the name of the settings file in a site's root.
const File = "lofte.toml"

// Config is a site's settings, with defaults filled in.
type Config struct {
	Title       string
	BaseURL     string      // absolute, with a slash at its end
	Language    string      // of the texts: "sv"
	Languages   []string    // that the site is in, its own among them
	LanguagesAt source.Spot // where the settings name them
	Theme       string
	ThemeAt     source.Spot    // where the settings name it
	Timezone    *time.Location // decides which day it is
	Publisher   Publisher
	EmbedAllow  []string // origins that may frame the embeds; "*" for all, empty for none
	HTML        RawHTML
	DataLicense string // the licence's IRI, as its owner writes it
	DeployURL   string
	DeployAt    source.Spot // where the settings name it
	Collect     []Collect

	Accessibility Accessibility
	Look          Look
}

// Publisher is who is responsible for the site.
type Publisher struct{ Name, URL, Email string }

// Collect is another lofte site whose data joins this one's. Either URL or File is set.
type Collect struct {
	URL  string // the site's address, with a slash at its end; it may be given as that of its data, too
	File string // a path in this site: a folder with the other's data, or a file of it
	At   source.Spot
}

// RawHTML is what becomes of raw HTML in a document.
type RawHTML string

const (
	Escape   RawHTML = "escape"   // shown as text
	Sanitize RawHTML = "sanitize" // what a safe-list allows is kept
)

// Default returns the settings of a site that sets nothing.
func Default() Config {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		zone = time.UTC
	}
	return Config{
		Title:       "Medborgarlöften",
		BaseURL:     "http://localhost/",
		Language:    "sv",
		Languages:   []string{"sv"},
		Theme:       "standard",
		Timezone:    zone,
		EmbedAllow:  []string{"*"},
		HTML:        Escape,
		DataLicense: "http://creativecommons.org/publicdomain/zero/1.0/",
		Accessibility: Accessibility{
			Supervisor: Supervisor{"Myndigheten för digital förvaltning (Digg)", "https://www.digg.se/tdosanmalan"},
		},
	}
}

// Read reads the settings. What is wrong is added to problems, and has its default in the result.
func Read(data []byte, problems *diag.List) Config {
	c := Default()
	text, ok := frontmatter.Decode(File, data, problems)
	if !ok {
		return c
	}
	t, ok := table.Parse(text, problems)
	if !ok {
		return c
	}
	set(&c.Title, t.String("title"))
	c.readBaseURL(t, problems)
	c.readLanguages(t, problems)
	set(&c.Theme, t.String("theme"))
	c.ThemeAt = t.ValueSpot("theme")
	if strings.ContainsAny(c.Theme, `/\`) || strings.HasPrefix(c.Theme, ".") {
		problems.Errorf(t.ValueSpot("theme"), diag.BadValue, "%q is no name of a folder in themes/", c.Theme)
		c.Theme = "standard"
	}
	if name := t.String("timezone"); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil || strings.EqualFold(name, "local") || name == "localtime" { // the machine's own is not the site's
			problems.Errorf(t.ValueSpot("timezone"), diag.BadValue, "unknown time zone %q", name).
				Hintf("a name of the IANA database, such as %q", "Europe/Stockholm")
		} else {
			c.Timezone = zone
		}
	}
	if p := t.Table("publisher"); p != nil {
		c.Publisher = Publisher{p.String("name"), webAddress(p, "url", problems), p.String("email")}
		p.Done()
	}
	if e := t.Table("embed"); e != nil {
		before := problems.Len()
		allow := e.Strings("allow")
		for _, origin := range allow {
			if !isOrigin(origin) {
				problems.Errorf(e.ValueSpot("allow"), diag.BadValue, "%q is no origin", origin).
					Hintf("write the scheme and the host: %q", "https://www.katrineholm.se")
			}
		}
		if e.Has("allow") && problems.Len() == before {
			c.EmbedAllow = allow
		}
		e.Done()
	}
	if m := t.Table("markdown"); m != nil {
		set(&c.HTML, RawHTML(m.OneOf("html", []string{string(Escape), string(Sanitize)})))
		m.Done()
	}
	if d := t.Table("data"); d != nil {
		set(&c.DataLicense, license(webAddress(d, "license", problems)))
		d.Done()
	}
	if d := t.Table("deploy"); d != nil {
		c.DeployURL = d.String("url")
		c.DeployAt = d.ValueSpot("url")
		d.Done()
	}
	c.readAccessibility(t, problems)
	c.readLook(t, problems)
	for _, entry := range t.Tables("collect") {
		c.readCollect(entry, problems)
	}
	t.Done()
	return c
}

func (c *Config) readCollect(entry *table.Table, problems *diag.List) {
	defer entry.Done()
	before := problems.Len()
	one := Collect{URL: entry.String("url"), File: entry.String("file")}
	switch {
	case problems.Len() > before:
		return
	case (one.URL == "") == (one.File == ""):
		problems.Errorf(entry.Here(), diag.BadValue, "[[collect]] names either a url or a file")
		return
	case one.File != "":
		one.At = entry.ValueSpot("file")
		if one.File = path.Clean(one.File); !fs.ValidPath(one.File) || one.File == "." {
			problems.Errorf(one.At, diag.OutsideSite, "%q is no path in the site", entry.String("file"))
			return
		}
	default:
		one.At = entry.ValueSpot("url")
		address, err := ParseBaseURL(one.URL)
		if err != nil {
			problems.Errorf(one.At, diag.BadAddress, "%q is no address of a site", one.URL).
				Hintf("for example: url = %q", "https://example.se/")
			return
		}
		one.URL = strings.TrimSuffix(strings.TrimSuffix(address, "promises.json/"), "data/")
	}
	c.Collect = append(c.Collect, one)
}

// set replaces a default by a value that was given.
func set[T ~string](to *T, value T) {
	if value != "" {
		*to = value
	}
}

func (c *Config) readBaseURL(t *table.Table, problems *diag.List) {
	before := problems.Len()
	given := t.String("base_url")
	if given == "" {
		if problems.Len() > before {
			return // it is there, but no text
		}
		problems.Warnf(t.ValueSpot("base_url"), diag.NoBaseURL, "%q is missing", "base_url").
			Hintf("say where the site will stand, for search engines and links from outside: base_url = %q", "https://example.se/")
		return
	}
	base, err := ParseBaseURL(given)
	if err != nil {
		problems.Errorf(t.ValueSpot("base_url"), diag.BadValue, "%q is no address of a site", given).
			Hintf("for example: base_url = %q", "https://example.se/")
		return
	}
	c.BaseURL = base
}

// BasePath returns the path of the site's address: "/", or "/medborgarloften/" below another site.
func (c Config) BasePath() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return "/" // ParseBaseURL lets no such address through
	}
	return u.Path
}

// ParseBaseURL checks that s is an absolute http or https address without query and fragment, and
// returns it with a slash at its end.
func ParseBaseURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil {
		return "", err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil {
		return "", &url.Error{Op: "read", URL: s, Err: url.InvalidHostError(u.Host)}
	}
	return strings.TrimRight(u.String(), "/") + "/", nil
}

// KnownLanguages are the languages that a site can be in: Swedish, English, and Sweden's minority languages
// Finnish, Northern Sami and Meänkieli. Which of them a theme has all words for, the theme says.
var KnownLanguages = []string{"sv", "en", "fi", "se", "fit"}

func (c *Config) readLanguages(t *table.Table, problems *diag.List) {
	if l := t.OneOf("language", KnownLanguages); l != "" {
		c.Language = l
		c.Languages = []string{l}
	}
	before := problems.Len()
	list := t.Strings("languages")
	c.LanguagesAt = t.ValueSpot("languages")
	if len(list) == 0 {
		c.LanguagesAt = t.ValueSpot("language")
	}
	for _, l := range list {
		if !slices.Contains(KnownLanguages, l) {
			problems.Errorf(t.ValueSpot("languages"), diag.UnknownValue, "unknown language %q", l).Suggest(l, KnownLanguages)
		}
	}
	if len(list) > 0 {
		if !slices.Contains(list, c.Language) {
			problems.Errorf(t.ValueSpot("languages"), diag.BadValue, "%q does not list the site's own language %q", "languages", c.Language)
		}
		if problems.Len() == before {
			c.Languages = nil
			for _, l := range list {
				if !slices.Contains(c.Languages, l) {
					c.Languages = append(c.Languages, l)
				}
			}
		}
	}
}

// Others returns the languages that the site is in besides its own.
func (c Config) Others() []string {
	var others []string
	for _, l := range c.Languages {
		if l != c.Language {
			others = append(others, l)
		}
	}
	return others
}

// In returns the settings of the site as it is in another of its languages, which stands in a folder of its
// own: it is like a site of that language alone.
func (c Config) In(language string) Config {
	c.Language = language
	c.BaseURL += language + "/"
	return c
}

// webAddress returns a key's http or https address, "" when it is not there.
func webAddress(t *table.Table, key string, problems *diag.List) string {
	s := t.String(key)
	if s != "" && !IsWebAddress(s) {
		problems.Errorf(t.ValueSpot(key), diag.BadAddress, "%q is no web address", s).
			Hintf("it begins with https:// or http://")
		return ""
	}
	return s
}

// license returns a licence's IRI by the address of a page about it. Creative Commons names its licences
// with http and a slash at the end, and portals know them by just that.
func license(address string) string {
	_, name, found := strings.Cut(address, "//creativecommons.org/")
	if !found {
		return address
	}
	name, _, _ = strings.Cut(name, "deed")
	name, _, _ = strings.Cut(name, "legalcode")
	return "http://creativecommons.org/" + strings.Trim(name, "/") + "/"
}

// IsWebAddress reports whether s is an absolute http or https address.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != ""
}

func isOrigin(s string) bool {
	if s == "*" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.Path == "" && u.RawQuery == "" && !u.ForceQuery && u.Fragment == "" && u.User == nil && !strings.ContainsAny(s, " ;,'\"")
}
