// Package search makes the index by which the script of a site's search page finds promises and what
// was told of them, with no server.
//
// What can be found is numbered, kommuner first, then promises, documents, follow-ups, news and pages,
// of each kind the newest first. The index is cut into files, of which the script fetches those
// that a search takes:
//
//   - words.txt (plan.SearchWords): a first line of JSON, a Head, and then the stem of every word, in order
//     of its bytes. The first character of a line, a digit of base 36, says how many characters the stem
//     shares with the one before it; the rest of the line follows them. A stem with a colon is what a
//     filter chooses, "kommun:katrineholm".
//   - w000.bin and on: where words occur. After eight characters that sum up the rest stand, for one
//     word after the other, a number of bytes and as many bytes of runs. A run is things that follow each
//     other in which the word has the same Rank: a number, (how many things lie between it and the run
//     before it) << 3 | (4 if it is of several things) | Rank; and, if it is of several, how many more
//     than two. Numbers are written as Go's binary.PutUvarint writes them.
//   - t000.json and on: what to show of things, plan.FoundPerTexts in a file.
//
// The same site gives the same bytes.
package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/slug"
)

// Rank says how much of a thing a word is.
type Rank uint8

const (
	Around Rank = 1 + iota // of what stands around it: who promises, what was told, the document's title
	Beside                 // of what belongs to it: the kommun, the years, a place, a summary
	Own                    // of its own words, or its title
)

// Head is what words.txt begins with.
type Head struct {
	Found int         `json:"found"` // how many things can be found
	Per   int         `json:"per"`   // plan.FoundPerTexts
	Words []WordsFile `json:"words"` // of w000.bin and on
	Texts []string    `json:"texts"` // what sums up t000.json and on
	Stop  []string    `json:"stop"`  // words that are not in the index, since they are everywhere
}

// WordsFile is a file that says where words occur.
type WordsFile struct {
	First int    `json:"first"` // the number of its first stem, from 0
	Sum   string `json:"sum"`
}

// Promise is what a thing is that has no page of its own. Others are what their pages' views are.
const Promise plan.View = "promise"

// Make makes the index of a site: the bytes of each plan.SearchFile, by its name.
func Make(p *plan.Plan) map[string][]byte {
	m := &maker{plan: p, vocabulary: newVocabulary(), labels: map[label][]int32{}, slugs: map[string]string{},
		files: make(map[string][]byte, 1+p.Search.Occurrences+p.Search.Texts)}
	var documents []*promise.Document
	var followUps []*promise.FollowUp
	var news []*promise.News
	for _, k := range p.Site.All() {
		documents = append(documents, k.Documents...)
		for _, d := range k.Documents {
			followUps = append(followUps, d.FollowUps...)
		}
		news = append(news, k.News...)
		m.kommun(k)
	}
	slices.SortStableFunc(documents, func(a, b *promise.Document) int { return b.From.Compare(a.From) })
	slices.SortStableFunc(followUps, func(a, b *promise.FollowUp) int { return b.Date.Compare(a.Date) })
	slices.SortStableFunc(news, func(a, b *promise.News) int { return b.Date.Compare(a.Date) })
	for _, d := range documents {
		m.promises(d)
	}
	for _, d := range documents {
		m.document(d)
	}
	for _, f := range followUps {
		m.followUp(f)
	}
	for _, n := range news {
		m.news(n)
	}
	for _, q := range p.Site.Pages {
		m.page(q)
	}
	m.finish()
	return m.files
}

// maker is the state of one Make.
type maker struct {
	plan       *plan.Plan
	vocabulary *vocabulary
	labels     map[label][]int32
	slugs      map[string]string // of words and labels that come again and again
	files      map[string][]byte
	texts      []string // sums of the files of texts that are finished
	sheet      sheet
	found      int // things so far
}

// thing is what to show of one of the things that can be found.
type thing struct {
	kind   plan.View
	where  where
	at     string // its address, from that of where
	text   string
	status string
	with   string // parties, by their names in filters, of a promise; the day of others
	lang   string // of the text, where it is not the site's
}

// where is the page that a thing belongs to. It is shown with each of its things.
type where struct{ kommun, title, url string }

const longest = 240 // characters of a text that are shown

func (m *maker) add(t thing) {
	m.sheet.add(t)
	m.found++
	if m.sheet.things == plan.FoundPerTexts {
		m.turn()
	}
}

// turn finishes a file of texts.
func (m *maker) turn() {
	file, sum := m.sheet.finish()
	m.files[plan.TextsName(len(m.texts))] = file
	m.texts = append(m.texts, sum)
}

