package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"lofte/internal/day"
	"lofte/internal/promise"
)

var (
	heads = strings.Fields("trygghets fält natt skol gatu park fot hund lokal ungdoms förälder drog alkohol tobaks trafik hastighets moped buss tåg torg " +
		"sommar vinter vår höst helg lov medborgar grann brotts inbrotts bedrägeri cykel båt lås käll klotter skade ljus vägg bad idrotts sim is " +
		"fritids familje hem äldre vårdnads elev lärar köp centrum hamn strand skogs gräs buskage vägs bro tunnel stations bostads hyres ord ordnings vakt larm")
	tails = strings.Fields("vandring assistent patrull belysning sök skola gård kontroll tillsyn samtal möte dialog samverkan insats besök bild plan utbildning " +
		"kampanj stöd grupp lag värd vakt miljö plats stråk torg hall plan rum nät förening dag kväll vecka metod arbete råd kontakt lampa kamera " +
		"sanering röjning städning rond information enkät mätning handling uppföljning karta linje punkt station bevakning")
	verbs = strings.Fields("Genomföra Utföra Hålla Ordna Driva Stärka Utveckla Kontrollera Besöka Följa Öka Minska Bjuda Informera Samordna Planera Pröva Bygga")
)

// Site returns a made-up site that is linked, without files or running text: kommuner, each with a promise
// document of 14 promises and a follow-up for that many years. It has many more words than those of Make:
// about as many as so many promises would have.
func Site(kommuner, years int) *promise.Site {
	r := rand.New(rand.NewPCG(2, 2))
	names := make([]string, 15_000)
	for i := range names {
		names[i] = invented(r)
	}
	// word returns a word; a few are said often and many seldom.
	word := func() string {
		switch r.IntN(8) {
		case 0, 1:
			return names[int(float64(len(names))*r.Float64()*r.Float64()*r.Float64())]
		case 2:
			return pick(r, groups)
		}
		return heads[int(float64(len(heads))*r.Float64()*r.Float64())] + tails[int(float64(len(tails))*r.Float64()*r.Float64())]
	}
	words := func(n int) string {
		list := make([]string, n)
		for i := range list {
			list[i] = word()
		}
		return strings.Join(list, " och ")
	}
	site := &promise.Site{}
	for i := range kommuner {
		name := first[i%len(first)] + second[i/len(first)%len(second)]
		k := &promise.Kommun{Slug: fmt.Sprintf("k%04d", i), Title: name, County: "Exempel län"}
		k.Source.Path = "content/" + k.Slug + "/_index.md"
		for y := lastYear - years + 1; y <= lastYear; y++ {
			d := &promise.Document{Kommun: k, Period: fmt.Sprint(y), Title: fmt.Sprintf("Medborgarlöfte %d för %s", y, name),
				From: day.New(y, 1, 1), To: day.New(y, 12, 31), Focus: []string{pick(r, focus), pick(r, focus)}, Places: []string{pick(r, places)}}
			d.Source.Path = fmt.Sprintf("content/%s/%d.md", k.Slug, y)
			f := &promise.FollowUp{Document: d, Name: "t1", Title: fmt.Sprintf("Uppföljning %d, tertial 1", y), Date: day.New(y, 5, 15)}
			f.Source.Path = fmt.Sprintf("content/%s/%d/t1.md", k.Slug, y)
			for j := range 14 {
				p := &promise.Promise{Document: d, Index: j, ID: fmt.Sprintf("p%d", j), Text: pick(r, verbs) + " " + words(3) + " vid " + pick(r, places) + " minst två gånger.",
					Parties: []promise.Party{[]promise.Party{promise.Police, promise.Kommunen, promise.Both}[j%3]}, Focus: []string{pick(r, focus)}}
				d.Promises = append(d.Promises, p)
				var told *promise.Result
				if r.IntN(3) > 0 {
					told = &promise.Result{Status: promise.Status(1 + r.IntN(5)), Note: "Vi har arbetat med " + words(2) + "."}
				}
				f.Results = append(f.Results, told)
			}
			d.FollowUps = []*promise.FollowUp{f}
			k.Documents = append(k.Documents, d)
		}
		site.Kommuner = append(site.Kommuner, k)
	}
	site.Link()
	return site
}

// invented returns a word that sounds like the name of a place.
func invented(r *rand.Rand) string {
	var b strings.Builder
	for range 2 + r.IntN(2) {
		b.WriteString(pick(r, strings.Split("b bl br d dr f fl fr g gr h j k kl kr l m n p r s sk sl st str t tr v", " ")))
		b.WriteString(pick(r, strings.Fields("a e i o u y å ä ö")))
		b.WriteString(pick(r, strings.Fields("l n r s t m ng nd ll rk st lt")))
	}
	return b.String()
}
