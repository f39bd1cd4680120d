package promise

import "lofte/internal/source"

// Body is a text made ready to be shown: HTML that is safe as it stands, with slots cut into it where
// something is filled in when the page is known. It is never changed after it was made.
type Body struct {
	HTML     string
	Slots    []Slot // by Offset
	Links    []Link
	Headings []Heading
	Anchors  []string // every id in the HTML, in order
	Lead     string   // the first paragraph's words, for lists and descriptions
	Line     int      // where it begins in its file; 0 when there is nothing
}

// Empty reports whether there is nothing to show.
func (b Body) Empty() bool { return b.HTML == "" }

// Slot is a spot in a Body's HTML. A LinkSlot stands inside a quoted attribute and takes the escaped
// address of Links[Index]; an ImageSlot stands between the attributes of an img and takes its address,
// its size and how it is loaded; a PromiseSlot stands at the end of a promise's list item and takes what is
// known of the document's promise Index.
type Slot struct {
	Offset int
	Kind   SlotKind
	Index  int
}

// SlotKind says what fills a Slot.
type SlotKind uint8

const (
	LinkSlot SlotKind = iota
	ImageSlot
	PromiseSlot
)

// Link is a link or an image in a Body that leads to somewhere in the site.
type Link struct {
	Target string // as written, without the fragment
	Anchor string // the fragment, without #
	Image  bool
	Spot   source.Spot
}

// Heading is a heading in a Body.
type Heading struct {
	Level int
	ID    string
	Text  string
}
