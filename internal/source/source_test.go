package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// spot is where a Text says that something stands.
type spot struct {
	Line, Column, Width int
	Excerpt             string
}

func TestSpot(t *testing.T) {
	tests := []struct {
		name       string
		content    string
		start, end int
		want       spot
	}{
		{"the start", "ab\ncd", 0, 2, spot{1, 1, 2, "ab"}},
		{"the second line", "ab\ncd", 4, 5, spot{2, 2, 1, "cd"}},
		{"columns and width are characters", "åäö = “é”\n", 9, 17, spot{1, 7, 3, "åäö = “é”"}},
		{"an end on a later line", "ab\ncd\nef", 1, 8, spot{1, 2, 1, "ab"}},
		{"a line end", "ab\ncd", 2, 3, spot{1, 3, 1, "ab"}},
		{"CR LF is no part of the line", "ab\r\ncd\r\n", 4, 8, spot{2, 1, 2, "cd"}},
		{"between CR and LF", "ab\r\ncd", 3, 4, spot{1, 3, 1, "ab"}},
		{"an empty line", "a\n\nb", 2, 2, spot{2, 1, 1, ""}},
		{"the end", "ab\n", 3, 3, spot{2, 1, 1, ""}},
		{"empty content", "", 0, 0, spot{1, 1, 1, ""}},
		{"before the content", "ab", -3, 1, spot{1, 1, 1, "ab"}},
		{"behind the content", "ab\ncd", 99, 120, spot{2, 3, 1, "cd"}},
		{"an end before the start", "abcd", 2, 1, spot{1, 3, 1, "abcd"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Text{Path: "a/b.md", Content: tt.content}.Spot(tt.start, tt.end)
			if s.Path != "a/b.md" {
				t.Errorf("path %q", s.Path)
			}
			if diff := cmp.Diff(tt.want, spot{s.Line, s.Column, s.Width, s.Excerpt}); diff != "" {
				t.Errorf("Spot(%d, %d) of %q (-want +got):\n%s", tt.start, tt.end, tt.content, diff)
			}
		})
	}
}

func TestSpotCountsFromFirstLine(t *testing.T) {
	text := Text{Path: "a.md", FirstLine: 5, Content: "ab\ncd"}
	if got := text.Spot(0, 1).Line; got != 5 {
		t.Errorf("the first line is %d, want 5", got)
	}
	if got := text.Spot(3, 4).Line; got != 6 {
		t.Errorf("the second line is %d, want 6", got)
	}
}

// A spot never leaves its line, whatever bytes and offsets it is made from.
func TestSpotStaysOnItsLine(t *testing.T) {
	contents := []string{"", "\n", "\r\n", "a\r\nb\rc\n\r", "åäö\nЖ\xff\xc3\n", strings.Repeat("ö", 300) + "\n"}
	for _, content := range contents {
		text := Text{Content: content}
		lines := strings.Count(content, "\n") + 1
		for start := -1; start <= len(content)+1; start++ {
			for _, end := range []int{start - 1, start, start + 1, start + 7, len(content)} {
				s := text.Spot(start, end)
				n := len([]rune(s.Excerpt))
				if s.Line < 1 || s.Line > lines || s.Column < 1 || s.Column > n+1 || s.Width < 1 || s.Column-1+s.Width > max(n, s.Column) {
					t.Fatalf("Spot(%d, %d) of %q is %d:%d, width %d, on a line of %d characters", start, end, content, s.Line, s.Column, s.Width, n)
				}
			}
		}
	}
}

func TestWhole(t *testing.T) {
	if got, want := Whole("a.md"), (Spot{Place: Place{Path: "a.md"}}); got != want {
		t.Errorf("Whole is %+v, want %+v", got, want)
	}
}

func TestOffset(t *testing.T) {
	text := Text{Path: "a.md", FirstLine: 3, Content: "åä\nb\n\nçd"}
	for offset := range text.Content {
		if got := text.Offset(text.Spot(offset, offset).Place); got != offset {
			t.Errorf("the place of offset %d is that of %d", offset, got)
		}
	}
	for at, want := range map[Place]int{
		{Line: 1, Column: 1}:  0,
		{Line: 3, Column: 0}:  0,
		{Line: 4, Column: 9}:  6,
		{Line: 6, Column: 99}: len(text.Content),
		{Line: 99, Column: 1}: len(text.Content),
	} {
		if got := text.Offset(at); got != want {
			t.Errorf("line %d, column %d is at offset %d, want %d", at.Line, at.Column, got, want)
		}
	}
}
