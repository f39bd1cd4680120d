package build

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"lofte/internal/day"
)

// calendarOf reads a calendar back.
func calendarOf(t *testing.T, data []byte) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return c
}

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if found := e.GetProperty(p); found != nil {
		return found.Value
	}
	return ""
}

// TestCalendar holds what a calendar says of a site, in order of time.
func TestCalendar(t *testing.T) {
	files := rendered(t, told(), Options{})
	var got []string
	for _, e := range calendarOf(t, files["ort/kalender.ics"]).Events() {
		row := []string{value(e, ics.ComponentPropertyDtStart), value(e, ics.ComponentPropertySequence), value(e, ics.ComponentPropertySummary), strings.TrimPrefix(value(e, ics.ComponentPropertyUrl), "https://example.se/lofte/ort/")}
		for _, a := range e.Alarms() {
			row = append(row, a.GetProperty(ics.ComponentPropertyAction).Value, a.GetProperty(ics.ComponentPropertyTrigger).Value, a.GetProperty(ics.ComponentPropertyDescription).Value)
		}
		got = append(got, strings.Join(row, " | "))
	}
	want := []string{
		"20221210 | 0 | Ort: Löfte för 2023 undertecknas | 2023/",
		"20230101 | 0 | Ort: Löfte för 2023 börjar gälla | 2023/",
		"20230520 | 1 | Ort: Våren (publicerad) | 2023/t1/",
		"20230920 | 1 | Ort: Sommaren (publicerad) | 2023/t2/",
		"20230926 | 1 | Ort: Hösten (publicerad) | 2023/t3/",
		"20231231 | 0 | Ort: Sista dagen för Löfte för 2023 | 2023/",
		"20240101 | 0 | Ort: Löfte för 2024 börjar gälla | 2024/",
		"20241231 | 0 | Ort: Sista dagen för Löfte för 2024 | 2024/",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if !bytes.Equal(rendered(t, told(), Options{Now: day.New(2023, 9, 29)})["ort/kalender.ics"], files["ort/kalender.ics"]) {
		t.Error("the day before it was another calendar")
	}
}

// TestCalendarWithoutDays holds that a calendar in which nothing happens still has what readers demand of one: a
// component (RFC 5545, section 3.4), here a whole time zone (section 3.6.5).
func TestCalendarWithoutDays(t *testing.T) {
	site := told()
	site["content/tom/_index.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"Tom\"\n+++\n")}
	files := rendered(t, site, Options{})
	for name, zones := range map[string]int{"tom/kalender.ics": 1, "ort/kalender.ics": 0} {
		c := calendarOf(t, files[name])
		if len(c.Components) == 0 || len(c.Timezones()) != zones || len(c.Events()) > 0 != (zones == 0) {
			t.Errorf("%s has %d components, %d zones and %d events", name, len(c.Components), len(c.Timezones()), len(c.Events()))
		}
		for _, z := range c.Timezones() {
			if z.GetProperty("TZID") == nil || len(z.SubComponents()) != 2 {
				t.Errorf("%s has the zone %v", name, z)
			}
			for _, part := range z.SubComponents() {
				for _, p := range []string{"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"} { // section 3.6.5 demands them
					if properties := part.UnknownPropertiesIANAProperties(); !slices.ContainsFunc(properties, func(have ics.IANAProperty) bool { return have.IANAToken == p }) {
						t.Errorf("a part of the zone of %s lacks %s", name, p)
					}
				}
			}
		}
	}
}

// TestADayKeepsItsUID holds that a follow-up is the same event when it is expected, overdue and published,
// and that editors are reminded of it until then.
func TestADayKeepsItsUID(t *testing.T) {
	site := told()
	find := func(o Options, summary string) *ics.VEvent {
		for _, e := range calendarOf(t, rendered(t, site, o)["kalender.ics"]).Events() {
			if value(e, ics.ComponentPropertySummary) == summary {
				return e
			}
		}
		t.Fatalf("there is no day %q", summary)
		return nil
	}
	published := find(Options{}, "Ort: Sommaren (publicerad)")
	delete(site, "content/ort/2023/t2.md")
	planned := find(Options{}, "Ort: Uppföljning för tertial 2 2023 ska vara publicerad")
	overdue := find(Options{Now: day.New(2023, 10, 1), BaseURL: "https://annan.example/"}, "Ort: Uppföljning för tertial 2 2023 saknas")
	if published.Id() != planned.Id() || planned.Id() != overdue.Id() {
		t.Errorf("the UIDs are %s, %s and %s", planned.Id(), overdue.Id(), published.Id())
	}
	for _, c := range []struct {
		event                 *ics.VEvent
		stamp, start, end     string
		sequence, description string
		alarms                int
	}{
		{planned, "20221210T120000Z", "20230930", "20231001", "0", "Löfte för 2023\nVäntas senast den 30 september 2023\nhttps://example.se/lofte/ort/2023/", 1},
		{overdue, "20231001T120000Z", "20230930", "20231001", "0", "Löfte för 2023\nSkulle ha kommit senast den 30 september 2023\nhttps://annan.example/ort/2023/", 0},
		{published, "20230925T120000Z", "20230920", "20230921", "1", "Löfte för 2023\nGäller tertial 2 2023\nVäntas senast den 30 september 2023\n2 av 2 löften besvarade\nhttps://example.se/lofte/ort/2023/t2/", 0},
	} {
		got := []string{value(c.event, ics.ComponentPropertyDtstamp), value(c.event, ics.ComponentPropertyDtStart), value(c.event, ics.ComponentPropertyDtEnd), value(c.event, ics.ComponentPropertySequence), value(c.event, ics.ComponentPropertyDescription)}
		if diff := cmp.Diff([]string{c.stamp, c.start, c.end, c.sequence, c.description}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", value(c.event, ics.ComponentPropertySummary), diff)
		}
		if len(c.event.Alarms()) != c.alarms {
			t.Errorf("%s has %d reminders", value(c.event, ics.ComponentPropertySummary), len(c.event.Alarms()))
		}
	}
	alarm := planned.Alarms()[0]
	if got := alarm.GetProperty(ics.ComponentPropertyTrigger).Value; got != "-P14D" {
		t.Errorf("the reminder comes at %s", got)
	}
	if got := alarm.GetProperty(ics.ComponentPropertyDescription).Value; got != "Om två veckor, den 30 september 2023, ska uppföljningen för tertial 2 2023 vara publicerad (Ort)." {
		t.Errorf("the reminder says %q", got)
	}
}

