package plan

import (
	"fmt"

	"lofte/internal/source"
)

// SearchFolder is where the search index stands in the site.
const SearchFolder = "sok/index/"

// The search index is cut into files by how much there is to find, so that which files there are is
// known before they are made.
const (
	FoundPerTexts = 192 // how many of what can be found one file of texts has
	foundPerWords = 256 // for how many there is one file of where words occur
)

// SearchIndex says what files the search index consists of: SearchWords, and so many of the others.
type SearchIndex struct {
	Found       int // how much there is to find: promises, documents, follow-ups, news, kommuner, pages
	Occurrences int
	Texts       int
}

// SearchWords is the name of the file that all others are found by.
const SearchWords = "words.txt"

// OccurrencesName returns the name of the file that says where some of the words occur.
func OccurrencesName(i int) string { return fmt.Sprintf("w%03d.bin", i) }

// TextsName returns the name of the file that has the texts of some of what can be found.
func TextsName(i int) string { return fmt.Sprintf("t%03d.json", i) }

func (m *maker) search() {
	s := &m.plan.Search
	all := m.plan.Site.All()
	s.Found = len(all) + len(m.plan.Site.Pages)
	for _, k := range all {
		s.Found += len(k.Documents) + len(k.News)
		for _, d := range k.Documents {
			s.Found += len(d.Promises) + len(d.FollowUps)
		}
	}
	s.Occurrences = 1 + s.Found/foundPerWords
	s.Texts = (s.Found + FoundPerTexts - 1) / FoundPerTexts
	none := source.Place{Path: ContentInput}
	m.show(Output{View: Search, Inputs: []string{ContentInput, ThemeInput}}, "sok/", none)
	add := func(name string) {
		m.add(Output{Path: SearchFolder + name, View: SearchFile, Name: name, Inputs: []string{ContentInput}}, none)
	}
	add(SearchWords)
	for i := range s.Occurrences {
		add(OccurrencesName(i))
	}
	for i := range s.Texts {
		add(TextsName(i))
	}
}
