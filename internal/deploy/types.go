package deploy

import (
	"io"
	"net/http"
	"os"
	"path/filepath"

	"lofte/internal/hosting"
)

// contentType returns the Content-Type of a file of the site in dir: by its name, or, where that tells
// nothing, by how it begins. The page at a former address, /sida.aspx or /sida, is such a file.
func contentType(dir, p string) (string, error) {
	if t := hosting.ContentType(p); t != "" {
		return t, nil
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(p)))
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	begin, err := io.ReadAll(io.LimitReader(f, 512))
	return http.DetectContentType(begin), err
}
