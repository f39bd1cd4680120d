package table

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/source"
)

// parse reads a text that must be TOML.
func parse(t *testing.T, content string) (*Table, *diag.List) {
	t.Helper()
	problems := &diag.List{}
	table, ok := Parse(source.Text{Path: "a.md", FirstLine: 2, Content: content}, problems)
	if !ok {
		t.Fatalf("not TOML: %v", show(problems))
	}
	return table, problems
}

// show writes problems as their line, column, code and message, each with its hint.
func show(problems *diag.List) []string {
	var lines []string
	for _, p := range problems.Sorted() {
		lines = append(lines, fmt.Sprintf("%d:%d %q %s: %s (%s)", p.Line, p.Column, covered(p.Spot), p.Code, p.Message, p.Hint))
	}
	return lines
}

// covered returns the text that a spot is under.
func covered(s source.Spot) string {
	line := []rune(s.Excerpt)
	from := min(s.Column-1, len(line))
	return string(line[from:min(from+s.Width, len(line))])
}

func at(s source.Spot) string { return fmt.Sprintf("%d:%d %s", s.Line, s.Column, covered(s)) }

func TestPlaces(t *testing.T) {
	key := func(keys ...string) func(*Table) source.Spot {
		return func(t *Table) source.Spot {
			for _, k := range keys[:len(keys)-1] {
				t = t.Table(k)
			}
			return t.Spot(keys[len(keys)-1])
		}
	}
	value := func(k string) func(*Table) source.Spot {
		return func(t *Table) source.Spot { return t.ValueSpot(k) }
	}
	second := func(list, k string) func(*Table) source.Spot {
		return func(t *Table) source.Spot { return t.Tables(list)[1].Spot(k) }
	}
	tests := []struct {
		name, content string
		spot          func(*Table) source.Spot
		want          string
	}{
		{"a key", "a = 1\nb = 2\n", key("b"), "3:1 b"},
		{"a value", "from = 2019-01-01 # first day\n", value("from"), "2:8 2019-01-01"},
		{"after åäö in a value", "i = { a = \"åäö\",b = 1 }\n", key("i", "b"), "2:17 b"},
		{"right after åäö", `i = { "åäö" = "Ö", b = 2 }`, key("i", "b"), "2:20 b"},
		{"a value after åäö", `"årtal" = "två"`, value("årtal"), `2:11 "två"`},
		{"a key of its own table", "[result.hundsok]\nstatus = \"kept\"\n", key("result", "hundsok", "status"), "3:1 status"},
		{"a table's header", "x = 1\n[result.hundsok]\n", key("result", "hundsok"), "3:1 [result.hundsok]"},
		{"a table without header of its own", "x = 1\n[result.hundsok]\n", key("result"), "3:2 result"},
		{"a header of its own comes first", "[a.b]\n[a]\nc = 1\n", key("a"), "3:1 [a]"},
		{"the second of several tables", "[[contact]]\nname = \"Åsa\"\n\n[[contact]]\nname = \"Örjan\"\nrol = 1\n", second("contact", "rol"), "7:1 rol"},
		{"several tables as a whole", "x = 1\n[[contact]]\n[[contact]]\n", key("contact"), "3:1 [[contact]]"},
		{"a table of the second of several", "[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nd = 1\n", func(t *Table) source.Spot { return t.Tables("a")[1].Table("b").Spot("d") }, "7:1 d"},
		{"several tables in the second of several", "[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[[a.b]]\nd = 1\n", func(t *Table) source.Spot { return t.Tables("a")[1].Tables("b")[1].Spot("d") }, "7:1 d"},
		{"inline tables in a list", "a = [{ b = 1 }, { \"ö\" = 2, c = 3 }]\n", second("a", "c"), "2:28 c"},
		{"inline tables on lines of their own", "a = [\n  { b = 1 }, # ]\n  { c = 2 },\n]\n", second("a", "c"), "4:5 c"},
		{"a dotted key", "followup.times = 3\n", key("followup", "times"), "2:10 times"},
		{"the front of a dotted key", "followup . times = 3\n", key("followup"), "2:1 followup"},
		{"a dotted key in an inline table", "a = { b.c = 1, b.d = 2 }\n", key("a", "b", "d"), "2:18 d"},
		{"a key between quotes", "\"a.b\" = 1\n'c d' = 2\n", key("c d"), "3:1 'c d'"},
		{"a key with an escape", `"\u00e5r" = 1`, key("år"), `2:1 "\u00e5r"`},
		{"a key with a bracket and a quote", "\"]\\\"=\" = 1\n'#' = 2\n", key("#"), "3:1 '#'"},
		{"after a text over several lines", "a = \"\"\"\nb = 1\n\"\"\"\nc = 2\n", key("c"), "5:1 c"},
		{"after quotes in a text over several lines", "a = \"\"\"\\\"\"\" b = 1\"\"\"\"\"\nc = 2\n", key("c"), "3:1 c"},
		{"after a literal text over several lines", "a = '''\n[b]\\'''\nc = 2\n", key("c"), "4:1 c"},
		{"after a list over several lines", "a = [\n  1, # [\n  2,\n]\nc = 2\n", key("c"), "6:1 c"},
		{"the value of a list is its first line", "focus = [\n  \"Åsa\",\n]\n", value("focus"), "2:9 ["},
		{"after a comment with brackets", "# [a] {\na = 1 # ] }\n# \"\nc = 2\n", key("c"), "5:1 c"},
		{"a comment that ends the text", "a = 1 # å", key("a"), "2:1 a"},
		{"a value with a hash", "a = \"# å\" # c\nb = 1\n", value("a"), `2:5 "# å"`},
		{"CR LF", "a = \"å\"\r\n[b]\r\nc = 1\r\n", key("b", "c"), "4:1 c"},
		{"the value of a line with CR", "a = true\r\n", value("a"), "2:5 true"},
		{"a header with space", "[ a . \"b\" ]\nc = 1\n", key("a", "b", "c"), "3:1 c"},
		{"a tab before a key", "\ta = 1\n", key("a"), "2:2 a"},
		{"the empty key", "\"\" = 1\n", key(""), "2:1 \"\""},
		{"a key with a NUL", "a = { b = 1 }\n\"a\\u0000b\" = 2\n", key("a", "b"), "2:7 b"},
		{"a key that is not there", "x = 1\n[a]\nb = 1\n", key("a", "c"), "3:1 [a]"},
		{"a key that is not there, at the top", "x = 1\n", key("c"), "2:1 x"},
		{"the top itself", "\n\nx = 1\n", func(t *Table) source.Spot { return t.Here() }, "2:1 "},
		{"a located key", "[a]\nb = 1\n", func(t *Table) source.Spot { return t.Table("a").Locate("b").Spot() }, "3:1 b"},
		{"a located value", "[a]\nb = 1\n", func(t *Table) source.Spot { return t.Table("a").Locate("b").Value() }, "3:5 1"},
		{"a located key that is not there", "[a]\nb = 1\n", func(t *Table) source.Spot { return t.Table("a").Locate("c").Value() }, "2:1 [a]"},
		{"a located key that is not there, at the top", "b = 1\n", func(t *Table) source.Spot { return t.Locate("c").Spot() }, "2:1 b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, _ := parse(t, tt.content)
			if got := at(tt.spot(table)); got != tt.want {
				t.Errorf("in\n%s\ngot  %s\nwant %s", tt.content, got, tt.want)
			}
		})
	}
}

