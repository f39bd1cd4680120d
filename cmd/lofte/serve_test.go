package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lofte/internal/need"
	"lofte/internal/serve"
)

// running is a command that runs until it is interrupted.
type running struct {
	t         *testing.T
	lines     *bufio.Scanner
	interrupt context.CancelFunc
	code      chan int
}

func background(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	out, in := io.Pipe()
	r := &running{t: t, lines: bufio.NewScanner(out), interrupt: cancel, code: make(chan int, 1)}
	go func() {
		r.code <- run(ctx, args, in, in, func(string) string { return "" })
		_ = in.Close()
	}()
	return r
}

// says waits for a line with some words, and returns it.
func (r *running) says(words string) string {
	r.t.Helper()
	for r.lines.Scan() {
		if strings.Contains(r.lines.Text(), words) {
			return r.lines.Text()
		}
	}
	r.t.Fatalf("it ended without saying %q", words)
	return ""
}

// ends interrupts the command and holds that it ends as one that was interrupted.
func (r *running) ends() {
	r.t.Helper()
	r.interrupt()
	for r.lines.Scan() {
		r.t.Logf("%s", r.lines.Text())
	}
	if code := <-r.code; code != exitInterrupted {
		r.t.Errorf("exit status %d, want %d", code, exitInterrupted)
	}
}

func madeSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lofte.toml":            "title = \"x\"\nbase_url = \"https://example.se/\"\n",
		"content/ort/_index.md": "+++\ntitle = \"Ort\"\n+++\n",
		"content/ort/2019.md":   "+++\nfrom = 2019-01-01\nto = 2019-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n",
	} {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestServeCommand serves a site, says which port it took, survives a broken save, and ends at once.
func TestServeCommand(t *testing.T) {
	dir := madeSite(t)
	first := background(t, "serve", "--site", dir, "--now", "2019-06-01")
	address, _, _ := strings.Cut(first.says("shows the site"), " ")
	second := background(t, "serve", "--site", dir, "--poll", "--port", strings.Trim(address[strings.LastIndex(address, ":")+1:], "/"))
	second.says("is taken")
	second.says("shows the site")
	second.says("looking for changes over and over")
	second.ends()

	put(t, filepath.Join(dir, "lofte.toml"), "title = \n")
	first.says("lofte.toml:1:")
	answer, err := http.Get(address + "ort/2019/")
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the last good page answers %d", answer.StatusCode)
	}
	first.ends()
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("serve left a folder behind")
	}
}

// TestServeShowsDrafts shows what is not public yet, marked as such on the page and in the bar.
func TestServeShowsDrafts(t *testing.T) {
	dir := madeSite(t)
	const header, text = "+++\nfrom = %s-01-01\nto = %[1]s-12-31\n%s\n+++\n\n", "## Polisen lovar\n\n- Gå ut {#ut}\n"
	put(t, filepath.Join(dir, "content", "ort", "2020.md"), fmt.Sprintf(header, "2020", "draft = true")+text)
	put(t, filepath.Join(dir, "content", "ort", "2021.md"), fmt.Sprintf(header, "2021", "publish = 2020-12-24")+text)
	r := background(t, "serve", "--site", dir, "--now", "2019-06-01", "--port", "0")
	address, _, _ := strings.Cut(r.says("shows the site"), " ")
	for period, marks := range map[string][]string{
		"2019": nil,
		"2020": {`class="withheld"`, `data-mark="draft"`},
		"2021": {`class="withheld"`, "24 december 2020", `data-mark="shown from 2020-12-24"`},
	} {
		answer, err := http.Get(address + "ort/" + period + "/")
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d, %v", period, answer.StatusCode, err)
		}
		for _, mark := range marks {
			if !strings.Contains(string(page), mark) {
				t.Errorf("%s does not have %s", period, mark)
			}
		}
		if marks == nil && (strings.Contains(string(page), `class="withheld"`) || strings.Contains(string(page), `data-mark="d`)) {
			t.Errorf("%s is marked, and is public", period)
		}
	}
	r.ends()
}

// TestServeToOthers warns that others see the preview, and says where.
func TestServeToOthers(t *testing.T) {
	r := background(t, "serve", "--site", madeSite(t), "--bind", "0.0.0.0", "--port", "0")
	r.says("everybody on the network can see this preview")
	if len(serve.Addresses(1)) > 0 {
		r.says("others on the network see it at http://")
	}
	r.says("shows the site")
	r.ends()
}

