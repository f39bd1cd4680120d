package view

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"

	"lofte/internal/plan"
	"lofte/internal/promise"
)

// Figure is an image with its text.
type Figure struct {
	Shown
	Alt, Caption, Credit string
	Lang                 string // of its text, where it is not the page's
}

// Shown is an image as a page shows it.
type Shown struct {
	URL           string          // the image, or the largest of its widths
	Srcset        template.Srcset // its widths, for a browser to choose from; "" when there is one alone
	Sizes         string          // goes with Srcset
	Width, Height int             // pixels of the page; 0 when unknown
}

// sizes says how wide the standard theme shows an image: as a text's column, which its margins leave narrower on
// small screens.
const sizes = "(min-width: 43.5rem) 40rem, 92vw"

// image returns an image of the site, whose own width and height are known, or 0.
func (p *page) image(url string, width, height int) Shown {
	s := Shown{URL: p.toFile(url)}
	if width > 0 {
		s.Width = min(width, plan.Column)
		s.Height = max((height*s.Width+width/2)/width, 1)
	}
	widths := p.plan.Widths(url)
	if len(widths) == 0 {
		return s
	}
	var set strings.Builder
	add := func(url string, width int) {
		s.URL = p.toFile(url)
		if set.Len() > 0 {
			set.WriteString(", ")
		}
		// A comma at an address's end would part it from the next.
		set.WriteString(strings.ReplaceAll(s.URL, ",", "%2C") + " " + strconv.Itoa(width) + "w")
	}
	for _, w := range widths {
		add(plan.ScaledURL(url, w), w)
	}
	if plan.ShownItself(widths) {
		add(url, width)
	}
	s.Srcset, s.Sizes = template.Srcset(set.String()), sizes
	return s
}

// imageAt returns the image that an address leads to.
func (p *page) imageAt(a plan.Address) Shown {
	if a.File == nil {
		return Shown{URL: p.address(a)}
	}
	s := p.image(a.URL, a.File.Width, a.File.Height)
	if p.outside {
		s.Srcset = "" // readers of feeds make little of it
	}
	return s
}

// attributes returns those of an img element, each after a space. Nothing is above an image that stands first.
func (s Shown) attributes(first bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, ` src="%s"`, html.EscapeString(s.URL))
	if s.Srcset != "" {
		fmt.Fprintf(&b, ` srcset="%s" sizes="%s"`, html.EscapeString(string(s.Srcset)), s.Sizes)
	}
	if s.Width > 0 {
		fmt.Fprintf(&b, ` width="%d" height="%d"`, s.Width, s.Height)
	}
	if !first {
		b.WriteString(` loading="lazy"`) // which would only delay what is seen at once
	}
	b.WriteString(` decoding="async"`)
	return b.String()
}

func (p *page) figure(i *promise.Image, w promise.Written) *Figure {
	if i == nil {
		return nil
	}
	return &Figure{Shown: p.image(i.URL, i.Width, i.Height), Alt: i.Alt, Caption: i.Caption, Credit: i.Credit, Lang: p.lang(w)}
}
