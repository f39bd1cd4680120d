package swedish

import (
	"bytes"
	"strings"

	"lofte/internal/promise"
)

// class is what a word can be. A word can be several things; the rules look at what stands beside it.
type class uint64

const (
	numeral        class = 1 << iota // två, tolv, dussin; en and ett too
	article                          // en, ett: a numeral only with something that says so
	tensWord                         // dussintal, hundratal: about so many
	ordinal                          // tredje, 3:e
	boundMin                         // minst
	boundMax                         // högst
	boundAbout                       // cirka
	boundExact                       // precis
	preposition                      // i, på, med
	conjunction                      // och, samt
	subordinator                     // som, där: a clause begins that says what something is like
	other                            // any other word that is no noun: adverbs, pronouns, verbs
	modal                            // ska, kommer, lovar: a promise
	month                            // januari
	label                            // årskurs, väg: digits after it are a name
	rank                             // årskurs, klockan: numbers in words too
	noUnit                           // kronor, km: a number before it counts nothing that is promised
	percent                          // procent
	pastVerb                         // genomfördes: what was, not what is promised
	statVerb                         // anmäls: how things are, unless a modal says otherwise
	vague                            // några, flera, par
	stretch                          // vecka: a stretch of time, as after varje
	theStretch                       // veckan: as after i and om
	oddStretch                       // termin: a stretch of time that no Per is for
	duration                         // timmar: as after inom
	everyWord                        // varje
	everyOther                       // varannan
	often                            // årligen: says how often by itself
	oftenAdjective                   // årlig
	times                            // gånger
	piece                            // st
	definite                         // de, våra: the noun is one already known
	refuses                          // över, ytterligare: not with this word before the number
	occasions                        // kvällar: counted also when a number stands after any word
	staff                            // poliser: those who do it
	hires                            // anställa
	nounWord                         // boende: a noun that looks like something else
	adjectiveWord                    // ny, bred: an adjective that looks like a noun
	abbreviation                     // kl: may have a full stop
	glued                            // st: may stand right after digits
	finite                           // arbetar: the verb of a sentence, after its subject
	pronoun                          // vi, detta: no name of a party
	changes                          // öka: "med två" after it is no number of things

	bound   = boundMin | boundMax | boundAbout | boundExact
	notNoun = numeral | ordinal | bound | preposition | conjunction | subordinator | other | modal | month | pastVerb |
		statVerb | everyWord | everyOther | often | definite | refuses | hires | vague | changes | percent
)

// entry is what the lexicon knows of a word.
type entry struct {
	class
	n     int32       // of a numeral, a tens word or an ordinal; of a duration, how long its kind is
	per   promise.Per // of what says how often
	every int
}

var (
	noEntry     entry
	tens        = entry{class: tensWord}
	compound    = entry{class: other} // begins with digits
	percentSign = entry{class: percent}
	ordinals    [32]entry
	lexicon     = makeLexicon()
)

// The kinds of duration, the shorter the lower.
const (
	minutes = iota + 1
	hours
	fullDays
	days
	weeks
	months
	years
)

// look returns what the lexicon knows of a word in lower case.
func look(word []byte) *entry {
	if e := lexicon[string(word)]; e != nil {
		return e
	}
	if len(word) >= 8 && word[len(word)-1] != 's' {
		if n := hundreds(word); n > 0 {
			return &entry{class: numeral, n: n}
		}
	}
	return suffixed(word)
}

// hundreds reads numerals such as "tvåhundrafemtio" and "femtusen", which the lexicon doesn't list.
func hundreds(word []byte) int32 {
	if head, rest, ok := bytes.Cut(word, []byte("tusen")); ok {
		a := small(head, 1)
		if a == 0 {
			return 0
		}
		if len(rest) == 0 {
			return a * 1000
		}
		b := small(rest, 0)
		if bytes.Contains(rest, []byte("hundra")) {
			b = hundreds(rest)
		}
		if b == 0 {
			return 0
		}
		return a*1000 + b
	}
	head, rest, ok := bytes.Cut(word, []byte("hundra"))
	a, b := small(head, 1), small(rest, 0)
	if !ok || a == 0 || a >= 20 || b == 0 && len(rest) > 0 {
		return 0
	}
	return a*100 + b
}