func (m *maker) words(r Rank, texts ...string) {
	for _, t := range texts {
		m.vocabulary.text(t, func(stem int32) { m.vocabulary.occurs(stem, m.found, r) })
	}
}

// slug is slug.Make.
func (m *maker) slug(text string) string {
	s, known := m.slugs[text]
	if !known {
		s = slug.Make(text)
		m.slugs[text] = s
	}
	return s
}

// label is what a filter chooses by, and words, too: an area, a party, a year.
type label struct{ filter, text string }

// stems returns the stems of a label: what the filter chooses, and then its words.
func (m *maker) stems(filter, text string) []int32 {
	l := label{filter, text}
	list, known := m.labels[l]
	if !known {
		list = m.with(filter, m.slug(text), text)
		m.labels[l] = list
	}
	return list
}

// with returns the stem that a filter chooses and those of texts.
func (m *maker) with(filter, value string, texts ...string) []int32 {
	list := []int32{m.vocabulary.stem(filter + ":" + value)}
	for _, t := range texts {
		m.vocabulary.text(t, func(stem int32) { list = append(list, stem) })
	}
	return list
}

// occur notes that stems occur in the thing.
func (m *maker) occur(r Rank, stems []int32) {
	for _, s := range stems {
		m.vocabulary.occurs(s, m.found, r)
	}
}

// lang returns the language of a text where it is not that of the site.
func (m *maker) lang(w promise.Written) string {
	if w.Language == m.plan.Config.Language {
		return ""
	}
	return w.Language
}

func (m *maker) focus(r Rank, focus []string) {
	for _, f := range focus {
		m.occur(r, m.stems("omrade", f))
		m.words(r, m.plan.Site.Terms[f])
	}
}

func (m *maker) kommun(k *promise.Kommun) {
	m.words(Own, k.Title)
	m.words(Beside, k.County, k.PoliceArea)
	m.occur(Around, m.with("kommun", k.Slug))
	place, at := where{title: k.County}, plan.KommunURL(k)
	if e := k.Elsewhere; e != nil {
		place.title, at = named(k.County, e), e.URL
	}
	m.add(thing{kind: plan.Kommun, at: at, text: k.Title, where: place})
}

func (m *maker) promises(d *promise.Document) {
	place := whereOf(d)
	when := m.when(d, d.Years(m.plan.Now))
	var around []int32
	for _, s := range append([]string{d.Title}, d.Places...) {
		m.vocabulary.text(s, func(stem int32) { around = append(around, stem) })
	}
	for _, q := range d.Promises {
		told := q.Latest()
		status := told.StatusOrUnreported().String()
		m.words(Own, q.Text)
		m.words(Beside, q.Below, q.Place)
		if first, _, _ := strings.Cut(q.Text, " "); !strings.HasPrefix(q.ID, m.slug(first)) {
			m.words(Beside, q.ID) // it was not made of the text: an editor's own word for it
		}
		focus := q.Focus
		if len(focus) == 0 {
			focus = d.Focus
		}
		m.focus(Beside, focus)
		m.occur(Beside, when)
		for _, p := range q.Promisers() {
			m.occur(Around, m.stems("part", string(p)))
		}
		parties := make([]string, len(q.Parties))
		for i, p := range q.Parties {
			parties[i] = m.slug(string(p))
		}
		m.occur(Around, m.with("status", status))
		if told.Result != nil {
			m.words(Around, told.Note, told.Verdict, told.EffectNote)
		}
		m.occur(Around, around)
		m.add(thing{kind: Promise, where: place, at: "#" + q.ID, text: q.Text, status: status, with: strings.Join(parties, " "), lang: m.lang(d.Written)})
	}
}

// when returns the stems of a document's kommun and of years.
func (m *maker) when(d *promise.Document, years []int) []int32 {
	list := m.with("kommun", d.Kommun.Slug, d.Kommun.Title)
	for _, y := range years {
		list = append(list, m.stems("ar", strconv.Itoa(y))...)
	}
	return list
}

func (m *maker) document(d *promise.Document) {
	m.words(Own, d.Title, d.Kommun.Title)
	m.words(Beside, d.Summary)
	m.words(Beside, d.Places...)
	m.focus(Beside, d.AllFocus())
	m.occur(Beside, m.when(d, d.Years(m.plan.Now)))
	place := whereOf(d)
	if place.title = ""; d.Kommun.Elsewhere != nil {
		place.title = named("", d.Kommun.Elsewhere)
	}
	m.add(thing{kind: plan.Document, where: place, text: d.Title, lang: m.lang(d.Written)})
}

