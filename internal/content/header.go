package content

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/scale"
	"lofte/internal/table"
)

func withheld(h *table.Table) promise.Withheld {
	return promise.Withheld{Draft: h.Bool("draft"), Publish: h.Date("publish")}
}

func contacts(h *table.Table, j *job) []promise.Contact {
	var list []promise.Contact
	for _, t := range h.Tables("contact") {
		c := promise.Contact{Name: t.String("name"), Role: t.String("role"), Phone: t.String("phone"), Email: t.String("email"), Address: t.String("address")}
		if c.Email != "" && !config.IsEmailAddress(c.Email) {
			j.problems.Errorf(t.ValueSpot("email"), diag.BadAddress, "%q is no e-mail address", c.Email)
			c.Email = ""
		}
		t.Done()
		list = append(list, c)
	}
	return list
}

func references(tables []*table.Table, j *job) []promise.Reference {
	var list []promise.Reference
	for _, t := range tables {
		r := promise.Reference{Title: t.String("title"), URL: webAddress(t, "url", j), Date: t.Date("date")}
		if r.Title == "" {
			r.Title = r.URL
		}
		if r.Title == "" {
			t.Need("title")
		}
		t.Done()
		list = append(list, r)
	}
	return list
}

func corrections(h *table.Table) []promise.Correction {
	var list []promise.Correction
	for _, t := range h.Tables("correction") {
		list = append(list, promise.Correction{Date: t.Date("date"), Note: t.String("note")})
		t.NeedDates("date")
		t.Need("note")
		t.Done()
	}
	slices.SortStableFunc(list, func(a, b promise.Correction) int { return day.Date.Compare(a.Date, b.Date) })
	return list
}

func webAddress(t *table.Table, key string, j *job) string {
	s := t.String(key)
	if s != "" && !config.IsWebAddress(s) {
		j.problems.Errorf(t.ValueSpot(key), diag.BadAddress, "%q is no web address", s).Hintf("it begins with https:// or http://")
		return ""
	}
	return s
}

// aliases returns the former addresses of a page, without the slash at their front.
func (l *loader) aliases(h *table.Table, j *job) []promise.Alias {
	var list []promise.Alias
	if j.translates() { // it has never had an address of its own
		return nil
	}
	for _, a := range h.Strings("aliases") {
		clean := path.Clean("/" + a)
		if !strings.HasPrefix(a, "/") || clean == "/" || strings.ContainsAny(a, " ?#\\\t\n*:") || strings.Contains(a, "..") {
			j.problems.Errorf(h.ValueSpot("aliases"), diag.BadAlias, "%q is no former address of a page", a).
				Hintf("write it from the site's root: %q", "/katrineholm/lofte-2019/")
			continue
		}
		if !strings.HasSuffix(clean, ".html") {
			clean += "/"
		}
		list = append(list, promise.Alias{URL: clean[1:], Source: h.ValueSpot("aliases").Place})
	}
	return list
}

func (l *loader) attachments(h *table.Table, j *job) []promise.Attachment {
	var list []promise.Attachment
	for _, t := range h.Tables("attachment") {
		name := t.String("file")
		title := t.String("title")
		t.Need("file")
		if f, ok := l.file(t, "file", name, j); ok {
			if title == "" {
				title = path.Base(f.URL)
			}
			list = append(list, promise.Attachment{Title: title, URL: f.URL, Size: f.Size})
		}
		t.Done()
	}
	return list
}

func (l *loader) image(h *table.Table, j *job) *promise.Image {
	t := h.Table("image")
	if t == nil {
		return nil
	}
	i := &promise.Image{Alt: t.String("alt"), Caption: t.String("caption"), Credit: t.String("credit")}
	if j.translates() { // which adds words to the image
		t.Done()
		return i
	}
	if i.Alt == "" {
		j.problems.Warnf(t.Here(), diag.NoAlt, "the image has no text for those who do not see it").Hintf("say what it shows: alt = \"…\"")
	}
	f, ok := l.file(t, "file", t.String("file"), j)
	t.Need("file")
	t.Done()
	if !ok {
		return nil
	}
	i.URL, i.Width, i.Height = f.URL, f.Width, f.Height
	return i
}

// file returns the file that a text names by its path from the folder that the text stands in.
func (l *loader) file(t *table.Table, key, name string, j *job) (promise.File, bool) {
	if name == "" {
		return promise.File{}, false
	}
	full := path.Join(path.Dir(j.path), name)
	if strings.HasPrefix(name, "/") || strings.Contains(name, `\`) || !strings.HasPrefix(full, Root+"/") {
		j.problems.Errorf(t.ValueSpot(key), diag.OutsideSite, "the file %q lies outside the site", name).
			Hintf("put it beside the document and write its name alone")
		return promise.File{}, false
	}
	f, ok := l.files[full]
	j.asked = append(j.asked, asked{full, f, ok})
	if !ok {
		var beside []string
		for p := range l.files {
			if path.Dir(p) == path.Dir(full) {
				beside = append(beside, path.Base(p))
			}
		}
		slices.Sort(beside)
		j.problems.Errorf(t.ValueSpot(key), diag.NoSuchFile, "there is no file %q", name).Suggest(name, beside)
	}
	return f, ok
}

// look notes of a file what is known of it as an image, when it is one.
func (l *loader) look(f *promise.File) {
	look := scale.Look
	switch strings.ToLower(path.Ext(f.Source)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp":
	case ".svg":
		look = scale.LookSVG
	default:
		return
	}
	data, err := fs.ReadFile(l.fsys, f.Source)
	if err != nil {
		return // it is said when the file is published
	}
	about, err := look(data)
	if err != nil {
		f.Fault = err.Error()
	}
	f.Width, f.Height, f.Scales, f.Located = about.Width, about.Height, about.Scales, about.Located
}