// small returns the value of a numeral below 100, or empty for no word at all.
func small(word []byte, empty int32) int32 {
	if len(word) == 0 {
		return empty
	}
	if e := lexicon[string(word)]; e != nil && e.class&numeral != 0 && e.n < 100 {
		return e.n
	}
	return 0
}

var suffixes = []struct {
	end string
	entry
}{
	{"polis", entry{class: staff}}, {"poliser", entry{class: staff}}, {"assistenter", entry{class: staff}},
	{"assistent", entry{class: staff}}, {"värdar", entry{class: staff}}, {"vakter", entry{class: staff}},
	{"väktare", entry{class: staff}}, {"samordnare", entry{class: staff}}, {"strateger", entry{class: staff}},
	{"handläggare", entry{class: staff}}, {"medarbetare", entry{class: staff}}, {"fältare", entry{class: staff}},
	{"tjänster", entry{class: staff}}, {"pedagoger", entry{class: staff}}, {"ledare", entry{class: staff}},
	{"gatan", entry{class: label}}, {"vägen", entry{class: label}}, {"gata", entry{class: label}},
	{"torget", entry{class: label}}, {"gränd", entry{class: label}}, {"stigen", entry{class: label}},
	{"allén", entry{class: label}},
	{"ades", entry{class: pastVerb}}, {"rdes", entry{class: pastVerb}}, {"ldes", entry{class: pastVerb}},
	{"ddes", entry{class: pastVerb}}, {"ttes", entry{class: pastVerb}}, {"ktes", entry{class: pastVerb}},
	{"ptes", entry{class: pastVerb}},
	{"åriga", entry{class: noUnit}}, {"åringar", entry{class: noUnit}}, {"procentig", entry{class: noUnit}},
	{"procentiga", entry{class: noUnit}},
}

var suffixEnds = func() (ends [256]bool) {
	for _, x := range suffixes {
		ends[x.end[len(x.end)-1]] = true
	}
	return
}()

// suffixed knows a compound by its last part.
func suffixed(word []byte) *entry {
	if len(word) < 5 || !suffixEnds[word[len(word)-1]] {
		return &noEntry
	}
	for i := range suffixes {
		if x := &suffixes[i]; len(word) > len(x.end) && string(word[len(word)-len(x.end):]) == x.end {
			return &x.entry
		}
	}
	return &noEntry
}

