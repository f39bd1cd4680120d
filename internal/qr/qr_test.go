package qr

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// read tells what a code says, with a decoder that knows nothing of how it was made.
func read(t *testing.T, c Code) string {
	t.Helper()
	small, err := png.Decode(bytes.NewReader(c.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if got := small.Bounds(); got != image.Rect(0, 0, c.Side, c.Side) {
		t.Fatalf("the picture is %v, not %d pixels wide and high", got, c.Side)
	}
	// As on paper: larger, and with a margin.
	const module, margin = 3, 12
	side := module*c.Side + 2*margin
	paper := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	draw.NearestNeighbor.Scale(paper, image.Rect(margin, margin, side-margin, side-margin), small, small.Bounds(), draw.Src, nil)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(paper)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	level := result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]
	if level != "M" {
		t.Errorf("the error correction level is %v, not M", level)
	}
	return result.GetText()
}

func TestCodesAreRead(t *testing.T) {
	for _, text := range []string{
		"https://medborgarloften.example/exempelby/2026/",
		"http://127.0.0.1:1313/katrineholm/2018/t1/",
		"https://xn--medborgarlften-4pb.example/under/mapp/upplands-vasby/2017-2019/arsuppfoljning/",
		"https://medborgarlöften.example/",
		"1234567890",
		"A",
		"",
	} {
		code, err := Of(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, code); got != text {
			t.Errorf("a code for %q says %q", text, got)
		}
	}
}

// TestCodesOfEveryLength reads a code of each size, as full as it may be, and one that just grew.
func TestCodesOfEveryLength(t *testing.T) {
	address := "https://medborgarloften.example/" + strings.Repeat("kommun/2026/", Longest/12)
	side := 0
	for n := 20; n <= Longest; n++ {
		code, err := Of(address[:n])
		if err != nil {
			t.Fatalf("%d bytes: %v", n, err)
		}
		if code.Side == side && n < Longest {
			continue
		}
		for _, n := range []int{n - 1, n} {
			code, err := Of(address[:n])
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, code); got != address[:n] {
				t.Fatalf("a code for %d bytes says %q", n, got)
			}
		}
		side = code.Side
	}
	if _, err := Of(address[:Longest] + "x"); err == nil {
		t.Errorf("more than %d bytes were taken", Longest)
	}
}

func BenchmarkOf(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Of("https://medborgarloften.example/katrineholm/2022-2023/t1/"); err != nil {
			b.Fatal(err)
		}
	}
}
