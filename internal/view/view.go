// Package view makes what templates show: plain structs of text, dates and links, one type for each
// kind of page. All decisions are taken here and all wording is filled in, so that a template has
// only to place things. Addresses are relative to the page and ready for an href; those of a Feed and a
// Calendar, which are read elsewhere, are absolute.
//
// docs/themes.md describes the types for theme authors.
package view

import "html/template"

// Page is what every page has. All pages embed it.
type Page struct {
	Lang        string
	Heading     string // the page's h1
	HeadingLang string // of the heading, where it is not the page's
	Title       string // for the browser's tab: heading and place
	Description string
	Canonical   string       // absolute
	Root        string       // relative address of the site's folder, where assets are: "../../" or "./"
	Home        string       // relative address of the front page in the page's language; Root in a site of one language
	Languages   []Language   // that the site is in; nil when it is in one
	Translation *Translation // what is to be said of the page's translation; nil when there is nothing
	Site        Site
	Nav         []NavLink
	Crumbs      []Link // from the front page to the page above this one
	Feeds       []Link // the site's, and the one of the page's kommun
	Judged      Date   // the day by which "in force", "planned" and "overdue" are judged
	ByDay       bool   // whether the page says anything that is judged by that day
	Paced       bool   // whether the page holds a count against a target
	Withheld    string // why the page is not public yet; "" when it is
	OEmbed      string // address of what tells other sites how to embed the page, absolute; "" where nothing does
	Share       Share
	QRCode      *QRCode       // Canonical as a QR code, for paper; nil on pages that are not printed much
	Linked      template.HTML // a script element with what programs are told of the page; "" where it has no address
}

// Language is a page in one of the languages of the site.
type Language struct {
	Link           // Text is the language's own name for itself, Lang its code, URL relative
	Address string // absolute
	Current bool   // whether it is this page
}

// Translation says that a page's text is not in the page's language, or was translated from an older one.
type Translation struct {
	Text string
	Link Link // to the page in the text's own language
}

// Share is what a page is called where somebody shares its address (the Open Graph protocol, ogp.me).
type Share struct {
	Type   string // website or article; "" where the page has no address
	Locale string // "sv_SE"
	Image  string // absolute; "" when there is none
	Alt    string // of the image
	Width  int    // of the image, pixels
	Height int
}

// QRCode is a QR code: a picture of one pixel for each of its modules, without a margin.
type QRCode struct {
	URL  template.URL // with the picture in it
	Side int          // pixels
}

// Site is the site as a whole.
type Site struct {
	Title     string
	Publisher Link // URL may be ""
	Email     string
}

// Link is a link. Where URL is "", the text stands alone.
type Link struct {
	Text, URL string
	Lang      string // of the text, where it is not the page's
}

// Prose is a text as somebody wrote it.
type Prose struct {
	Lang   string // of the text, where it is not the page's
	Chunks []Chunk
}

// NavLink is a link of the site's navigation.
type NavLink struct {
	Link
	Current bool // the page, or the part of the site that it belongs to
}

// Date is a day for a time element: ISO is its datetime. Both are "" when there is no day.
type Date struct{ ISO, Text string }

// Chunk is a stretch of a text: HTML, or what is known of a promise whose list item is still open.
type Chunk struct {
	HTML    template.HTML
	Promise *Promise // nil in a chunk of HTML
}

// Label is one of a fixed set of values: Key for a class or an icon, Text to read.
type Label struct{ Key, Text string }

// Promise is a promise with the last that was told of it.
type Promise struct {
	ID       string
	URL      string        // its place in its document
	Text     template.HTML // as it is shown, with nested items
	Words    string        // the words alone
	Lang     string        // of its words, where it is not the page's
	Around   string        // the page's language, within a text that is in another
	Party    string        // "Polisen och kommunen tillsammans"; "" when nobody is named
	Target   string        // "minst 2 vandringar per år"; "" when there is none
	Place    string
	Status   Label // Key is unreported, not-started, ongoing, partly-kept, kept, not-kept or cancelled
	Told     *Told // nil when nobody has told anything
	Since    *Link // the first document that has the same promise; nil when it is this one
	Change   *Link // on its document's page: how it differs from the document replaced; nil when it does not
	Answered bool  // on a follow-up's page: whether that follow-up speaks of it
	Shared   Names // in a document's text: who makes it, when several do; on a party's page, those beside it
}

