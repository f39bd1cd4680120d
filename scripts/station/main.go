// Command station draws content/exempelby/nyheter/station.jpg, the square in front of a station at dusk, which no place
// looks like: station FILE.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
)

const width, height, ground = 2000, 1125, 690

// light is a colour, each part from 0 to 1.
type light [3]float64

func hex(rgb uint32) light {
	return light{float64(rgb>>16) / 255, float64(rgb>>8&255) / 255, float64(rgb&255) / 255}
}

func mix(a, b light, share float64) light {
	share = min(max(share, 0), 1)
	for i := range a {
		a[i] += (b[i] - a[i]) * share
	}
	return a
}

// smooth rises from 0 to 1 as x goes from a to b.
func smooth(a, b, x float64) float64 {
	t := min(max((x-a)/(b-a), 0), 1)
	return t * t * (3 - 2*t)
}

// box is how much of a pixel a rectangle with soft edges covers.
func box(x, y, left, top, right, bottom float64) float64 {
	inside := min(x-left, right-x, y-top, bottom-y)
	return min(max(inside+0.5, 0), 1)
}

// lamps are where they stand and how high they are.
var lamps = []struct{ x, foot, top float64 }{{330, 930, 430}, {1640, 880, 455}, {1190, 760, 560}}

func at(x, y float64) light {
	c := mix(hex(0x1f2c52), hex(0xd99a7c), smooth(0, ground, y))
	if y > ground {
		c = mix(hex(0x55525f), hex(0x2b2c38), smooth(ground, height, y))
		if int((x-width/2)/(y-ground+60)*9+1000)%2 == 0 { // the square's slabs
			c = mix(c, hex(0xffffff), 0.035*smooth(ground+20, ground+240, y))
		}
	}
	for _, far := range [][3]float64{{0, 560, 330}, {250, 600, 560}, {1500, 575, 1790}, {1730, 530, 2000}} {
		c = mix(c, hex(0x39405f), box(x, y, far[0], far[1], far[2], ground))
	}
	// The station: a roof, walls, windows and a clock.
	if roof := 450 - math.Abs(x-960)*0.6; y > 290 && y < 470 {
		c = mix(c, hex(0x3a2733), smooth(0, 2, y-(640-roof))*box(x, y, 540, 290, 1380, 470))
	}
	c = mix(c, hex(0x8a4f45), box(x, y, 580, 468, 1340, ground))
	c = mix(c, hex(0x6d3d39), box(x, y, 580, 468, 1340, 482))
	for i := range 9 {
		left := 616 + float64(i)*80
		top, bottom := 530.0, 620.0
		if i == 4 { // the door
			top, bottom = 515, ground
		}
		c = mix(c, hex(0x4c2b2b), box(x, y, left-7, top-7, left+55, bottom+7))
		c = mix(c, mix(hex(0xffe2a0), hex(0xe7a95a), (y-top)/(bottom-top)), box(x, y, left, top, left+48, bottom))
		c = mix(c, hex(0x4c2b2b), box(x, y, left+22, top, left+26, bottom))
	}
	clock := math.Hypot(x-960, y-415)
	c = mix(c, hex(0xf4eee0), smooth(37, 34, clock))
	c = mix(c, hex(0x2a2030), smooth(4, 2, math.Abs(clock-34)))
	c = mix(c, hex(0x2a2030), max(box(x, y, 958, 388, 962, 417), box(x, y, 958, 413, 980, 417)))
	c = mix(c, hex(0xf3c67a), 0.5*smooth(240, 0, math.Hypot((x-960)*0.7, (y-ground-30)*2.2))*smooth(ground, ground+6, y))
	for _, l := range lamps {
		scale := (l.foot - l.top) / 500
		c = mix(c, hex(0xf3c67a), 0.45*smooth(330*scale, 0, math.Hypot(x-l.x, (y-l.foot)*3.4))*smooth(ground, ground+6, y))
		c = mix(c, hex(0x171a28), box(x, y, l.x-8*scale, l.top, l.x+8*scale, l.foot))
		c = mix(c, hex(0x171a28), smooth(30*scale, 26*scale, math.Hypot(x-l.x, (y-l.foot)*4)))
		glow := math.Hypot(x-l.x, y-l.top)
		c = mix(c, hex(0xffdf9c), 0.55*smooth(260*scale, 0, glow))
		c = mix(c, hex(0xfff3d2), smooth(34*scale, 30*scale, glow))
	}
	// A bench, and somebody who waits on it.
	c = mix(c, hex(0x1b1e2b), max(box(x, y, 640, 838, 900, 850), box(x, y, 640, 795, 900, 806), box(x, y, 660, 795, 670, 884), box(x, y, 870, 795, 880, 884)))
	c = mix(c, hex(0x274b57), max(box(x, y, 742, 762, 796, 842), smooth(22, 20, math.Hypot(x-769, y-738)), box(x, y, 752, 842, 768, 890), box(x, y, 774, 842, 790, 890)))
	return c
}

func main() {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := at(float64(x), float64(y))
			m.SetRGBA(x, y, color.RGBA{uint8(c[0]*255 + 0.5), uint8(c[1]*255 + 0.5), uint8(c[2]*255 + 0.5), 255})
		}
	}
	if err := write(m, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "station:", err)
		os.Exit(1)
	}
}

func write(m image.Image, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: station FILE")
	}
	f, err := os.Create(args[0])
	if err != nil {
		return err
	}
	if err := jpeg.Encode(f, m, &jpeg.Options{Quality: 82}); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
