package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/yuin/goldmark"
)

// floor reads the documents below dir, parses them with the two libraries, and writes size bytes for
// each below out, on as many goroutines as there are processors.
func floor(dir, out, size string) error {
	bytesEach, err := strconv.Atoi(size)
	if err != nil {
		return err
	}
	paths := make(chan string, 64)
	errs := make(chan error, runtime.NumCPU())
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			var failed error
			w := worker{markdown: goldmark.New(), filler: make([]byte, bytesEach)}
			for p := range paths {
				if failed == nil {
					failed = w.one(filepath.Join(dir, p), filepath.Join(out, strings.TrimSuffix(p, ".md")))
				}
			}
			errs <- failed
		})
	}
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		p, err = filepath.Rel(dir, p)
		paths <- p
		return err
	})
	close(paths)
	wg.Wait()
	close(errs)
	for failed := range errs {
		if err == nil {
			err = failed
		}
	}
	return err
}

type worker struct {
	markdown goldmark.Markdown
	filler   []byte
	html     bytes.Buffer
}

func (w *worker) one(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(string(data), "+++\n")
	head, body, _ := strings.Cut(rest, "+++\n")
	var header map[string]any
	if _, err := toml.Decode(head, &header); err != nil {
		return err
	}
	w.html.Reset()
	if err := w.markdown.Convert([]byte(body), &w.html); err != nil {
		return err
	}
	w.html.Write(w.filler[:max(0, len(w.filler)-w.html.Len())])
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "index.html"), w.html.Bytes(), 0o666)
}
