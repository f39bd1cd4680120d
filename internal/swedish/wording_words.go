package swedish

import "strings"

// phraseList is phrases by their first word.
type phraseList map[string][]struct {
	words []string
	plain string
}

// parsePhrases makes a list of lines such as "arbeta|arbetar för = hålla": words in lower case, of which
// any may be one of several, and what they mean in plain words.
func parsePhrases(lines string) phraseList {
	l := phraseList{}
	for line := range strings.Lines(lines) {
		line, plain, _ := strings.Cut(line, " = ")
		all := [][]string{nil}
		for word := range strings.FieldsSeq(line) {
			var longer [][]string
			for _, begun := range all {
				for form := range strings.SplitSeq(word, "|") {
					longer = append(longer, append(begun[:len(begun):len(begun)], form))
				}
			}
			all = longer
		}
		for _, words := range all {
			if len(words) > 0 {
				l[words[0]] = append(l[words[0]], struct {
					words []string
					plain string
				}{words, strings.TrimSpace(plain)})
			}
		}
	}
	return l
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Verbs that name no deed.
var (
	vagueVerbs = parsePhrases(`
		verka|verkar|verkat för|aktivt
		sträva|strävar|strävat efter|mot
		eftersträva|eftersträvar|eftersträvat
		försöka|försöker|försökt
		samverka
		samarbeta
		främja|främjar|främjat
		bidra|bidrar|bidragit till|med
		medverka|medverkar|medverkat till
		fokusera|fokuserar|fokuserat på|kring
		ha|har|sätta|sätter|lägga|lägger fokus på
		inrikta|inriktar oss|sig på|mot
		prioritera|prioriterar|prioriterat
		uppmuntra|uppmuntrar
		underlätta|underlättar
		uppmärksamma|uppmärksammar
		vara|är uppmärksam|uppmärksamma på
		stimulera|stimulerar
		värna|värnar`)
	aims = parsePhrases(`
		förebygga|förebygger|förebyggt
		motverka|motverkar|motverkat
		motarbeta|motarbetar
		bekämpa|bekämpar
		skapa|skapar trygghet|förutsättningar
		skapa|skapar goda|bättre|bra förutsättningar
		skapa|skapar en|ett trygg|tryggt|tryggare`)

	// arbeta … med
	working   = set("arbeta arbetar arbetat jobba jobbar jobbat")
	workingAt = set("med för mot kring åt vidare aktivt brottsförebyggande förebyggande trygghetsskapande")

	// utveckla … arbetet
	developing = set("fortsätta fortsätter utveckla utvecklar bedriva bedriver driva driver stärka stärker förstärka förstärker fördjupa fördjupar förbättra förbättrar")
	workNouns  = set("arbete arbetet samarbete samarbetet samverkan dialog dialogen")

	// sätta in … åtgärder
	doing    = set("göra gör genomföra genomför sätta sätter vidta vidtar rikta riktar")
	measures = set("åtgärder insatser aktiviteter")
)

// Words without a number.
var (
	changing = set(`öka ökar utöka utökar höja höjer förstärka förstärker stärka stärker förbättra förbättrar intensifiera intensifierar
		minska minskar sänka sänker reducera reducerar ökad ökat ökade utökad utökat utökade förstärkt förstärkta förbättrad förbättrat förbättrade minskad minskat minskade`)
	comparing = set("fler mer mera oftare tätare färre bättre")
	// beside which those words compare nothing, or compare with something
	notCompared = set("inte med eller och än om information allt lära veta allihop")

	amounts = parsePhrases(`
		löpande
		fortlöpande
		regelbundet|regelbunden|regelbundna
		kontinuerligt|kontinuerlig|kontinuerliga
		återkommande
		ofta
		ibland
		då och då
		med jämna mellanrum
		tät|täta|tätt
		några|enstaka|många|flera|åtskilliga
		ett antal|flertal|fåtal|par
		tillräckligt|tillräcklig|tillräckliga`)
)

// What leaves a promise open.
var (
	conditions = parsePhrases(`
		vid|efter|utifrån behov
		om|när|där behov finns
		om|när|där det behövs
		om|när|där så behövs|krävs
		vid tillfälle
		när|om tillfälle ges
		i möjligaste mån
		i mån av tid|resurser|plats|möjlighet
		i den mån
		om möjligt
		om det är möjligt
		så långt möjligt
		så långt det är|går möjligt|att
		så långt som möjligt
		när|om resurser finns
		när|om det finns resurser|tid|möjlighet
		när|om resurserna|tiden|möjligheterna tillåter|räcker|medger|finns
		när|om möjlighet finns|ges
		efter förmåga
		eventuellt`)
	// beside which a condition is for something more than what is promised: "minst två gånger, och oftare vid behov"
	onTop = set("eller oftare mer fler däremellan dessutom dock men")

	openEnds = parsePhrases(`
		m.m
		m.fl
		mm
		med mera|flera
		etc
		etcetera
		osv
		o.s.v
		och så vidare
		o.d
		e.d
		o.dyl
		och|eller liknande|dylikt`)
)

// Deeds.
var (
	deeds = set(`anmäla polisanmäla anordna ansvara anpassa anställa arbeta arrangera besöka bidra bilda bjuda bygga byta delta driva erbjuda
		förbereda förebygga föreläsa förlänga förstärka förbättra genomföra ge gallra granska göra ha hålla hjälpa höja informera inrätta införa inleda
		installera inventera intensifiera jobba kalla kartlägga kontakta kontrollera köpa laga lära lysa låta låna måla minska montera motverka mäta möta
		ordna patrullera fotpatrullera planera placera prioritera publicera redovisa rekrytera renovera rusta röja samla samråda sanera satsa
		skapa skicka sköta sprida starta stoppa stärka stödja stötta svara sätta söka ta ringa tillsätta träffa tända underhålla
		undersöka upprätta utbilda utreda utse utveckla utöka utföra utrusta verka vandra nattvandra vidta visa åka åtgärda öka öppna övervaka
		återkoppla berätta följa fortsätta gå lämna leda`)
	// deeds that go along with the first one, or could be another word
	sameDeed = set(`ansvara anpassa bjuda ha hjälpa låta visa öppna redovisa återkoppla berätta publicera följa gå leda ordna stötta stödja utveckla planera lämna
		skapa förebygga minska öka stärka förbättra lära lysa`)
	sameThing  = set("det den dem dessa")
	mutual     = set("träffas möts mötas ses dela delar utbyta utbyter")
	lets       = set("låta hjälpa stödja stötta ge lära")
	also       = set("även också dessutom då därefter sedan samtidigt")
	beforeDeed = set("genom fortsätta fortsätter börja börjar")

	repeatedVerbs = parsePhrases(`
		patrullera|patrullerar
		fotpatrullera|fotpatrullerar
		nattvandra|nattvandrar
		besöka|besöker
		informera|informerar
		söka|söker med hund`)
	repeatedEnds = []string{"vandringar", "kontroller", "insatser", "besök", "möten", "kampanjer", "utbildningar", "föreläsningar", "träffar", "patruller",
		"patrulleringar", "patrullering", "tillsyn", "tillsyner", "inspektioner", "hundsök", "sökningar", "razzior", "mätningar", "temakvällar", "dialoger"}

	askedWords = parsePhrases(`
		orosamtal
		snabbt|snabbare|skyndsamt
		så snart|snabbt som möjligt
		inom rimlig tid
		följa|följer upp de|dessa fall|fallen
		ta|tar bort klotter|klottret
		sanera|sanerar klotter|klottret
		byta|byter trasiga
		laga|lagar trasiga`)
	giving  = set("ge ger erbjuda erbjuder")
	help    = set("stöd hjälp stödet hjälpen")
	helping = set("stödja stödjer stöder stötta stöttar hjälpa hjälper")
	helped  = set("den de dem unga ungdomar barn familjer personer individer")

	onceVerbs = parsePhrases(`
		bygga
		ta fram
		införa
		inrätta
		skapa|bilda en|ett
		starta
		installera
		montera
		sätta upp
		byta ut
		upprätta
		utse
		anställa
		rekrytera
		gallra
		röja
		rusta upp
		renovera
		utreda
		inventera
		öppna en|ett`)
)

// Times and places.
var (
	timeWords = parsePhrases(`
		senast
		före
		innan
		vid årsskiftet
		till sommaren|hösten|våren|vintern|skolstarten
		skolstart|skolstarten
		vår och höst
		höst och vår
		samma dag|vecka
		direkt
		genast
		omedelbart
		jul|valborg|lucia|midsommar`)
	timeEnds = []string{"våren", "hösten", "sommaren", "vintern", "terminen", "halvåret", "kvartalet", "tertialet", "årsskiftet", "läsåret", "skolavslutningen",
		"skolavslutningar", "lovet"}

	placedWords = parsePhrases(`
		till fots
		synas|synlig|synliga
		närvarande
		vara mer|mera på plats
		kontrollera|kontrollerar hastigheten
		patrullera|patrullerar`)
	placedEnds = []string{"patruller", "patrullering", "patrulleringar", "vandringar", "närvaro", "närvaron", "synlighet", "hastighetskontroller", "trafikkontroller",
		"belysning", "belysningen", "belysningspunkter", "lampor", "kameror"}
	beforePlace = set("i på vid längs utmed kring runt utanför intill mellan bland genom")
	// what follows those words without being a place
	noPlaces = set(`kväll kvällen kvällar kvällarna kvällstid natten nätterna dagtid dagen morgonen helgen helgerna eftermiddagar eftermiddagen lördagar fredagar
		samverkan samarbete samråd syfte samband sikt plats behov form fokus uppdrag grupp grupper tid tider anslutning början slutet förväg trafiken
		möjligaste mån synnerhet allmänhet gång genomsnitt vardagen livet frågan frågor sätt våld droger narkotika brott dialog bil`)
	placeWords = set("hemmet hemma trapphus nätet webben webbplatsen skola förskola ute torg torget park parken parker gator gatan vägar vägen väg tunneln")
	// also what stands in compounds
	placeWordEnds = []string{"centrum", "skolan", "skolor", "skolorna", "stationen", "station", "stationer", "stationerna", "torget", "parken", "parker", "tunneln", "tunnlar",
		"området", "områden", "områdena", "gatan", "gator", "gatorna", "vägen", "vägar", "vägarna", "stråk", "stråket", "stråken", "biblioteket", "bibliotek",
		"gården", "gårdar", "gårdarna", "tätorten", "tätort", "orten", "orter", "byggnader", "badhuset", "miljö", "miljön", "miljöer", "miljöerna",
		"platser", "platsen", "platserna", "krogar", "krogen", "krogarna", "butiker", "butikerna", "hemmet", "trapphusen", "entréer", "entrédörrar", "förråd",
		"kvarter", "kvarteret", "kvarteren", "stadsdelen", "stadsdelar", "stadsdelarna", "kommundelar", "kommundelarna", "byn", "gymnasiet", "högstadiet",
		"gallerian", "perrongen", "stranden", "hamnen", "badplats", "lekplatser", "festivalen", "marknaden", "evenemang", "föreningar", "klasser", "parkeringar",
		"parkeringen", "torg", "hållplatser", "hållplatsen", "husen"}
)

// Words that are hard to read.
var (
	shortForms = parsePhrases(`
		s.k|sk = så kallad
		t.ex|tex = till exempel
		bl.a|bla = bland annat
		p.g.a|pga = på grund av
		m.h.a|mha = med hjälp av
		fr.o.m = från och med
		t.o.m = till och med
		f.n = för närvarande
		ev = eventuellt
		resp = respektive
		inkl = med
		exkl = utan
		ang = om
		avs = om
		dvs|d.v.s = det vill säga`)
	heavyWords = parsePhrases(`
		avseende = om
		angående|beträffande|rörande = om
		i syfte att = för att
		i|med syftet att = för att
		inom ramen för = i
		med anledning av = på grund av
		beakta|beaktar = ta hänsyn till
		bereda|bereder möjlighet = göra det möjligt
		erfordras|erfordrar = behövs
		erhålla|erhåller = få
		etablera|etablerar = starta
		förefinns|föreligger|föreligga = finns
		implementera|implementerar|implementeras = införa
		implementering|implementeringen = införande
		initiera|initierar = börja
		inkomna = som har kommit in
		möjliggöra|möjliggör = göra det möjligt att
		ombesörja|ombesörjer = ordna
		optimera|optimerar = förbättra
		proaktiv|proaktivt|proaktiva = förebyggande
		säkerställa|säkerställer|säkerställs = se till att
		tillse|tillser = se till
		tillhandahålla|tillhandahåller = erbjuda
		tillgodose|tillgodoser = uppfylla
		tillskapa|tillskapar = skapa
		effektuera|effektuerar|verkställa|verkställer = genomföra
		utvärderingsarbete = utvärdering
		aktörssamverkan = samarbete
		samverkansöverenskommelse|samverkansöverenskommelsen = överenskommelse om samarbete
		belysningsproblematik|belysningsproblematiken = problem med belysningen
		narkotikaproblematik|narkotikaproblematiken = problem med narkotika
		problematik|problematiken = problem
		drogrelaterad|drogrelaterat|drogrelaterade = som har med droger att göra
		narkotikarelaterad|narkotikarelaterat|narkotikarelaterade = som har med narkotika att göra
		alkoholrelaterad|alkoholrelaterat|alkoholrelaterade = som har med alkohol att göra
		informationsinhämtning = ta reda på mer
		hastighetsövervakning = hastighetskontroller
		målsättning|målsättningen = mål
		således|sålunda|därvid|härvid = så`)

	// What letters stand for, and what in a text tells it.
	initialWords = map[string]struct{ plain, key string }{
		"SSPF":  {"skola, socialtjänst, polis och fritid", "socialtjänst"},
		"SSP":   {"skola, socialtjänst och polis", "socialtjänst"},
		"ANDT":  {"alkohol, narkotika, dopning och tobak", "narkotika"},
		"ANDTS": {"alkohol, narkotika, dopning, tobak och spel", "narkotika"},
		"SIG":   {"sociala insatsgrupper", "insatsgrupp"},
		"EST":   {"effektiv samordning för trygghet", "samordning"},
		"BRÅ":   {"brottsförebyggande rådet", "brottsförebyggande råd"},
		"LPO":   {"lokalpolisområde", "lokalpolisområde"},
		"NTU":   {"Nationella trygghetsundersökningen", "trygghetsundersökning"},
		"NPF":   {"neuropsykiatriska funktionsnedsättningar", "neuropsykiatrisk"},
		"HVB":   {"hem för vård eller boende", "hem för vård"},
		"LVU":   {"lagen om vård av unga", "vård av unga"},
		"SKR":   {"Sveriges Kommuner och Regioner", "kommuner och regioner"},
		"LOB":   {"lagen om omhändertagande av berusade personer", "berusade"},
	}
	knownToAll = set("AB EU FN ID IT PC TV SMS DNA HBTQ QR PDF USA GPS II III IV VD")
	explaining = set("det dvs d.v.s alltså där som eller")
)
