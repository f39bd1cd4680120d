// Package scale makes one picture in the widths that pages need.
//
// What it makes has the format of the original (JPEG or PNG), stands upright, keeps the original's colour
// profile and nothing else of what is told beside the pixels: not where, when and by whom it was taken. The
// same picture gives the same bytes on every machine. A PNG drawing may take fewer bytes as it is than with fewer
// pixels, which have more shades; then it stays as it is.
package scale

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"slices"

	"golang.org/x/sync/semaphore"
)

// MaxPixels is how many pixels a picture may have to be scaled.
const MaxPixels = 64_000_000

// room is what all pictures that are scaled at a time share, in pixels. One takes 1.5 to 12 bytes for each of its
// own: 7.5 when it is a progressive JPEG, 8 when it is a PNG with alpha.
var room = semaphore.NewWeighted(MaxPixels)

// quality is that of JPEG files: below it, edges begin to show what was left out.
const quality = 80

// Widths calls write with the picture in each of the widths, as a file, and returns an error of write. A picture
// that cannot be read, has more than MaxPixels or is of a format that is not scaled is written as it is, since
// browsers make the best of it. It is safe for several goroutines.
func Widths(data []byte, widths []int, write func(i int, file []byte) error) error {
	file := func(int) ([]byte, error) { return data, nil }
	if about, err := Look(data); err == nil && about.Scales {
		pixels := int64(about.Width) * int64(about.Height)
		if err := room.Acquire(context.Background(), pixels); err != nil {
			return err
		}
		defer room.Release(pixels)
		if p, err := read(data); err == nil {
			// The largest is made of the original and the others of it, which is many times faster than to go
			// through the original again. Which ones are asked for makes no difference to any of them.
			p = p.within(about, Largest)
			file = func(width int) ([]byte, error) { return p.within(about, width).file(data) }
		}
	}
	for i, width := range widths {
		made, err := file(width)
		if err == nil {
			err = write(i, made)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Largest is the greatest width to ask for; of a greater one the picture has no more pixels.
const Largest = 1280

// picture is a picture as it is scaled. It lies as in its file.
type picture struct {
	planes      []plane // grey; red, green, blue and alpha in one plane; or luminance and two of colour, as JPEG has them
	palette     color.Palette
	jpeg        bool
	orientation int
	kept        []byte // what is kept of the file beside the pixels
}

func read(data []byte) (picture, error) {
	decoded, format, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return picture{}, err
	}
	p := picture{jpeg: format == "jpeg", orientation: 1}
	if p.jpeg {
		p.orientation, _ = exif(data)
		p.kept = jpegProfile(data)
	} else {
		p.kept = pngColours(data)
	}
	size := image.Rectangle{Max: decoded.Bounds().Size()}
	switch m := decoded.(type) {
	case *image.YCbCr:
		last := m.COffset(m.Rect.Max.X-1, m.Rect.Max.Y-1)
		width, height := last%m.CStride+1, last/m.CStride+1
		p.planes = []plane{{m.Y, m.YStride, size.Dx(), size.Dy(), 1}, {m.Cb, m.CStride, width, height, 1}, {m.Cr, m.CStride, width, height, 1}}
		return p, nil
	case *image.Gray:
		p.planes = []plane{{m.Pix, m.Stride, size.Dx(), size.Dy(), 1}}
		return p, nil
	case *image.Gray16:
		grey := image.NewGray(size)
		draw.Draw(grey, size, m, m.Bounds().Min, draw.Src)
		p.planes = []plane{{grey.Pix, grey.Stride, size.Dx(), size.Dy(), 1}}
		return p, nil
	case *image.Paletted:
		p.palette = m.Palette
	case *image.CMYK:
		p.kept = nil // a profile of inks
	}
	rgba, ok := decoded.(*image.RGBA)
	if !ok {
		rgba = image.NewRGBA(size)
		draw.Draw(rgba, size, decoded, decoded.Bounds().Min, draw.Src)
	}
	p.planes = []plane{{rgba.Pix, rgba.Stride, size.Dx(), size.Dy(), 4}}
	if !p.jpeg && pngGrey(data) {
		p.kept = nil // which would be wrong for what has colours now
	}
	return p, nil
}

// within returns the picture about which something is known in a width, or as wide as it is when that is less.
func (p picture) within(about About, width int) picture {
	width = min(width, about.Width)
	height := about.HeightAt(width)
	if p.orientation >= sideways {
		width, height = height, width
	}
	p.planes = slices.Clone(p.planes)
	for i := range p.planes {
		if i == 1 { // the eye sees colours half as sharp
			width, height = (width+1)/2, (height+1)/2
		}
		p.planes[i] = p.planes[i].scaled(width, height)
	}
	return p
}

// file returns the picture upright, as a file. data is that of the original.
func (p picture) file(data []byte) ([]byte, error) {
	planes := make([]plane, len(p.planes))
	for i := range planes {
		planes[i] = p.planes[i].upright(p.orientation)
	}
	first := planes[0]
	size := image.Rect(0, 0, first.width, first.height)
	var out bytes.Buffer
	var m image.Image
	switch {
	case len(planes) == 3:
		m = &image.YCbCr{Y: first.pix, Cb: planes[1].pix, Cr: planes[2].pix, YStride: first.stride, CStride: planes[1].stride, SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: size}
	case first.samples == 1:
		m = &image.Gray{Pix: first.pix, Stride: first.stride, Rect: size}
	default:
		m = &image.RGBA{Pix: first.pix, Stride: first.stride, Rect: size}
	}
	if p.jpeg {
		if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		return slices.Insert(out.Bytes(), len(startOfImage), p.kept...), nil
	}
	if p.palette != nil {
		m = first.paletted(p.palette)
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, m); err != nil {
		return nil, err
	}
	if out.Len()+len(p.kept) > len(data) {
		return pngBare(data), nil
	}
	return slices.Insert(out.Bytes(), pngHead, p.kept...), nil
}
