package deploy

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"gocloud.dev/blob"
)

// manifestKey is where a target keeps the manifest.
const manifestKey = ".lofte-deploy"

// manifest is what deploys have made of a target, by path. As JSON, packed with gzip, it is one object
// of the target.
type manifest struct {
	Version int               `json:"lofte-deploy"`
	Objects map[string]object `json:"objects"`
}

// object is what deploys have put at one path. While a deploy runs, and after it was cut off, either may
// stand there, or nothing.
type object struct {
	Is   *entry `json:"is,omitempty"`   // what a deploy that came to its end left
	Next *entry `json:"next,omitempty"` // what one that has not is to put there
}

// entry is a file as it was put.
type entry struct {
	SHA256 []byte `json:"sha256"`
	MD5    []byte `json:"md5,omitempty"` // of a Next: to find it in a listing
	Size   int64  `json:"size"`
	Type   string `json:"type"`
	Cache  string `json:"cache"`
	Stamp  string `json:"stamp,omitempty"` // of an Is: see stampOf
}

// same says whether two entries stand for one file with the same headers.
func (e *entry) same(other *entry) bool {
	return bytes.Equal(e.SHA256, other.SHA256) && e.Size == other.Size && e.Type == other.Type && e.Cache == other.Cache
}

// stampOf tells an object from every other that was ever put at its path, without reading it. It is
// compared for equality only, since not every server's checksum is the content's MD5.
func stampOf(o *blob.ListObject) string {
	return fmt.Sprintf("%d %d %s", o.Size, o.ModTime.UnixNano(), hex.EncodeToString(o.MD5))
}

// validPath says whether a path can be one of a site's file.
func validPath(p string) bool { return fs.ValidPath(p) && p != "." && p != manifestKey }

func (m manifest) encode() ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if err := json.NewEncoder(w).Encode(m); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

var errDamaged = errors.New("damaged manifest")

// errNewer says that a later version of lofte has deployed.
var errNewer = errors.New("a newer lofte has deployed there")

// decodeManifest returns errDamaged for what no deploy has written.
func decodeManifest(data []byte) (manifest, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return manifest{}, errDamaged
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return manifest{}, errDamaged
	}
	var m manifest
	if json.Unmarshal(text, &m) != nil || m.Version < 1 {
		return manifest{}, errDamaged
	}
	if m.Version > 1 {
		return manifest{}, errNewer
	}
	for p := range m.Objects {
		if !validPath(p) {
			return manifest{}, errDamaged
		}
	}
	return m, nil
}
