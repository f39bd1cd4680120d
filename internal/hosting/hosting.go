// Package hosting says what headers a web server is to send with each file of a site, and writes
// them into the file _headers, which Netlify, Cloudflare Pages and others read.
package hosting

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"lofte/internal/config"
)

// CSP is the Content-Security-Policy of every page. What may frame a page is said by a header alone,
// since browsers pass over it in a meta element.
const CSP = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"

// special are the folders whose files have other headers than pages.
var special = []string{"embed", "assets", "data"}

// kommunData is the rule for the data of every kommun. Netlify and Cloudflare Pages take any one folder for
// the name after the colon.
const kommunData = "/:kommun/data.json"

// Header is a header of an HTTP response.
type Header struct{ Name, Value string }

// Headers returns the headers of a file of the site, by its path: "katrineholm/index.html".
func Headers(cfg config.Config, file string) []Header {
	return slices.Concat(common(cfg), kindOf(cfg, file).headers(cfg))
}

// CacheControl returns the Cache-Control header of a file of the site. The name of an asset has a hash
// of its content, so it never changes; everything else may with the next build.
func CacheControl(file string) string {
	if strings.HasPrefix(file, "assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "public, max-age=60, must-revalidate"
}

// Served reports whether a file of the site is for visitors, and not for the host to read.
func Served(file string) bool { return file != "_headers" && file != "_redirects" }

// common returns the headers that every file has.
func common(cfg config.Config) []Header {
	list := []Header{
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
		{"Referrer-Policy", "strict-origin-when-cross-origin"},
		{"X-Content-Type-Options", "nosniff"},
	}
	// The rest of a host that the site is a folder of may not be ready for it.
	if strings.HasPrefix(cfg.BaseURL, "https:") && cfg.BasePath() == "/" {
		list = append(list, Header{"Strict-Transport-Security", "max-age=31536000"})
	}
	return list
}

// kind is what decides on the headers that not every file has, or not with the same value.
type kind struct {
	cache string
	embed bool // for other sites to frame
	open  bool // for other sites to read
}

func kindOf(cfg config.Config, file string) kind {
	_, inLanguage := cut(cfg, file)
	embed := strings.HasPrefix(inLanguage, "embed/")
	return kind{
		cache: CacheControl(file),
		embed: embed,
		open:  embed || strings.HasPrefix(inLanguage, "data/") || path.Base(file) == "data.json",
	}
}

// cut takes off a file's path the folder of the language that it is in, if that is not the site's own.
func cut(cfg config.Config, file string) (language, inLanguage string) {
	for _, l := range cfg.Others() {
		if rest, ok := strings.CutPrefix(file, l+"/"); ok {
			return l + "/", rest
		}
	}
	return "", file
}

func (k kind) headers(cfg config.Config) []Header {
	frame := "'self'"
	if k.embed {
		if frame = strings.Join(cfg.EmbedAllow, " "); frame == "" {
			frame = "'none'"
		}
	}
	list := []Header{
		{"Cache-Control", k.cache},
		{"Content-Security-Policy", CSP + "; frame-ancestors " + frame},
	}
	if k.open {
		list = append(list, Header{"Access-Control-Allow-Origin", "*"})
	}
	return list
}

// File returns the file _headers of a site that has these files. Hosts join the values of a header
// that several rules set, and of two joined Content-Security-Policies the stricter part of each holds.
// So no two rules that apply to one address set the same header. A rule cannot say "all but", which is
// why each folder at the top has one, of the site and of the folder of a language.
func File(cfg config.Config, files []string) []byte {
	rules := map[string][]Header{"/*": common(cfg)}
	folders := map[string]kind{}
	folder := func(top string) kind {
		k, known := folders[top]
		if !known {
			k = kindOf(cfg, top+"/")
			folders[top] = k
			rules["/"+top+"/*"] = k.headers(cfg)
		}
		return k
	}
	for _, top := range special {
		folder(top)
	}
	for _, language := range cfg.Others() {
		folder(language + "/embed")
		folder(language + "/data")
	}
	for _, file := range files {
		if !Served(file) {
			continue
		}
		k, has := kindOf(cfg, file), []Header(nil)
		language, inLanguage := cut(cfg, file)
		if top, _, inFolder := strings.Cut(inLanguage, "/"); inFolder {
			all := folder(language + top)
			if k == all {
				continue
			}
			has = all.headers(cfg)
		}
		rule := "/" + strings.TrimSuffix(file, "index.html")
		if ok, _ := path.Match("*/data.json", file); ok {
			rule = kommunData
		}
		rules[rule] = slices.DeleteFunc(k.headers(cfg), func(h Header) bool { return slices.Contains(has, h) })
	}
	base := strings.TrimSuffix(cfg.BasePath(), "/")
	var b strings.Builder
	for _, rule := range slices.SortedFunc(maps.Keys(rules), byWeight) {
		fmt.Fprintf(&b, "%s%s\n", base, rule)
		for _, h := range rules[rule] {
			fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
		}
	}
	return []byte(b.String())
}

// byWeight sorts rules with those first that a site would miss most. Some hosts read the first hundred
// and no more; what is left out then are folders of kommuner, whose pages have the policy in themselves.
func byWeight(a, b string) int {
	weight := func(rule string) int {
		switch i := slices.Index(special, strings.Trim(rule, "/*")); {
		case i >= 0 || rule == "/*":
			return i
		case rule == kommunData || path.Base(path.Dir(rule)) == "embed": // of a language
			return len(special)
		}
		return len(special) + 1
	}
	if d := weight(a) - weight(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}