func (m *maker) followUp(f *promise.FollowUp) {
	m.words(Own, f.Title, f.Document.Kommun.Title)
	m.words(Beside, f.Period)
	m.occur(Beside, m.when(f.Document, []int{f.Date.Year}))
	for _, r := range f.Results {
		if r != nil {
			m.words(Around, r.Note, r.Verdict, r.EffectNote)
		}
	}
	m.words(Around, f.Document.Title)
	place, at := whereOf(f.Document), f.Name+"/"
	if e := f.Document.Kommun.Elsewhere; e != nil {
		place.url, at = cmp.Or(f.URL, e.URL), ""
	}
	m.add(thing{kind: plan.FollowUp, where: place, at: at, text: f.Title, with: f.Date.String(), lang: m.lang(f.Written)})
}

func (m *maker) news(n *promise.News) {
	m.words(Own, n.Title)
	m.words(Beside, n.Body.Lead)
	m.occur(Beside, m.with("kommun", n.Kommun.Slug, n.Kommun.Title))
	m.occur(Beside, m.stems("ar", strconv.Itoa(n.Date.Year)))
	m.add(thing{kind: plan.News, where: where{kommun: n.Kommun.Title, url: plan.NewsURL(n)}, text: n.Title, with: n.Date.String(), lang: m.lang(n.Written)})
}

func (m *maker) page(p *promise.Page) {
	m.words(Own, p.Title)
	m.words(Beside, p.Summary, p.Body.Lead)
	for _, h := range p.Body.Headings {
		m.words(Beside, h.Text)
	}
	m.add(thing{kind: plan.Page, at: p.Slug + "/", text: p.Title, lang: m.lang(p.Written)})
}

// whereOf returns where the things of a document belong. What another site publishes has a whole address.
func whereOf(d *promise.Document) where {
	if e := d.Kommun.Elsewhere; e != nil {
		return where{d.Kommun.Title, named(d.Title, e), cmp.Or(d.URL, e.URL)}
	}
	return where{d.Kommun.Title, d.Title, plan.DocumentURL(d)}
}

// named adds the name of the site that publishes something to where it belongs.
func named(title string, e *promise.Elsewhere) string {
	if title == "" {
		return e.Site
	}
	return title + " (" + e.Site + ")"
}

// finish makes the files that are not made yet.
func (m *maker) finish() {
	if m.sheet.things > 0 {
		m.turn()
	}
	head := Head{Found: m.found, Per: plan.FoundPerTexts, Texts: m.texts, Stop: stopWords}
	stems := m.vocabulary.sorted()
	total := 0
	for _, s := range stems {
		total += len(s.runs)
	}
	// Each file has its share of the bytes, but no word is divided.
	next, before := 0, 0
	for i := range m.plan.Search.Occurrences {
		file := make([]byte, len(sumOf(nil)), total/m.plan.Search.Occurrences+1<<10)
		first := next
		for next < len(stems) && (before*m.plan.Search.Occurrences < (i+1)*total || i == m.plan.Search.Occurrences-1) {
			runs := stems[next].runs
			file = append(binary.AppendUvarint(file, uint64(len(runs))), runs...)
			before += len(runs)
			next++
		}
		sum := sumOf(file[len(sumOf(nil)):])
		copy(file, sum)
		m.files[plan.OccurrencesName(i)] = file
		head.Words = append(head.Words, WordsFile{first, sum})
	}
	list, _ := json.Marshal(head) // it has nothing that JSON cannot say
	last := ""
	for _, s := range stems {
		shared := sharedRunes(last, s.text)
		list = append(list, '\n')
		list = strconv.AppendInt(list, int64(shared), 36)
		list = append(list, runesFrom(s.text, shared)...)
		last = s.text
	}
	m.files[plan.SearchWords] = append(list, '\n')
}

// sharedRunes returns how many characters two words have in common at their beginnings, 35 at most.
func sharedRunes(a, b string) int {
	n := 0
	for i, r := range b {
		if n == 35 || i >= len(a) {
			break
		}
		if other, _ := utf8.DecodeRuneInString(a[i:]); other != r {
			break
		}
		n++
	}
	return n
}

func runesFrom(s string, n int) string {
	for range n {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// sumOf sums up a file, so that the script sees when it is not the one that it asked for.
func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}
