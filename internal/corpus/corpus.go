// Package corpus makes sites of any size for tests and benchmarks. All its text and names are made
// up, and the same arguments give the same site.
package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing/fstest"
)

const lastYear = 2024

var (
	first  = strings.Fields("Björk Ek Gran Lind Al Ask Rön Häger Sälg Tall Ön Älg Varg Sjö Å Bäck Fors Berg Dal Ås Mo Strand Näs Vik Sund Holm Ö Kvarn Kyrk Kungs Skog Hed Myr Äng Åker Lund")
	second = strings.Fields("torp by hult köping stad borg sala vik näs sund fors dal ås mo holm bro lösa rum ryd vad lund hed mark skog")
	focus  = []string{"Ungdomar", "Narkotika", "Trafik", "Skadegörelse", "Våld", "Trygghet i centrum", "Bostadsinbrott", "Alkohol och tobak", "Otrygga platser", "Buskörning", "Föräldrastöd", "Stöd till avhopp"}
	places = []string{"centrum", "resecentrum", "Norra skolan", "stadsparken", "hamnområdet", "busstorget", "ishallen", "gågatan", "badplatsen", "Kvarnbacken"}
	groups = []string{"ungdomar", "barn och unga", "äldre", "vårdnadshavare", "fastighetsägare", "föreningsledare", "elever i årskurs åtta"}
	topics = []string{"narkotika", "skadegörelse och klotter", "buskörning med moped", "langning", "inbrott i källare", "otrygghet under dygnets mörka timmar"}
	prose  = []string{
		"Vi har tillsammans tagit fram en bild av hur %[1]s påverkar vardagen kring %[2]s.",
		"Enligt trygghetsmätningen undviker %[4]d procent av de svarande ofta %[2]s, vilket är fler än året innan.",
		"Arbetet kräver **tid och uthållighet**, och vi följer därför upp varje löfte för sig.",
		"Vi ser en skillnad sedan arbetet började, men vi är *inte nöjda* förrän fler %[3]s känner sig trygga.",
		"Under perioden har vi haft %[4]d möten med %[3]s, varav några på kvällstid.",
		"Läs mer om [hur vi arbetar med trygghet](https://www.exempel.example/trygghet) på kommunens webbplats.",
		"Insatserna mot %[1]s har gått före under riskhelger som valborg och Lucia.",
		"Målet är att den upplevda tryggheten ska öka och att färre ska utsättas för brott.",
	}
	made = []struct {
		heading  string
		promises []string
	}{
		{"Polisen lovar", []string{
			"Genomföra hundsök i skolor kring %[2]s. {#hundsok target=4 unit=\"hundsök\"}",
			"Öka närvaron i %[2]s både dagtid och kvällstid. {#narvaro}",
			"Fotpatrullera vid %[2]s minst två gånger i månaden. {#fotpatrull}",
			"Utföra trafikkontroller med inriktning på **hastighet** nära skolor. {#trafik target=24 unit=\"kontroller\"}",
			"Besöka samtliga skolor med årskurs sju och tala om %[1]s. {#skolbesok}"}},
		{"Kommunen lovar", []string{
			"Utföra tillsyn av serveringstillstånd och folköl. {#tillsyn-alkohol target=2 unit=\"tillsyner\"}",
			"Driva mötesplatser för %[3]s med öppet även under lov. {#motesplatser}",
			"Sanera klotter på kommunens fastigheter inom **24 timmar**. {#klotter}",
			"Låta fältassistenter arbeta minst 100 kvällar kring %[2]s. {#falt}",
			"Röja sly och klippa buskar där sikten är skymd vid %[2]s. {#sikt target=12 unit=\"platser\"}"}},
		{"Polisen och kommunen lovar tillsammans", []string{
			"Genomföra trygghetsvandringar vid %[2]s tillsammans med %[3]s. {#vandringar target=2 unit=\"vandringar\"}",
			"Hålla orossamtal med ungdomar och deras vårdnadshavare. {#orossamtal}",
			"Ta fram en gemensam lägesbild varje vecka. {#lagesbild}",
			"Göra gemensamma tillsynsbesök där %[1]s förekommer. {#besok target=6 unit=\"besök\"}"}},
	}
	statuses = []string{"not-started", "ongoing", "kept", "partly-kept", "not-kept"}
)

