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

// NotFound is the page for addresses that lead nowhere.
type NotFound struct{ Page }

// Redirect is the page at a former address.
type Redirect struct {
	Page
	To Link
}
