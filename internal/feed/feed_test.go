package feed

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"testing"

	"lofte/internal/message"
	"lofte/internal/view"
)

// TestEscape holds that what is written is read back by encoding/xml, but for what XML has no character for.
func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"":                                     "",
		`<a href="x">å & ö</a> 'q'`:            `<a href="x">å & ö</a> 'q'`,
		"rad 1\nrad 2\tslut":                   "rad 1\nrad 2\tslut",
		"\x00 \x1b \r":                         "\uFFFD \uFFFD \uFFFD",
		"\uFFFD \uFFFE\uFFFF \uFF5E\U0010FFFF": "\uFFFD \uFFFD\uFFFD \uFF5E\U0010FFFF",
		"]]>":                                  "]]>",
	} {
		var w bytes.Buffer
		writer{&w}.text("t", s)
		var got struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(w.Bytes(), &got); err != nil || got.Text != want {
			t.Errorf("%q became %q: %q, %v", s, w.String(), got.Text, err)
		}
	}
}

// TestBody holds that addresses relative to a page become absolute, and nothing else changes.
func TestBody(t *testing.T) {
	page, err := url.Parse("https://example.se/ort/2023/#ut")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		`<a href="#b">x</a>`: `<a href="https://example.se/ort/2023/#b">x</a>`,
		`<a title="a" href="../a?b&amp;c">x</a><img alt="x" src="y.png">`:                    `<a title="a" href="https://example.se/ort/a?b&amp;c">x</a><img alt="x" src="https://example.se/ort/2023/y.png">`,
		`<a href="mailto:a@example.se">x</a> <a href="tel:1">y</a> <a href="http://a">z</a>`: `<a href="mailto:a@example.se">x</a> <a href="tel:1">y</a> <a href="http://a">z</a>`,
		`<p data-href="#b">href=&#34;x&#34;</p>`:                                             `<p data-href="#b">href=&#34;x&#34;</p>`,
		`<a href="https://a/">x</a><a href="/c">y</a>`:                                       `<a href="https://a/">x</a><a href="https://example.se/c">y</a>`,
	} {
		var w bytes.Buffer
		c := content{writer: writer{&w}, page: page}
		c.open("t")
		c.body(s)
		c.end("t")
		var got struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(w.Bytes(), &got); err != nil || got.Text != want {
			t.Errorf("%s became %s, %v", s, got.Text, err)
		}
	}
}

// TestEmptyFeed holds that a feed that has nothing to tell yet is one.
func TestEmptyFeed(t *testing.T) {
	messages, err := message.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	var w bytes.Buffer
	if err := Write(&w, &view.Feed{ID: "a", Lang: "sv", Title: "<T>", Self: "s?\"&", Page: "p", Author: view.Link{Text: "A"}, Updated: "u"}, messages); err != nil {
		t.Fatal(err)
	}
	want := xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><id>a</id><title>&lt;T&gt;</title><updated>u</updated>` +
		`<link rel="self" type="application/atom+xml" href="s?&#34;&amp;"/><link rel="alternate" type="text/html" href="p"/>` +
		"<author><name>A</name></author><generator>lofte</generator></feed>\n"
	if w.String() != want {
		t.Errorf("got %s", w.String())
	}
	for d := xml.NewDecoder(&w); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