// Make returns a site with that many kommuner, each with a promise document for that many years and
// three follow-ups to each document.
func Make(kommuner, years int) fstest.MapFS {
	site := fstest.MapFS{}
	put := func(path, text string) { site[path] = &fstest.MapFile{Data: []byte(text), Mode: 0o644} }
	put("lofte.toml", "title = \"Medborgarlöften\"\nbase_url = \"https://example.se/\"\n")
	put("content/om.md", "+++\ntitle = \"Om\"\n+++\n\nOm webbplatsen.\n")
	for i := range kommuner {
		r := rand.New(rand.NewPCG(1, uint64(i)))
		name := first[i%len(first)] + second[i/len(first)%len(second)]
		folder := fmt.Sprintf("content/k%04d", i)
		put(folder+"/_index.md", fmt.Sprintf("+++\ntitle = %q\ncode = \"%04d\"\ncounty = \"Exempel län\"\n+++\n\n%s\n", name, 100+i, para(r)))
		for y := lastYear - years + 1; y <= lastYear; y++ {
			document(put, r, folder, name, y)
		}
	}
	return site
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func fill(r *rand.Rand, s string) string {
	if !strings.Contains(s, "%[") {
		return s
	}
	// Every argument is used, so that fmt complains of none.
	return strings.NewReplacer("%[1]s", pick(r, topics), "%[2]s", pick(r, places), "%[3]s", pick(r, groups), "%[4]d", fmt.Sprint(2+r.IntN(38))).Replace(s)
}

func para(r *rand.Rand) string {
	var s []string
	for range 2 + r.IntN(3) {
		s = append(s, fill(r, pick(r, prose)))
	}
	return strings.Join(s, " ")
}

func document(put func(path, text string), r *rand.Rand, folder, name string, year int) {
	var b strings.Builder
	schedule := "{ times = 3 }"
	if r.IntN(10) < 3 {
		schedule = "{ months = [5, 11] }"
	}
	fmt.Fprintf(&b, "+++\ntitle = \"Medborgarlöfte %d för %s\"\nfrom = %d-01-01\nto = %d-12-31\nsigned = %d-12-10\nfocus = [%q, %q]\nplaces = [%q]\nfollowup = %s\n\n[[signatory]]\nname = \"Åsa Bergvall\"\nrole = \"Lokalpolisområdeschef\"\nparty = \"polisen\"\n+++\n\n",
		year, name, year, year, year-1, pick(r, focus), pick(r, focus), pick(r, places), schedule)
	fmt.Fprintf(&b, "%s\n\n## Läget i dag\n\n%s\n\n%s\n\n", para(r), para(r), para(r))
	if r.IntN(5) == 0 {
		b.WriteString("| Område | I fjol | I år |\n|:--|--:|--:|\n| centrum | 12 | 9 |\n| ishallen | 3 | 4 |\n\n")
	}
	var ids []string
	for _, group := range made {
		fmt.Fprintf(&b, "## %s\n\n", group.heading)
		for _, p := range group.promises {
			_, id, _ := strings.Cut(p, "{#")
			ids = append(ids, strings.FieldsFunc(id, func(r rune) bool { return r == ' ' || r == '}' })[0])
			fmt.Fprintf(&b, "- %s\n", fill(r, p))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "## Uppföljning\n\n%s\n", para(r))
	put(fmt.Sprintf("%s/%d/index.md", folder, year), b.String())
	for part := 1; part <= 3; part++ {
		b.Reset()
		date := fmt.Sprintf("%d-%02d-15", year, 4*part+1)
		if part == 3 {
			date = fmt.Sprintf("%d-01-20", year+1)
		}
		fmt.Fprintf(&b, "+++\ntitle = \"Uppföljning tertial %d %d – %s\"\ndate = %s\nperiod = \"%d-T%d\"\n", part, year, name, date, year, part)
		for _, id := range ids {
			if r.IntN(8) == 0 {
				continue // silence
			}
			fmt.Fprintf(&b, "\n[result.%s]\nstatus = %q\ncount = %d\nnote = %q\n", id, pick(r, statuses), r.IntN(30), fill(r, "Genomfört vid %[2]s."))
		}
		fmt.Fprintf(&b, "+++\n\n%s\n\n%s\n\n%s\n", para(r), para(r), para(r))
		put(fmt.Sprintf("%s/%d/t%d.md", folder, year, part), b.String())
	}
}
