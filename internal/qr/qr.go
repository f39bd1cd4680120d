// Package qr draws texts as QR codes (ISO/IEC 18004).
package qr

import (
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"sync"

	"rsc.io/qr/coding"
)

// Code is a QR code as a picture.
type Code struct {
	PNG  []byte // one pixel for each module, without the margin of four modules that the standard asks for
	Side int    // pixels
}

// Longest is how many bytes a code can hold.
const Longest = 2331

// Of draws a text of at most Longest bytes, with the second of the four levels of error correction (M): it can be read
// with a seventh of it gone. The same text gives the same bytes. It is safe for several goroutines.
func Of(text string) (Code, error) {
	encoding := coding.String(text)
	version := coding.Version(coding.MinVersion)
	for version < coding.MaxVersion && encoding.Bits(version) > 8*version.DataBytes(coding.M) {
		version++
	}
	plan, err := plans[version]()
	if err != nil {
		return Code{}, err
	}
	drawn, err := plan.Encode(encoding)
	if err != nil {
		return Code{}, err
	}
	return Code{packed(drawn), drawn.Size}, nil
}

// plans are where each module stands in the codes of a size, which is the same for all texts. The mask is the same
// for all, too: to try the eight that there are costs more than all else, and readers take any.
var plans = func() (all [coding.MaxVersion + 1]func() (*coding.Plan, error)) {
	for version := range all {
		all[version] = sync.OnceValues(func() (*coding.Plan, error) {
			return coding.NewPlan(coding.Version(version), coding.M, 0)
		})
	}
	return all
}()

// packed writes a code as PNG (W3C, Portable Network Graphics, third edition), one bit in a pixel. Its rows are stored as
// they are: there is next to nothing in them to compress.
func packed(c *coding.Code) []byte {
	row := 1 + (c.Size+7)/8 // the first byte says that the row is told as it is
	pixels := make([]byte, 0, row*c.Size)
	for y := range c.Size {
		pixels = append(pixels, 0)
		for _, b := range c.Bitmap[y*c.Stride:][:row-1] {
			pixels = append(pixels, ^b) // 1 is white
		}
	}
	out := make([]byte, 0, 80+len(pixels))
	out = append(out, "\x89PNG\r\n\x1a\n"...)

	size := uint32(c.Size)
	out, start := chunk(out, "IHDR", 13)
	out = binary.BigEndian.AppendUint32(out, size)
	out = binary.BigEndian.AppendUint32(out, size)
	out = append(out, 1, 0, 0, 0, 0) // bits in a pixel, grey, and the only ways there are to pack and to filter; not interlaced
	out = sum(out, start)

	// A zlib stream (RFC 1950) of one stored block (RFC 1951, 3.2.4).
	n := uint16(len(pixels))
	out, start = chunk(out, "IDAT", 2+5+len(pixels)+4)
	out = append(out, 0x78, 0x01, 1)
	out = binary.LittleEndian.AppendUint16(out, n)
	out = binary.LittleEndian.AppendUint16(out, ^n)
	out = append(out, pixels...)
	out = binary.BigEndian.AppendUint32(out, adler32.Checksum(pixels))
	out = sum(out, start)

	out, start = chunk(out, "IEND", 0)
	return sum(out, start)
}

// chunk begins a chunk of n bytes, and returns where that is summed up from.
func chunk(out []byte, kind string, n int) ([]byte, int) {
	out = binary.BigEndian.AppendUint32(out, uint32(n))
	return append(out, kind...), len(out)
}

// sum ends a chunk.
func sum(out []byte, start int) []byte {
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}
