package swedish

import (
	"strings"
	"testing"

	"lofte/internal/promise"
)

var others = []promise.Party{"Poseidon", "Region Gotland"}

func list(parties []promise.Party) string {
	var names []string
	for _, p := range parties {
		names = append(names, string(p))
	}
	return strings.Join(names, ", ")
}

func TestSubject(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"Polisen ska öka närvaron", "polisen"},
		{"Polis ska finnas i centrum varje helg", "polisen"},
		{"Polisen kommer under 2019 att fortsätta", "polisen"},
		{"Områdespolisen kommer att besöka skolor", "polisen"},
		{"Områdespoliserna i Nävertorp ska besöka skolorna", "polisen"},
		{"Lokalpolisområde Norrköping ska öka kontrollerna", "polisen"},
		{"Den lokala polisen ska patrullera", "polisen"},
		{"POLISEN SKA PATRULLERA", "polisen"},
		{"Polisen patrullerar i centrum", "polisen"},
		{"Polisen i Katrineholms kommun ska patrullera", "polisen"},
		{"Polisen i Katrineholms och Vingåkers kommun ska patrullera", "polisen"},
		{"Polisens områdespoliser ska finnas i skolan", "polisen"},
		{"Polisens närvaro i centrum ska öka", "polisen"},
		{"• Polisen ska öka närvaron", "polisen"},
		{"1. Polisen ska öka närvaron", "polisen"},
		{"a) Polisen ska öka närvaron", "polisen"},
		{"Polisen, som känner området, ska patrullera", "polisen"},
		{"Kommunen ska erbjuda stöd", "kommunen"},
		{"Kommunen fortätter med arbetet", "kommunen"}, // a slip of the pen in a real one
		{"Kommunens kommer genomföra kampanjer", "kommunen"},
		{"Kommunens fältassistenter ska vara ute", "kommunen"},
		{"Kommunens uppsökande verksamhet ska vara ute", "kommunen"},
		{"Umeå kommun lovar att byta belysning", "kommunen"},
		{"Upplands Väsby kommun åtar sig att bygga", "kommunen"},
		{"Söderköpings Kommun ska", "kommunen"},
		{"Göteborgs Stad ska röja sly", "kommunen"},
		{"Katrineholms kommuns fältgrupp ska vara ute", "kommunen"},
		{"Kommunen ska tillsammans med föreningar ordna vandringar", "kommunen"},
		{"Kommunen ska tillsammans med föreningar besöka kommunens skolor", "kommunen"},
		{"Vi på kommunen ska byta belysning", "kommunen"},
		{"Kommun och polis ska hålla tillsyn", "gemensamt"},
		{"Kommunen och polisen kommer att genomföra tillsyn", "gemensamt"},
		{"Polisen samt Umeå kommun ska", "gemensamt"},
		{"Polis & kommun ska samverka", "gemensamt"},
		{"Både polisen och kommunen ska", "gemensamt"},
		{"Såväl polisen som kommunen ska", "gemensamt"},
		{"Polisen i Umeå och Umeå kommun ska dela lägesbild", "gemensamt"},
		{"Polisens och kommunens fältgrupp ska vara ute", "gemensamt"},
		{"Kommunens områdesvärdar och polisens områdespoliser träffas varje vecka", "gemensamt"},
		{"Polisen ska tillsammans med kommunen besöka skolor", "gemensamt"},
		{"Polisen, i samverkan med Söderköpings kommun, ska", "gemensamt"},
		{"Kommunen ska tillsammans med skola, socialtjänst, polis och fritid träffas", "gemensamt"},
		{"Polisen ska genomföra vandringar tillsammans med kommunens fältassistenter", "gemensamt"},
		{"Vi ska tillsammans arbeta för att upptäcka", "gemensamt"},
		{"Vi lovar att gemensamt träffas", "gemensamt"},
		{"Vi ska tillsammans med kommunen träffas", "gemensamt"},
		{"Tillsammans ska vi öka tryggheten", "gemensamt"},
		{"Tillsammans ska polisen och kommunen öka tryggheten", "gemensamt"},
		{"Tillsammans med kommunen ska polisen öka tryggheten", "gemensamt"},
		{"Poseidon ska byta lampor", "Poseidon"},
		{"Bostads AB Poseidon ska byta lampor", "Poseidon"},
		{"Poseidons områdesvärdar ska rondera", "Poseidon"},
		{"Region Gotland ska bygga", "Region Gotland"},
		{"Polisen och Poseidon ska rondera", "polisen, Poseidon"},
		{"Polisen, kommunen och Poseidon ska rondera", "polisen, kommunen, Poseidon"},
		{"Polisen ska tillsammans med Poseidon rondera", "polisen, Poseidon"},

		{"Vi ska öka närvaron", ""},
		{"Vi ska tillsammans med föreningar ordna vandringar", ""},
		{"Vi ska verka för att skolorna tillsammans tar fram regler", ""},
		{"Vi i kommunen ska må bra", ""},
		{"Öka närvaron till fots i centrum", ""},
		{"Söka med hund tillsammans med polisen", ""},
		{"Trasiga lampor byts inom 24 timmar", ""},
		{"Under 2019 ska polisen öka närvaron", ""},
		{"Genom kommunens verksamhet vara tillgängliga", ""},
		{"I kommunen ska det vara tryggt", ""},
		{"Kommunens ungdomar ska få feriejobb", ""},
		{"Kommuninvånarna ska känna sig trygga", ""},
		{"Kommunikation ska vara tydlig", ""},
		{"Polisanmälningar ska följas upp", ""},
		{"Polisen och skolan ska träffas", ""},
		{"Skolan och polisen ska träffas", ""},
		{"Polisen eller kommunen ska återkoppla", ""},
		{"Varje kommun ska ha en plan", ""},
		{"Vår kommun ska vara trygg", ""},
		{"Polis i skolan", ""},
		{"Fler synliga poliser", ""},
		{"Tillsammans med föreningar ska vi ordna vandringar", ""},
		{"", ""},
	} {
		if got := list(Subject(test.text, others)); got != test.want {
			t.Errorf("Subject(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestHeadingParties(t *testing.T) {
	for _, test := range []struct{ heading, want string }{
		{"Polisen lovar", "polisen"},
		{"Polisen lovar att:", "polisen"},
		{"POLISEN LOVAR", "polisen"},
		{"Polisen ska", "polisen"},
		{"Polisen", "polisen"},
		{"Polisens löften", "polisen"},
		{"Polisens åtaganden 2021", "polisen"},
		{"Polismyndigheten åtar sig", "polisen"},
		{"Det här lovar polisen", "polisen"},
		{"Vad polisen lovar", "polisen"},
		{"Så ska polisen arbeta i kommunen", "polisen"},
		{"Löften från polisen", "polisen"},
		{"Polisen lovar tillsammans med föreningar", "polisen"},
		{"Katrineholms kommun lovar att:", "kommunen"},
		{"Upplands Väsby kommun lovar", "kommunen"},
		{"Kommunen", "kommunen"},
		{"Kommunens löften", "kommunen"},
		{"Kommunen lovar tillsammans med föreningslivet", "kommunen"},
		{"Kommunens områdesvärdar lovar", "kommunen"},
		{"Kommunen och Polisen lovar gemensamt att", "gemensamt"},
		{"Polisen och kommunen kommer gemensamt att:", "gemensamt"},
		{"Polisen och kommunen lovar tillsammans", "gemensamt"},
		{"Polis & kommun", "gemensamt"},
		{"Polismyndigheten, i samverkan med Söderköpings kommun lovar att", "gemensamt"},
		{"Det här ska vi åstadkomma tillsammans", "gemensamt"},
		{"Tillsammans lovar vi", "gemensamt"},
		{"Gemensamma löften", "gemensamt"},
		{"Gemensamt", "gemensamt"},
		{"Polisens och kommunens löften", "gemensamt"},
		{"Medborgarlöfte från Polisen och Karlshamns kommun", "gemensamt"},
		{"Polisen i Umeå och Umeå kommun lovar", "gemensamt"},
		{"Samverkan mellan polis och kommun", "gemensamt"},
		{"Poseidon lovar", "Poseidon"},
		{"Bostads AB Poseidon lovar", "Poseidon"},
		{"Det här lovar Poseidon", "Poseidon"},
		{"Polisen och Poseidon lovar", "polisen, Poseidon"},
		{"Polisen, kommunen och Poseidon lovar gemensamt", "polisen, kommunen, Poseidon"},
		{"Poseidons löften", "Poseidon"},
		{"Mimer lovar", "Mimer"},
		{"Bostads AB Mimer lovar att", "Bostads AB Mimer"},
		{"Polisen och Mimer lovar", "polisen, Mimer"},
		{"Detta lovar Mimer", "Mimer"},
		{"Räddningstjänsten lovar", "Räddningstjänsten"},
		{"Hyresgästföreningen och Mimer lovar", "Hyresgästföreningen, Mimer"},
		{"Skolan och polisen lovar", "Skolan, polisen"},
		{"Polisen i Umeå och Vännäs lovar", "polisen"},

		{"Det här lovar vi", ""},
		{"Vi lovar", ""},
		{"Detta ska vi göra", ""},
		{"Medborgarlöfte 2019", ""},
		{"Medborgarlöfte i Söderköpings kommun 2020–2022", ""},
		{"Våra löften", ""},
		{"Trygghet i kommunen", ""},
		{"Trygghet i skolan och kommunen", ""},
		{"Kontakt med polisen", ""},
		{"Kommunens ungdomar", ""},
		{"Tillsammans mot våld", ""},
		{"Tillsammans med näringslivet lovar vi", ""},
		{"Ungdomar", ""},
		{"Ungdomar ska känna sig trygga", ""},
		{"", ""},
	} {
		if got := list(HeadingParties(test.heading, others)); got != test.want {
			t.Errorf("HeadingParties(%q) = %q, want %q", test.heading, got, test.want)
		}
	}
	if got := list(HeadingParties("Poseidon lovar", []promise.Party{"Bostads AB Poseidon"})); got != "Bostads AB Poseidon" {
		t.Errorf("the last word of a known name: %q", got)
	}
}

func TestPromises(t *testing.T) {
	for heading, want := range map[string]bool{
		"Polisen lovar":                                    true,
		"Katrineholms kommun lovar att:":                   true,
		"Kommunen ska":                                     true,
		"Det här ska vi göra":                              true,
		"Det här ska vi åstadkomma tillsammans":            true,
		"Kommunen skall":                                   true,
		"Polisen åtar sig att":                             true,
		"Kommunens åtaganden":                              true,
		"Polisen och kommunen kommer gemensamt att:":       true,
		"Det här kommer vi att göra":                       true,
		"Det här kommer vi göra":                           true,
		"Kommunen kommer:":                                 true,
		"Medborgarlöfte 2021":                              true,
		"Medborgarlöften":                                  true,
		"Medborgarlöfte i Umeå kommun 2020–2022":           true,
		"Medborgarlöfte från Polisen och Umeå kommun":      true,
		"Polisens löften":                                  true,
		"Polisens och kommunens löften":                    true,
		"Våra löften":                                      true,
		"2019 års medborgarlöften":                         true,
		"Det här är våra löften":                           true,
		"Delar ur Medborgarlöftet":                         true,
		"Trygghetslöfte 2023":                              true,
		"Vad lovar polisen?":                               true,
		"Uppföljning av medborgarlöfte 2018":               false,
		"Uppföljning":                                      false,
		"Uppföljningen ska ske i maj":                      false,
		"Medborgarlöfte 2018 – resultat":                   false,
		"Så följer vi upp det vi lovar":                    false,
		"Hur ska löftena följas upp?":                      false,
		"Det här lovade vi 2018":                           false,
		"Tidigare medborgarlöften":                         false,
		"Förra årets löften":                               false,
		"Om medborgarlöftet":                               false,
		"Vad är ett medborgarlöfte?":                       false,
		"Arbetet med medborgarlöften":                      false,
		"Bakgrund till medborgarlöftet":                    false,
		"Kommunen och Polisen undertecknar Medborgarlöfte": false,
		"Läget i dag":                                      false,
		"Situationen idag":                                 false,
		"Prioriteringar":                                   false,
		"Härifrån kommer siffrorna":                        false,
		"Polisen":                                          false,
		"":                                                 false,
	} {
		if got := Promises(heading); got != want {
			t.Errorf("Promises(%q) = %t", heading, got)
		}
	}
}

func TestParseParties(t *testing.T) {
	for in, want := range map[string]string{
		"polisen":                     "polisen",
		"Polisen":                     "polisen",
		" polis ":                     "polisen",
		"Polismyndigheten":            "polisen",
		"kommun":                      "kommunen",
		"Kommunen":                    "kommunen",
		"Umeå kommun":                 "kommunen",
		"gemensamt":                   "gemensamt",
		"Gemensamt":                   "gemensamt",
		"tillsammans":                 "gemensamt",
		"polisen,kommunen":            "gemensamt",
		"kommunen, polisen, polis":    "gemensamt",
		"polisen och kommunen":        "gemensamt",
		"gemensamt, polisen":          "gemensamt",
		"Poseidon":                    "Poseidon",
		"polisen, Poseidon":           "polisen, Poseidon",
		"polisen, kommunen, Poseidon": "polisen, kommunen, Poseidon",
		"gemensamt, Poseidon":         "polisen, kommunen, Poseidon",
		"Poseidon, poseidon":          "Poseidon",
		"Vatten och Avfall AB":        "Vatten och Avfall AB",
		"Polisens vänner":             "Polisens vänner",
		"none":                        "none",
		" , ":                         "",
		"":                            "",
	} {
		if got := list(ParseParties(in)); got != want {
			t.Errorf("ParseParties(%q) = %q, want %q", in, got, want)
		}
	}
}