// Names are the names of several, with links, and the words between them, without.
type Names []Link

// Told is what was told of a promise.
type Told struct {
	Count      string // "31, varav 12 sedan förra uppföljningen"; "" when no number was given
	CountFrom  *Link  // the follow-up that gave the number; nil when it is Source
	Pace       *Pace  // nil when there is neither a number nor one to be held against
	Note       string
	Verdict    string // the parties' own word
	Lang       string // of the note, the verdict and the effect's note, where it is not the page's
	Effect     *Label // Key is better, same, worse or unknown; nil when nothing is said
	EffectNote string
	Evidence   []Reference
	Date       Date   // no day where only a number is known
	Source     Link   // the follow-up
	Only       string // of a promise elsewhere: says that no more than status and number is known here
}

// Pace is how a count stands against its target, and nothing of what was done or came of it.
type Pace struct {
	// State has as Key on-pace, behind, ahead, too-early, reached, fewer, more, within-limit or
	// over-limit; not-compared where nothing can be said.
	State   Label
	Because string // the sum, or why there is none
}

// Coverage is how many of a document's promises any follow-up speaks of.
type Coverage struct {
	Text string // "9 av 12 löften har besvarats i någon uppföljning."
	Date Date   // when one last spoke of some; both are empty when none has
	Last Link
}

// Group is the promises of one party, or of several together.
type Group struct {
	Party    string
	Names    Names // Party with links to the parties' pages; nil when nobody is named
	Promises []Promise
}

// Tally is promises counted by status, without those that count none. It is never one score.
type Tally struct {
	Counts []Count
	Total  int
	Text   string // "12 löften: 5 uppfyllda, 3 pågår, 4 utan uppgift"
}

// Count is how many promises have a status.
type Count struct {
	Status  Label
	Count   int
	Percent string // its share of all, for a bar's width: "41.7"
	X       string // the share of those before it, for where its bar begins
	Text    string // "5 uppfyllda"
}

// Event is a follow-up, published or expected.
type Event struct {
	State     Label // Key is published, planned or overdue
	Kommun    Link
	Document  Link
	Elsewhere string // the site that publishes it, when that is another
	Title     Link   // URL is "" until it is published
	Part      string // "tertial 1 2019"; "" when it answers none
	Due       Date
	Date      Date   // when it was published
	Timing    string // "i tid", "12 dagar sent", "skulle ha kommit senast 31 januari 2020"
	Late      bool
	Coverage  string // "5 av 6 löften besvarade"
}

// Row is a document in a list of documents.
type Row struct {
	Kommun    Link
	Document  Link
	Elsewhere string // the site that publishes it, when that is another
	Validity  string
	State     Label // Key is current, ended or coming
	Tally     Tally
	FollowUps string // "2 av 3 uppföljningar publicerade"; "" when none was promised or published
	Promises  []Promise
}

// Reference is a source or evidence somewhere else.
type Reference struct {
	Link
	Date Date
}

// Attachment is a file to read or to fetch.
type Attachment struct {
	Link
	Kind string // "PDF"
	Size string // "186 kB"
}

// Figure is an image with its text.
type Figure struct {
	Shown
	Alt, Caption, Credit string
	Lang                 string // of its text, where it is not the page's
}

// Shown is an image as a page shows it.
type Shown struct {
	URL           string          // the image, or the largest of its widths
	Srcset        template.Srcset // its widths, for a browser to choose from; "" when there is one alone
	Sizes         string          // goes with Srcset
	Width, Height int             // pixels of the page; 0 when unknown
}

// Contact is somebody to turn to.
type Contact struct {
	Name, Role, Phone, Email, Address string
	Lang                              string       // of the role, where it is not the page's
	PhoneURL                          template.URL // "tel:+4612345"
}

// Signatory is somebody who signed.
type Signatory struct {
	Name, Role, Party, Affiliation string
	Lang                           string // of the role, where it is not the page's
}

// Correction tells what was changed, and when.
type Correction struct {
	Date Date
	Note string
	Lang string // of the note, where it is not the page's
}

