package say

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// byHand are formats that are no literals where they are used.
var byHand = []string{
	"error", "warning", "advice", // diag.Severity
	"1 error", "%d errors", "1 warning", "%d warnings", "1 piece of advice", "%d pieces of advice", // cmd/lofte/site.go, counts
	"per day", "per week", "per month", "per year", "per period", // cmd/lofte/check.go, target
	"days", "weeks", "months", "years", "periods",
}

// indirect are the expressions that stand where a format should, and where what they can be is found.
var indirect = map[string]string{
	"format":               "in the functions that hand a format on, whose callers are looked at",
	"message.Format":       "a say.Text, made by Textf",
	"t.Format":             "a say.Text, made by Textf",
	"hint":                 "an argument of misplaced in package content",
	"f.message":            "a fault in package markdown",
	"f.hint":               "a fault in package markdown",
	"string(q.Severity)":   "by hand",
	"one":                  "by hand",
	"many":                 "by hand",
	`string(t.Per)+"s"`:    "by hand",
	`"per "+string(t.Per)`: "by hand",
	"cmd.Short":            "a text in the language already",
}

// formatArgument is which argument of a call is a format, by the function's name.
var formatArgument = map[string]int{"Errorf": 2, "Warnf": 2, "Advisef": 2, "add": 2, "Hintf": 0, "Sprintf": 0, "Textf": 0, "misplaced": 1}

// used finds the formats in the program's source, each with a place where it stands.
func used(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, f := range byHand {
		found[f] = "by hand"
	}
	fset := token.NewFileSet()
	look := func(path string) {
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"testing"` }) {
			return // it says nothing to editors
		}
		note := func(e ast.Expr) {
			at := fset.Position(e.Pos())
			if s, ok := literal(e); ok {
				if s != "" {
					found[s] = fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
				}
				return
			}
			var b strings.Builder
			_ = printer.Fprint(&b, fset, e)
			if s := strings.ReplaceAll(b.String(), " + ", "+"); indirect[s] == "" {
				t.Errorf("%s: the format %s is no literal; name it in indirect and what it can be in byHand", at, s)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				callee, ok := n.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				of, _ := callee.X.(*ast.Ident)
				i, ok := formatArgument[callee.Sel.Name]
				if !ok || i >= len(n.Args) || of != nil && (of.Name == "fmt" || of.Name == "errors") {
					return true
				}
				if _, ok := literal(n.Args[i]); !ok && callee.Sel.Name == "add" {
					return true // another method of that name
				}
				note(n.Args[i])
			case *ast.CompositeLit:
				if name, ok := n.Type.(*ast.Ident); ok && name.Name == "fault" && len(n.Elts) == 4 {
					note(n.Elts[2])
					note(n.Elts[3])
				}
			}
			return true
		})
	}
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				look(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// literal returns the value of a string literal, or of several added up.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.BinaryExpr:
		x, okX := literal(e.X)
		y, okY := literal(e.Y)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([-+# 0]*[0-9]*(?:\.[0-9]+)?[a-zA-Z%])`)

// verbs returns the verbs of a format by the argument that each writes.
func verbs(format string) map[int]string {
	byArgument := map[int]string{}
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if strings.HasSuffix(m[2], "%") {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		byArgument[next] = m[2]
		next++
	}
	return byArgument
}

func TestSwedishHasEveryFormat(t *testing.T) {
	found := used(t)
	if len(found) < 150 {
		t.Fatalf("found only %d formats", len(found))
	}
	for _, format := range slices.Sorted(maps.Keys(found)) {
		if _, ok := swedish[format]; !ok {
			t.Errorf("%s: swedish.go has no wording of %q", found[format], format)
		}
	}
	for _, format := range slices.Sorted(maps.Keys(swedish)) {
		if found[format] == "" {
			t.Errorf("swedish.go has a wording of %q, which nothing says", format)
		}
	}
}

func TestSwedishHasTheSameVerbs(t *testing.T) {
	for format, sv := range swedish {
		if want, got := verbs(format), verbs(sv); !maps.Equal(want, got) {
			t.Errorf("%q has the verbs %v\n%q has %v", format, want, sv, got)
		}
		if strings.TrimSpace(sv) == "" || strings.HasSuffix(format, ".") != strings.HasSuffix(sv, ".") || strings.HasPrefix(format, " ") != strings.HasPrefix(sv, " ") ||
			strings.Count(format, "\n") > 0 != (strings.Count(sv, "\n") > 0) {
			t.Errorf("%q begins or ends otherwise than %q", sv, format)
		}
	}
}

func TestVerbs(t *testing.T) {
	for format, want := range map[string]map[int]string{
		"a":                 {},
		"100 %%":            {},
		"%s %q":             {1: "s", 2: "q"},
		"%[2]q %[1]s":       {1: "s", 2: "q"},
		"%[2]q %d":          {2: "q", 3: "d"},
		"%.2f s, U+%04X":    {1: ".2f", 2: "04X"},
		"%s%% %d":           {1: "s", 2: "d"},
		"write \\ for %[1]": {},
	} {
		if got := verbs(format); !maps.Equal(got, want) {
			t.Errorf("verbs of %q are %v, want %v", format, got, want)
		}
	}
}
