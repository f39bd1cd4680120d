package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// TestDeployInterrupted interrupts a deploy at its first upload of a page. It ends with status 130 and says
// how to go on; another one does, and nothing that is said shows a credential.
func TestDeployInterrupted(t *testing.T) {
	site := t.TempDir()
	for name, text := range map[string]string{
		"lofte.toml":            "base_url = \"https://example.se/\"\n",
		"content/ort/_index.md": "+++\ntitle = \"Ort\"\n+++\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(site, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(site, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	backend := s3mem.New()
	if err := backend.CreateBucket("hink"); err != nil {
		t.Fatal(err)
	}
	fake := gofakes3.New(backend).Server()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, ".html") {
			interrupt()
		}
		fake.ServeHTTP(w, r)
	}))
	defer server.Close()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hemligt", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": filepath.Join(site, "none"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(site, "none"),
	} {
		t.Setenv(name, value)
	}

	type want struct {
		ctx    context.Context
		args   []string
		status int
		says   string
	}
	address := "s3://hink?region=eu-north-1&endpoint=" + server.URL
	for _, w := range []want{
		{t.Context(), []string{"build", "--site", site}, 0, "built "},
		{ctx, []string{"deploy", "--site", site, "--to", address}, 130, "the next lofte deploy goes on from here"},
		{t.Context(), []string{"deploy", "--site", site, "--to", address}, 0, "deployed in "},
		{t.Context(), []string{"deploy", "--site", site, "--to", address}, 0, "nothing to do"},
		{t.Context(), []string{"deploy", "--site", site, "--to", strings.Replace(address, "hink", "annan", 1)}, 1, "there is no target s3://annan"},
	} {
		var out bytes.Buffer
		got := run(w.ctx, w.args, &out, &out, os.Getenv)
		if got != w.status || !strings.Contains(out.String(), w.says) {
			t.Errorf("%s: status %d, want %d and %q:\n%s", w.args[0], got, w.status, w.says, out.String())
		}
		if strings.Contains(out.String(), "hemligt") || strings.Contains(out.String(), "AKIA") {
			t.Errorf("a credential is shown:\n%s", out.String())
		}
	}
}
