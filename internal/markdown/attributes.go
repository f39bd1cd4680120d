package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"lofte/internal/diag"
)

// attribute is one of the attributes in braces at the end of a heading or a list item. Its offsets
// count from the start of the Markdown.
type attribute struct {
	name  string // "id" for {#id}
	value string
	at    int
	end   int
}

// attributes are all those of one block, or the fault that keeps them from being read.
type attributes struct {
	list    []attribute
	at, end int // of the braces
	fault   fault
}

// get returns the attribute with a name.
func (a attributes) get(name string) (attribute, bool) {
	for _, one := range a.list {
		if one.name == name {
			return one, true
		}
	}
	return attribute{}, false
}

// takeAttributes cuts braces with attributes off the end of a block's lines and keeps them for owner.
// It works before inline Markdown is parsed, so that nothing in the braces is taken for emphasis or a
// link.
func (r *reading) takeAttributes(block, owner ast.Node) {
	lines := block.Lines()
	n := lines.Len()
	if n == 0 {
		return
	}
	start, stop := lines.At(0).Start, lines.At(n-1).Stop
	raw := strings.TrimRight(r.text.Content[start:stop], " \t\r\n")
	if !strings.HasSuffix(raw, "}") {
		return
	}
	found, ok := findAttributes(raw)
	if !ok {
		return
	}
	found.shift(start)
	r.attributes[owner] = found
	for i := n - 1; i >= 0; i-- {
		line := lines.At(i)
		if line.Start >= found.at {
			lines.SetSliced(0, i)
			continue
		}
		line.Stop = min(line.Stop, found.at)
		lines.Set(i, line.TrimRightSpace(r.source))
		break
	}
}

func (a *attributes) shift(by int) {
	a.at += by
	a.end += by
	a.fault.at += by
	for i := range a.list {
		a.list[i].at += by
		a.list[i].end += by
	}
}

// findAttributes looks for braces with attributes at the very end of s. Braces with other things in
// them are text; braces that were surely meant for attributes but cannot be read are returned with
// their fault.
func findAttributes(s string) (attributes, bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			list, end, fault := readAttributes(s, i)
			if fault.message == "" && end == len(s) && len(list) > 0 {
				return attributes{list: list, at: i, end: end}, true
			}
			if fault.message != "" && strings.LastIndexByte(s, '{') == i && meantAsAttributes(s[i+1:]) {
				return attributes{at: i, end: len(s), fault: fault}, true
			}
		}
	}
	return attributes{}, false
}

func meantAsAttributes(s string) bool {
	s = strings.TrimLeft(s, " \t")
	return strings.HasPrefix(s, "#") || strings.Contains(s, "=")
}

// fault is why attributes cannot be read.
type fault struct {
	at      int
	code    diag.Code
	message string
	hint    string
}

// readAttributes reads {#id key=value key="a value"} from s at offset i and returns the offset behind
// the closing brace.
func readAttributes(s string, i int) (list []attribute, end int, _ fault) {
	i++
	for {
		for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r' || s[i] == ',') {
			i++
		}
		if i >= len(s) {
			return nil, i, fault{i - 1, diag.BadAttribute, "the attributes have no end", "close them with }"}
		}
		if s[i] == '}' {
			return list, i + 1, fault{}
		}
		a := attribute{at: i}
		if s[i] == '#' {
			a.name = "id"
			i++
			a.value, i = word(s, i)
			if a.value == "" {
				return nil, i, fault{a.at, diag.BadAttribute, "an id is missing after #", "for example {#hundsok}"}
			}
		} else {
			a.name, i = word(s, i)
			if a.name == "" || i >= len(s) || s[i] != '=' {
				return nil, i, fault{a.at, diag.BadAttribute, "an attribute is written name=value", `for example {#hundsok target=2 unit="tillfällen"}`}
			}
			i++
			switch r, _ := utf8.DecodeRuneInString(s[i:]); {
			case strings.ContainsRune("“”„‘’«»", r):
				return nil, i, fault{i, diag.CurlyQuotes, "typographic quotes instead of straight ones", `write "…" with the straight quotes of the keyboard; word processors change them`}
			case r == '"' || r == '\'':
				n := strings.IndexRune(s[i+1:], r)
				if n < 0 {
					return nil, i, fault{i, diag.BadAttribute, "the quotes that begin here have no end", ""}
				}
				a.value = s[i+1 : i+1+n]
				i += n + 2
			default:
				a.value, i = word(s, i)
				if a.value == "" {
					return nil, i, fault{a.at, diag.BadAttribute, "an attribute is written name=value", `for example {#hundsok target=2 unit="tillfällen"}`}
				}
			}
		}
		a.value = strings.Clone(spaced(a.value)) // not to keep the whole text alive
		a.end = i
		list = append(list, a)
	}
}

// word reads up to what ends an unquoted word.
func word(s string, i int) (string, int) {
	start := i
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) || strings.ContainsRune(`={}"'“”,`, r) {
			break
		}
		i += n
	}
	return s[start:i], i
}

// headingParser is goldmark's parser of # headings or of underlined ones, which keeps attributes.
type headingParser struct{ parser.BlockParser }

func (h headingParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	node, state := h.BlockParser.Open(parent, reader, pc)
	return node, state
}

func (h headingParser) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	h.BlockParser.Close(node, reader, pc)
	if heading, ok := node.(*ast.Heading); ok {
		readingOf(pc).takeAttributes(heading, heading)
	}
}

// SetOption hands options on, as goldmark asks of its parsers.
func (h headingParser) SetOption(name parser.OptionName, value any) {
	if s, ok := h.BlockParser.(parser.SetOptioner); ok {
		s.SetOption(name, value)
	}
}

// itemAttributes takes the attributes at the end of the paragraphs of list items, as
// parser.ParagraphTransformer.
type itemAttributes struct{}

func (itemAttributes) Transform(node *ast.Paragraph, _ text.Reader, pc parser.Context) {
	item, ok := node.Parent().(*ast.ListItem)
	if !ok {
		return
	}
	r := readingOf(pc)
	if _, has := r.attributes[item]; !has {
		r.takeAttributes(node, item)
	}
}

// blockParsers are goldmark's own, with our headings.
func blockParsers() []util.PrioritizedValue {
	list := parser.DefaultBlockParsers()
	for i, v := range list {
		switch v.Priority {
		case 100, 600: // setext and ATX headings
			list[i].Value = headingParser{v.Value.(parser.BlockParser)}
		}
	}
	return list
}
