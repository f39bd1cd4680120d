package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	updateGuide = flag.Bool("update-guide", false, "write what the program answers into docs/redaktor.md")
	guideSite   = flag.String("guide-site", "", "the folder to make the guide's site in, for scripts/guide-pictures")
)

// TestEditorsGuide does what docs/redaktor.md tells an editor to do, in its order: it writes the files, types
// the commands, and holds the program to the answers that the guide shows. What comes of it builds without a
// warning.
//
// The guide marks what to do with it, so that readers do not see the marks:
//
//	```toml lofte.toml               this is the file
//	```toml överst i PATH            lines for the beginning of its header, or of lofte.toml
//	```toml sist i PATH              lines for their end
//	```markdown sist i texten i PATH lines for the end of the text
//	```sh                            commands, and ```text right after it what they answer
//	<!-- dag: 2026-05-20 -->         the day from here on
//	<!-- fil: PATH = SOURCE -->      a file that the reader has, copied from this repository
//	<!-- ändra: PATH | TEXT | OTHER --> a change that the words tell of; without OTHER the line goes
//	<!-- fel: PATH | TEXT | OTHER --> the same as a mistake, undone after the next commands, of which the guide
//	                                 shows what is wrong alone
func TestEditorsGuide(t *testing.T) {
	const guide = "../../docs/redaktor.md"
	text := readDoc(t, "redaktor.md")
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := *guideSite
	if dir == "" {
		dir = filepath.Join(t.TempDir(), "minsajt")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	g := &guided{T: t, root: root}
	name, err := filepath.Abs(guide)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	told := g.follow(text)
	if g.answers < 10 || g.mistakes < 10 {
		t.Errorf("the guide shows %d answers and %d mistakes; is it read at all?", g.answers, g.mistakes)
	}
	if _, problems := g.types("lofte build --strict"); problems != "" {
		t.Errorf("the guide's site does not build as it should:\n%s", problems)
	}
	if *updateGuide {
		if err := os.WriteFile(name, []byte(told), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEditorsGuideKeys holds the keys at the end of the guide to those in docs/format.md: the same, and the
// required ones in bold.
func TestEditorsGuideKeys(t *testing.T) {
	guide, format := readDoc(t, "redaktor.md"), readDoc(t, "format.md")
	for section, rows := range map[string][]string{
		"Kommun":           {"Kommunen"},
		"Promise document": {"Medborgarlöftet"},
		"Follow-up":        {"Uppföljningen", "Varje resultat"},
		"News":             {"Nyheten"},
		"Plain page":       {"En vanlig sida"},
	} {
		var shown []string
		for _, row := range rows {
			_, cells, found := strings.Cut(guide, "\n| "+row+" | ")
			if !found {
				t.Fatalf("the guide has no row %q", row)
			}
			cells, _, _ = strings.Cut(cells, "\n")
			shown = append(shown, guideKey.FindAllString(cells, -1)...)
		}
		var known []string
		_, text, _ := strings.Cut(format, "\n### "+section+"\n")
		text, _, _ = strings.Cut(text, "\n### ")
		for line := range strings.Lines(text) {
			cells := strings.Split(line, " | ")
			if !strings.HasPrefix(line, "| `") {
				continue
			}
			for _, key := range guideKey.FindAllString(cells[0], -1) {
				if strings.Contains(cells[1], "required") {
					key = "**" + key + "**"
				}
				known = append(known, key)
			}
		}
		slices.Sort(shown)
		slices.Sort(known)
		if !slices.Equal(shown, known) {
			t.Errorf("%s: the guide has the keys\n%s\nand docs/format.md\n%s", section, shown, known)
		}
	}
}

// TestEditorsGuideLinks holds that what the guide links to is there, and that its pictures are small and say in
// words what they show.
func TestEditorsGuideLinks(t *testing.T) {
	guide := regexp.MustCompile("(?s)\n```.*?\n```\n").ReplaceAllString(readDoc(t, "redaktor.md"), "\n")
	anchors := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(guide, -1) {
		anchors["#"+strings.ReplaceAll(strings.ToLower(m[1]), " ", "-")] = true
	}
	for _, m := range regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)]*)\)`).FindAllStringSubmatch(guide, -1) {
		picture, words, target := m[1] != "", m[2], m[3]
		if strings.HasPrefix(target, "#") {
			if !anchors[target] {
				t.Errorf("the guide has no heading %s", target)
			}
			continue
		}
		name, _, _ := strings.Cut(target, "#")
		info, err := os.Stat(filepath.Join("../../docs", filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		} else if picture && (info.Size() > 100_000 || len(words) < 40) {
			t.Errorf("%s has %d bytes and the words %q", target, info.Size(), words)
		}
	}
}

func readDoc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../docs", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// guided is somebody who follows the guide.
type guided struct {
	*testing.T
	root, day         string
	answers, mistakes int
}

var (
	guideMark   = regexp.MustCompile(`^<!-- (dag|fil|fel|ändra): (.*) -->$`)
	guideKey    = regexp.MustCompile("(\\*\\*)?`\\w+`(\\*\\*)?")
	guideFence  = regexp.MustCompile("^```(\\w+) ?(.*)$")
	guidePort   = regexp.MustCompile(`:\d+/`)
	guideVaries = regexp.MustCompile(`\d+(\.\d+)? (s|kB|MB|sidor|andra filer|nya|oförändrade)\b`)
)

