// Package say puts what lofte tells an editor on the terminal into the editor's language: English or
// Swedish. Texts for the site's readers are not here but in a theme's message catalogue.
//
// The English format string is the key. Swedish wording stands in swedish.go, and a test holds that
// no format of the program is missing there.
package say

import (
	"fmt"
	"slices"
	"strings"
)

// Language is what the terminal speaks.
type Language string

const (
	English Language = "en"
	Swedish Language = "sv"
)

// Text is something to say: a format of the fmt package in English, and its arguments, which may be
// Texts. The zero Text says nothing.
type Text struct {
	Format string
	Args   []any
}

// Textf makes a Text.
func Textf(format string, args ...any) Text { return Text{format, args} }

// In returns the text in a language.
func (t Text) In(l Language) string {
	if t.Format == "" {
		return ""
	}
	args := slices.Clone(t.Args)
	for i, a := range args {
		if inner, ok := a.(Text); ok {
			args[i] = inner.In(l)
		}
	}
	return l.Sprintf(t.Format, args...)
}

// String returns the text in English.
func (t Text) String() string { return t.In(English) }

// Sprintf formats in the language. A format without a Swedish wording stays English.
func (l Language) Sprintf(format string, args ...any) string {
	if l == Swedish {
		if sv, ok := swedish[format]; ok {
			format = sv
		}
	}
	if len(args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	return fmt.Sprintf(format, args...)
}

// Choose returns the language to speak: the one that the flag names, else, on a terminal, the one of
// the first set variable of LC_ALL, LC_MESSAGES and LANG, else English. A flag that names neither
// language is an error.
func Choose(flag string, terminal bool, getenv func(string) string) (Language, error) {
	switch Language(flag) {
	case English, Swedish:
		return Language(flag), nil
	case "":
	default:
		return English, fmt.Errorf("--lang is en or sv, not %q", flag)
	}
	if !terminal {
		return English, nil
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if rest, ok := strings.CutPrefix(v, "sv"); ok && (rest == "" || strings.ContainsAny(rest[:1], "_-.@")) {
				return Swedish, nil
			}
			return English, nil
		}
	}
	return English, nil
}