// NewsItem is a news item in a list.
type NewsItem struct {
	Link
	Date Date
	Lead string
}

// Front is the front page.
type Front struct {
	Page
	Text     *Prose
	Kommuner Comparison // every kommun with its document in force, else the newest
	Newest   []Event    // published follow-ups, the newest first
	Overdue  []Event    // the latest first
	Planned  []Event    // the next first
	Counts   string     // "4 kommuner, 12 dokument och 96 löften"
	Tally    Tally      // of the documents in force
}

// Comparison is documents beside each other, one in a row.
type Comparison struct {
	Caption  string
	Statuses []Label // the columns of Compared.Counts
	Rows     []Compared
	Unfair   []string // in what the rows are unlike; nil when they can be held against each other
}

// Compared is a row of a Comparison: a document, or a kommun that has none.
type Compared struct {
	Kommun    Link
	Elsewhere string // the site that publishes it, when that is another
	County    string
	Overdue   string // on the front page: the kommun's overdue follow-ups; "" when there are none
	Document  *Link  // nil when the kommun has none, and all below is empty
	State     Label  // as in Row
	Validity  string
	From      string // its first day, for sorting: "2026-01-01"
	Length    string // "gäller i 3 år", when that is unlike most
	Promises  int
	Counts    []int  // by status, zeros too
	FollowUps string // "2 av 3"
	Unlike    string // why the follow-ups cannot be held against others: "inga utlovade"; "" when they can
}

// Kommun is a kommun's page.
type Kommun struct {
	Page
	Code, County, PoliceArea string
	Website                  Link
	PartOf                   *Link
	Districts                []Link
	Contacts                 []Contact
	Text                     *Prose
	Document                 *Row // in force, else the newest; nil when there is none
	Summary                  string
	SummaryLang              string    // where it is not the page's
	Groups                   []Group   // its promises
	Coverage                 *Coverage // of its promises; nil when there are none
	Standing                 []string  // how the follow-ups stand, in sentences
	Timeline                 []Event
	TimelineURL              string
	FeedURL, CalendarURL     string
	EmbedURL                 string // the page that says how to embed this one
	Archive                  []Row  // every document, the newest first
	Tally                    Tally  // of all of them, when there are several
	Parties                  []PartyRow
	News                     []NewsItem
}

// Document is a promise document's page.
type Document struct {
	Page
	Kommun      Link
	Row         Row // of itself
	Summary     string
	SummaryLang string // where it is not the page's
	Signed      Date
	Unsigned    bool // whether it is yet to be signed
	Schedule    string
	Parties     []Link // who promises something in it
	Focus       []Link
	Places      []string
	Image       *Figure
	Text        *Prose
	Coverage    *Coverage // nil when it has no promises
	Standing    []string
	Timeline    []Event
	Signatories []Signatory
	Contacts    []Contact
	Sources     []Reference
	Attachments []Attachment
	Corrections []Correction
	Replaces    *Link
	ReplacedBy  *Link
	Changes     *Link  // the page that compares it with the document that it replaces
	ChangedBy   *Link  // the page that compares the document after it with it
	Dropped     string // "3 löften från 2018 finns inte kvar här."; "" when none were dropped
	EmbedURL    string // the page that says how to embed this one
}

// Changes is a document beside the one that it replaces.
type Changes struct {
	Page
	Before   Row
	After    Row
	Counts   string        // "10 löften gavs 2025: 6 oförändrade, 3 omformulerade och 1 som inte finns kvar."
	Added    string        // "Dessutom finns 2 nya löften 2026."; "" when none are
	Groups   []ChangeGroup // those that have any changes
	Previous *Link         // the comparison before
	Next     *Link
}

// ChangeGroup is the changes of one kind.
type ChangeGroup struct {
	Kind    Label  // Key is dropped, reworded, altered, merged, split, regrouped, unchanged, added or returned
	Note    string // what the kind means; "" when that goes without saying
	Changes []Change
}

// Change is what became of promises.
type Change struct {
	Before []Promise // in the document replaced, or of one that returned in an earlier one; empty when there was none, or After has all its words
	After  []Promise // what carries them on; empty when they were dropped
	Words  []Stretch // of one that was reworded, both texts in one; empty when they are better read apart
	Terms  []Term    // those that are not the same
}

