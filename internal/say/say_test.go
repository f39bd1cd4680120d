package say

import (
	"fmt"
	"testing"
)

func TestChoose(t *testing.T) {
	type env = map[string]string
	tests := []struct {
		name     string
		flag     string
		terminal bool
		env      env
		want     Language
	}{
		{"nothing is said", "", true, nil, English},
		{"LANG", "", true, env{"LANG": "sv_SE.UTF-8"}, Swedish},
		{"LC_MESSAGES", "", true, env{"LC_MESSAGES": "sv"}, Swedish},
		{"LC_ALL", "", true, env{"LC_ALL": "sv_FI"}, Swedish},
		{"LC_ALL before LC_MESSAGES", "", true, env{"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "sv_SE"}, English},
		{"LC_MESSAGES before LANG", "", true, env{"LC_MESSAGES": "sv_SE", "LANG": "de_DE"}, Swedish},
		{"what is set to nothing is not set", "", true, env{"LC_ALL": "", "LC_MESSAGES": "", "LANG": "sv_SE"}, Swedish},
		{"another language", "", true, env{"LANG": "fi_FI.UTF-8"}, English},
		{"C", "", true, env{"LC_ALL": "C", "LANG": "sv_SE"}, English},
		{"a language that begins alike", "", true, env{"LANG": "svx_XX"}, English},
		{"in a pipeline", "", false, env{"LC_ALL": "sv_SE.UTF-8", "LANG": "sv_SE.UTF-8"}, English},
		{"the flag in a pipeline", "sv", false, nil, Swedish},
		{"the flag before the environment", "en", true, env{"LC_ALL": "sv_SE"}, English},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Choose(tt.flag, tt.terminal, func(name string) string { return tt.env[name] })
			if err != nil || got != tt.want {
				t.Errorf("got %s, %v, want %s", got, err, tt.want)
			}
		})
	}
}

func TestChooseRefusesOtherLanguages(t *testing.T) {
	for _, flag := range []string{"de", "SV", "svenska", " sv"} {
		got, err := Choose(flag, true, func(string) string { return "sv_SE" })
		if err == nil || got != English {
			t.Errorf("--lang %q is %s, %v, want an error", flag, got, err)
		}
	}
}

func TestSprintf(t *testing.T) {
	tests := []struct {
		language Language
		format   string
		args     []any
		want     string
	}{
		{English, "unknown key %q", []any{"form"}, `unknown key "form"`},
		{Swedish, "unknown key %q", []any{"form"}, `okänd nyckel "form"`},
		{"", "unknown key %q", []any{"form"}, `unknown key "form"`},
		{Swedish, "nobody has put this into Swedish: %d", []any{3}, "nobody has put this into Swedish: 3"},
		{English, "100 %% of it", nil, "100 % of it"},
		{English, "100 %% of %s", []any{"it"}, "100 % of it"},
		{English, "what an author wrote is %s", []any{"100 %d"}, "what an author wrote is 100 %d"},
		{Swedish, "error", nil, "fel"},
	}
	for _, tt := range tests {
		if got := tt.language.Sprintf(tt.format, tt.args...); got != tt.want {
			t.Errorf("%s: Sprintf(%q, %v) is %q, want %q", tt.language, tt.format, tt.args, got, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	text := Textf("unknown key %q", "form")
	for _, tt := range []struct{ got, want string }{
		{text.In(English), `unknown key "form"`},
		{text.In(Swedish), `okänd nyckel "form"`},
		{text.String(), `unknown key "form"`},
		{fmt.Sprint(text), `unknown key "form"`},
		{Textf("cannot be read: %s", text).In(Swedish), `kan inte läsas: okänd nyckel "form"`},
		{Textf("cannot be read: %s", text).String(), `cannot be read: unknown key "form"`},
		{Text{}.In(Swedish), ""},
		{Text{}.String(), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
