// Package calendar writes days that matter as an iCalendar file (RFC 5545, with what RFC 7986 adds).
package calendar

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"lofte/internal/day"
	"lofte/internal/view"
)

// Write writes a calendar. The same calendar has the same bytes: a day was last revised when what is
// known of it came to be so, not when the file was made.
func Write(w *bytes.Buffer, v *view.Calendar) {
	c := writer{w}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//lofte//lofte//SV")
	c.text("NAME", v.Name)
	c.text("X-WR-CALNAME", v.Name)
	c.line("URL:" + v.Page)
	c.line("SOURCE;VALUE=URI:" + v.Self)
	c.line("REFRESH-INTERVAL;VALUE=DURATION:P1D")
	c.line("X-PUBLISHED-TTL:P1D")
	for i := range v.Days {
		c.day(&v.Days[i])
	}
	c.line("END:VCALENDAR")
}

type writer struct{ *bytes.Buffer }

func (w writer) day(d *view.CalendarDay) {
	w.line("BEGIN:VEVENT")
	w.line("UID:" + d.UID)
	w.line("DTSTAMP:" + date(d.Revised) + "T120000Z")
	w.line("SEQUENCE:" + strconv.Itoa(d.Revision))
	w.line("DTSTART;VALUE=DATE:" + date(d.Day))
	w.line("DTEND;VALUE=DATE:" + date(d.Day.AddDays(1))) // the day after the last
	w.text("SUMMARY", d.Summary)
	w.text("DESCRIPTION", d.Description)
	w.line("URL:" + d.URL)
	w.text("CATEGORIES", d.Categories...)
	w.line("TRANSP:TRANSPARENT")
	if d.Reminder != "" {
		w.line("BEGIN:VALARM")
		w.line("ACTION:DISPLAY")
		w.line("TRIGGER:-P14D")
		w.text("DESCRIPTION", d.Reminder)
		w.line("END:VALARM")
	}
	w.line("END:VEVENT")
}

func date(d day.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// escaper writes a text as a value (RFC 5545, section 3.3.11).
var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`)

// text writes a property with texts as its values. Control characters, which none may have, are left out.
func (w writer) text(name string, values ...string) {
	var line strings.Builder
	line.WriteString(name)
	for i, v := range values {
		line.WriteByte(":,"[min(i, 1)])
		line.WriteString(strings.Map(printable, escaper.Replace(v)))
	}
	w.line(line.String())
}

func printable(r rune) rune {
	if r < ' ' && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

// line writes a content line, folded so that no part is longer than 75 octets and none ends within a
// character (RFC 5545, section 3.1).
func (w writer) line(s string) {
	const limit = 75
	for room := limit; len(s) > room; room = limit - 1 { // the space in front counts
		end := room
		for !utf8.RuneStart(s[end]) {
			end--
		}
		w.WriteString(s[:end])
		w.WriteString("\r\n ")
		s = s[end:]
	}
	w.WriteString(s)
	w.WriteString("\r\n")
}