// Stretch is a stretch of two texts in one. Kind is same, removed or added.
type Stretch struct{ Kind, Text string }

// Term is what goes with a promise's words, before and after.
type Term struct{ Name, Before, After string }

// FollowUp is a follow-up's page.
type FollowUp struct {
	Page
	Event       Event // of itself
	Text        *Prose
	Groups      []Group // every promise of the document; Told is what this follow-up says
	Silent      string  // "3 löften har ingen uppgift i denna uppföljning"; "" when all are answered
	Attachments []Attachment
	Sources     []Reference
	Corrections []Correction
	Previous    *Link
	Next        *Link
}

// News is a news item's page.
type News struct {
	Page
	Date        Date
	About       *Link
	Image       *Figure
	Text        *Prose
	Attachments []Attachment
	Contacts    []Contact
}

// Timeline is the follow-up timeline of a kommun.
type Timeline struct {
	Page
	Kommun      Link
	CalendarURL string
	Standing    []string
	Axis        *Axis        // nil when there is no follow-up
	Groups      []EventGroup // by year, the newest first
}

// Party is the page of a kommun's party: what it has promised there.
type Party struct {
	Page
	Kommun Link
	Tally  Tally
	Shared string // "5 av löftena har fler än polisen gett. …"; "" when it made all alone
	Others []Link // the kommun's other parties
	Rows   []Row  // the documents, the newest first; tallies and promises are those of the party
}

// PartyRow is a party in the list of a kommun's.
type PartyRow struct {
	Link
	Tally Tally
}

// EventGroup is the follow-ups of a year, or of a kommun.
type EventGroup struct {
	Link
	Elsewhere string // the site that publishes the kommun, when that is another
	Events    []Event
}

// Axis is follow-ups on one axis of time, for a picture beside the list of them. Places along the axis
// are percentages of its length, to be followed by "%".
type Axis struct {
	Title string   // what the picture shows
	Text  []string // the same in numbers, where to read of each, and what the lines mean
	Ticks []Tick
	Today *Tick // nil where the day lies outside
	Lanes []Lane
}

// Tick is a place on the axis with a name. Where there is no room for the name, Text is "".
type Tick struct {
	X, Text string
	Anchor  string // what of the name stands at the place, as SVG's text-anchor says it: start, middle or end
}

// Lane is one of the rows above the axis. It has Points, the follow-ups of one document, or Columns, how
// many of all kommuner have a state.
type Lane struct {
	Name    string
	State   string // of the columns: published, planned or overdue
	Spans   []Span // when the document is in force
	Points  []Point
	Columns []Column
}

// Span is a stretch of the axis.
type Span struct{ X, Width string }

// Point is a follow-up.
type Point struct {
	State string // published, planned or overdue
	X     string
	Wait  *Span // from the day it was due until it came, or until now; nil when it is not late
}

// Column is how many follow-ups a stretch of time has.
type Column struct {
	Span
	Y, Height string // of the lane's height, percent
}

// Timelines is the follow-up timeline of all kommuner.
type Timelines struct {
	Page
	CalendarURL string
	Overdue     []Event
	Planned     []Event
	Newest      []Event
	More        string // says that the lists are cut short; "" when they are whole
	Axis        *Axis  // nil when there is no follow-up
	Years       []YearRow
}

// YearTimelines is the follow-up timeline of all kommuner for a year.
type YearTimelines struct {
	Page
	Year     int
	Counts   YearRow
	Axis     *Axis // nil when there is no follow-up
	Previous *Link
	Next     *Link
	Groups   []EventGroup // by kommun
}

// YearRow is a year in a list of years.
type YearRow struct {
	Link
	Documents, Kommuner         string // "12 dokument"; "" in a timeline
	Tally                       Tally
	Published, Planned, Overdue int
	PublishedText, PlannedText  string
	OverdueText                 string
}

// Years lists the year archives.
type Years struct {
	Page
	Years []YearRow
}

// Year is a year's archive: every document in force that year.
type Year struct {
	Page
	Year      int
	Tally     Tally
	Previous  *Link
	Next      *Link
	Documents Comparison
}

