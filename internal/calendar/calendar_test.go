package calendar

import (
	"bytes"
	"strings"
	"testing"

	"lofte/internal/day"
	"lofte/internal/view"
)

// TestLinesAreFolded holds that no line is longer than 75 octets, that none ends within a character, and
// that they come together again as they were.
func TestLinesAreFolded(t *testing.T) {
	for n := range 400 {
		var w bytes.Buffer
		s := strings.Repeat("aö€😀", 40)[:n]
		s = strings.ToValidUTF8(s, "")
		(&writer{Buffer: &w}).line(s)
		folded := w.String()
		if !strings.HasSuffix(folded, "\r\n") || strings.ReplaceAll(folded, "\r\n ", "") != s+"\r\n" {
			t.Fatalf("%q became %q", s, folded)
		}
		for part := range strings.SplitSeq(strings.TrimSuffix(folded, "\r\n"), "\r\n") {
			if len(part) > 75 || strings.ToValidUTF8(part, "") != part {
				t.Fatalf("%q has the line %q", s, part)
			}
		}
	}
}

// TestWrite holds the bytes of a calendar with everything that must be escaped.
func TestWrite(t *testing.T) {
	var w bytes.Buffer
	Write(&w, &view.Calendar{Name: "Ort; och, mer", Self: "https://example.se/kalender.ics", Page: "https://example.se/", Days: []view.CalendarDay{{
		UID: "1", Revision: 2, Revised: day.New(2023, 12, 31), Day: day.New(2024, 2, 29), Summary: `a\b`, Description: "rad 1\nrad 2\r\x00\u007f\tslut",
		URL: "https://example.se/a,b;c", Categories: []string{"A,B", "C"}, Reminder: "Snart",
	}}})
	want := `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//lofte//lofte//SV
NAME:Ort\; och\, mer
X-WR-CALNAME:Ort\; och\, mer
URL:https://example.se/
SOURCE;VALUE=URI:https://example.se/kalender.ics
REFRESH-INTERVAL;VALUE=DURATION:P1D
X-PUBLISHED-TTL:P1D
BEGIN:VEVENT
UID:1
DTSTAMP:20231231T120000Z
SEQUENCE:2
DTSTART;VALUE=DATE:20240229
DTEND;VALUE=DATE:20240301
SUMMARY:a\\b
DESCRIPTION:rad 1\nrad 2	slut
URL:https://example.se/a,b;c
CATEGORIES:A\,B,C
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P14D
DESCRIPTION:Snart
END:VALARM
END:VEVENT
END:VCALENDAR
`
	if got := w.String(); got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("got\n%s", got)
	}
}
