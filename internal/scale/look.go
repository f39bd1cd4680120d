package scale

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"image"
	_ "image/gif" // besides those that are scaled, a format whose size is known
	"io"
	"slices"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp" // another
)

// About is what is known of a picture without reading its pixels.
type About struct {
	Width, Height int  // in pixels, when it stands upright
	Scales        bool // whether its format is one that is scaled, and it moves not
	Located       bool // whether it tells where it was taken
}

// HeightAt returns the height that the picture has at a width.
func (a About) HeightAt(width int) int {
	return max((a.Height*width+a.Width/2)/a.Width, 1)
}

// TooLarge reports whether the picture has too many pixels to be scaled.
func (a About) TooLarge() bool { return int64(a.Width)*int64(a.Height) > MaxPixels }

// Look tells about a picture in JPEG, PNG, GIF or WebP. It is an error when the file is none or does not go to its
// end.
func Look(data []byte) (About, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return About{}, err
	}
	if config.Width <= 0 || config.Height <= 0 {
		return About{}, errors.New("it has no pixels")
	}
	about := About{Width: config.Width, Height: config.Height}
	whole := true
	switch format {
	case "jpeg":
		var orientation int
		if orientation, about.Located = exif(data); orientation >= sideways {
			about.Width, about.Height = about.Height, about.Width
		}
		about.Scales = true
		// In the data of a scan these bytes mean the end and nothing else.
		whole = bytes.Contains(data[segments(data, func(byte, []byte) {}):], []byte{0xFF, endOfImage})
	case "png":
		moves := false
		whole = chunks(data, func(name string, _ []byte) { moves = moves || name == "acTL" })
		about.Scales = !moves
	}
	if !whole {
		return About{}, io.ErrUnexpectedEOF
	}
	about.Scales = about.Scales && !about.TooLarge()
	return about, nil
}

// LookSVG tells about a picture in SVG, by the size that its first element names: width and height in pixels, else the
// size of its viewBox. Nothing is known of one that names none.
func LookSVG(data []byte) (About, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // numbers are the same in all
	for {
		token, err := d.Token()
		if err != nil {
			return About{}, err
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "svg" {
			return About{}, errors.New("no svg element")
		}
		attributes := map[string]string{}
		for _, a := range e.Attr {
			attributes[a.Name.Local] = strings.TrimSpace(a.Value)
		}
		width, height := pixels(attributes["width"]), pixels(attributes["height"])
		box := strings.FieldsFunc(attributes["viewBox"], func(r rune) bool { return r == ',' || r <= ' ' })
		if (width == 0 || height == 0) && len(box) == 4 {
			width, height = pixels(box[2]), pixels(box[3])
		}
		if width == 0 || height == 0 {
			return About{}, nil
		}
		return About{Width: width, Height: height}, nil
	}
}

// pixels returns a length of SVG in whole pixels, 0 when it is none that a file can say by itself.
func pixels(length string) int {
	n, err := strconv.ParseFloat(strings.TrimSuffix(length, "px"), 64)
	if err != nil || !(n >= 1 && n < 1e6) {
		return 0
	}
	return int(n + 0.5)
}

// What follows is from ITU-T T.81 (JPEG), annex B.

var startOfImage = []byte{0xFF, 0xD8}

const (
	endOfImage  = 0xD9
	startOfScan = 0xDA
	app1, app2  = 0xE1, 0xE2
)

// segments calls each for every segment of a JPEG file before its pixels, and returns where those begin.
func segments(data []byte, each func(marker byte, body []byte)) int {
	i := len(startOfImage)
	for i+4 <= len(data) {
		if data[i] != 0xFF || data[i+1] == 0xFF {
			i++
			continue
		}
		marker, end := data[i+1], i+2+int(binary.BigEndian.Uint16(data[i+2:]))
		if end > len(data) || end < i+4 {
			break
		}
		each(marker, data[i+4:end])
		i = end
		if marker == startOfScan {
			return i
		}
	}
	return len(data)
}

// jpegProfile returns the segments that hold a JPEG file's colour profile (ICC.1:2022, B.4).
func jpegProfile(data []byte) (kept []byte) {
	segments(data, func(marker byte, body []byte) {
		if marker == app2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")) {
			kept = append(kept, 0xFF, app2)
			kept = binary.BigEndian.AppendUint16(kept, uint16(len(body)+2))
			kept = append(kept, body...)
		}
	})
	return kept
}

