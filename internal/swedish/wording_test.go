package swedish

import (
	"strings"
	"testing"
)

// TestWording lists what is read of a text as the kind of each phrase and its words; what is not listed
// must not be read.
func TestWording(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"Byta skyltar", ""},

		// All forms of the verbs.
		{"Verka för en tryggare stad", "vague: Verka för"},
		{"Polisen verkar för en tryggare stad", "vague: verkar för"},
		{"Polisen ska ha verkat för en tryggare stad", "vague: verkat för"},
		{"Polisen arbetar med droger", "vague: arbetar med"},
		{"Polisen ska tillsammans med kommunen arbeta långsiktigt mot droger", "vague: arbeta långsiktigt mot"},
		{"Vi jobbar för unga", "vague: jobbar för"},
		{"Arbeta i centrum", "where"},
		{"Kommunen arbetar enligt en ny modell", ""},
		{"Kommunen bedriver uppsökande arbete", "vague: bedriver uppsökande arbete"},
		{"Kommunen driver en mötesplats i samverkan med skolan", "where"},
		{"Vidta åtgärder mot buller", "measures: Vidta åtgärder"},
		{"Göra riktade insatser", "measures: Göra riktade insatser, repeated: insatser"},
		{"Polisen ska motverka våld", "aim: motverka"},
		{"Skapa goda förutsättningar för unga", "aim: Skapa goda förutsättningar"},

		// Where the promise itself stands, and where it doesn't.
		{"Polisen kommer att främja samtal", "vague: främja"},
		{"Polisen lovar att under året främja samtal", "vague: främja"},
		{"Byta skyltar för att främja trygghet", ""},
		{"Byta skyltar så att ni kan arbeta med annat", ""},
		{"Byta skyltar i syfte att motverka brott", "hard: i syfte att=för att"},
		{"Byta skyltar som främjar trygghet", ""},
		{"Byta skyltar som har med trafik att göra, och främja lek", "vague: främja"},
		{"Främja lek genom att bygga gungor", ""},
		{"Arbeta med trafik: byta skyltar", ""},
		{"Byta skyltar. Det ska främja trygghet.", ""},

		// Changes, and what they are compared with.
		{"Öka samarbetet", "more: Öka"},
		{"Fler lekplatser", "more: Fler, where"},
		{"Besöka skolan oftare", "more: oftare, where, repeated: Besöka"},
		{"Bjuda in fler än förra året", ""},
		{"Lära sig mer om klotter", ""},

		{"Kontinuerligt kartlägga brott", "amount: Kontinuerligt"},
		{"Ha tät kontakt med skolan", "amount: tät, where"},
		{"Ha kontakt med jämna mellanrum", "amount: med jämna mellanrum"},

		// Numbers, times, places.
		{"Hålla två möten", "number, repeated: möten"},
		{"Hålla ett möte", ""},
		{"Hålla ett möte per termin", "number"},
		{"Hålla möten på onsdagar", "number, repeated: möten"},
		{"Hålla möten om år 2020", "when, repeated: möten"},
		{"Hålla möten med unga under 18 år", "repeated: möten"},
		{"Hålla möten i årskurs 9", "where, repeated: möten"},
		{"Hålla möten i maj", "when, repeated: möten"},
		{"Hålla möten under hösten", "when, repeated: möten"},
		{"Hålla möten på Norr", "where, repeated: möten"},
		{"Hålla möten i centrala Norrby", "where, repeated: möten"},
		{"Hålla möten i hela kommunen", "where, repeated: möten"},
		{"Hålla möten med Poseidon", "repeated: möten"},
		{"Hålla möten på kvällen", "repeated: möten"},
		{"Hålla möten vid minst två tillfällen", "number, repeated: möten"},

		// Deeds.
		{"Göra hundsök", "repeated: hundsök"},
		{"Göra ett hundsök", ""},
		{"Delta i de planerade mötena", "where"},
		{"Informera om brott", "repeated: Informera"},
		{"Fotpatrullering", "repeated: Fotpatrullering, placed: Fotpatrullering"},
		{"Erbjuda unga stöd", "asked: Erbjuda unga stöd"},
		{"Kommunen stöttar den som vill sluta", "asked: stöttar"},
		{"Polisen ska hjälpa till", ""},
		{"Kommunen ska ta fram en plan", "once: ta fram"},
		{"Byta skyltar och ta fram en plan", "second: ta"},
		{"Skapa ett råd", "once: Skapa ett"},

		// Two in one.
		{"Byta skyltar och stödja och hjälpa unga", "asked: stödja"},
		{"Byta skyltar och måla tunneln", "where, second: måla"},
		{"Byta skyltar, måla tunneln och klippa häcken", "where, second: måla"},
		{"Byta och måla dörrar", ""},
		{"Måla bänkar och byta dem", ""},
		{"Anmäla allt klotter och ta bort det inom tre dagar", "number, second: ta"},
		{"Polisen och kommunen träffas på måndagar", "number, lead"},
		{"Att främja lek", "vague: främja"},
		{"Byta skyltar för att se och mäta bättre", ""},
		{"Polisen ska byta lås och kommunen ska måla dörrar", "second: ska"},
		{"Polisen ska byta lås. Kommunen ska också måla dörrar.", "lead, second: Kommunen ska"},
		{"Polisen ska byta lås. Kommunen ska ordna lokalen.", "lead"},
		{"Polisen ska byta lås. Kommunen målar också dörrar.", "lead"},
		{"Polisen ska byta lås. Polisen och kommunen betalar.", ""},
		{"Två möten och fyra vandringar", "number, repeated: möten, placed: vandringar, count: fyra vandringar"},
		{"Två kvällar per vecka och 40 veckor", "number"},

		// What leaves a promise open.
		{"Byta skyltar vid behov", "condition: vid behov"},
		{"Byta skyltar om det finns resurser", "condition: om det finns resurser"},
		{"Byta skyltar när resurserna tillåter", "condition: när resurserna tillåter"},
		{"Byta skyltar minst två gånger, och oftare vid behov", "number"},
		{"Byta skyltar, stolpar etc.", "open: etc."},
		{"Byta skyltar, stolpar och liknande.", "open: och liknande"},
		{"Byta skyltar o.s.v", "open: o.s.v"},

		// Hard to read.
		{"Byta skyltar p.g.a. mörker", "short: p.g.a.=på grund av"},
		{"Byta t.ex. skyltar", "short: t.ex.=till exempel"},
		{"Ha möte i LVU-gruppen", "where, short: LVU=lagen om vård av unga"},
		{"Ha möte i XYZ", "where, short: XYZ="},
		{"Ha möte i xyz-gruppen (XYZ)", "where"},
		{"Ha möte i XYZ, det vill säga xyz-gruppen", "where"},
		{"Ha möte i BRÅ", "where, short: BRÅ=brottsförebyggande rådet"},
		{"Kontrollera A-traktorer, E4 och DVD:er", "repeated: Kontrollera, short: DVD="},
		{"BYTA SKYLTAR NU", ""},
		{"Byta skyltar i detta avseende", ""},
		{"Implementera en plan", "hard: Implementera=införa"},
	} {
		if got := told(tt.text, ReadWording(tt.text)); got != tt.want {
			t.Errorf("%q\n reads %q\n want  %q", tt.text, got, tt.want)
		}
	}
}

