package build

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lofte/internal/plan"
)

// TestLinkedData holds that what each page tells programs of itself is JSON, speaks of that page by its
// own address, and names only pages that there are on the way to it; and that whoever shares the page is
// given the same address.
func TestLinkedData(t *testing.T) {
	site, files := example(t)
	base := site.Plan.Config.BaseURL
	pages := map[string]bool{}
	for i := range site.Plan.Outputs {
		if o := &site.Plan.Outputs[i]; o.IsPage() {
			pages[base+o.URL()] = true
		}
	}
	types := map[string]int{}
	for i := range site.Plan.Outputs {
		o := &site.Plan.Outputs[i]
		if !o.IsPage() {
			continue
		}
		doc, err := html.Parse(bytes.NewReader(files[o.Path]))
		if err != nil {
			t.Fatal(err)
		}
		var data, shared, image string
		for n := range doc.Descendants() {
			switch {
			case n.Type != html.ElementNode:
			case n.Data == "script" && attribute(n, "type") == "application/ld+json":
				data += n.FirstChild.Data
			case n.Data == "meta" && attribute(n, "property") == "og:url":
				shared = attribute(n, "content")
			case n.Data == "meta" && attribute(n, "property") == "og:image":
				image = attribute(n, "content")
			}
		}
		var linked struct {
			Graph []struct {
				Type  string `json:"@type"`
				ID    string `json:"@id"`
				Items []struct {
					Position   int
					Name, Item string
				} `json:"itemListElement"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(data), &linked); err != nil || len(linked.Graph) == 0 {
			t.Errorf("%s: %v in %q", o.Path, err, data)
			continue
		}
		types[linked.Graph[0].Type]++
		if linked.Graph[0].ID != base+o.URL() || shared != base+o.URL() {
			t.Errorf("%s is told of as %q and shared as %q", o.Path, linked.Graph[0].ID, shared)
		}
		if path, ours := strings.CutPrefix(image, base); image != "" && (!ours || files[path] == nil) {
			t.Errorf("%s is shared with the image %q, which is not there", o.Path, image)
		}
		if o.View == plan.Front {
			continue
		}
		crumbs := linked.Graph[len(linked.Graph)-1]
		for n, item := range crumbs.Items {
			if item.Position != n+1 || item.Name == "" || !pages[item.Item] {
				t.Errorf("%s has the crumb %+v", o.Path, item)
			}
		}
		if last := len(crumbs.Items) - 1; crumbs.Type != "BreadcrumbList" || last < 1 || crumbs.Items[last].Item != base+o.URL() {
			t.Errorf("the crumbs of %s are %+v", o.Path, crumbs)
		}
	}
	for _, want := range []string{"WebPage", "CollectionPage", "DigitalDocument", "Report", "NewsArticle"} {
		if types[want] == 0 {
			t.Errorf("no page is a %s", want)
		}
	}
}

// TestLinkedDataEndsItself holds that no text ends the element before its time.
func TestLinkedDataEndsItself(t *testing.T) {
	files := record(t, map[string]string{"content/ort/nyheter/n.md": "+++\ntitle = \"</script><script>alert(1)</script><!--<script>\"\ndate = 2026-01-01\n+++\nText.\n"})
	page := files["ort/nyheter/n/index.html"]
	if n := bytes.Count(bytes.ToLower(page), []byte("<script")); n != bytes.Count(page, []byte("<script src="))+1 {
		t.Errorf("the page has %d script elements: %s", n, page)
	}
	if !bytes.Contains(page, []byte(`\u003c/script\u003e`)) {
		t.Errorf("the data does not have the title: %s", page)
	}
}
