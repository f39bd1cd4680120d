// Command smallpng writes a part of a PNG picture with 256 colours at most, which makes pictures of pages a good
// deal smaller: smallpng FROM TO TOP HEIGHT, the last two in pixels.
package main

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"slices"
	"strconv"
)

func main() {
	if err := shrink(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "smallpng:", err)
		os.Exit(1)
	}
}

func shrink(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("usage: smallpng FROM TO TOP HEIGHT")
	}
	top, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	height, err := strconv.Atoi(args[3])
	if err != nil {
		return err
	}
	from, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	whole, err := png.Decode(from)
	if err != nil {
		return err
	}
	part := image.Rect(0, top, whole.Bounds().Dx(), top+height).Intersect(whole.Bounds())
	small := image.NewPaletted(image.Rect(0, 0, part.Dx(), part.Dy()), commonest(whole, part))
	draw.Draw(small, small.Rect, whole, part.Min, draw.Src)

	to, err := os.Create(args[1])
	if err != nil {
		return err
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(to, small); err != nil {
		_ = to.Close()
		return err
	}
	return to.Close()
}

// commonest returns the 256 colours that most pixels of a part have.
func commonest(picture image.Image, part image.Rectangle) color.Palette {
	pixels := map[color.RGBA]int{}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pixels[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(pixels), func(a, b color.RGBA) int {
		return cmp.Or(pixels[b]-pixels[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
	}
	return palette
}