// TestSeveralFollowUpsForAPart holds that each is a day of its own, and the first is the expected one.
func TestSeveralFollowUpsForAPart(t *testing.T) {
	site := told()
	expected := calendarOf(t, rendered(t, site, Options{})["kalender.ics"]).Events()[2].Id()
	site["content/ort/2023/igen.md"] = &fstest.MapFile{Data: []byte("+++\ntitle = \"Igen\"\ndate = 2023-06-20\nperiod = \"2023-T1\"\n+++\n")}
	seen := map[string]string{}
	for _, e := range calendarOf(t, rendered(t, site, Options{})["kalender.ics"]).Events() {
		if other := seen[e.Id()]; other != "" {
			t.Errorf("%s and %s have the same UID", other, value(e, ics.ComponentPropertySummary))
		}
		seen[e.Id()] = value(e, ics.ComponentPropertySummary)
	}
	if seen[expected] != "Ort: Våren (publicerad)" {
		t.Errorf("the expected follow-up is %q", seen[expected])
	}
}

// TestValidityOnACalendar holds when a validity ends that was made longer, or that has no end yet.
func TestValidityOnACalendar(t *testing.T) {
	for header, want := range map[string]string{
		"extended_to = 2024-06-30":                        "20240630 1",
		"until_replaced = true":                           "20231231 0", // the day before the next one
		"until_replaced = true\nextended_to = 2024-06-30": "20240630 1",
	} {
		site := told()
		old := string(site["content/ort/2023.md"].Data)
		site["content/ort/2023.md"].Data = []byte(strings.Replace(old, "signed", header+"\nsigned", 1))
		var got []string
		for _, e := range calendarOf(t, rendered(t, site, Options{})["kalender.ics"]).Events() {
			if value(e, ics.ComponentPropertySummary) == "Ort: Sista dagen för Löfte för 2023" {
				got = append(got, value(e, ics.ComponentPropertyDtStart)+" "+value(e, ics.ComponentPropertySequence))
			}
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("with %q it ends %v, want %s", header, got, want)
		}
	}
	site := told()
	site["content/ort/2024.md"].Data = bytes.Replace(site["content/ort/2024.md"].Data, []byte("to ="), []byte("until_replaced = true\nto ="), 1)
	if data := rendered(t, site, Options{})["kalender.ics"]; bytes.Contains(data, []byte("Sista dagen för Löfte för 2024")) {
		t.Error("a validity without an end has one")
	}
}

// TestCalendarsOfTheExample reads every calendar of the example site as a calendar program does.
func TestCalendarsOfTheExample(t *testing.T) {
	_, files := example(t)
	calendars, days := 0, 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Base(name) != "kalender.ics" {
			continue
		}
		calendars++
		for line := range bytes.SplitSeq(bytes.TrimSuffix(files[name], []byte("\r\n")), []byte("\r\n")) {
			if len(line) > 75 || bytes.ContainsAny(line, "\r\n") || !utf8.Valid(line) {
				t.Errorf("%s has the line %q", name, line)
			}
		}
		seen := map[string]bool{}
		for _, e := range calendarOf(t, files[name]).Events() {
			days++
			start, err := e.GetAllDayStartAt()
			end, endErr := e.GetAllDayEndAt()
			stamp, stampErr := e.GetDtStampTime()
			if err != nil || endErr != nil || stampErr != nil || !end.Equal(start.AddDate(0, 0, 1)) || stamp.IsZero() || seen[e.Id()] {
				t.Errorf("%s: %s is from %v to %v, of %v: %v %v %v", name, e.Id(), start, end, stamp, err, endErr, stampErr)
			}
			seen[e.Id()] = true
			for p, want := range map[ics.ComponentProperty]string{ics.ComponentPropertyTransp: "TRANSPARENT", ics.ComponentPropertySummary: "", ics.ComponentPropertyCategories: "", ics.ComponentPropertyDescription: ""} {
				if got := value(e, p); got == "" || want != "" && got != want {
					t.Errorf("%s: %s has %s %q", name, e.Id(), p, got)
				}
			}
			leads(t, files, name, value(e, ics.ComponentPropertyUrl))
		}
	}
	if calendars != 10 || days < 200 {
		t.Errorf("%d calendars with %d days", calendars, days)
	}
}
