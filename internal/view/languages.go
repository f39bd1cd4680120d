package view

import (
	"lofte/internal/message"
	"lofte/internal/promise"
)

// Language is a page in one of the languages of the site.
type Language struct {
	Link           // Text is the language's own name for itself, Lang its code, URL relative
	Address string // absolute
	Current bool   // whether it is this page
}

// Translation says that a page's text is not in the page's language, or was translated from an older one.
type Translation struct {
	Text string
	Link Link // to the page in the text's own language
}

// languages returns the page in each of the site's languages, or nil when there is but one.
func (p *page) languages() []Language {
	others := p.plan.Config.Others()
	if len(others) == 0 || !p.output.IsPage() && !p.output.Embedded() {
		return nil
	}
	var list []Language
	for _, l := range append([]string{p.own}, without(p.plan.Config.Languages, p.own)...) {
		folder := ""
		if l != p.own {
			folder = l + "/"
		}
		at := folder + p.url()
		list = append(list, Language{
			Link:    Link{message.Endonym(l), p.toShared(at), l},
			Address: p.siteURL() + at,
			Current: folder == p.plan.Folder,
		})
	}
	return list
}

func without(list []string, one string) []string {
	var rest []string
	for _, l := range list {
		if l != one {
			rest = append(rest, l)
		}
	}
	return rest
}

// written says of a page with a text that somebody wrote that the text, and with it the heading, is not in
// the page's language, or that it was translated from an older one.
func (p *page) written(v *Page, w promise.Written) {
	v.HeadingLang = p.lang(w)
	if p.plan.Folder == "" || v.HeadingLang == "" && !w.Older {
		return
	}
	id := "translation_older"
	if v.HeadingLang != "" {
		id = "translation_none"
	}
	name := p.text("language_" + p.own)
	v.Translation = &Translation{
		Text: p.text(id, "Language", name),
		Link: Link{Text: p.text("translation_read", "Language", name), URL: p.toShared(p.url())},
	}
}
