// Package diag holds an author's mistakes as data: what is wrong, where, and the way out.
//
// Stages of a build collect Problems in a List, which sorts, counts and prints them. What the machine
// does wrong (a disk, a network) is not a Problem but an error.
package diag

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"lofte/internal/say"
	"lofte/internal/source"
)

// Severity is how bad a Problem is: an Error keeps the site from being published, a Warning does when the
// author says so, and Advice, which is given only when asked for, never does.
type Severity string

const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Advice  Severity = "advice"
)

// Problem is one mistake, or a piece of advice.
type Problem struct {
	source.Spot
	Severity Severity
	Code     Code
	Message  say.Text
	Hint     say.Text // the way out; the zero Text when the message says all
}

// List collects problems. The zero List is empty and ready for use. A List belongs to one goroutine.
type List struct{ problems []Problem }

// Errorf adds an error and returns it, so that a hint can be added. The pointer is good until the next
// problem is added.
func (l *List) Errorf(at source.Spot, code Code, format string, args ...any) *Problem {
	return l.add(Problem{Spot: at, Severity: Error, Code: code, Message: say.Textf(format, args...)})
}

// Warnf adds a warning, as Errorf adds an error.
func (l *List) Warnf(at source.Spot, code Code, format string, args ...any) *Problem {
	return l.add(Problem{Spot: at, Severity: Warning, Code: code, Message: say.Textf(format, args...)})
}

// Advisef adds advice, as Errorf adds an error.
func (l *List) Advisef(at source.Spot, code Code, format string, args ...any) *Problem {
	return l.add(Problem{Spot: at, Severity: Advice, Code: code, Message: say.Textf(format, args...)})
}

// Add adds a problem that another list had.
func (l *List) Add(p Problem) { l.problems = append(l.problems, p) }

func (l *List) add(p Problem) *Problem {
	l.problems = append(l.problems, p)
	return &l.problems[len(l.problems)-1]
}

// Hintf sets the way out.
func (p *Problem) Hintf(format string, args ...any) {
	p.Hint = say.Textf(format, args...)
}

// Suggest sets the way out to the nearest of the valid words, when one is near enough to be meant,
// and else, when there are few, to all of them.
func (p *Problem) Suggest(got string, valid []string) {
	if near := Nearest(got, valid); near != "" {
		p.Hintf("did you mean %q?", near)
	} else if len(valid) == 1 {
		p.Hintf("it can only be %q", valid[0])
	} else if len(valid) > 0 && len(valid) <= 14 {
		p.Hintf("it is one of %s", strings.Join(valid, ", "))
	}
}

// Last returns the problem that was added last, to be changed before the next one is added.
func (l *List) Last() *Problem { return &l.problems[len(l.problems)-1] }

// Append adds the problems of another list.
func (l *List) Append(other List) { l.problems = append(l.problems, other.problems...) }

// Len returns how many problems there are.
func (l *List) Len() int { return len(l.problems) }

// Errors returns how many of the problems are errors.
func (l *List) Errors() int { return l.count(Error) }

// Warnings returns how many of the problems are warnings.
func (l *List) Warnings() int { return l.count(Warning) }

func (l *List) count(v Severity) int {
	n := 0
	for _, p := range l.problems {
		if p.Severity == v {
			n++
		}
	}
	return n
}

// Sorted returns the problems by path, line, column, code and message, each once.
func (l *List) Sorted() []Problem {
	sorted := slices.Clone(l.problems)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 {
			return c
		}
		return strings.Compare(a.Message.String(), b.Message.String())
	})
	return slices.CompactFunc(sorted, func(a, b Problem) bool {
		return a.Place == b.Place && a.Code == b.Code && a.Message.String() == b.Message.String()
	})
}

// Nearest returns the valid word that got was probably meant to be, or "". Case and the accents of a
// word count as small differences.
func Nearest(got string, valid []string) string {
	// A short word changes into another one soon; two letters that changed places count as two.
	near := 1
	if n := utf8.RuneCountInString(got); n > 3 {
		near = max(2, n/3)
	}
	best, distance := "", near+1
	for _, v := range valid {
		if strings.EqualFold(v, got) {
			return v
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(got), strings.ToLower(v)); d < distance {
			best, distance = v, d
		}
	}
	return best
}