// follow does what the guide says and returns the guide with the program's answers in it.
func (g *guided) follow(text string) string {
	g.Helper()
	var told strings.Builder
	lines := strings.SplitAfter(text, "\n")
	asked, answer := false, "" // whether commands stand above that no answer is shown to yet, and what they answered
	wrong := ""                // of what they answered, the problems
	var undo func()            // of a mistake
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSuffix(lines[i], "\n")
		told.WriteString(lines[i])
		if m := guideMark.FindStringSubmatch(line); m != nil {
			switch m[1] {
			case "dag":
				g.day = m[2]
			case "fil":
				name, source, _ := strings.Cut(m[2], " = ")
				g.write(name, g.read(filepath.Join(g.root, source)))
			case "fel":
				g.mistakes++
				undo = g.changes(m[2])
			case "ändra":
				g.changes(m[2])
			}
			continue
		}
		m := guideFence.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		var block strings.Builder
		for i++; i < len(lines) && strings.TrimSuffix(lines[i], "\n") != "```"; i++ {
			block.WriteString(lines[i])
		}
		shown := block.String()
		switch {
		case m[1] == "sh":
			g.well(asked, wrong)
			answer, wrong = "", ""
			for command := range strings.Lines(shown) {
				said, problems := g.types(strings.TrimSpace(command))
				if undo == nil {
					answer += said
				}
				answer += problems
				wrong += problems
			}
			if undo != nil {
				undo()
				undo = nil
			}
			asked = true
		case m[1] == "text" && asked:
			g.answers++
			if got := guideVaries.ReplaceAllString(answer, "N $2"); got != guideVaries.ReplaceAllString(shown, "N $2") && !*updateGuide {
				g.Errorf("docs/redaktor.md shows this answer:\n%s\nand the program answers:\n%s", shown, answer)
			} else if *updateGuide {
				shown = answer
			}
			asked = false
		case m[2] != "":
			g.puts(m[2], shown)
			asked = false
		}
		told.WriteString(shown)
		if i < len(lines) {
			told.WriteString(lines[i])
		}
	}
	g.well(asked, wrong)
	return told.String()
}

// well holds that commands whose answer the guide does not show found nothing wrong.
func (g *guided) well(unshown bool, wrong string) {
	g.Helper()
	if unshown && wrong != "" {
		g.Errorf("docs/redaktor.md does not show that this is wrong:\n%s", wrong)
	}
}

// types runs a command as the editor does and returns what it says, and apart what it says is wrong.
func (g *guided) types(command string) (said, problems string) {
	g.Helper()
	args := strings.Fields(command)
	if len(args) < 2 || args[0] != "lofte" {
		g.Fatalf("the guide has the reader type %q, which this test does not know", command)
	}
	args = append(args[1:], "--lang", "sv")
	for i := range args {
		args[i] = strings.Trim(args[i], `"`)
	}
	if slices.Contains([]string{"build", "check", "serve"}, args[0]) {
		args = append(args, "--now", g.day)
	}
	if args[0] == "serve" {
		args = slices.DeleteFunc(args, func(a string) bool { return a == "--open" })
		r := background(g.T, append(args, "--port", "0")...)
		address := r.says("Ctrl-C")
		r.ends()
		return guidePort.ReplaceAllString(address, ":1414/") + "\n", ""
	}
	var out, err bytes.Buffer
	run(g.Context(), args, &out, &err, func(string) string { return "" })
	return out.String(), err.String()
}

// puts does what the words behind a block's language say with the block.
func (g *guided) puts(where, block string) {
	g.Helper()
	if name, ok := strings.CutPrefix(where, "sist i texten i "); ok {
		g.write(name, g.read(name)+"\n"+block)
	} else if name, ok := strings.CutPrefix(where, "överst i "); ok {
		text := g.read(name)
		header, isText := strings.CutPrefix(text, "+++\n")
		if isText {
			g.write(name, "+++\n"+block+header)
		} else {
			g.write(name, block+text)
		}
	} else if name, ok := strings.CutPrefix(where, "sist i "); ok {
		text := g.read(name)
		if strings.HasPrefix(text, "+++\n") {
			g.write(name, strings.Replace(text, "\n+++\n", "\n\n"+block+"+++\n", 1))
		} else {
			g.write(name, text+"\n"+block)
		}
	} else {
		g.write(where, block)
	}
}

// changes replaces some text of a file as "PATH | TEXT | OTHER" says, where \n ends a line, and without OTHER takes
// the line out. It returns what puts the file back.
func (g *guided) changes(said string) (undo func()) {
	g.Helper()
	name, change, _ := strings.Cut(strings.ReplaceAll(said, `\n`, "\n"), " | ")
	before, after, found := strings.Cut(change, " | ")
	if !found {
		before += "\n"
	}
	was := g.read(name)
	if !strings.Contains(was, before) {
		g.Fatalf("%s has no %q to change", name, before)
	}
	g.write(name, strings.Replace(was, before, after, 1))
	return func() { g.write(name, was) }
}

func (g *guided) read(name string) string {
	g.Helper()
	data, err := os.ReadFile(filepath.FromSlash(name))
	if err != nil {
		g.Fatal(err)
	}
	return string(data)
}

func (g *guided) write(name, text string) {
	g.Helper()
	put(g.T, filepath.FromSlash(name), text)
}
