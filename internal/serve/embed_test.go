package serve

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"lofte/internal/hosting"
)

// TestPreviewEmbeds holds that the preview answers as a host does for what other sites frame, fetch and
// include, and adds its own script only where a page is.
func TestPreviewEmbeds(t *testing.T) {
	dir := smallSite(t)
	settings, err := os.ReadFile(dir + "/lofte.toml")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir+"/lofte.toml", string(settings)+"\n[embed]\nallow = [\"https://www.katrineholm.se\"]\n")
	l := serveLive(t, dir)
	for page, want := range map[string]struct{ frame, cors, script string }{
		"/k0001/":                     {"'self'", "", "script"},
		"/k0001/badda-in/":            {"'self'", "", "script"},
		"/embed/k0001/":               {"https://www.katrineholm.se", "*", "script"},
		"/embed/k0001/2023/":          {"https://www.katrineholm.se", "*", "script"},
		"/embed/k0001/uppfoljning/":   {"https://www.katrineholm.se", "*", "script"},
		"/embed/k0001/fragment.html":  {"https://www.katrineholm.se", "*", ""},
		"/embed/k0001/oembed.json":    {"https://www.katrineholm.se", "*", ""},
		"/embed/v1.js":                {"https://www.katrineholm.se", "*", ""},
		"/data/promises.json":         {"'self'", "*", ""},
		"/embed/finns-inte/":          {"'self'", "", "script"},
		"/k0001/2023/finns-inte.html": {"'self'", "", "script"},
	} {
		answer, err := http.Get("http://" + l.address + page)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if got := answer.Header.Values("Content-Security-Policy"); !slices.Equal(got, []string{hosting.CSP + "; frame-ancestors " + want.frame}) {
			t.Errorf("%s has the policy %q", page, got)
		}
		if got := answer.Header.Get("Access-Control-Allow-Origin"); got != want.cors {
			t.Errorf("%s may be read by %q", page, got)
		}
		if got := answer.Header.Get("X-Frame-Options") + answer.Header.Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s has %q", page, got)
		}
		if got := answer.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s may be kept: %s", page, got)
		}
		if _, body := l.get(page); strings.Contains(body, own) != (want.script != "") {
			t.Errorf("%s: the preview's script is there: %t", page, want.script == "")
		}
	}
}
