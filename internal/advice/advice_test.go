package advice

import (
	"strings"
	"testing"

	"lofte/internal/config"
	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/markdown"
	"lofte/internal/promise"
	"lofte/internal/source"
)

const header = "+++\nfrom = 2026-01-01\n+++\n\n"

// document is a document that is in order, with the promises of a body.
func document(t *testing.T, body string) (*promise.Document, source.Text) {
	t.Helper()
	text := source.Text{Path: "content/ort/2026.md", FirstLine: 1, Content: header + body}
	d := &promise.Document{
		From:     day.New(2026, 1, 1),
		To:       day.New(2026, 12, 31),
		Signed:   day.New(2025, 12, 1),
		Schedule: promise.Schedule{Times: 3},
		Source:   source.Place{Path: text.Path, Line: 1},
	}
	var problems diag.List
	below := source.Text{Path: text.Path, FirstLine: 1 + strings.Count(header, "\n"), Content: body}
	d.Body, d.Promises = markdown.New(config.Escape).Document(below, nil, &problems)
	if problems.Len() > 0 {
		t.Errorf("the test document has problems: %v", problems.Sorted())
	}
	for _, p := range d.Promises {
		p.Document = d
	}
	return d, text
}

// pieces lists advice as "code: the words that the caret is under".
func pieces(list diag.List) []string {
	all := []string{}
	for _, p := range list.Sorted() {
		words := []rune(p.Excerpt)[p.Column-1:][:p.Width]
		all = append(all, string(p.Code)+": "+string(words))
	}
	return all
}

// of returns the advice on one promise of the police.
func of(t *testing.T, item string) []string {
	t.Helper()
	d, text := document(t, "## Polisen lovar\n\n- "+item+"\n")
	return pieces(On(d, text))
}

// What can be followed up as it stands, and what a colleague would leave as it is.
func TestSilence(t *testing.T) {
	for _, item := range []string{
		"Byta ut belysningen på Storgatan före 1 juni",
		"Byta ut belysningen på Storgatan {target=12 unit=lampor}",
		"Hålla biblioteket öppet till klockan 20 på vardagar",
		"Gå till fots i centrum minst tre kvällar i veckan",
		"Gå trygghetsvandringar i centrum vid minst två tillfällen, varav ett på kvällen",
		"Arbeta i centrum varje fredagskväll",
		"Arbeta med trafikkontroller vid skolorna, minst fyra gånger om året",
		"Främja rörelse genom att hålla idrottshallen öppen för alla på lördagar",
		"Förebygga brott genom att sätta upp 40 nya lampor vid stationen",
		"Ringa tillbaka inom två arbetsdagar",
		"Svara samma dag på alla anmälningar om klotter",
		"Ta bort klotter inom 24 timmar",
		"Stödja den som vill lämna kriminalitet, med ett första möte inom fem arbetsdagar",
		"Hålla orosamtal med unga inom en vecka efter att någon har hört av sig",
		"Ha en områdespolis på heltid på Ekbacken",
		"Stänga skolgårdarna för bilar",
		"Visa på webbplatsen hur många anmälningar om klotter som kommer in varje månad",
		"Bjuda in fler än 200 hyresgäster till en dialog om stationen före sommaren",
		"Låta elever och föräldrar vara med och bestämma hur skolgården ska byggas om",
		"Informera hyresgästerna om de nya låsen senast i maj",
		"Bygga om gångtunneln vid stationen före skolstarten",
		"Bygga om gångtunneln vid stationen under hösten 2026",
		"Erbjuda alla elever i årskurs 7 en föreläsning om droger",
		"Hålla öppna och trygga mötesplatser i alla stadsdelar varje vecka",
		"Driva fritidsgården i samverkan med föreningarna",
		"Köpa in och montera två kameror vid stationen",
		"Låsa cykelgaraget klockan 22 och öppna det klockan 6",
		"Ordna en cykelkväll där unga kan laga cyklar och träffa poliser",
		"Gå fotpatrull i centrum varje vecka och prata med ungdomar",
		"Stödja och hjälpa alla som frågar, inom fem dagar",
		"Planera och genomföra tio vandringar i centrum",
		"Förstärka bemanningen med två fältassistenter",
		"Minska antalet inbrott med 10 procent",
		"Öka antalet kontroller i centrum från 20 till 30",
		"Patrullera i centrum minst 40 kvällar, så att fler känner sig trygga och färre utsätts för brott",
		"Patrullera i centrum minst 40 kvällar för att öka tryggheten, minska brotten och skapa trivsel",
		"Tända ljusen i parken varje kväll, så att ingen behöver välja en annan väg och gå längre",
		"Följa SSPF, där skola, socialtjänst, polis och fritid träffas en gång i månaden",
		"Ha möte i sociala insatsgrupper (SIG) varje månad",
		"Kontrollera hastigheten på E4 vid skolorna tio gånger",
		"Publicera resultatet av trygghetsmätningen senast den 1 mars",
		"Se till att det finns två vuxna på varje skolgård under rasterna",
		"Polisen lovar att den som ringer får svar samma dag",
		"Besöka skolorna i maj",
		"Genomföra veckovisa trafikkontroller på genomfartsleden",
		"Stärka samverkan med hyresvärdarna genom månadsmöten",
		"Kontrollera att ordningsvakterna har förordnande",
		"Byta trasiga gatlampor inom 24 timmar",
		"Vara närvarande vid skolavslutningen",
		"Genomföra trygghetsvandringar i centrum vår och höst",
		"Gå två vandringar i centrum (en per halvår)",
		"Finnas i fem stadsdelar två gånger per månad",
		"Patrullera i centrum minst två kvällar per vecka och minst 40 veckor om året",
		"Träffa föreningarna minst två gånger per år och däremellan vid behov",
		"Träffa föreningarna vid behov, dock minst en gång per år",
		"Gå nattvandring:\n  - varje fredag i centrum\n  - varje lördag vid stationen",
		"Arbeta för trygghet i trapphusen:\n  1. byta lås i mars\n  2. hålla möten i april",
	} {
		if got := of(t, item); len(got) > 0 {
			t.Errorf("%q gets the advice %q", item, got)
		}
	}
}

