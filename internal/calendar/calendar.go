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
	c := &writer{Buffer: w}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//lofte//lofte//SV")
	c.text("NAME", v.Name)
	c.text("X-WR-CALNAME", v.Name)
	c.line("URL:", v.Page)
	c.line("SOURCE;VALUE=URI:", v.Self)
	c.line("REFRESH-INTERVAL;VALUE=DURATION:P1D")
	c.line("X-PUBLISHED-TTL:P1D")
	for i := range v.Days {
		c.day(&v.Days[i])
	}
	if len(v.Days) == 0 {
		c.WriteString(strings.ReplaceAll(zone, "\n", "\r\n"))
	}
	c.line("END:VCALENDAR")
}

// zone stands in a calendar without days, since one without any component is none (RFC 5545, section 3.4).
const zone = `BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
`

type writer struct {
	*bytes.Buffer
	content []byte // of the line at hand
}

func (w *writer) day(d *view.CalendarDay) {
	w.line("BEGIN:VEVENT")
	w.line("UID:", d.UID)
	w.line("DTSTAMP:", date(d.Revised), "T120000Z")
	w.line("SEQUENCE:", strconv.Itoa(d.Revision))
	w.line("DTSTART;VALUE=DATE:", date(d.Day))
	w.line("DTEND;VALUE=DATE:", date(d.Day.AddDays(1))) // the day after the last
	w.text("SUMMARY", d.Summary)
	w.text("DESCRIPTION", d.Description)
	w.line("URL:", d.URL)
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

// text writes a property with texts as its values (RFC 5545, section 3.3.11). Control characters, which none
// may have, are left out.
func (w *writer) text(name string, values ...string) {
	w.content = append(w.content[:0], name...)
	for i, v := range values {
		w.content = append(w.content, ":,"[min(i, 1)])
		for _, r := range v {
			switch {
			case r == '\\' || r == ';' || r == ',':
				w.content = append(w.content, '\\', byte(r))
			case r == '\n':
				w.content = append(w.content, `\n`...)
			case r < ' ' && r != '\t' || r == 0x7f:
			default:
				w.content = utf8.AppendRune(w.content, r)
			}
		}
	}
	w.fold()
}

// line writes a content line that is made of parts.
func (w *writer) line(parts ...string) {
	w.content = w.content[:0]
	for _, p := range parts {
		w.content = append(w.content, p...)
	}
	w.fold()
}

// fold writes the content line at hand, so that no part is longer than 75 octets and none ends within a
// character (RFC 5545, section 3.1).
func (w *writer) fold() {
	const limit = 75
	s := w.content
	for room := limit; len(s) > room; room = limit - 1 { // the space in front counts
		end := room
		for !utf8.RuneStart(s[end]) {
			end--
		}
		w.Write(s[:end])
		w.WriteString("\r\n ")
		s = s[end:]
	}
	w.Write(s)
	w.WriteString("\r\n")
}
