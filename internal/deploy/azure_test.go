package deploy

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"lofte/internal/need"
)

// TestAzure deploys to Azurite, Microsoft's own emulator of Azure's storage.
func TestAzure(t *testing.T) {
	node, program := need.Program(t, "node"), need.NodeModule(t, "azurite/dist/src/blob/main.js")
	key := base64.StdEncoding.EncodeToString([]byte("a key of this test alone"))
	t.Setenv("AZURITE_ACCOUNTS", "konto:"+key)
	t.Setenv("AZURE_STORAGE_ACCOUNT", "konto")
	t.Setenv("AZURE_STORAGE_KEY", key)
	at := freeAddress(t)
	_, port, _ := net.SplitHostPort(at)
	start(t, at, exec.Command(node, program, "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence", "--blobPort", port))

	signer, err := container.NewSharedKeyCredential("konto", key)
	if err != nil {
		t.Fatal(err)
	}
	hink, err := container.NewClientWithSharedKeyCredential("http://"+at+"/konto/hink", signer, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hink.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	account := "?protocol=http&domain=" + at
	r := open(t, "azblob://hink/under"+account)
	dir := public(t)
	bring(t, r, build(t, dir, example))
	wantContent(t, r, example.deployed())
	a, err := r.bucket.Attributes(t.Context(), "index.html")
	if err != nil || a.ContentType != "text/html; charset=utf-8" || a.CacheControl != "public, max-age=60, must-revalidate" {
		t.Errorf("index.html has %q, %q, %v", a.ContentType, a.CacheControl, err)
	}

	put(t, r, "mine.txt", "mine")
	put(t, r, "index.html", "edited")
	changed := example.with(files{"ort/2019/index.html": "-", "a.css": "a", "b.html": "b"})
	site := build(t, dir, changed)
	plan := compare(t, r, site)
	wantSteps(t, plan, "+ a.css", "+ b.html", "~ index.html mended", "- ort/2019/index.html")
	ctx, stop := context.WithCancel(t.Context())
	_ = r.Apply(ctx, plan, func(done int) {
		if done == 1 {
			stop()
		}
	})
	if plan = compare(t, r, site); plan.Left != 1 || len(plan.Steps) > 3 {
		t.Errorf("after an interruption %q, %d left", steps(plan), plan.Left)
	}
	bring(t, r, site)
	wantContent(t, r, changed.deployed().with(files{"mine.txt": "mine"}))

	var fault *Fault
	_, err = open(t, "azblob://annan"+account).Compare(t.Context(), site)
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "there is no target azblob://annan: status 404, ContainerNotFound") {
		t.Errorf("without a container: %v", err)
	}
}