func TestValues(t *testing.T) {
	table, problems := parse(t, `
text = "  Åtgärder  "
truth = true
number = -3
largest = 2147483647
smallest = -2147483648
date = 2020-02-29
quoted = "2020-02-29"
texts = [" a", "b "]
numbers = [5, 11]
none = []
inline = { a = "1" }
lists = [{ a = "1" }, { a = "2" }]
[[tables]]
a = "1"
[[tables]]
a = "2"
[result.b]
a = "b"
[result.a]
a = "a"
`)
	leap := day.New(2020, 2, 29)
	number, ok := table.Int("number")
	largest, _ := table.Int("largest")
	smallest, _ := table.Int("smallest")
	var all, lists, tables []string
	for name, sub := range table.Table("result").All() {
		all = append(all, name+"="+sub.String("a"))
	}
	for _, sub := range table.Tables("lists") {
		lists = append(lists, sub.String("a"))
	}
	for _, sub := range table.Tables("tables") {
		tables = append(tables, sub.String("a"))
	}
	got := []any{table.String("text"), table.Bool("truth"), number, ok, largest, smallest, table.Date("date"), table.Date("quoted"), table.Strings("texts"),
		table.Ints("numbers"), table.Strings("none"), table.Ints("none"), len(table.Tables("none")), table.Table("inline").String("a"), lists, tables, all}
	want := []any{"Åtgärder", true, -3, true, 1<<31 - 1, -1 << 31, leap, leap, []string{"a", "b"},
		[]int{5, 11}, []string{}, []int{}, 0, "1", []string{"1", "2"}, []string{"1", "2"}, []string{"a=a", "b=b"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	table.Done()
	if problems.Len() > 0 {
		t.Errorf("problems: %q", show(problems))
	}
}

// What is not there is the zero value of its kind, and no problem, in any table.
func TestKeysThatAreNotThere(t *testing.T) {
	empty, problems := parse(t, "")
	for name, table := range map[string]*Table{"an empty table": empty, "a nil table": nil} {
		number, ok := table.Int("k")
		if s, b, d := table.String("k"), table.Bool("k"), table.Date("k"); s != "" || b || number != 0 || ok || !d.IsZero() {
			t.Errorf("%s has %q %t %d %t %s", name, s, b, number, ok, d)
		}
		if table.Strings("k") != nil || table.Ints("k") != nil || table.Table("k") != nil || table.Tables("k") != nil || table.Has("k") || table.OneOf("k", []string{"a"}) != "" {
			t.Errorf("%s has a list or a table", name)
		}
		for key := range table.All() {
			t.Errorf("%s has a key %q", name, key)
		}
		table.Done()
	}
	(*Table)(nil).Need("k")
	if problems.Len() > 0 {
		t.Errorf("problems: %q", show(problems))
	}
}

func TestEmptyTextIsNotThere(t *testing.T) {
	table, problems := parse(t, "from = \"\"\nto = \"  \"\ntitle = \"\t\"\n")
	if !table.Date("from").IsZero() || !table.Date("to").IsZero() || table.String("title") != "" {
		t.Error("empty text is read as something")
	}
	table.Need("from", "to", "title")
	want := []string{
		`2:8 "\"\"" missing-key: "from" is missing ()`,
		`3:6 "\"  \"" missing-key: "to" is missing ()`,
		`4:9 "\"\t\"" missing-key: "title" is missing ()`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// Every getter reports a value of another kind at its own place, and reading goes on.
func TestWrongTypes(t *testing.T) {
	table, problems := parse(t, `string = 1
bool = "true"
int = 3.5
float = 1e3
big = 2147483648
date = 2019-01-01T12:00:00
zoned = 2019-01-01T12:00:00+01:00
time = 12:00:00
word = "snart"
strings = "å"
mixed = ["å", 2]
ints = 5
words = [5, "november"]
table = "x"
tables = { a = 1 }
list = [{ a = 1 }, 2]
oneof = ["x"]
headed = [1]
`)
	table.String("string")
	table.Bool("bool")
	if n, ok := table.Int("int"); n != 0 || ok {
		t.Errorf("Int returns %d, %t", n, ok)
	}
	table.Int("float")
	table.Int("big")
	for _, key := range []string{"date", "zoned", "time", "word"} {
		if d := table.Date(key); !d.IsZero() {
			t.Errorf("%s is read as %s", key, d)
		}
	}
	if table.Strings("strings") != nil || table.Strings("mixed") != nil || table.Ints("ints") != nil || table.Ints("words") != nil {
		t.Error("a list of the wrong type is read")
	}
	if table.Table("table") != nil || table.Tables("tables") != nil || table.Tables("list") != nil || table.OneOf("oneof", []string{"x"}) != "" {
		t.Error("a table of the wrong type is read")
	}
	table.Table("headed")
	table.Done()
	want := []string{
		`2:10 "1" wrong-type: "string" is not text (for example: string = "…")`,
		`3:8 "\"true\"" wrong-type: "bool" is not true or false (for example: bool = true)`,
		`4:7 "3.5" wrong-type: "int" is not a whole number (for example: int = 3)`,
		`5:9 "1e3" wrong-type: "float" is not a whole number (for example: float = 3)`,
		`6:7 "2147483648" wrong-type: "big" is not a whole number (for example: big = 3)`,
		`7:8 "2019-01-01T12:00:00" wrong-type: "date" is not a date (for example: date = 2019-01-31)`,
		`8:9 "2019-01-01T12:00:00+01:00" wrong-type: "zoned" is not a date (for example: zoned = 2019-01-31)`,
		`9:8 "12:00:00" wrong-type: "time" is not a date (for example: time = 2019-01-31)`,
		`10:8 "\"snart\"" wrong-type: "word" is not a date (for example: word = 2019-01-31)`,
		`11:11 "\"å\"" wrong-type: "strings" is not a list of texts (for example: strings = ["…", "…"])`,
		`12:15 "2" wrong-type: "mixed" is not a list of texts (for example: mixed = ["…", "…"])`,
		`13:8 "5" wrong-type: "ints" is not a list of numbers (for example: ints = [5, 11])`,
		`14:13 "\"november\"" wrong-type: "words" is not a list of numbers (for example: words = [5, 11])`,
		`15:9 "\"x\"" wrong-type: "table" is not a table (for example: table = { … })`,
		`16:1 "tables" wrong-type: "tables" is not a list of tables (write [[tables]] on a line of its own, and the keys below it)`,
		`17:1 "list" wrong-type: "list" is not a list of tables (write [[list]] on a line of its own, and the keys below it)`,
		`18:9 "[\"x\"]" wrong-type: "oneof" is not text (for example: oneof = "…")`,
		`19:10 "[1]" wrong-type: "headed" is not a table (for example: headed = { … })`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A table where several are expected, and the reverse, is a problem at its header.
func TestTableOrTables(t *testing.T) {
	table, problems := parse(t, "[contact]\nname = \"Åsa\"\n\n[[image]]\nfile = \"a.jpg\"\n")
	table.Tables("contact")
	table.Table("image")
	want := []string{
		`2:1 "[contact]" wrong-type: "contact" is not a list of tables (write [[contact]] on a line of its own, and the keys below it)`,
		`5:1 "[[image]]" wrong-type: "image" is not a table (for example: image = { … })`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestUnknownKeys(t *testing.T) {
	table, problems := parse(t, `form = 2019-01-01
"tillägg" = 1
TITLE = "x"
[resultat.hundsok]
status = "kept"
[[contact]]
name = "Åsa"
[[contact]]
mejl = "a@b.se"
nmae = "Örjan"
`)
	for _, key := range []string{"from", "to", "title", "result"} {
		table.String(key)
	}
	for _, c := range table.Tables("contact") {
		c.String("name")
		c.String("email")
		c.Done()
	}
	table.Done()
	want := []string{
		`2:1 "form" unknown-key: unknown key "form" (did you mean "from"?)`,
		`3:1 "\"tillägg\"" unknown-key: unknown key "tillägg" (it is one of contact, from, result, title, to)`,
		`4:1 "TITLE" unknown-key: unknown key "TITLE" (did you mean "title"?)`,
		`5:2 "resultat" unknown-key: unknown key "resultat" (did you mean "result"?)`,
		`10:1 "mejl" unknown-key: unknown key "mejl" (it is one of email, name)`,
		`11:1 "nmae" unknown-key: unknown key "nmae" (did you mean "name"?)`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// Asking for a key is what makes it known; looking whether it is there is not.
func TestHasDoesNotAsk(t *testing.T) {
	table, problems := parse(t, "a = 1\n")
	if !table.Has("a") || table.Has("b") {
		t.Error("Has is wrong")
	}
	table.Need("a")
	table.Done()
	if problems.Len() != 1 {
		t.Errorf("problems: %q", show(problems))
	}
}

func TestNeed(t *testing.T) {
	table, problems := parse(t, "x = 1\n[[contact]]\nname = \"\"\n")
	table.Tables("contact")[0].Need("name", "role")
	table.Need("title", "x")
	want := []string{
		`2:1 "x" missing-key: "title" is missing ()`,
		`3:1 "[[contact]]" missing-key: "role" is missing ()`,
		`4:8 "\"\"" missing-key: "name" is missing ()`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestOneOf(t *testing.T) {
	table, problems := parse(t, "status = \"klar\"\neffect = \"beter\"\nkind = \" kept \"\nnone = \"\"\n")
	valid := []string{"kept", "better"}
	got := []string{table.OneOf("status", valid), table.OneOf("effect", valid), table.OneOf("kind", valid), table.OneOf("none", valid)}
	if diff := cmp.Diff([]string{"", "", "kept", ""}, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	want := []string{
		`2:10 "\"klar\"" unknown-value: unknown status "klar" (it is one of kept, better)`,
		`3:10 "\"beter\"" unknown-value: unknown effect "beter" (did you mean "better"?)`,
	}
	if diff := cmp.Diff(want, show(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A date is the same day wherever the machine stands. The zone is fixed when a program starts, so the
// test starts itself again.
func TestDatesInEveryTimeZone(t *testing.T) {
	if os.Getenv("LOFTE_TEST_DATES") != "" {
		table, problems := parse(t, "a = 2019-12-31\nb = \"2020-01-01\"\nc = 2019-12-31T23:30:00Z\nd = 2019-12-31T00:00:00\n")
		fmt.Println("dates", table.Date("a"), table.Date("b"), table.Date("c").IsZero(), table.Date("d").IsZero(), problems.Len())
		return
	}
	for _, zone := range []string{"UTC", "Europe/Stockholm", "Pacific/Kiritimati", "Pacific/Pago_Pago", "date-local-9"} {
		t.Run(zone, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestDatesInEveryTimeZone$")
			cmd.Env = append(os.Environ(), "LOFTE_TEST_DATES=1", "TZ="+zone)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if want := "dates 2019-12-31 2020-01-01 true true 2\n"; !strings.HasPrefix(string(out), want) {
				t.Errorf("got %q, want %q", out, want)
			}
		})
	}
}
