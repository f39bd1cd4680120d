package markdown

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

var allowedTags = strings.Fields("p br hr b strong i em u s del ins mark small sub sup abbr cite q blockquote code kbd pre samp ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr th td details summary figure figcaption div span time a img")

// unsafe reports tags, attributes and addresses that must never come out of a document.
func unsafe(t *testing.T, s string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if !slices.Contains(allowedTags, tag.Data) {
				t.Errorf("the tag <%s> came out in %q", tag.Data, s)
			}
			for _, a := range tag.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
					t.Errorf("the attribute %s came out in %q", a.Key, s)
				}
				if (a.Key == "href" || a.Key == "src") && !safeAddress([]byte(a.Val)) {
					t.Errorf("the address %q came out in %q", a.Val, s)
				}
			}
		}
	}
}

func TestUnsafeFinds(t *testing.T) {
	for _, s := range []string{`<script>`, `<p onclick="x">`, `<a href="javascript:x">`, `<a href=" java&#10;script:x">`, `<p style="x">`} {
		inner := &testing.T{}
		unsafe(inner, s)
		if !inner.Failed() {
			t.Errorf("%s was not found", s)
		}
	}
}