// FocusAreas lists the focus areas.
type FocusAreas struct {
	Page
	Areas []AreaRow
}

// AreaRow is a focus area in the list.
type AreaRow struct {
	Link
	Documents, Kommuner string
	Tally               Tally // of the promises that name the area themselves
}

// Focus is a focus area across kommuner and years. Promises of a Row are those that name the area
// themselves.
type Focus struct {
	Page
	Tally Tally // of these promises
	Rows  []Row
}

// Plain is a plain page.
type Plain struct {
	Page
	Text *Prose
}

// Data is the page about the open data.
type Data struct {
	Page
	License   Link
	Sets      []DataSet
	Statuses  []DataTerm   // what a promise's status can be
	Kommuner  []Attachment // a file for each
	Elsewhere []Link       // to the open data of other sites that the site lists
	More      []Attachment // the catalogue for data portals, and what describes the kommuner's files
	Examples  []DataTerm   // what can be done with the data, and in Name how
}

// DataSet is a set of the open data.
type DataSet struct {
	DataTerm
	About   DataTerm
	Files   []Attachment
	Columns []DataTerm
}

// DataTerm is something in the data by its name there, in Swedish and in English.
type DataTerm struct{ Name, Text, English string }

// Search is the page to search on.
type Search struct {
	Page
	Index    string // address of the search index, for the script
	Filters  []Filter
	Kinds    []Label // of what can be found: kommun, promise, document, followup, news or page
	Statuses []Label
	Kommuner []Link
	Years    []Link
	Areas    []Link
}

// Filter is what a search can be narrowed by.
type Filter struct {
	Name    string // in the page's address: kommun, ar, part, omrade or status
	Label   string
	All     string // what it says when it narrows nothing
	Options []Option
}

// Option is a value of a filter.
type Option struct{ Value, Text string }

// NotFound is the page for addresses that lead nowhere.
type NotFound struct{ Page }

// Redirect is the page at a former address.
type Redirect struct {
	Page
	To Link
}

// Embed is a document in short, for other sites to frame or to include. It says nothing of how often
// something was done that could pass for a verdict: what was done and what came of it are told of each
// promise.
type Embed struct {
	Page
	Fragment bool // whether it is to stand on another page, below that page's own h1
	Document *Row // nil when the kommun has none
	Coverage *Coverage
	Standing []string
	Groups   []EmbedGroup
	Links    []Link // where to read more
}

// EmbedGroup is the promises of one party, or of several together.
type EmbedGroup struct {
	Party    string
	Promises []EmbedPromise
}

// EmbedPromise is a promise with the last that was told of it, in short.
type EmbedPromise struct {
	URL       string
	Words     string
	Lang      string   // of the words, where it is not the page's
	Below     []string // what stands below it, item by item
	Target    string
	Place     string
	Parties   string // the slugs of those who promise, with spaces between them
	Focus     string // and those of its focus areas
	Status    Label
	Told      bool // whether anything was told of it; what follows is empty when not
	Count     string
	CountFrom *Link
	Effect    *Label // nil when nothing is said
	Date      Date   // no day where it is not known
	Source    Link   // the follow-up
}

// EmbedTimeline is the follow-up timeline of a kommun, for other sites to frame.
type EmbedTimeline struct {
	Page
	URL      string // the timeline's own page
	Standing []string
	Groups   []EventGroup // by year, the newest first
	Links    []Link
}

// EmbedThis says how to embed a kommun's page, or a document's.
type EmbedThis struct {
	Page
	Address  string // of what is embedded, absolute
	Base     string // the site's address
	Origin   string // the site's origin, for a host's Content-Security-Policy
	Frame    string // address of what is framed, relative
	Snippets EmbedSnippets
	Timeline *EmbedSnippets // of the timeline; nil on a document's page
	Fragment string         // address of the bare fragment, absolute; "" where there is none
	Parties  []Option       // what the promises can be narrowed to
	Areas    []Option
	Allowed  []string // who may frame it; nil when everybody may
	Nobody   bool     // whether nobody may
}

// EmbedSnippets are pieces of HTML to copy.
type EmbedSnippets struct{ Link, Frame, Element string }
