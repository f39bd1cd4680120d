package promise

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Swedish is the language that promises are made in, and by whose order names are sorted in a site's own language,
// whichever that is.
const Swedish = "sv"

// Order sorts kommuner by their titles in the order of a language: … x y z å ä ö in Swedish.
func Order(kommuner []*Kommun, lang string) {
	if lang == "fit" {
		lang = "fi" // CLDR has no order for Meänkieli
	}
	c := collate.New(language.Make(lang))
	var buf collate.Buffer
	keys := make(map[*Kommun]string, len(kommuner))
	for _, k := range kommuner {
		keys[k] = string(c.KeyFromString(&buf, k.Title))
		buf.Reset()
	}
	slices.SortStableFunc(kommuner, func(a, b *Kommun) int {
		if o := strings.Compare(keys[a], keys[b]); o != 0 {
			return o
		}
		return strings.Compare(a.Slug, b.Slug)
	})
}
