// Command pagepicture takes pictures of pages in Chromium. Each line of its input is a picture:
//
//	FILE ADDRESS WIDTH FROM HEIGHT [LOOK…]
//
// WIDTH, FROM and HEIGHT are pixels of the page. FROM can also be a selector without spaces: of the element where the
// picture begins. HEIGHT 0 is up to that element's end, or the page's. LOOK is dark, forced (a palette of the
// reader's own), contrast (more of it), large (letters of 200 %), open (all that can be unfolded) or print.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

func main() {
	if err := takeAll(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "pagepicture:", err)
		os.Exit(1)
	}
}

func takeAll(list io.Reader) error {
	profile, err := os.MkdirTemp("", "pagepicture")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(profile) }()
	ctx, end := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true), chromedp.UserDataDir(profile),
	))
	defer end()
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		if err := take(ctx, lines.Text()); err != nil {
			return fmt.Errorf("%s: %w", lines.Text(), err)
		}
	}
	return lines.Err()
}

func take(ctx context.Context, line string) error {
	var file, address, from string
	var width, height float64
	if _, err := fmt.Sscan(line, &file, &address, &width, &from, &height); err != nil {
		return err
	}
	looks := strings.Fields(line)[5:]
	given := func(look, then, otherwise string) string {
		if slices.Contains(looks, look) {
			return then
		}
		return otherwise
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: given("print", "print", ""),
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: given("dark", "dark", "light")},
			{Name: "forced-colors", Value: given("forced", "active", "none")},
			{Name: "prefers-contrast", Value: given("contrast", "more", "no-preference")},
		}})
	if err != nil {
		return err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), 800), chromedp.Navigate(address)); err != nil {
		return err
	}
	ends, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](
		given("large", "document.documentElement.style.fontSize = '200%';", "")+
			given("open", "document.querySelectorAll('details').forEach(d => d.open = true);", "")+
			"((from) => { const around = 16, box = isNaN(from) && document.querySelector(from).getBoundingClientRect();"+
			"return box ? [scrollY + box.top - around, scrollY + box.bottom + around] : [+from, document.documentElement.scrollHeight]; })("+strconv.Quote(from)+")"))
	if err != nil {
		return err
	}
	if height == 0 {
		height = ends[1] - ends[0]
	}
	beyond := true
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Clip:                  &page.Viewport{Y: ends[0], Width: width, Height: height, Scale: 1},
		CaptureBeyondViewport: &beyond,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, shot.Data, 0o600)
}
