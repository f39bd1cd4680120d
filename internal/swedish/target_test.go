package swedish

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"lofte/internal/promise"
)

// phrase is a line of testdata/targets.txt.
type phrase struct {
	line       int
	text, want string
}

func phrases(t testing.TB) []phrase {
	f, err := os.Open("testdata/targets.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []phrase
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, want, ok := strings.Cut(line, " => ")
		if !ok {
			t.Fatalf("testdata/targets.txt:%d: no =>", n)
		}
		list = append(list, phrase{n, strings.TrimSpace(text), strings.TrimSpace(want)})
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// show writes a target as testdata/targets.txt has it.
func show(t promise.Target, words string, ok bool) string {
	if !ok {
		return "-"
	}
	var b strings.Builder
	if t.Within {
		b.WriteString("within ")
	} else {
		b.WriteString(string(t.Bound) + " ")
	}
	fmt.Fprintf(&b, "%d", t.Number)
	if t.Unit != "" {
		b.WriteString(" " + t.Unit)
	}
	if t.Per != "" {
		b.WriteString(" /" + string(t.Per))
		if t.Every > 0 {
			fmt.Fprintf(&b, "*%d", t.Every)
		}
	}
	if t.Each {
		b.WriteString(" each")
	}
	return b.String() + " | " + words
}

func TestTarget(t *testing.T) {
	list := phrases(t)
	for _, p := range list {
		target, words, ok := Target(p.text)
		if got := show(target, words, ok); got != p.want {
			t.Errorf("testdata/targets.txt:%d: %s\n got %s\nwant %s", p.line, p.text, got, p.want)
		}
		if ok && (!target.Read || target.Bound == "" || target.Within && target.Bound != promise.AtMost) {
			t.Errorf("testdata/targets.txt:%d: %s: half-filled %+v", p.line, p.text, target)
		}
	}
	if len(list) < 150 {
		t.Errorf("only %d phrases", len(list))
	}
}

// Texts from PDF files and web pages write the same words in other bytes.
func TestTargetEncodings(t *testing.T) {
	const want = "min 2 tillfällen | "
	for _, text := range []string{
		"vid minst två tillfällen",
		"vid minst\u00a0två\u00a0tillfällen",
		"vid minst\ntvå\ttillfällen",
		"vid minst tva\u030a tillfa\u0308llen",
		"vid minst två till\u00adfällen",
		"vid minst 2\u202ftillfällen",
		"vid **minst två** tillfällen",
		"vid ”minst två tillfällen”",
		"\xff vid minst två tillfällen \xc3",
	} {
		target, words, ok := Target(text)
		target.Unit = strings.NewReplacer("a\u0308", "ä", "\u00ad", "").Replace(target.Unit)
		if got := show(target, words, ok); !strings.HasPrefix(got, want) || !strings.Contains(text, words) {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestTargetConcurrently(t *testing.T) {
	list := phrases(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, p := range list {
				target, words, ok := Target(p.text)
				if got := show(target, words, ok); got != p.want {
					t.Errorf("%s: got %s", p.text, got)
				}
				Subject(p.text, nil)
			}
		})
	}
	wg.Wait()
}