// TestServeReplaced goes on with the folder that takes the place of the site's.
func TestServeReplaced(t *testing.T) {
	dir := madeSite(t)
	r := background(t, "serve", "--site", dir, "--now", "2019-06-01", "--port", "0")
	address, _, _ := strings.Cut(r.says("shows the site"), " ")
	next := madeSite(t)
	put(t, filepath.Join(next, "content", "ort", "2019.md"), "+++\nfrom = 2019-01-01\nto = 2019-12-31\n+++\n\n## Polisen lovar\n\n- Gå hem {#hem}\n")
	need.Able(t, os.Rename(dir, dir+"-away"), "a system where a folder in use can be moved")
	if err := os.Rename(next, dir); err != nil {
		t.Fatal(err)
	}
	has := func(words string) bool {
		answer, err := http.Get(address + "ort/2019/")
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		return err == nil && strings.Contains(string(page), words)
	}
	go func() { // what it says is not of interest, but somebody must listen
		for r.lines.Scan() {
		}
	}()
	for !has("Gå hem") {
	}
	put(t, filepath.Join(dir, "content", "ort", "2019.md"), "+++\nfrom = 2019-01-01\nto = 2019-12-31\n+++\n\n## Polisen lovar\n\n- Gå om {#om}\n")
	for !has("Gå om") {
	}
	r.interrupt()
	if code := <-r.code; code != exitInterrupted {
		t.Errorf("exit status %d, want %d", code, exitInterrupted)
	}
}

// TestBuildWatch publishes at each change, and leaves public as it is when there are errors.
func TestBuildWatch(t *testing.T) {
	dir := madeSite(t)
	r := background(t, "build", "--watch", "--site", dir, "--now", "2019-06-01")
	r.says("built ")
	page := filepath.Join(dir, "public", "ort", "2019", "index.html")
	has := func(words string) {
		t.Helper()
		data, err := os.ReadFile(page)
		if err != nil || !strings.Contains(string(data), words) {
			t.Errorf("the page does not say %q (%v)", words, err)
		}
	}
	has("Gå ut")
	doc := filepath.Join(dir, "content", "ort", "2019.md")
	put(t, doc, "+++\nform = 2019-01-01\n+++\n")
	r.says("unknown key")
	r.says("error")
	has("Gå ut")
	put(t, doc, "+++\nfrom = 2019-01-01\nto = 2019-12-31\n+++\n\n## Polisen lovar\n\n- Gå hem {#hem}\n")
	r.says("built ")
	has("Gå hem")
	r.ends()
}

// TestServeFollowsCollectedFiles holds that the preview shows a change of another site's data that stands
// in this one's folder, also when the settings came to name it while the site was shown.
func TestServeFollowsCollectedFiles(t *testing.T) {
	const row = `[{"kommun":%q,"code":null,"county":null,"period":"2019","from":"2019-01-01","to":"2019-12-31","id":"ut","party":"polisen",` +
		`"text":"Gå ut","target":null,"unit":null,"focus":[],"places":[],"status":"kept","count":null,"status_date":"2019-05-31","url":"https://andra.example/%[1]s/2019/#ut","continues":null}]`
	dir := madeSite(t)
	publish := func(kommun string) {
		put(t, filepath.Join(dir, "andras", "lan", "promises.json"), fmt.Sprintf(row, kommun))
	}
	publish("ett")
	put(t, filepath.Join(dir, "andras", "lan", "followups.json"), "[]")
	r := background(t, "serve", "--site", dir, "--now", "2019-06-01", "--port", "0")
	address, _, _ := strings.Cut(r.says("shows the site"), " ")
	shows := func(kommun string) bool {
		t.Helper()
		answer, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		page, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(page), "andra.example/"+kommun)
	}
	put(t, filepath.Join(dir, "lofte.toml"), "title = \"x\"\nbase_url = \"https://example.se/\"\n\n[[collect]]\nfile = \"andras/lan\"\n")
	for !shows("ett") {
		r.says(" ms") // a save may be seen in several steps
	}
	publish("annat")
	for !shows("annat") {
		r.says(" ms")
	}
	r.ends()
}
