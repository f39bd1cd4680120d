package deploy

import (
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lofte/internal/say"
)

// Fault is what whoever deploys can put right: an address, credentials, the target itself. It never
// holds a credential.
type Fault struct{ Problem, Hint say.Text }

// Error returns the problem and the hint in English.
func (f *Fault) Error() string { return f.In(say.English) }

// In returns the problem and the hint in a language.
func (f *Fault) In(l say.Language) string {
	if hint := f.Hint.In(l); hint != "" {
		return f.Problem.In(l) + "; " + hint
	}
	return f.Problem.In(l)
}

// Target is a place to deploy to, as an address tells of it.
type Target struct {
	scheme string
	host   string // of the address: the bucket or the container
	path   string // of a file: address
	prefix string // within the bucket or the folder; "" or with a slash at its end
	query  url.Values
}

// parameters are what can stand in an address after "?", by scheme: what gocloud.dev/blob reads there,
// and prefix.
var parameters = map[string][]string{
	"s3": {"region", "endpoint", "prefix", "profile", "role", "anonymous", "use_path_style", "s3ForcePathStyle", "disable_https",
		"hostname_immutable", "accelerate", "dualstack", "fips", "ssetype", "kmskeyid", "rate_limiter_capacity",
		"request_checksum_calculation", "response_checksum_validation"},
	"azblob": {"prefix", "storage_account", "domain", "protocol", "cdn", "localemu"},
	"file":   {"prefix", "create_dir", "dir_file_mode"},
}

// Parse reads an address: s3://bucket?region=…&endpoint=…, azblob://container or file:///folder. A path
// after the bucket means the same as prefix=. The error is a *Fault. It repeats nothing of the address
// that could be a credential.
func Parse(address string) (Target, error) {
	bad := func(problem, hint say.Text) (Target, error) { return Target{}, &Fault{problem, hint} }
	forms := say.Textf("write s3://bucket?region=…, azblob://container or file:///folder")
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" || u.Fragment != "" || !strings.Contains(address, "://") {
		return bad(say.Textf("this is no address to deploy to"), forms)
	}
	known := parameters[u.Scheme]
	if known == nil {
		return bad(say.Textf("nothing is known of addresses that begin with %q", u.Scheme+":"), forms)
	}
	if u.User != nil {
		return bad(say.Textf("credentials do not belong into an address"),
			say.Textf("they are taken from where the cloud's own tools take them, such as the environment"))
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return bad(say.Textf("this is no address to deploy to"), forms)
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains(known, name) {
			return bad(say.Textf("the address has an unknown parameter %q", name), say.Textf("it is one of %s", strings.Join(known, ", ")))
		}
	}
	if e, err := url.Parse(query.Get("endpoint")); err != nil || query.Has("endpoint") && (e.Scheme != "https" && e.Scheme != "http" || e.Host == "" || e.User != nil || e.RawQuery != "") {
		return bad(say.Textf("the endpoint is no web address"), say.Textf("it begins with https:// or http://"))
	}
	t := Target{scheme: u.Scheme, host: u.Host, query: query, prefix: query.Get("prefix")}
	query.Del("prefix")
	if u.Scheme == "file" {
		if u.Host != "" && u.Host != "localhost" && u.Host != "." || u.Path == "" {
			return bad(say.Textf("this is no address to deploy to"), say.Textf("a folder is written with three slashes: file:///srv/www"))
		}
		t.path = u.Path
	} else {
		if u.Host == "" {
			return bad(say.Textf("the address names no bucket"), forms)
		}
		within := strings.Trim(u.Path, "/")
		if within != "" && t.prefix != "" {
			return bad(say.Textf("the address has both a path and a prefix"), say.Text{})
		}
		t.prefix += within
	}
	if t.prefix = strings.Trim(t.prefix, "/"); t.prefix != "" {
		if path.Clean(t.prefix) != t.prefix || !validPath(t.prefix) {
			return bad(say.Textf("the path %q is no path of a folder", t.prefix), say.Text{})
		}
		t.prefix += "/"
	}
	return t, nil
}

// String returns the address without its parameters.
func (t Target) String() string {
	if t.path != "" {
		return "file://" + filepath.ToSlash(t.Folder())
	}
	return strings.TrimSuffix(t.scheme+"://"+t.host+"/"+t.prefix, "/")
}

// Folder returns the folder on this machine that is deployed to, "" when it is none.
func (t Target) Folder() string {
	if t.path == "" {
		return ""
	}
	return filepath.Join(t.root(), filepath.FromSlash(t.prefix))
}

// root returns the folder that a file: address names, as fileblob reads it.
func (t Target) root() string {
	if t.host == "." || os.PathSeparator != '/' {
		return filepath.FromSlash(strings.TrimPrefix(t.path, "/"))
	}
	return t.path
}
