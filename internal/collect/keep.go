package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"lofte/internal/day"
	"lofte/internal/opendata"
)

// Folder is the folder in a site's own that holds a copy of what was fetched from each source. It is no
// cache: what a source does not answer any more is nowhere else.
const Folder = ".lofte-collect"

const (
	promisesFile  = "promises.json"
	followUpsFile = "followups.json"
	kommunerFile  = "kommuner.json" // which need not be there
)

var names = []string{promisesFile, followUpsFile, kommunerFile}

// files are a source's files by their names.
type files map[string]json.RawMessage

// kept is the copy of a source.
type kept struct {
	URL     string          `json:"url"`
	Fetched string          `json:"fetched"` // the day
	Tags    map[string]tags `json:"tags"`    // of the files, by name
	files   files
}

// tags are what a server tells versions of a file apart by (RFC 9110, 8.8).
type tags struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

// copyPath returns where in the site's folder the copy of a source stands.
func copyPath(address string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
	return path.Join(Folder, url.QueryEscape(name)+".json")
}

// encode writes a copy: each file stands in it as it came, so that versions of it can be compared by line.
func (k *kept) encode() ([]byte, error) {
	head, err := json.Marshal(k)
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(head, []byte("}")))
	for _, name := range names {
		if data := k.files[name]; data != nil {
			b.WriteString(",\n\"" + name + "\": ")
			b.Write(bytes.TrimSpace(data))
		}
	}
	b.WriteString("\n}\n")
	return b.Bytes(), err
}

func decode(data []byte) (*kept, error) {
	var parts files
	if err := json.Unmarshal(data, &parts); err != nil {
		return nil, err
	}
	k := &kept{files: files{}}
	for _, name := range names {
		if part, ok := parts[name]; ok {
			k.files[name] = part
			delete(parts, name)
		}
	}
	head, err := json.Marshal(parts)
	if err == nil {
		err = json.Unmarshal(head, k)
	}
	return k, err
}

// readCopy returns the files of a source's copy and the day that they were fetched on; nil when there is no
// copy.
func readCopy(site fs.FS, address string) (files, day.Date, error) {
	at := copyPath(address)
	data, err := fs.ReadFile(site, at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, day.Date{}, nil
	}
	if err != nil {
		return nil, day.Date{}, err
	}
	k, err := decode(data)
	if err != nil || k.URL != address {
		return nil, day.Date{}, &opendata.Misfit{File: at}
	}
	fetched, err := day.Parse(k.Fetched)
	if err != nil {
		return nil, day.Date{}, &opendata.Misfit{File: at}
	}
	return k.files, fetched, nil
}

// save puts a copy in place as a whole, or not at all.
func (k *kept) save(dir string) error {
	data, err := k.encode()
	if err != nil {
		return err
	}
	to := filepath.Join(dir, filepath.FromSlash(copyPath(k.URL)))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// readFiles returns the files that stand in the site: in a folder with what another site publishes in its
// data/, or in one with all of that site, or a kommun's data.json. A path to promises.json means its folder.
func readFiles(site fs.FS, at string) (files, error) {
	info, err := fs.Stat(site, at)
	if err != nil {
		return nil, err
	}
	switch {
	case path.Base(at) == promisesFile:
		at = path.Dir(at)
	case !info.IsDir():
		return readKommun(site, at)
	default:
		if _, err := fs.Stat(site, path.Join(at, "data", promisesFile)); err == nil {
			at = path.Join(at, "data")
		}
	}
	found := files{}
	for _, name := range names {
		data, err := fs.ReadFile(site, path.Join(at, name))
		if errors.Is(err, fs.ErrNotExist) && name == kommunerFile {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[name] = data
	}
	return found, nil
}

// readKommun reads a kommun's data.json, which has its rows of all files.
func readKommun(site fs.FS, at string) (files, error) {
	data, err := fs.ReadFile(site, at)
	if err != nil {
		return nil, err
	}
	var parts files
	if json.Unmarshal(data, &parts) != nil || parts["promises"] == nil || parts["followups"] == nil {
		return nil, &opendata.Misfit{File: at}
	}
	found := files{promisesFile: parts["promises"], followUpsFile: parts["followups"]}
	delete(parts, "promises")
	delete(parts, "followups")
	found[kommunerFile], err = json.Marshal([]files{parts})
	return found, err
}
