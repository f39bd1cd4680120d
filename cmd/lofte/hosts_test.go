package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/hosting"
	"lofte/internal/need"
)

// block is a piece of settings in docs/hosting.md.
type block struct{ heading, kind, text string }

func hostingBlocks(t *testing.T) []block {
	t.Helper()
	doc, err := os.ReadFile("../../docs/hosting.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	heading, inside := "", false
	for line := range strings.Lines(string(doc)) {
		kind, fence := strings.CutPrefix(line, "```")
		title, isTitle := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		switch {
		case fence:
			if inside = !inside; inside {
				blocks = append(blocks, block{heading, strings.TrimSpace(kind), ""})
			}
		case inside:
			blocks[len(blocks)-1].text += line
		case isTitle && line[0] == '#':
			heading = strings.TrimSpace(title)
		}
	}
	return blocks
}

// settings returns the only text of a kind, or the texts, below a heading of docs/hosting.md.
func settings(t *testing.T, heading, kind string, n int) []string {
	t.Helper()
	var texts []string
	for _, b := range hostingBlocks(t) {
		if b.heading == heading && b.kind == kind {
			texts = append(texts, b.text)
		}
	}
	if len(texts) != n {
		t.Fatalf("docs/hosting.md has %d blocks of %s below %q, want %d", len(texts), kind, heading, n)
	}
	return texts
}

// hosted is a site that was built for a host.
type hosted struct {
	dir      string // of the site, for what docs/hosting.md calls /srv/lofte
	baseURL  string
	cfg      config.Config
	files    map[string][]byte // what is in public
	moved    map[string]string // old address to new one, as _redirects has them
	notFound []byte
}

// hostedSite builds the example site with a file of each kind, and one that no build made.
func hostedSite(t *testing.T, baseURL string) *hosted {
	t.Helper()
	dir := t.TempDir()
	// The web server runs as another user when the test runs as root.
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	toml, err := os.ReadFile("../../lofte.toml")
	if err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "lofte.toml"), string(toml))
	for name, text := range map[string]string{
		"data/prov.csv":         "kommun,löften\nexempelby,6\n",
		"data/prov.rdf":         "<rdf:RDF/>",
		"embed/prov/index.html": "<!doctype html><html lang=sv><title>x</title><link rel=icon href=\"data:,\"><script src=\"../../prov/prov.js\"></script>",
		"prov/data.json":        "[]",
		"prov/kalender.ics":     "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
		"prov/feed.xml":         "<feed/>",
		"prov/karta.svg":        "<svg/>",
		"prov/prov.js":          "parent.postMessage('here', '*')",
		"prov/typsnitt.woff2":   "wOF2",
	} {
		put(t, filepath.Join(dir, "static", filepath.FromSlash(name)), text)
	}
	page := filepath.Join(dir, "content", "om.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	put(t, page, strings.Replace(string(text), "+++\n", "+++\naliases = [\"/gamla/exempelby-2026/\", \"/Om-oss.html\"]\n", 1))
	public := filepath.Join(dir, "public")
	put(t, filepath.Join(public, ".hemlig"), "secret")
	built(t, dir, "--base-url", baseURL)

	h := &hosted{dir: dir, baseURL: baseURL, files: map[string][]byte{}, moved: map[string]string{}}
	var problems diag.List
	h.cfg = config.Read(toml, &problems)
	if h.cfg.BaseURL, err = config.ParseBaseURL(baseURL); err != nil || problems.Len() > 0 {
		t.Fatal(err, problems.Sorted())
	}
	err = fs.WalkDir(os.DirFS(public), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && name[0] != '.' {
			h.files[name], err = os.ReadFile(filepath.Join(public, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(h.files["_redirects"])) {
		f := strings.Fields(line)
		h.moved[f[0]] = f[1]
	}
	if len(h.moved) < 2 {
		t.Fatal("the site has too few former addresses")
	}
	h.notFound = h.files["404.html"]
	return h
}

// built runs lofte build.
func built(t *testing.T, dir string, args ...string) {
	t.Helper()
	args = append([]string{"build", "--site", dir, "--now", "2026-11-22"}, args...)
	if said, err := exec.Command(builtProgram(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("lofte %s: %v\n%s", strings.Join(args, " "), err, said)
	}
}

// withPaths puts the paths and the port of a test into settings.
func (h *hosted) withPaths(text, port string) string {
	return strings.NewReplacer("/srv/lofte", h.dir, "listen 80;", "listen 127.0.0.1:"+port+";", "listen [::]:80;", "", "*:80", "127.0.0.1:"+port).Replace(text)
}

// started runs a web server until the test ends, and returns where it answers. command makes the
// command for a port.
func started(t *testing.T, log string, command func(port string) *exec.Cmd) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	cmd := command(address[strings.LastIndex(address, ":")+1:])
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		if t.Failed() {
			text, _ := os.ReadFile(log)
			t.Logf("the web server said: %s%s", &said, text)
		}
	})
	for {
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
			return "http://" + address
		}
		select {
		case <-ended:
			t.Fatalf("the web server ended: %s", &said)
		default:
		}
	}
}

