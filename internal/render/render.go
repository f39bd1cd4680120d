// Package render turns one planned output into its bytes.
package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"

	"lofte/internal/calendar"
	"lofte/internal/feed"
	"lofte/internal/hosting"
	"lofte/internal/picture"
	"lofte/internal/plan"
	"lofte/internal/scale"
	"lofte/internal/search"
	"lofte/internal/theme"
	"lofte/internal/view"
)

// Renderer renders the outputs of a plan. It is safe for several goroutines.
type Renderer struct {
	plan   *plan.Plan
	theme  *theme.Theme
	views  map[string]language // by the Language of outputs
	site   fs.FS
	assets map[string][]byte
}

// language is the making of outputs in a language.
type language struct {
	theme.Language
	views *view.Maker
	index func() map[string][]byte // of the search page; made when it is first asked for
}

// New returns the Renderer of a plan, with a theme. Files that are published as they are come from
// site.
func New(p *plan.Plan, t *theme.Theme, site fs.FS) *Renderer {
	r := &Renderer{plan: p, theme: t, views: map[string]language{}, site: site, assets: map[string][]byte{}}
	own := view.New(p, t.Messages)
	for _, q := range p.Languages() {
		name, views := "", own
		if q != p {
			name = q.Config.Language
			views = own.In(name, t.In(name).Messages)
		}
		r.views[name] = language{t.In(name), views, sync.OnceValue(func() map[string][]byte { return search.Make(q) })}
	}
	for _, a := range t.Assets() {
		r.assets[a.Path] = a.Data
	}
	return r
}

// Render writes an output's bytes to w.
func (r *Renderer) Render(o *plan.Output, w *bytes.Buffer) error {
	if err := r.render(o, w); err != nil {
		return fmt.Errorf("render %s: %w", o.Path, err)
	}
	return nil
}

func (r *Renderer) render(o *plan.Output, w *bytes.Buffer) error {
	l := r.views[o.Language]
	switch o.View {
	case plan.Asset:
		w.Write(r.assets[o.Name])
		return nil
	case plan.File:
		f, err := r.site.Open(o.File.Source)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, f)
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		return err
	case plan.Scaled:
		return r.Scale([]*plan.Output{o}, func(_ *plan.Output, data []byte) error {
			w.Write(data)
			return nil
		})
	case plan.DataFile:
		return l.views.Data().Write(o, w)
	case plan.Feed:
		return feed.Write(w, l.views.Feed(o), l.Messages)
	case plan.Calendar:
		calendar.Write(w, l.views.Calendar(o))
		return nil
	case plan.Sitemap:
		return r.sitemap(w)
	case plan.Picture:
		picture.Draw(w, l.views.Picture(o))
		return nil
	case plan.OEmbed:
		return json.NewEncoder(w).Encode(l.views.OEmbed(o))
	case plan.Robots:
		fmt.Fprintf(w, "User-agent: *\nAllow: /\n\nSitemap: %ssitemap.xml\n", r.plan.Config.BaseURL)
		return nil
	case plan.Headers:
		w.Write(r.headers())
		return nil
	case plan.SearchFile:
		w.Write(l.index()[o.Name])
		return nil
	case plan.Redirects:
		r.redirects(w)
		return nil
	}
	return l.Execute(o.View, w, l.views.Make(o))
}

// Scale calls write with the bytes of an image in each of the widths that outputs are, which it reads once.
func (r *Renderer) Scale(outputs []*plan.Output, write func(o *plan.Output, data []byte) error) error {
	data, err := fs.ReadFile(r.site, outputs[0].File.Source)
	if err != nil {
		return err
	}
	widths := make([]int, len(outputs))
	for i, o := range outputs {
		widths[i] = o.Width
	}
	return scale.Widths(data, widths, func(i int, file []byte) error { return write(outputs[i], file) })
}

// sitemap lists every page (sitemaps.org, protocol 0.9).
func (r *Renderer) sitemap(w *bytes.Buffer) error {
	w.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for i := range r.plan.Outputs {
		if o := &r.plan.Outputs[i]; o.IsPage() {
			w.WriteString("<url><loc>")
			if err := xml.EscapeText(w, []byte(r.plan.Config.BaseURL+o.URL())); err != nil {
				return err
			}
			w.WriteString("</loc></url>\n")
		}
	}
	w.WriteString("</urlset>\n")
	return nil
}

// headers returns the file _headers.
func (r *Renderer) headers() []byte {
	files := make([]string, len(r.plan.Outputs))
	for i := range r.plan.Outputs {
		files[i] = r.plan.Outputs[i].Path
	}
	return hosting.File(r.plan.Config, files)
}

// redirects lists the former addresses for hosts that redirect by themselves.
func (r *Renderer) redirects(w *bytes.Buffer) {
	base := strings.TrimSuffix(r.plan.Config.BasePath(), "/")
	for i := range r.plan.Outputs {
		if o := &r.plan.Outputs[i]; o.View == plan.Redirect {
			fmt.Fprintf(w, "%s/%s %s/%s 301\n", base, o.URL(), base, o.Name)
		}
	}
}