func TestAdvice(t *testing.T) {
	for _, tt := range []struct {
		item string
		want []string
	}{
		// No deed.
		{"Verka för en tryggare stad", []string{"vague-verb: Verka för"}},
		{"Polisen verkar för en tryggare stad", []string{"vague-verb: verkar för"}},
		{"Arbeta med föräldrastöd", []string{"vague-verb: Arbeta med"}},
		{"Polisen ska arbeta aktivt och långsiktigt mot våld", []string{"vague-verb: arbeta aktivt"}},
		{"Polisen arbetar för att unga ska må bra", []string{"vague-verb: arbetar för"}},
		{"Arbeta förebyggande i skolorna", []string{"vague-verb: Arbeta förebyggande"}},
		{"Eftersträva en god dialog", []string{"vague-verb: Eftersträva"}},
		{"Sträva efter att svara snabbt", []string{"vague-verb: Sträva efter"}},
		{"Polisen strävar efter att svara snabbt", []string{"vague-verb: strävar efter"}},
		{"Försöka svara snabbt", []string{"vague-verb: Försöka"}},
		{"Främja trygghet i skolan", []string{"vague-verb: Främja"}},
		{"Bidra till en tryggare stad", []string{"vague-verb: Bidra till"}},
		{"Polisen kommer att bidra till en tryggare stad", []string{"vague-verb: bidra till"}},
		{"Fokusera på unga under 18 år", []string{"vague-verb: Fokusera på"}},
		{"Fortsätta arbetet med mötesplatser", []string{"vague-verb: Fortsätta arbetet"}},
		{"Utveckla samarbetet med skolorna", []string{"vague-verb: Utveckla samarbetet"}},
		{"Sätta in riktade insatser mot langning", []string{"vague-verb: Sätta in riktade insatser"}},
		{"Förebygga brott", []string{"vague-verb: Förebygga"}},
		{"Skapa trygghet vid stationen", []string{"vague-verb: Skapa trygghet"}},

		// No measure.
		{"Öka närvaron i centrum", []string{"no-baseline: Öka"}},
		{"Ökad närvaro i centrum", []string{"no-baseline: Ökad"}},
		{"Sätta upp fler lampor vid stationen", []string{"no-baseline: fler"}},
		{"Synas mer i centrum", []string{"no-baseline: mer"}},
		{"Besöka skolorna löpande", []string{"vague-amount: löpande"}},
		{"Hålla regelbundna möten med föreningarna", []string{"vague-amount: regelbundna"}},
		{"Hålla några möten med föreningarna", []string{"vague-amount: några"}},
		{"Göra ett antal kontroller vid skolorna", []string{"vague-amount: ett antal"}},
		{"Gå trygghetsvandringar på Norr", []string{"no-number: trygghetsvandringar"}},
		{"Besöka skolor med råd om hur man skapar trygghet", []string{"no-number: Besöka"}},
		{"Polisen ska patrullera i centrum, så att närvaron ökar", []string{"no-number: patrullera"}},
		{"Hålla tillsyn av tobak", []string{"no-number: tillsyn"}},
		{"Hålla tillsyn av tobak {target=none}", nil},
		{"Ge stöd till den som vill lämna kriminalitet", []string{"no-response-time: Ge stöd"}},
		{"Stödja de som vill lämna kriminalitet", []string{"no-response-time: Stödja"}},
		{"Hålla orosamtal med unga", []string{"no-response-time: orosamtal"}},
		{"Sanera klotter i centrum", []string{"no-response-time: Sanera klotter"}},
		{"Bygga om gångtunneln", []string{"no-date: Bygga"}},
		{"Ta fram en plan mot langning", []string{"no-date: Ta fram"}},
		{"Polisen ska införa en ny mejladress för tips", []string{"no-date: införa"}},

		{"Ta bort klotter så snart som möjligt", []string{"no-response-time: Ta bort klotter"}},
		{"Klotter ska tas bort snabbt", []string{"no-response-time: snabbt"}},
		{"Polisen ska öka närvaron i centrum genom fotpatrullering", []string{"no-number: fotpatrullering"}},

		// No place.
		{"Patrullera minst 40 kvällar", []string{"no-place: Patrullera"}},
		{"Patrullera minst 40 kvällar {place=\"Centrum\"}", nil},
		{"Gå trygghetsvandringar minst två gånger om året", []string{"no-place: trygghetsvandringar"}},

		// More than one promise, or not quite one.
		{"Besöka alla skolor varje termin och byta lampor i parken", []string{"two-promises: byta"}},
		{"Besöka alla skolor varje termin samt även utbilda personalen", []string{"two-promises: utbilda"}},
		{"Göra besök på krogar (3 st) och i butiker (4 st)", []string{"two-promises: 4 st"}},
		{"Hålla tio möten i skolorna. Polisen ska också rekrytera volontärer.", []string{"two-promises: Polisen ska"}},
		{"Hålla tio möten i skolorna. Polisen ska ordna mötena.", nil},
		{"Polisen ska gå 40 kvällar i centrum och kommunen ska byta 20 lampor", []string{"two-promises: ska"}},
		{"Patrullera i centrum varje vecka i möjligaste mån", []string{"escape-clause: i möjligaste mån"}},
		{"Sanera klotter inom 24 timmar om möjligt", []string{"escape-clause: om möjligt"}},
		{"Vid behov ha polis på plats på skolan varje dag", []string{"escape-clause: Vid behov"}},
		{"Besöka skolor, fritidsgårdar m.m. varje vecka", []string{"open-ended: m.m."}},
		{"Besöka skolor, fritidsgårdar med mera varje vecka", []string{"open-ended: med mera"}},

		// Hard to read.
		{"Ha möte i SSPF varje månad", []string{"abbreviation: SSPF"}},
		{"Ha möte i SIG-grupp varje månad", []string{"abbreviation: SIG"}},
		{"Hålla s.k. tryggpunkter öppna varje fredag", []string{"abbreviation: s.k."}},
		{"Hålla tio möten avseende narkotika", []string{"hard-word: avseende"}},
		{"Hålla tio möten i syfte att nå föräldrar", []string{"hard-word: i syfte att"}},
		{"Säkerställa att alla lampor lyser före 1 juni", []string{"hard-word: Säkerställa"}},
	} {
		got := of(t, tt.item)
		if strings.Join(got, "; ") != strings.Join(tt.want, "; ") {
			t.Errorf("%q gets %q, want %q", tt.item, got, tt.want)
		}
	}
}