func makeLexicon() map[string]*entry {
	m := make(map[string]*entry, 1200)
	get := func(w string) *entry {
		if m[w] == nil {
			m[w] = new(entry)
		}
		return m[w]
	}
	add := func(c class, words string) {
		for w := range strings.FieldsSeq(words) {
			get(w).class |= c
		}
	}
	count := func(c class, n int, words string) {
		for w := range strings.FieldsSeq(words) {
			e := get(w)
			e.class |= c
			e.n = int32(n)
		}
	}
	time := func(c class, per promise.Per, every int, words string) {
		for w := range strings.FieldsSeq(words) {
			e := get(w)
			e.class |= c
			e.per, e.every = per, every
		}
	}

	// Numbers.
	teens := strings.Fields("noll en två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton")
	for n, w := range teens {
		if n > 0 {
			count(numeral, n, w)
		}
	}
	for i, ten := range strings.Fields("tjugo trettio fyrtio femtio sextio sjuttio åttio nittio") {
		n := 20 + 10*i
		count(numeral, n, ten)
		for d := 1; d < 10; d++ {
			count(numeral, n+d, ten+teens[d])
		}
		count(numeral, n+1, ten+"ett")
		count(tensWord, n, ten+"tal")
	}
	count(numeral|article, 1, "en ett")
	count(numeral, 18, "aderton")
	count(numeral, 100, "hundra etthundra")
	count(numeral, 1000, "tusen ettusen etttusen")
	count(numeral, 12, "dussin")
	count(tensWord, 12, "dussintal")
	count(tensWord, 10, "tiotal")
	count(tensWord, 15, "femtontal")
	count(tensWord, 100, "hundratal")
	count(tensWord, 1000, "tusental")
	add(vague, "par några någon något flera många fåtal antal enstaka upprepade otaliga åtskilliga tiotals dussintals hundratals tusentals flertal tillräckligt mängd")
	for i, w := range strings.Fields("tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte trettonde fjortonde femtonde") {
		count(ordinal, i+3, w)
	}
	add(ordinal, "första förste andra andre sista tjugonde trettionde")
	count(ordinal, 2, "annan annat")
	for n := range ordinals {
		ordinals[n] = entry{class: ordinal, n: int32(n)}
	}

	// Bounds.
	add(boundMin, "minst åtminstone lägst minimum minimalt")
	add(boundMin|abbreviation, "min")
	add(boundMax, "högst maximalt maximum")
	add(boundMax|abbreviation, "max")
	add(boundAbout, "cirka circa ungefär c:a omkring")
	add(boundAbout|abbreviation, "ca")
	add(boundExact, "exakt precis")

	// Time.
	time(stretch, promise.PerDay, 0, "dag dygn kväll natt morgon")
	time(stretch, promise.PerWeek, 0, "vecka helg v")
	for w := range strings.FieldsSeq("måndag tisdag onsdag torsdag fredag lördag söndag") {
		time(stretch, promise.PerWeek, 0, w+" "+w+"skväll "+w+"snatt")
		add(other, w+"s")
	}
	time(stretch, promise.PerMonth, 0, "månad mån")
	time(stretch, promise.PerMonth, 3, "kvartal")
	time(stretch, promise.PerMonth, 4, "tertial")
	time(stretch, promise.PerMonth, 6, "halvår")
	time(stretch, promise.PerYear, 0, "år kalenderår verksamhetsår")
	time(theStretch, promise.PerDay, 0, "dagen dygnet")
	time(theStretch, promise.PerWeek, 0, "veckan")
	time(theStretch, promise.PerMonth, 0, "månaden")
	time(theStretch, promise.PerMonth, 3, "kvartalet")
	time(theStretch, promise.PerMonth, 4, "tertialet")
	time(theStretch, promise.PerMonth, 6, "halvåret")
	time(theStretch, promise.PerYear, 0, "året")
	time(stretch, promise.PerPeriod, 0, "period avtalsperiod löftesperiod")
	time(theStretch, promise.PerPeriod, 0, "perioden avtalsperioden löftesperioden giltighetstiden avtalstiden löftestiden giltighetsperioden")
	add(oddStretch, `termin terminen läsår läsåret skolår skolåret säsong säsongen sommar sommaren vinter vintern höst hösten vår våren
		lov lovet skollov sommarlov höstlov sportlov påsklov jullov timme timmen timma minut kvart halvtimme vardag vardagen skoldag skoldagen
		arbetsdag arbetsdagen vardagskväll vardagskvällar helgkväll helgdag storhelg riskhelg pass arbetspass skift mandatperiod mandatperioden
		decennium jul lucia valborg midsommar skolavslutning skolstart
		januari februari mars april maj juni juli augusti september oktober november december
		dagar veckor månader timmar gång tillfälle`)
	time(often, promise.PerYear, 0, "årligen årsvis")
	time(often, promise.PerDay, 0, "dagligen")
	time(often, promise.PerWeek, 0, "veckovis")
	time(often, promise.PerMonth, 0, "månadsvis månatligen månatligt")
	time(often, promise.PerMonth, 3, "kvartalsvis")
	time(often, promise.PerMonth, 4, "tertialvis tertialsvis")
	time(often, promise.PerMonth, 6, "halvårsvis")
	add(often|oddStretch, "terminsvis säsongsvis")
	time(oftenAdjective, promise.PerYear, 0, "årlig årligt årliga")
	time(oftenAdjective, promise.PerDay, 0, "daglig dagligt dagliga")
	time(oftenAdjective, promise.PerWeek, 0, "veckovisa veckovist")
	time(oftenAdjective, promise.PerMonth, 0, "månatlig månatligt månatliga månadsvisa månadsvist")
	time(oftenAdjective, promise.PerMonth, 3, "kvartalsvisa kvartalsvist")
	time(oftenAdjective, promise.PerMonth, 6, "halvårsvisa halvårsvist")
	add(everyWord, "varje")
	add(everyWord|other, "var vart")
	add(everyOther, "varannan vartannat")
	count(duration, minutes, "minut minuter")
	count(duration|glued|abbreviation, minutes, "min")
	count(duration, hours, "timme timma timmar")
	count(duration|glued|abbreviation, hours, "tim h")
	count(duration, fullDays, "dygn")
	count(duration, days, "dag dagar arbetsdag arbetsdagar vardag vardagar bankdagar kalenderdagar")
	count(duration, weeks, "vecka veckor")
	count(duration, months, "månad månader mån")
	count(duration, years, "år")
	add(noUnit, "minuters timmars timmes dygns dagars veckors månaders års sekunder sekunders halvår kvartal decennier")
	add(month|other, "januari februari mars april maj juni juli augusti september oktober november december")
	add(month|other|abbreviation, "jan feb apr aug sept okt nov dec")

	// What is counted.
	add(occasions, "kvällar nätter helger dagar veckor timmar minuter dygn tillfällen tillfälle pass")
	for w := range strings.FieldsSeq("måndag tisdag onsdag torsdag fredag lördag söndag") {
		add(occasions, w+"ar "+w+"skvällar")
	}
	add(times, "gånger gång ggr gg ggn")
	add(abbreviation|glued, "ggr x")
	add(times, "x")
	add(piece, "stycken styck")
	add(piece|glued|abbreviation, "st")
	add(noUnit, `kronor krona öre miljoner miljon miljarder miljard sek tkr mkr kkr msek ksek euro
		kilometer mil meter centimeter m m2 kvm kvadratmeter hektar liter cl dl kg kilo gram ton grader promille poäng watt km cm mm kbit
		sidor kapitel paragrafer steg delar dimensioner sätt nivåer håll ben skäl anledningar spår faser våningar prioriteringar
		målsättningar fokusområden insatsområden områden huvudområden delområden parter parterna myndigheter organisationer kommuner grannkommuner
		aktörer löften medborgarlöften delmål huvudmål mål generationer årskurser åldrar årgångar del led rader punkter sekunder`)
	add(noUnit|abbreviation, "kr kap")
	add(percent, "procent procentenheter promille")
	add(staff, "poliser polismän polis ordningsvakter väktare fältassistenter trygghetsvärdar områdesvärdar fältare tjänster heltidstjänster årsarbetare handläggare medarbetare tjänstemän kommunpoliser områdespoliser tjänstepersoner lärare rektorer kuratorer")
	add(hires, "anställa anställer rekrytera rekryterar tillsätta tillsätter utbilda utbildar inrätta inrättar certifiera förordna")
	add(nounWord, "boende ordförande studerande deltagande medverkande förtroendevalda äldre unga vuxna")
	add(adjectiveWord, `ny nytt nya ny- bred brett stor stort liten litet god gott bra trygg tryggt öppen öppet extra egen eget hel helt kort lång långt fast tät djup
		större mindre bättre längre olika separata särskild särskilt gemensam gemensamt lokal lokalt fri fritt aktuell aktuellt regional kommunal polisiär intern extern fysisk digital
		riktad samlad uppdaterad fördjupad planerad utökad årlig`)
	add(label, `årskurs årskurserna årskurser klass klasserna väg vägen länsväg riksväg europaväg kapitel sida sid punkt paragraf artikel område distrikt nummer telefon telefonnummer fas steg
		nivå version linje hus block kvarter port sal grupp team fråga bilaga tabell figur vecka veckorna tertial kvartal period halvår säsong iso agenda vision mål delmål omgång rad
		årgång ålder åldern åldrarna åldersgruppen postnummer diarienummer klockan torget gränd agenda del modul lag lagen förordning betyg turné zon buss hållplats`)
	add(rank, "årskurs årskurserna årskurser klass klasserna klockan kl åk ålder åldern åldrarna")
	add(label|abbreviation, "kl åk nr v tel kap sid s p art")
	add(definite, "de dem dessa den det denna detta våra vår vårt sina sin sitt deras dess hans hennes era mina alla samtliga båda bägge ena")

	// Words beside it.
	add(preposition, `i på av till från för med om hos vid mot mellan bland genom under över utan inom kring runt efter före innan sedan enligt
		utifrån inför via längs trots tack kontra utöver förutom gällande avseende angående rörande beträffande per utom nära bakom framför ovan ur intill såsom inklusive exklusive åt à a`)
	add(conjunction, "och eller samt men respektive resp & plus utan både såväl")
	add(subordinator, "som där när då eftersom vars vilka vilken vilket medan ifall såvida")
	add(refuses, `över från än sedan före innan utöver förutom varav därav kring runt ytterligare drygt knappt närmare nästan uppemot bortåt dryga knappa
		senaste närmaste kommande nästa sista inte ej aldrig kl klockan ännu finns efter om färre fler mer endast bara tidigare per först dubbelt dubbla nära
		samma mellan ibland helst normalt vanligtvis eventuellt oftast`)
	add(changes, "öka ökar ökas utöka utökar utökas höja höjer minska minskar minskas sänka sänker sänks förlänga förlänger förlängs reducera växa")
	add(modal|other, "ska skall kommer lovar åtar lova")
	add(other, `att inte ej även också samtidigt tillsammans gemensamt redan bara endast alltid ofta här så vi dem oss sig man du ni jag han hon hen detta denna ingen inga inget
		annan annat mest fler mer färre exempelvis framförallt främst särskilt löpande regelbundet kontinuerligt bl.a t.ex s.k m.m dvs d.v.s etc osv m.fl kan bör måste får vill är blir har sker finns
		vara bli ha få göra gör ge ta se hålla håller stå gå ske kunna skulle borde blivit genast snabbt direkt snarast senast totalt sammanlagt cirka ihop tidigt sent runtom
		igen åter fortsatt fortsätter fortsätta nu sedan dock däremot således därför därmed dessutom varandra själva själv ut in upp ner fram bort hem ute inne uppe nere framåt tills eventuellt helst
		vardera var om respektive halv halva halvt ibland normalt vanligtvis oftast e.d genomföra genomför genomförs hålls görs utförs besöks ordnas anordnas erbjuds planeras arrangeras träffas möts ses patrullerar arbetar besöker deltar`)
	add(abbreviation, "bl etc dvs osv resp inkl exkl jfr ev tfn obs t.ex bl.a s.k m.m")
	add(finite, `är har kan bör måste får vill fortsätter arbetar genomför erbjuder ansvarar deltar bidrar utför ser tar håller gör ger besöker bjuder träffas träffar
		möts samverkar samarbetar patrullerar fotpatrullerar prioriterar stödjer stöttar stöder ökar utökar informerar driver verkar finns följer anordnar arrangerar initierar
		avser planerar utvecklar satsar avsätter kontrollerar åtgärdar sanerar tillhandahåller skapar inför startar håller skickar söker minskar förbättrar
		bygger byter leder svarar återkopplar redovisar publicerar kallar agerar verkställer`)
	add(pronoun, `vi det här detta denna dessa så vad som hur när därför alla vårt vår våra ni du man sig oss ett en nu vilka vilket var där följande tillsammans gemensamt
		löfte löften löftet löftena medborgarlöfte medborgarlöften medborgarlöftet medborgarlöftena`)
	add(pastVerb, `hade fick blev gjorde gjordes genomförde genomfördes hölls höll fanns varit anmäldes besöktes utfördes kontrollerades bjöds deltog kom gick togs sågs
		genomförts gjorts visade förra fjol fjolåret ifjol föregående hittills jämfört genomsnitt genomsnittligt genomsnittlig snitt senaste
		lovade lovat`)
	add(statVerb, `anmäls utsätts drabbas inträffar begås dör skadas rapporteras upplevs upplever uppger svarar bor kostar visar anmäler inkommer
		består utgör uppgår uppskattas beräknas omfattar`)
	return m
}