func told(text string, w Wording) string {
	var all []string
	for _, fact := range []struct {
		name string
		is   bool
	}{{"number", w.Number}, {"when", w.When}, {"lead", w.Lead}} {
		if fact.is {
			all = append(all, fact.name)
		}
	}
	add := func(name string, p Phrase) {
		if p.Found() {
			all = append(all, name+": "+text[p.From:p.To])
		}
	}
	add("vague", w.Vague)
	add("measures", w.Measures)
	add("aim", w.Aim)
	add("more", w.More)
	add("amount", w.Amount)
	if w.Where {
		all = append(all, "where")
	}
	add("repeated", w.Repeated)
	add("asked", w.Asked)
	add("once", w.Once)
	add("placed", w.Placed)
	add("second", w.Second)
	add("count", w.SecondCount)
	add("condition", w.Condition)
	add("open", w.Open)
	for _, p := range w.Short {
		all = append(all, "short: "+text[p.From:p.To]+"="+p.Plain)
	}
	for _, p := range w.Hard {
		all = append(all, "hard: "+text[p.From:p.To]+"="+p.Plain)
	}
	return strings.Join(all, ", ")
}

func TestOccasions(t *testing.T) {
	for unit, want := range map[string]bool{
		"gånger": true, "kvällar": true, "trygghetsvandringar": true, "trafikkontroller": true,
		"skyltar": false, "dörrar": false, "": false, "nya möten": false,
	} {
		if got := Occasions(unit); got != want {
			t.Errorf("Occasions(%q) is %t", unit, got)
		}
	}
}
