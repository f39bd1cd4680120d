package markdown

import (
	"slices"
	"strings"

	"lofte/internal/promise"
	"lofte/internal/swedish"
)

// promising are the beginnings of words by which a translation's heading promises, as the Swedish words for
// to promise, shall and undertake do.
var promising = map[string][]string{
	"en":  {"promis", "pledg", "commit", "undertak", "shall", "will"},
	"fi":  {"lupa", "lupau", "sitou"},
	"se":  {"lohpid", "lohpád"},
	"fit": {"lupa", "lupau", "loffa"},
}

// promisesIn reports whether a heading promises by its words.
func (r *reading) promisesIn(words string) bool {
	if r.language == "" || r.language == promise.Swedish {
		return swedish.Promises(words)
	}
	return slices.ContainsFunc(strings.Fields(strings.ToLower(words)), func(word string) bool {
		return slices.ContainsFunc(promising[r.language], func(begin string) bool { return strings.HasPrefix(word, begin) })
	})
}

// names reports whether an item of a translation says by an id which promise it translates.
func (r *reading) names(attrs attributes) bool {
	_, ok := attrs.get("id")
	return ok && r.language != "" && r.wanted
}
