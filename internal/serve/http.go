package serve

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"lofte/internal/hosting"
	"lofte/internal/plan"
	"lofte/internal/promise"
)

// own is where the preview's own files stand; no page of a site has an address that begins with a dot.
const own = "/.lofte/"

//go:embed client
var client embed.FS

// version tells versions of the preview's own files apart, so that browsers may keep them.
var version = func() string {
	sum := sha256.New()
	for _, name := range []string{"preview.js", "preview.css"} {
		data, err := client.ReadFile("client/" + name)
		if err != nil {
			panic(err) // it is part of the program
		}
		_, _ = sum.Write(data)
	}
	return hex.EncodeToString(sum.Sum(nil)[:5])
}()

// forGood is the Cache-Control of what never changes at its address.
const forGood = "private, max-age=31536000, immutable"

func (p *Preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !allowed(r.Host, p.Local) {
		http.Error(w, "this preview answers to addresses of this machine only", http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", hosting.CSP)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cache-Control", "no-cache")
	if name, ok := strings.CutPrefix(r.URL.Path, own); ok {
		p.serveOwn(w, r, name)
		return
	}
	select {
	case <-p.ready:
	case <-r.Context().Done():
		return
	}
	state, site, _ := p.now()
	if site == nil {
		p.plain(w, r, state, state.Problems)
		return
	}
	p.serveSite(w, r, state, site)
}

func (p *Preview) serveOwn(w http.ResponseWriter, r *http.Request, name string) {
	if name == "events" {
		p.events(w, r)
		return
	}
	data, err := client.ReadFile("client/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if r.URL.RawQuery == version {
		w.Header().Set("Cache-Control", forGood)
	}
	send(w, r, name, data, http.StatusOK)
}

func (p *Preview) serveSite(w http.ResponseWriter, r *http.Request, state state, site *shown) {
	folder := strings.HasSuffix(r.URL.Path, "/")
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	// The page for what is not found links to places under the site's own address.
	if inside, ok := strings.CutPrefix("/"+name+"/", site.Plan.Config.BasePath()); ok {
		name = strings.TrimSuffix(inside, "/")
	}
	o := site.Output(name)
	if o == nil || folder {
		index := site.Output(path.Join(name, "index.html"))
		if index != nil && !folder && name != "" {
			http.Redirect(w, r, (&url.URL{Path: "/" + name + "/", RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
			return
		}
		o = index
	}
	if o != nil {
		headers(w.Header(), site, o.Path)
	}
	switch {
	case o == nil:
		p.missing(w, r, state, site, name)
	case o.View == plan.File:
		p.file(w, r, o)
	case o.View == plan.Scaled:
		p.image(w, r, o)
	default:
		p.page(w, r, state, site, o, http.StatusOK, "")
	}
}

// headers sets what a host sends with a file. How long it may be kept is another matter here, and so is whether
// this machine answers over HTTPS.
func headers(h http.Header, site *shown, file string) {
	for _, own := range hosting.Headers(site.Plan.Config, file) {
		if own.Name != "Cache-Control" && own.Name != "Strict-Transport-Security" {
			h.Set(own.Name, own.Value)
		}
	}
}

// page sends an output that is rendered. back is where a page that is gone leads.
func (p *Preview) page(w http.ResponseWriter, r *http.Request, state state, site *shown, o *plan.Output, status int, back string) {
	data, problems := site.page(o.Path)
	if len(problems) > 0 {
		p.plain(w, r, state, describe(problems, p.Language))
		return
	}
	if strings.HasPrefix(o.Path, "assets/") { // its name has a hash of its content
		w.Header().Set("Cache-Control", forGood)
	}
	if strings.HasSuffix(o.Path, ".html") && o.View != plan.EmbedFragment {
		text, promises, mark := about(o, site.Plan.Now, p.Language)
		lines := ""
		if len(promises) > 0 {
			list, err := json.Marshal(promises)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			lines = string(list)
		}
		data = inject(data, map[string]string{"build": site.build, "state": state.Number, "source": text, "promises": lines, "mark": mark, "back": back})
	}
	send(w, r, o.Path, data, status)
}

// missing answers for what the site does not have. Of a page that it had, it says so.
func (p *Preview) missing(w http.ResponseWriter, r *http.Request, state state, site *shown, name string) {
	p.mu.RLock()
	was := p.gone[path.Join(name, "index.html")]
	p.mu.RUnlock()
	back := ""
	for at := name; was && back == ""; {
		at = strings.TrimPrefix(path.Dir("/"+at), "/")
		if site.Output(path.Join(at, "index.html")) != nil {
			back = path.Join("/", at) + "/"
		}
		if at == "" {
			break
		}
	}
	if o := site.Output("404.html"); o != nil {
		headers(w.Header(), site, o.Path)
		p.page(w, r, state, site, o, http.StatusNotFound, strings.Replace(back, "//", "/", 1))
		return
	}
	http.NotFound(w, r)
}

// file sends a file of the site as it is on the disk.
func (p *Preview) file(w http.ResponseWriter, r *http.Request, o *plan.Output) {
	f, err := p.Site.Open(o.File.Source)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", kind(o.Path))
	if s, ok := f.(io.ReadSeeker); ok {
		http.ServeContent(w, r, o.Path, time.Time{}, s)
		return
	}
	if r.Method == http.MethodGet {
		_, _ = io.Copy(w, f)
	}
}

// image sends an image in a width.
func (p *Preview) image(w http.ResponseWriter, r *http.Request, o *plan.Output) {
	data, err := fs.ReadFile(p.Site, o.File.Source)
	if err == nil {
		data, err = p.images.of(o.Path, data, o.Width)
	}
	if err != nil {
		http.NotFound(w, r)
		return
	}
	send(w, r, o.Path, data, http.StatusOK)
}

// inject adds the preview's script to a page. Its attributes say what the script has to know.
func inject(page []byte, attributes map[string]string) []byte {
	var tag strings.Builder
	tag.WriteString(`<script src="` + own + `preview.js?` + version + `" defer`)
	for _, name := range []string{"build", "state", "source", "promises", "mark", "back", "plain"} {
		if v := attributes[name]; v != "" {
			tag.WriteString(" data-" + name + `="` + html.EscapeString(v) + `"`)
		}
	}
	tag.WriteString("></script>")
	end := bytes.Index(page, []byte("</head>"))
	if end < 0 {
		end = len(page)
	}
	out := make([]byte, 0, len(page)+tag.Len())
	out = append(out, page[:end]...)
	out = append(out, tag.String()...)
	return append(out, page[end:]...)
}

func send(w http.ResponseWriter, r *http.Request, name string, data []byte, status int) {
	w.Header().Set("Content-Type", kind(name))
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		_, _ = w.Write(data)
	}
}

func kind(name string) string {
	return cmp.Or(hosting.ContentType(name), "application/octet-stream")
}

// withheldOf returns what keeps an output's text from everybody.
func withheldOf(o *plan.Output) []promise.Withheld {
	switch {
	case o.FollowUp != nil:
		return []promise.Withheld{o.FollowUp.Withheld, o.Document.Withheld}
	case o.View == plan.Changes:
		return []promise.Withheld{o.Document.Withheld, o.Document.Replaces.Withheld}
	case o.Document != nil:
		return []promise.Withheld{o.Document.Withheld}
	case o.News != nil:
		return []promise.Withheld{o.News.Withheld}
	case o.Page != nil:
		return []promise.Withheld{o.Page.Withheld}
	}
	return nil
}
