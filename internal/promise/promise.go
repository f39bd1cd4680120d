// Package promise is the domain of lofte: what the police and a kommun promise the people who live
// there, and what has been told of it since.
//
// A Site has Kommuner; a Kommun has Documents, one after the other; a Document has Promises and the
// FollowUps that answer them. The package knows no files, no Markdown and no HTML templates: texts
// arrive as Body values that others made. A Site is built once (Link ties it together) and is only
// read after that, from many goroutines.
//
// What a day decides (in force, due, overdue) is a question with the day as an argument. No score is
// ever made of the answers: what was done and what came of it are kept apart, and a promise that
// nobody has spoken of is Unreported, a state of its own.
package promise

import (
	"path"

	"lofte/internal/day"
	"lofte/internal/source"
)

// Site is all that a site says, in the order in which it is shown.
type Site struct {
	Front    *Page     // nil when the site has no text for its front page
	Kommuner []*Kommun // in Swedish order of their titles
	Pages    []*Page   // plain pages, by slug
	Files    []File    // what is published as it is and belongs to no kommun
	Hidden   []string  // source paths of what was left out, since it is not shown to everybody yet
	Broken   []string  // source paths of documents that are not here, since they cannot be read

	// Collected are the Kommuner and, among them, those that other sites publish, in the same order; nil
	// when there are none of these.
	Collected []*Kommun

	// Terms are the words of a language for focus areas and places, by those of the site's own; see In.
	Terms map[string]string

	// Glossary has the Terms of each language beforehand, where not all of the documents that they come from are here.
	Glossary map[string]map[string]string
}

// All returns the site's kommuner together with those that other sites publish. No page, file or feed of
// the site is about the latter: it only lists them.
func (s *Site) All() []*Kommun {
	if s.Collected != nil {
		return s.Collected
	}
	return s.Kommuner
}

// Kommun is a Swedish municipality, or a district of one.
type Kommun struct {
	Slug       string
	Title      string
	Code       string // SCB's four digits, "0483"; "" when unknown
	County     string
	PoliceArea string
	Website    string
	PartOf     *Kommun // the kommun that this district belongs to, or nil
	PartOfSlug string
	Contacts   []Contact
	Aliases    []Alias
	Body       Body
	Documents  []*Document // by first day, the oldest first
	News       []*News     // the newest first
	Files      []File      // beside the kommun's page and its news
	Source     source.Place
	Elsewhere  *Elsewhere // nil unless another site publishes it
	Written
	Translations []*Kommun
}

// Elsewhere is another lofte site, which publishes a kommun. Of such a kommun no more is known than the
// open data tells (CONTRACT §4): neither its texts nor what came of its promises.
type Elsewhere struct {
	Site string   // to be read: "lofte.katrineholm.se"
	URL  string   // of the kommun's page; "" when it is not known
	Last day.Date // when its data was last fetched; zero when that is not known
}

// Folder returns the path of the kommun's folder.
func (k *Kommun) Folder() string { return path.Dir(k.Source.Path) }

// Document is a promise document, a medborgarlöfte: what is promised for a period of validity.
type Document struct {
	Kommun        *Kommun
	Period        string // as it stands in the path: "2019" or "2017-2019"
	Title         string
	From, To      day.Date
	ExtendedTo    day.Date // zero unless the validity was made longer
	UntilReplaced bool     // in force past To until the next document begins
	Signed        day.Date // zero when unknown
	ReplacesName  string   // period of the document that this one says it replaces
	Summary       string
	Focus         []string
	Places        []string
	Schedule      Schedule
	Signatories   []Signatory
	Contacts      []Contact
	Sources       []Reference
	Attachments   []Attachment
	Image         *Image
	Corrections   []Correction
	Aliases       []Alias
	Withheld
	Body      Body
	Promises  []*Promise
	FollowUps []*FollowUp // by date, the oldest first
	Files     []File      // in the document's folder
	Source    source.Place
	URL       string     // of a kommun's elsewhere, its whole address; "" when it is not known
	Listed    []Expected // of a kommun's elsewhere: its follow-ups as they were listed there
	Written
	Translations []*Document

	// Set by Link.
	Replaces *Document // the document before this one in time, or the one it names; nil for the first
	Next     *Document // the document that begins next in the kommun, or nil
}