// nginx serves with settings that stand in the http part of its configuration.
func (h *hosted) nginx(t *testing.T, http string) string {
	t.Helper()
	program := need.Program(t, "nginx", "/usr/sbin/nginx")
	dir := t.TempDir()
	log := filepath.Join(dir, "error.log")
	return started(t, log, func(port string) *exec.Cmd {
		user := ""
		if os.Getuid() == 0 {
			user = "user root;\n"
		}
		temp := ""
		for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
			temp += fmt.Sprintf("%s_temp_path %s;\n", kind, filepath.Join(dir, kind))
		}
		conf := filepath.Join(dir, "nginx.conf")
		put(t, conf, fmt.Sprintf("%sdaemon off;\npid %s/pid;\nerror_log %s;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n",
			user, dir, log, temp, h.withPaths(http, port)))
		return exec.Command(program, "-c", conf, "-e", log)
	})
}

// apache serves with settings that stand at the top of its configuration.
func (h *hosted) apache(t *testing.T, settings string) string {
	t.Helper()
	program := need.Program(t, "apache2", "/usr/sbin/apache2")
	dir := t.TempDir()
	log := filepath.Join(dir, "error.log")
	return started(t, log, func(port string) *exec.Cmd {
		var b strings.Builder
		fmt.Fprintf(&b, "ServerRoot %[1]s\nDefaultRuntimeDir %[1]s\nServerName localhost\nPidFile %[1]s/pid\nMutex file:%[1]s default\nErrorLog %[2]s\nListen 127.0.0.1:%[3]s\n", dir, log, port)
		for _, m := range []string{"mpm_event", "alias", "authz_core", "autoindex", "deflate", "dir", "filter", "headers", "mime", "rewrite", "setenvif"} {
			fmt.Fprintf(&b, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", m, m)
		}
		// As on Debian.
		b.WriteString("User www-data\nGroup www-data\nTypesConfig /etc/mime.types\n<Directory />\nAllowOverride None\nRequire all denied\n</Directory>\n")
		b.WriteString(h.withPaths(settings, port))
		conf := filepath.Join(dir, "apache.conf")
		put(t, conf, b.String())
		return exec.Command(program, "-d", dir, "-f", conf, "-DFOREGROUND")
	})
}

const underAddress = "https://www.example.se/medborgarloften/"

// TestHosts serves the example site with the settings in docs/hosting.md, and asks for everything.
func TestHosts(t *testing.T) {
	const own = "https://medborgarloften.example/"
	t.Run("nginx", func(t *testing.T) {
		h := hostedSite(t, own)
		h.redirectsByHand(t)
		h.check(t, h.nginx(t, settings(t, "nginx", "nginx", 1)[0]), true)
	})
	t.Run("nginx without a list of redirects", func(t *testing.T) {
		h := hostedSite(t, own)
		h.check(t, h.nginx(t, settings(t, "nginx", "nginx", 1)[0]), false)
	})
	t.Run("apache", func(t *testing.T) {
		h := hostedSite(t, own)
		h.check(t, h.apache(t, settings(t, "Apache", "apache", 1)[0]), true)
	})
	t.Run("htaccess", func(t *testing.T) {
		h := hostedSite(t, own)
		put(t, filepath.Join(h.dir, "public", ".htaccess"), settings(t, ".htaccess", "apache", 1)[0])
		h.check(t, h.apache(t, "DocumentRoot /srv/lofte/public\n<Directory /srv/lofte/public>\nAllowOverride All\nOptions Indexes\nRequire all granted\n</Directory>\n"), false)
	})
	const under = "A sub-folder of another site"
	t.Run("nginx, a folder of another site", func(t *testing.T) {
		h := hostedSite(t, underAddress)
		parts := settings(t, under, "nginx", 2)
		h.check(t, h.nginx(t, parts[0]+"server {\nlisten 80;\nroot /srv/lofte/content;\n"+parts[1]+"}\n"), false)
	})
	t.Run("apache, a folder of another site", func(t *testing.T) {
		h := hostedSite(t, underAddress)
		h.check(t, h.apache(t, "<VirtualHost *:80>\nDocumentRoot /srv/lofte/content\n"+settings(t, under, "apache", 1)[0]+"</VirtualHost>\n"), false)
	})
}

// redirectsByHand does what docs/hosting.md says of redirects with nginx, but for the signal.
func (h *hosted) redirectsByHand(t *testing.T) {
	t.Helper()
	for _, text := range settings(t, "nginx", "sh", 2) {
		if line, _, _ := strings.Cut(text, "\n"); strings.HasPrefix(line, "awk ") {
			if out, err := exec.Command("sh", "-c", h.withPaths(line, "")).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			return
		}
	}
	t.Fatal("docs/hosting.md has no command that makes nginx's list of redirects")
}

// kinds are the media types by the names of files. Where there are two, both are in use.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".html": "text/html; charset=utf-8",
	".ics": "text/calendar; charset=utf-8", ".js": "(application|text)/javascript; charset=utf-8",
	".json": "application/json(; charset=utf-8)?", ".jpg": "image/jpeg", ".png": "image/png", ".rdf": "application/rdf\\+xml; charset=utf-8",
	".svg": "image/svg\\+xml(; charset=utf-8)?", ".txt": "text/plain; charset=utf-8", ".bin": "application/octet-stream", ".woff2": "font/woff2",
	".xml": "(application|text)/xml; charset=utf-8",
}

