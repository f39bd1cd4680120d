// Package slug makes URL-safe names out of words.
package slug

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not decompose into a base letter and a mark.
var folded = map[rune]string{'ø': "o", 'æ': "ae", 'œ': "oe", 'ß': "ss", 'ð': "d", 'þ': "th", 'đ': "d", 'ł': "l", 'ŋ': "n", 'ŧ': "t", 'ı': "i"}

// Make folds s to lower-case letters a to z, digits and single hyphens: å and ä become a, ö becomes o,
// é becomes e (CONTRACT §4). It returns "" when nothing of s remains. The result is stable: URLs
// depend on it, so what it gives for a word never changes.
func Make(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\'' || r == '’':
		case folded[r] != "":
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteString(folded[r])
		default:
			gap = true
		}
	}
	return b.String()
}

// Words is Make, cut at a word's end so that the result has at most max bytes, except that one word
// longer than that is cut inside.
func Words(s string, max int) string {
	s = Make(s)
	if len(s) <= max {
		return s
	}
	if i := strings.LastIndexByte(s[:max+1], '-'); i > 0 {
		return s[:i]
	}
	return s[:max]
}

// plain reports whether Make would return s as it is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		case c == '-' && i > 0 && i < len(s)-1 && s[i-1] != '-':
		default:
			return false
		}
	}
	return true
}
