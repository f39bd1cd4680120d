// Package advice tells an author what would make promises easier to follow up, best before they are
// signed: what nobody will be able to answer later, and how the sentence could go.
//
// It speaks as a colleague would who reads the draft once: of each kind at most one thing for a promise,
// and of what keeps a promise from being measured only the first. A sentence that can be followed up
// is left alone, and so is one that package swedish does not read for sure. Nothing here is a fault.
package advice

import (
	"strings"

	"lofte/internal/diag"
	"lofte/internal/promise"
	"lofte/internal/source"
	"lofte/internal/swedish"
)

// On returns advice on a document. text is the document's file, header and all; a place in it stands
// with each piece of advice. The codes are those for advice in package diag.
//
// Who promises is not advised on: a promise by nobody is a warning already (diag.NoParty).
func On(d *promise.Document, text source.Text) diag.List {
	a := adviser{d: d, text: text}
	a.document()
	for _, p := range d.Promises {
		a.promise(p)
	}
	a.lead()
	return a.list
}

type adviser struct {
	d    *promise.Document
	text source.Text
	list diag.List

	unled      int // promises by several parties that do not say which one sees to it
	firstUnled source.Spot
}

// document advises on the document as a whole.
func (a *adviser) document() {
	top := a.text.Spot(0, len("+++"))
	if a.d.Schedule.None() {
		a.list.Advisef(top, diag.NoSchedule, "the document does not say when it will be followed up").
			Hintf("add followup = { times = 3, per = %q } or followup = { months = [5, 11] }, and write it in the text too", "year")
	}
	if a.d.Signed.IsZero() && !a.d.Draft {
		a.list.Advisef(top, diag.NoSignatureDate, "the document does not say when it was signed").
			Hintf("add the day when it is known: signed = 2019-01-31")
	}
}

func (a *adviser) promise(p *promise.Promise) {
	words := swedish.ReadWording(p.Text)
	at := a.find(p)
	parts := strings.Contains(p.Body.HTML, "<ul") || strings.Contains(p.Body.HTML, "<ol") // they say what it means
	if !parts {
		a.measure(p, words, at)
		a.place(p, words, at)
	}
	a.period(p, at)
	a.two(p, words, at)
	a.style(p, words, at)
	if p.Shared() {
		if !words.Lead && !parts {
			if a.unled == 0 {
				a.firstUnled = at.all()
			}
			a.unled++
		}
	}
}

// measure says the first thing that keeps a promise from being measured.
func (a *adviser) measure(p *promise.Promise, w swedish.Wording, at place) {
	if p.Target != nil || w.Number {
		return
	}
	switch {
	case w.Vague.Found():
		a.list.Advisef(at.spot(w.Vague), diag.VagueVerb, "%q does not say what will be done", at.words(w.Vague)).
			Hintf(`name the deed, and how often: "Hålla tio föräldraträffar om året" instead of "Arbeta med föräldrastöd"`)
	case w.Measures.Found():
		a.list.Advisef(at.spot(w.Measures), diag.VagueVerb, "%q does not say what will be done", at.words(w.Measures)).
			Hintf(`name it: "Kontrollera hastigheten vid skolorna en gång i månaden"`)
	case w.Aim.Found():
		a.list.Advisef(at.spot(w.Aim), diag.VagueVerb, "%q is what you want to achieve, not what you do", at.words(w.Aim)).
			Hintf(`write what you do to get there: "Gå till fots vid stationen minst två kvällar i veckan"`)
	case w.More.Found():
		a.list.Advisef(at.spot(w.More), diag.NoBaseline, "%q: compared with what?", at.words(w.More)).
			Hintf(`write how much, or from what to what: "minst 80 kvällar om året", "från 20 till 30 kontroller"`)
	case w.Amount.Found():
		a.list.Advisef(at.spot(w.Amount), diag.VagueAmount, "%q can mean once as well as a hundred times", at.words(w.Amount)).
			Hintf(`write how often, or how many: "en gång i månaden", "minst fyra"`)
	case w.When || at.noTarget():
	case w.Asked.Found():
		a.list.Advisef(at.spot(w.Asked), diag.NoResponseTime, "the promise does not say how soon").
			Hintf(`how many will need it nobody knows, but how long they wait can be promised: "inom fem arbetsdagar"`)
	case w.Repeated.Found():
		a.list.Advisef(at.spot(w.Repeated), diag.NoNumber, "the promise does not say how many or how often").
			Hintf(`add a number: "minst fyra gånger om året", "varje vecka"`)
	case w.Once.Found():
		a.list.Advisef(at.spot(w.Once), diag.NoDate, "the promise does not say when it will be done").
			Hintf(`add a day, so that a follow-up can say whether it was in time: "senast den 30 september"`)
	}
}

