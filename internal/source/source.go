// Package source names places in the text files of a site: a path, a line, a column.
package source

import (
	"strings"
	"unicode/utf8"
)

// Place is a spot in a file. Path is relative to the site's root, with slashes. Line and Column count
// from 1, columns in characters (Unicode code points). A Place with Line 0 means the file as a whole.
type Place struct {
	Path   string
	Line   int
	Column int
}

// Spot is a Place with what a reader needs to see there: the line's text and how many characters of
// it are meant.
type Spot struct {
	Place
	Excerpt string
	Width   int
}

// Text is a file's content that can say where in it a byte stands. The zero FirstLine means 1.
type Text struct {
	Path      string
	FirstLine int // number of the line that Content begins on
	Content   string
}

// Spot returns the place of the bytes from start up to end. Offsets outside the content are moved
// to its nearest end, and an end on a later line is taken for the end of the first one.
func (t Text) Spot(start, end int) Spot {
	start = min(max(start, 0), len(t.Content))
	end = min(max(end, start), len(t.Content))
	before := t.Content[:start]
	lineStart := strings.LastIndexByte(before, '\n') + 1
	line := t.Content[lineStart:]
	if i := strings.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	line = strings.TrimSuffix(line, "\r")
	// Neither an offset in the line end nor one inside a character leads out of the line.
	length := utf8.RuneCountInString(line)
	column := min(utf8.RuneCountInString(t.Content[lineStart:start]), length)
	width := utf8.RuneCountInString(t.Content[start:end])
	return Spot{
		Place:   Place{Path: t.Path, Line: max(t.FirstLine, 1) + strings.Count(before, "\n"), Column: column + 1},
		Excerpt: line,
		Width:   max(1, min(width, length-column)),
	}
}

// Offset returns where a place is in the content, in bytes, as Spot returns the place of an offset. A place
// outside the content is moved to its nearest end, and one outside its line to that.
func (t Text) Offset(at Place) int {
	offset := 0
	for range at.Line - max(t.FirstLine, 1) {
		i := strings.IndexByte(t.Content[offset:], '\n')
		if i < 0 {
			return len(t.Content)
		}
		offset += i + 1
	}
	column := 1
	for i, r := range t.Content[offset:] {
		if column >= at.Column || r == '\n' {
			return offset + i
		}
		column++
	}
	return len(t.Content)
}

// Whole returns the Spot that means the file at path as a whole.
func Whole(path string) Spot { return Spot{Place: Place{Path: path}} }