// Promise is one undertaking in a document.
type Promise struct {
	Document *Document
	Index    int // its place among the document's promises, from 0
	ID       string
	Parties  []Party // in the order given; empty when the text does not say who promises
	Text     string  // the words alone, without markup and without nested items
	Below    string  // the words below those: further paragraphs and nested items, a line each
	Body     Body    // the item as it is shown, with nested items
	Target   *Target // nil when the promise names no number
	Place    string
	Focus    []string // of the promise itself; the document's focus is not repeated here
	Origins  []Origin // earlier promises that it says it goes back to, besides the one with its own id
	Source   source.Place
	Heard    Told     // of a kommun's elsewhere: the last that was told of it
	Original *Promise // in the words of a translation: the promise that was translated; else nil

	// Set by Link; see lineage.go.
	Continues   []*Promise // those of earlier documents that it carries on: first the one with its id
	ContinuedBy []*Promise // those of later documents that carry it on
	First       *Promise   // where it began without a break: itself, when the document replaced has none like it
}

// FollowUp is a dated report on a document.
type FollowUp struct {
	Document    *Document
	Name        string // the last segment of its URL
	Title       string
	Date        day.Date
	Period      string // the part that it says it answers, "2019-T1"; "" when it does not say
	CountIs     CountIs
	Results     []*Result // one for each promise of the document, nil where the follow-up is silent
	Attachments []Attachment
	Sources     []Reference
	Corrections []Correction
	Withheld
	Body   Body
	Source source.Place
	URL    string // of a kommun's elsewhere, its whole address; "" when it is not known
	Speaks int    // of a kommun's elsewhere: how many promises it speaks of
	Written
	Translations []*FollowUp
}

// CountIs says what the counts of a follow-up mean.
type CountIs string

const (
	CountTotal     CountIs = "total"      // all since the validity began
	CountSinceLast CountIs = "since-last" // only what came after the follow-up before
)

// Result is what one follow-up says of one promise.
type Result struct {
	Status     Status
	Count      *int // nil when no number is given
	Note       string
	Verdict    string // the parties' own word for it
	Effect     Effect
	EffectNote string
	Evidence   []Reference
}

// News is a news item of a kommun.
type News struct {
	Kommun      *Kommun
	Name        string
	Title       string
	Date        day.Date
	AboutName   string    // the period that it is about
	About       *Document // set by Link; nil when it is about none
	Image       *Image
	Attachments []Attachment
	Contacts    []Contact
	Withheld
	Body   Body
	Source source.Place
	Written
	Translations []*News
}

// Page is a plain page, such as /om/, or the text of the front page.
type Page struct {
	Slug    string
	Title   string
	Summary string
	Aliases []Alias
	Withheld
	Body   Body
	Source source.Place
	Written
	Translations []*Page
}

// Withheld says why something is not shown yet.
type Withheld struct {
	Draft   bool
	Publish day.Date // not shown before this day; zero means at once
}

// ShownOn reports whether something may be shown to everybody on the given day.
func (w Withheld) ShownOn(now day.Date) bool {
	return !w.Draft && (w.Publish.IsZero() || !w.Publish.After(now))
}

// Party is who promises: Police, Kommunen, Both, or another by its own name ("Poseidon").
type Party string

const (
	Police   Party = "polisen"
	Kommunen Party = "kommunen"
	Both     Party = "gemensamt" // the police and the kommun together
)

// Contact is somebody to turn to.
type Contact struct{ Name, Role, Phone, Email, Address string }

// Signatory is somebody who signed a document.
type Signatory struct {
	Name, Role  string
	Party       Party
	Affiliation string // a politician's own party, "S"
}

// Reference is a source or a piece of evidence somewhere else.
type Reference struct {
	Title string
	URL   string
	Date  day.Date
}

// Attachment is a file that stands beside a text.
type Attachment struct {
	Title string
	URL   string // within the site: "katrineholm/2019/rapport-t1.pdf"
	Size  int64  // bytes
}

// Image is a picture that stands beside a text.
type Image struct {
	URL                  string // within the site
	Alt, Caption, Credit string
	Width, Height        int // pixels; 0 when unknown
}

// Correction tells what was changed in a published text, and when.
type Correction struct {
	Date day.Date
	Note string
}

// Alias is a former address of a page, within the site.
type Alias struct {
	URL    string // "katrineholm/lofte-2019/"
	Source source.Place
}

// File is published as it is.
type File struct {
	URL    string // within the site
	Source string // path under the site's root
	Size   int64
	Width  int // of an image that stands upright, pixels; 0 when unknown
	Height int

	// Also of images:
	Scales  bool   // whether it can be made smaller
	Located bool   // whether it tells where it was taken
	Fault   string // why it cannot be read; "" when it can
}