// place asks where, of a deed that is done at some place.
func (a *adviser) place(p *promise.Promise, w swedish.Wording, at place) {
	anywhere := w.Asked.Found() || p.Target != nil && p.Target.Within // it is done where somebody waits for it
	if p.Place != "" || w.Where || !w.Placed.Found() || len(a.d.Places) == 1 || anywhere {
		return
	}
	problem := a.list.Advisef(at.spot(w.Placed), diag.NoPlace, "the promise does not say where")
	if len(a.d.Places) > 1 {
		problem.Hintf("the document's places are %s: write which, in the sentence or as {place=%q}", strings.Join(a.d.Places, ", "), a.d.Places[0])
	} else {
		problem.Hintf(`write where, in the sentence ("i centrum") or as {place=%q}`, "Centrum")
	}
}

// period asks what a number of times is for where the document is in force for years.
func (a *adviser) period(p *promise.Promise, at place) {
	t := p.Target
	if t == nil || !t.Read || t.Per != "" || t.Within || !swedish.Occasions(t.Unit) || !a.d.From.AddDays(366).Before(a.d.To) {
		return
	}
	_, said, _ := swedish.Target(p.Text)
	a.list.Advisef(at.spot(stretch(p.Text, said)), diag.NoPeriod, "%q: each year, or in all?", said).
		Hintf(`the document is in force for more than a year: add "om året" or "sammanlagt", or {per=year} or {per=period}`)
}

// two advises on an item that holds two promises.
func (a *adviser) two(p *promise.Promise, w swedish.Wording, at place) {
	switch {
	case w.Second.Found():
		a.list.Advisef(at.spot(w.Second), diag.TwoPromises, "a second promise begins here").
			Hintf("make it an item of its own: when one is kept and the other is not, a follow-up has no right answer")
	case w.SecondCount.Found() && (p.Target == nil || p.Target.Read):
		a.list.Advisef(at.spot(w.SecondCount), diag.TwoPromises, "a second number in the same promise").
			Hintf("make it an item of its own: a follow-up can count only one of them")
	}
}

// style advises on words that leave a promise open or are hard to read.
func (a *adviser) style(p *promise.Promise, w swedish.Wording, at place) {
	if w.Condition.Found() {
		a.list.Advisef(at.spot(w.Condition), diag.EscapeClause, "with %q the promise cannot be broken, and so it cannot be kept", at.words(w.Condition)).
			Hintf(`strike it, or write when it applies: "när någon har anmält klotter"`)
	}
	if w.Open.Found() {
		a.list.Advisef(at.spot(w.Open), diag.OpenEnded, "%q does not say what else is promised", at.words(w.Open)).
			Hintf("name all that is promised, or strike it")
	}
	for _, short := range w.Short {
		word := at.words(short)
		if a.explained(p, word) {
			continue
		}
		problem := a.list.Advisef(at.spot(short), diag.Abbreviation, "not everybody knows what %q means", word)
		if short.Plain != "" {
			problem.Hintf("write it out: %s", short.Plain)
		} else {
			problem.Hintf("write it out, with the abbreviation in parentheses after it if you need it again")
		}
		break
	}
	if len(w.Hard) > 0 {
		a.list.Advisef(at.spot(w.Hard[0]), diag.HardWord, "%q is a heavy word", at.words(w.Hard[0])).
			Hintf("in plain words: %s", w.Hard[0].Plain)
	}
}

// explained reports whether an abbreviation is the name of who promises, or is told elsewhere in the
// document: "sociala insatsgrupper (SIG)".
func (a *adviser) explained(p *promise.Promise, word string) bool {
	for _, party := range p.Parties {
		if strings.Contains(string(party), word) {
			return true
		}
	}
	return strings.Contains(a.d.Body.HTML, "("+word+")") || strings.Contains(a.d.Body.HTML, word+" (")
}

// lead asks once for all the promises by several parties who sees to them.
func (a *adviser) lead() {
	switch {
	case a.unled == 1:
		a.list.Advisef(a.firstUnled, diag.NoLead, "several parties promise this, and it does not say which one sees to it")
	case a.unled > 1:
		a.list.Advisef(a.firstUnled, diag.NoLead, "%d promises here are made by several parties and do not say which one sees to it; this is the first", a.unled)
	default:
		return
	}
	a.list.Last().Hintf(`add who does what: "Kommunen bjuder in och polisen leder vandringen"`)
}
