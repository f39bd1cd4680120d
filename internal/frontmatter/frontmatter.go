// Package frontmatter splits a document into its header, TOML between two lines of +++, and its body.
package frontmatter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"lofte/internal/diag"
	"lofte/internal/source"
	"lofte/internal/table"
)

const fence = "+++"

// MaxSize is how long a text file may be, in bytes. A promise document of that length is a mistake.
const MaxSize = 4 << 20

// Decode takes a file's bytes as text. A byte order mark is dropped; bytes that are no UTF-8 are a
// problem, and so is a file over MaxSize.
func Decode(path string, data []byte, problems *diag.List) (text source.Text, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	text = source.Text{Path: path, FirstLine: 1, Content: string(data)}
	if len(data) > MaxSize {
		problems.Errorf(source.Whole(path), diag.TooLarge, "the file is larger than %d MiB", MaxSize>>20)
		return text, false
	}
	if isUTF16(data) {
		problems.Errorf(source.Spot{Place: source.Place{Path: path, Line: 1, Column: 1}}, diag.NotUTF8, "the file is UTF-16, not UTF-8").
			Hintf("save it again with the encoding UTF-8")
		return text, false
	}
	if utf8.Valid(data) {
		return text, true
	}
	bad := 0
	for bad < len(data) {
		r, n := utf8.DecodeRune(data[bad:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		bad += n
	}
	spot := text.Spot(bad, bad+1)
	spot.Excerpt = strings.ToValidUTF8(spot.Excerpt, "\uFFFD")
	problems.Errorf(spot, diag.NotUTF8, "the byte 0x%X is no UTF-8", data[bad]).
		Hintf("save the file again with the encoding UTF-8; it may be Windows-1252 now")
	return text, false
}

// isUTF16 reports whether the bytes begin as UTF-16 does, with its mark or with a character of ASCII.
func isUTF16(data []byte) bool {
	if len(data) < 2 {
		return false
	}
	return data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff || (data[0] == 0) != (data[1] == 0)
}

// Split reads the header of a document and returns it with the body. When there is no header, or it
// is no TOML, the problem is added and header is nil; the body is good even then.
func Split(text source.Text, problems *diag.List) (header *table.Table, body source.Text) {
	content := text.Content
	start := len(content) - len(strings.TrimLeft(content, " \t\r\n"))
	line, _, _ := strings.Cut(content[start:], "\n")
	switch strings.TrimRight(line, " \t\r") {
	case fence:
	case "---":
		problems.Errorf(text.Spot(start, start+3), diag.YAML, "the header is YAML").
			Hintf("lofte reads TOML: put it between +++ lines and write title = \"…\"")
		if end := strings.Index(content[start+3:], "\n---"); end >= 0 {
			return nil, after(text, start+3+end+1)
		}
		return nil, text
	default:
		problems.Errorf(text.Spot(start, start+len(line)), diag.NoFrontMatter, "the document has no header").
			Hintf("begin it with a line +++, then title = \"…\", then a line +++")
		return nil, text
	}
	begin := start + len(line)
	if begin < len(content) {
		begin++
	}
	end := begin
	for end < len(content) {
		line, _, _ := strings.Cut(content[end:], "\n")
		if strings.TrimRight(line, " \t\r") == fence {
			head := source.Text{Path: text.Path, FirstLine: max(text.FirstLine, 1) + strings.Count(content[:begin], "\n"),
				// A copy, since what is read from the header keeps it alive, and the body should not be kept.
				Content: strings.Clone(content[begin:end])}
			header, _ = table.Parse(head, problems)
			return header, after(text, end)
		}
		end += len(line) + 1
	}
	problems.Errorf(text.Spot(start, start+len(fence)), diag.Unclosed, "the header that begins here has no end").
		Hintf("close it with a line +++")
	return nil, after(text, len(content))
}

// after returns the text that follows the line at offset.
func after(text source.Text, offset int) source.Text {
	i := strings.IndexByte(text.Content[offset:], '\n')
	if i < 0 {
		offset = len(text.Content)
	} else {
		offset += i + 1
	}
	return source.Text{
		Path:      text.Path,
		FirstLine: max(text.FirstLine, 1) + strings.Count(text.Content[:offset], "\n"),
		Content:   text.Content[offset:],
	}
}
