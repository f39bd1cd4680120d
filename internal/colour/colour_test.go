package colour

import (
	"math"
	"testing"
)

func TestParse(t *testing.T) {
	for s, want := range map[string]Colour{
		"#0b4f63": {11, 79, 99}, "#FFF": White, "#0b4F63": {11, 79, 99}, "#abc": {0xaa, 0xbb, 0xcc},
	} {
		if c, ok := Parse(s); !ok || c != want {
			t.Errorf("%s is %v", s, c)
		}
	}
	for _, s := range []string{"", "#", "#ff", "#ffff", "#fffff", "#ffffffff", "fff", "red", "#ggg", "#-12", "#+1234f", "#0b4f63;", " #fff", "#1_2", "#1_2345", "rgb(0,0,0)", "#å12"} {
		if c, ok := Parse(s); ok {
			t.Errorf("%q is %s", s, c)
		}
	}
	if c := (Colour{11, 79, 99}); c.String() != "#0b4f63" {
		t.Error(c)
	}
}

// The ratios are those of WebAIM's contrast checker.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54}, {"#ffffff", "#ff0000", 4.0}, {"#123456", "#123456", 1},
	} {
		a, _ := Parse(c.a)
		b, _ := Parse(c.b)
		for _, got := range []float64{Contrast(a, b), Contrast(b, a)} {
			if math.Abs(got-c.want) > 0.005 {
				t.Errorf("%s on %s: %.3f", c.a, c.b, got)
			}
		}
	}
}

func TestToward(t *testing.T) {
	yellow, _ := Parse("#ffd500")
	panel, _ := Parse("#eff4f4")
	dark := yellow.Toward(Black, 4.5, White, panel)
	if got := dark.Least(White, panel); got < 4.5 || got > 4.7 {
		t.Errorf("%s has %.2f", dark, got)
	}
	if again := dark.Toward(Black, 4.5, White, panel); again != dark {
		t.Errorf("what is enough becomes %s", again)
	}
	grey, _ := Parse("#888888")
	if got := grey.Toward(White, 21, Black); got != White {
		t.Error(got)
	}
	if got := grey.Toward(White, 7, grey); got != White {
		t.Errorf("where nothing is enough, it is %s", got)
	}
}