// exif returns how a JPEG file's picture lies, 1 when it stands upright, and whether the file tells where it was taken
// (Exif 2.32, 4.5 and 4.6).
func exif(data []byte) (orientation int, located bool) {
	orientation = 1
	segments(data, func(marker byte, body []byte) {
		tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00"))
		if marker != app1 || !ok || len(tiff) < 8 {
			return
		}
		var order binary.ByteOrder = binary.BigEndian
		if tiff[0] == 'I' {
			order = binary.LittleEndian
		}
		const lies, places, latitude = 0x0112, 0x8825, 2
		tags(tiff, order, order.Uint32(tiff[4:]), func(tag uint16, value []byte) {
			switch tag {
			case lies:
				if n := int(order.Uint16(value)); n >= 1 && n <= 8 {
					orientation = n
				}
			case places:
				tags(tiff, order, order.Uint32(value), func(tag uint16, _ []byte) { located = located || tag == latitude })
			}
		})
	})
	return orientation, located
}

// tags calls each for every tag of a directory in the form of TIFF, with the four bytes that its value is or where it
// stands (TIFF 6.0, section 2).
func tags(tiff []byte, order binary.ByteOrder, at uint32, each func(tag uint16, value []byte)) {
	const entry = 12
	if int64(at)+2 > int64(len(tiff)) {
		return
	}
	rest := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(rest) < entry {
			return
		}
		each(order.Uint16(rest), rest[8:entry])
		rest = rest[entry:]
	}
}

// What follows is from PNG (third edition), 5.3 and 11.

// pngHead is where the first chunk ends, which is of a fixed length.
const pngHead = 8 + 4 + 4 + 13 + 4

// chunks calls each for every chunk of a PNG file, and reports whether it goes to its end.
func chunks(data []byte, each func(name string, body []byte)) bool {
	const around = 12
	for i := 8; i+around <= len(data); {
		end := int64(i) + around + int64(binary.BigEndian.Uint32(data[i:]))
		if end > int64(len(data)) {
			return false
		}
		named := data[i+4 : end-4]
		if crc32.ChecksumIEEE(named) != binary.BigEndian.Uint32(data[end-4:]) {
			return false
		}
		name := string(named[:4])
		each(name, named[4:])
		if name == "IEND" {
			return true
		}
		i = int(end)
	}
	return false
}

// pngGrey reports whether a PNG file's samples are grey ones.
func pngGrey(data []byte) bool {
	const colourType, colour = pngHead - 4 - 4, 2
	return data[colourType]&colour == 0
}

// pngColours returns the chunks that say what a PNG file's samples mean.
func pngColours(data []byte) []byte { return pngChunks(data, nil, "iCCP", "sRGB", "gAMA", "cHRM") }

// pngBare returns a PNG file without what is told beside the pixels.
func pngBare(data []byte) []byte {
	return pngChunks(data, data[:8:8], "IHDR", "iCCP", "sRGB", "gAMA", "cHRM", "PLTE", "tRNS", "IDAT", "IEND")
}

// pngChunks appends the chunks of a PNG file that have one of the names.
func pngChunks(data, to []byte, names ...string) []byte {
	chunks(data, func(name string, body []byte) {
		if slices.Contains(names, name) {
			to = binary.BigEndian.AppendUint32(to, uint32(len(body)))
			start := len(to)
			to = append(to, name...)
			to = append(to, body...)
			to = binary.BigEndian.AppendUint32(to, crc32.ChecksumIEEE(to[start:]))
		}
	})
	return to
}