// noFollow is a client that shows redirects, and what is compressed, as they are.
var noFollow = &http.Client{
	Transport:     &http.Transport{DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func request(t *testing.T, method, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := noFollow.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return answer, body
}

// check asks a host for everything that it should have, and for what it should not.
func (h *hosted) check(t *testing.T, address string, redirects bool) {
	t.Helper()
	base := h.cfg.BasePath()
	address += base
	seen := map[string]bool{}
	for _, file := range slices.Sorted(maps.Keys(h.files)) {
		url := strings.TrimSuffix(file, "index.html")
		if !hosting.Served(file) || redirects && h.moved[base+url] != "" {
			continue
		}
		seen[path.Ext(file)] = true
		h.checkFile(t, address, file, url)
	}
	for kind := range kinds {
		if !seen[kind] {
			t.Errorf("no file of the site ends in %s", kind)
		}
	}
	for _, url := range []string{"_headers", "_redirects", ".hemlig", "exempelby/finns-inte", "finns-inte/"} {
		answer, body := request(t, "GET", address+url)
		if answer.StatusCode != http.StatusNotFound || !bytes.Equal(body, h.notFound) {
			t.Errorf("/%s answers %s and\n%.200s", url, answer.Status, body)
		}
		h.checkHeaders(t, answer, "404.html")
	}
	if answer, body := request(t, "GET", address+"assets/"); answer.StatusCode < 400 || strings.Contains(string(body), "css") {
		t.Errorf("a folder without a page answers %s and\n%s", answer.Status, body)
	}
	for _, url := range []string{"exempelby", "exempelby/2026"} {
		answer, _ := request(t, "GET", address+url)
		if to, err := answer.Location(); answer.StatusCode != http.StatusMovedPermanently || err != nil || to.Path != base+url+"/" {
			t.Errorf("/%s answers %s and leads to %v", url, answer.Status, to)
		}
	}
	for from, to := range h.moved {
		answer, body := request(t, "GET", strings.TrimSuffix(address, base)+from)
		if redirects {
			if got, err := answer.Location(); answer.StatusCode != http.StatusMovedPermanently || err != nil || got.Path != to {
				t.Errorf("%s answers %s and leads to %v, want %s", from, answer.Status, got, to)
			}
		} else if answer.StatusCode != http.StatusOK || !strings.Contains(string(body), `http-equiv="refresh"`) {
			t.Errorf("%s answers %s and\n%s", from, answer.Status, body)
		}
	}
}

// checkFile asks for a file in the ways that browsers do.
func (h *hosted) checkFile(t *testing.T, address, file, url string) {
	t.Helper()
	want := h.files[file]
	answer, body := request(t, "GET", address+url)
	if answer.StatusCode != http.StatusOK || !bytes.Equal(body, want) {
		t.Errorf("/%s answers %s with %d bytes, want %d", url, answer.Status, len(body), len(want))
		return
	}
	kind := kinds[path.Ext(file)]
	if got := answer.Header.Get("Content-Type"); !regexp.MustCompile("^" + kind + "$").MatchString(strings.ToLower(got)) {
		t.Errorf("/%s is %q, want %s", url, got, kind)
	}
	h.checkHeaders(t, answer, file)

	head, none := request(t, "HEAD", address+url)
	if head.StatusCode != http.StatusOK || len(none) > 0 || head.ContentLength != int64(len(want)) {
		t.Errorf("HEAD /%s answers %s with %d bytes of %d", url, head.Status, len(none), head.ContentLength)
	}
	h.checkHeaders(t, head, file)
	if same, _ := request(t, "GET", address+url, "If-None-Match", answer.Header.Get("ETag")); same.StatusCode != http.StatusNotModified {
		t.Errorf("/%s answers %s to who has it", url, same.Status)
	}
	if strings.HasSuffix(kind, "utf-8") && len(want) > 2000 {
		packed, body := request(t, "GET", address+url, "Accept-Encoding", "gzip")
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil || !strings.Contains(packed.Header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("/%s is not compressed, or does not say so: %v", url, err)
		} else if got, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(got, want) {
			t.Errorf("/%s is not itself after gzip (%v)", url, err)
		}
		h.checkHeaders(t, packed, file)
	}
}

// checkHeaders holds that an answer has the headers that _headers names for a file, once, and none that
// it has for others.
func (h *hosted) checkHeaders(t *testing.T, answer *http.Response, file string) {
	t.Helper()
	want := http.Header{}
	for _, own := range hosting.Headers(h.cfg, file) {
		want.Set(own.Name, own.Value)
	}
	for _, other := range []string{"data/x", "index.html"} {
		for _, own := range hosting.Headers(h.cfg, other) {
			if got := answer.Header.Values(own.Name); !slices.Equal(got, want.Values(own.Name)) {
				t.Errorf("%s: %s is %q, want %q", answer.Request.URL, own.Name, got, want.Values(own.Name))
			}
		}
	}
}

// TestHostsDuringABuild asks a web server for pages while thirty builds change them. Each answer is the
// old page or the new one.
func TestHostsDuringABuild(t *testing.T) {
	t.Run("nginx", func(t *testing.T) {
		h := &hosted{dir: madeSite(t)}
		h.checkDuringBuilds(t, false, func() string { return h.nginx(t, settings(t, "nginx", "nginx", 1)[0]) })
	})
	t.Run("apache", func(t *testing.T) {
		h := &hosted{dir: madeSite(t)}
		h.checkDuringBuilds(t, true, func() string { return h.apache(t, settings(t, "Apache", "apache", 1)[0]) })
	})
}

// checkDuringBuilds changes pages, and their length, while they are asked for. A web server that looks at
// a file's length before it opens the file may now and then give a page the other one's length.
func (h *hosted) checkDuringBuilds(t *testing.T, measuresFirst bool, serve func() string) {
	t.Helper()
	if err := os.Chmod(filepath.Dir(h.dir), 0o755); err != nil {
		t.Fatal(err)
	}
	pages := []string{"", "ort/", "ort/2019/", "om/"}
	versions := map[string][]string{}
	build := func(i int) {
		title := []string{"Gammal titel", "Ny titel"}[i%2]
		put(t, filepath.Join(h.dir, "content", "om.md"), "+++\ntitle = \""+title+"\"\n+++\n")
		put(t, filepath.Join(h.dir, "content", "ort", "_index.md"), "+++\ntitle = \""+title+"\"\n+++\n")
		built(t, h.dir)
	}
	for i := range 2 {
		build(i)
		for _, page := range pages {
			text, err := os.ReadFile(filepath.Join(h.dir, "public", filepath.FromSlash(page), "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			versions[page] = append(versions[page], string(text))
		}
	}
	address := serve()
	var over atomic.Bool
	ended := make(chan error)
	count := [3]int{} // the old page, the new one, one with the length of the other
	go func() {
		for !over.Load() {
			for _, page := range pages {
				answer, err := noFollow.Get(address + "/" + page)
				if err != nil {
					ended <- err
					return
				}
				body, err := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				version := slices.Index(versions[page], string(body))
				if measuresFirst && version < 0 && otherLength(versions[page], body, answer.ContentLength) {
					version, err = 2, nil
				}
				if err != nil || answer.StatusCode != http.StatusOK || version < 0 {
					ended <- fmt.Errorf("/%s answers %s, %v, and\n%s", page, answer.Status, err, body)
					return
				}
				count[version]++
			}
		}
		ended <- nil
	}()
	for i := range 30 {
		build(i)
	}
	over.Store(true)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d old pages, %d new, %d with the length of the other", count[0], count[1], count[2])
	if count[0] == 0 || count[1] == 0 {
		t.Error("both versions should have been asked for")
	}
}

// otherLength reports whether a body is one of the versions, cut or filled up to the length of the other.
func otherLength(versions []string, body []byte, length int64) bool {
	for i, v := range versions {
		other := versions[1-i]
		got := strings.TrimRight(string(body), "\x00")
		if length == int64(len(other)) && (got == v || len(v) > len(other) && got == v[:len(other)]) {
			return true
		}
	}
	return false
}
