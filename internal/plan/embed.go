package plan

import (
	"lofte/internal/promise"
	"lofte/internal/source"
)

// EmbedFolder is where everything stands that other sites frame, fetch or include.
const EmbedFolder = "embed/"

// The names of the files beside a page to frame: what describes it (oembed.com), and, of a kommun, what
// stands on it without a page around it.
const (
	OEmbedFile   = "oembed.json"
	FragmentFile = "fragment.html"
)

// EmbedURL returns the address of what is framed in the place of a page of a kommun: of its own, of a
// document's or of the timeline.
func EmbedURL(page string) string { return EmbedFolder + page }

// EmbedThisURL returns the address of the page that says how to embed a kommun's page or a document's.
func EmbedThisURL(page string) string { return page + "badda-in/" }

// TimelineURL returns the address of a kommun's timeline within the site.
func TimelineURL(k *promise.Kommun) string { return KommunURL(k) + "uppfoljning/" }

// embeds plans what other sites show of a kommun. All of it is made of the kommun's whole folder.
func (m *maker) embeds(k *promise.Kommun, inputs []string) {
	one := func(page string, d *promise.Document, at source.Place) {
		frame := EmbedURL(page)
		m.add(Output{Path: frame + "index.html", View: Embed, Kommun: k, Document: d, Inputs: inputs}, at)
		m.add(Output{Path: frame + OEmbedFile, View: OEmbed, Kommun: k, Document: d, Inputs: inputs}, at)
		m.show(Output{View: EmbedThis, Kommun: k, Document: d, Inputs: inputs}, EmbedThisURL(page), source.Place{Path: k.Folder() + "/"})
	}
	one(KommunURL(k), nil, k.Source)
	for _, d := range k.Documents {
		one(DocumentURL(d), d, d.Source)
	}
	m.add(Output{Path: EmbedURL(KommunURL(k)) + FragmentFile, View: EmbedFragment, Kommun: k, Inputs: inputs}, k.Source)
	m.add(Output{Path: EmbedURL(TimelineURL(k)) + "index.html", View: EmbedTimeline, Kommun: k, Inputs: inputs}, k.Source)
}