// A document that is in order gets no advice of its own; one that lacks something gets it once.
func TestDocument(t *testing.T) {
	const two = "## Polisen lovar {party=gemensamt}\n\n- Hålla två möten i centrum\n- Hålla två möten på Norr\n- Hålla två möten i skolan. Kommunen bjuder in.\n"
	for _, tt := range []struct {
		name   string
		body   string
		change func(d *promise.Document)
		want   []string
	}{
		{"in order", "## Polisen lovar\n\n- Hålla två möten i centrum\n", func(*promise.Document) {}, nil},
		{"no schedule", "", func(d *promise.Document) { d.Schedule = promise.Schedule{} }, []string{"no-schedule: +++"}},
		{"not signed", "", func(d *promise.Document) { d.Signed = day.Date{} }, []string{"no-signature-date: +++"}},
		{"a draft, not signed", "", func(d *promise.Document) { d.Signed, d.Draft = day.Date{}, true }, nil},
		{"nobody leads", two, func(*promise.Document) {}, []string{"no-lead: Hålla två möten i centrum"}},
		{"a year and a day", "## Polisen lovar\n\n- Hålla två möten i centrum\n", func(d *promise.Document) { d.To = day.New(2027, 1, 2) }, nil},
		{"two years", "## Polisen lovar\n\n- Hålla två möten i centrum\n", func(d *promise.Document) { d.To = day.New(2027, 12, 31) },
			[]string{"no-period: två möten"}},
		{"two years, each", "## Polisen lovar\n\n- Hålla två möten om året i centrum\n- Sätta upp 40 lampor i parken\n- Hålla ett möte i centrum {target=1}\n",
			func(d *promise.Document) { d.To = day.New(2027, 12, 31) }, nil},
		{"one place", "## Polisen lovar\n\n- Patrullera minst 40 kvällar\n", func(d *promise.Document) { d.Places = []string{"Norr"} }, nil},
		{"an abbreviation that is told", "I SSP (skola, socialtjänst och polis) delar vi lägesbild.\n\n## Polisen lovar\n\n- Ha möte i SSP varje vecka\n",
			func(*promise.Document) {}, nil},
		{"an abbreviation that is a party", "## Polisen lovar\n\n- Hålla två SFHB-möten {party=SFHB}\n", func(*promise.Document) {}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, text := document(t, tt.body)
			tt.change(d)
			if got := pieces(On(d, text)); strings.Join(got, "; ") != strings.Join(tt.want, "; ") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// The caret is under the words wherever Markdown has put them.
func TestPlaces(t *testing.T) {
	for name, tt := range map[string]struct{ item, want string }{
		"after emphasis":           {"Polisen ska **verka** _för_ lugn", "verka** _för"},
		"after a link":             {"Polisen [ska (alltid)](https://example.se/verka_för) verka för lugn", "verka för"},
		"after a link in brackets": {"Polisen ska [[alltid]](</a (b)>) verka för lugn", "verka för"},
		"after an entity":          {"Polisen &quot;Norr&quot; ska verka f&ouml;r lugn", "verka f&ouml;r"},
		"after an escape":          {`Polisen \[norr\](x) ska verka för lugn`, "verka för"},
		"on the next line":         {"Polisen ska\n  verka för lugn", "verka för"},
		"over two lines":           {"Polisen ska verka\n  för lugn", "verka"},
		"after letters":            {"Åtta åsnor ska verka för lugn", ""},
		"after hidden hyphens":     {"Poli\u00adsen ska ver\u00adka för lugn", "ver\u00adka för"},
		"no-break spaces":          {"Polisen\u00a0ska\u00a0verka\u00a0för lugn", "verka\u00a0för"},
		"combining marks":          {"Polisen ska verka fo\u0308r lugn", "verka fo\u0308r"},
		"CRLF":                     {"Polisen ska\r\n  verka för lugn\r\n", "verka för"},
	} {
		t.Run(name, func(t *testing.T) {
			want := []string{"vague-verb: " + tt.want}
			if tt.want == "" {
				want = nil
			}
			if got := of(t, tt.item); strings.Join(got, "; ") != strings.Join(want, "; ") {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// A document whose file has changed since it was read still gets its advice, at the promise.
func TestChangedMeanwhile(t *testing.T) {
	d, _ := document(t, "## Polisen lovar\n\n- Verka för lugn\n")
	list := On(d, source.Text{Path: d.Source.Path, FirstLine: 1, Content: "+++\n+++\n"})
	if list.Len() != 1 || list.Sorted()[0].Code != diag.VagueVerb {
		t.Errorf("got %v", list.Sorted())
	}
}
