package config

import (
	"slices"
	"strings"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/table"
)

// Accessibility is what the settings tell for the accessibility statement that public bodies in Sweden
// must publish: lagen (2018:1937) om tillgänglighet till digital offentlig service, and what Digg's
// regulation MDFFS 2019:2, 6 §, says that it must hold. What is not told is empty, and the page says so.
type Accessibility struct {
	Given        bool   // whether the settings have the table at all
	Service      string // what the statement is about; the site's title where nothing is said
	Conformity   Conformity
	Assessed     day.Date
	Updated      day.Date
	Method       Method
	Assessor     string // who made the assessment, or the part of it that others made
	Tested       string // what was tested, and how
	Report       string // the address of the function to report shortcomings, and to ask for what is exempt (13 and 15 §§)
	Contact      Contact
	Supervisor   Supervisor
	Shortcomings []Shortcoming
}

// Conformity is how far a site conforms to the law.
type Conformity string

const (
	Full         Conformity = "full"
	Partial      Conformity = "partial"
	NotAtAll     Conformity = "none"
	NotPublished Conformity = "" // nobody has said
)

// Conformities are all that can be said.
func Conformities() []string { return []string{string(Full), string(Partial), string(NotAtAll)} }

// Method is how conformity was assessed.
type Method string

const (
	Self     Method = "self"
	External Method = "external"
	Both     Method = "both"
	Estimate Method = "estimate" // without a test
)

// Methods are all methods.
func Methods() []string {
	return []string{string(Self), string(External), string(Both), string(Estimate)}
}

// Contact is whom to turn to when something is not accessible.
type Contact struct{ Name, Email, Phone string }

// Supervisor is the authority that sees to it that the law is followed. URL is where to complain.
type Supervisor struct{ Name, URL string }

// Shortcoming is something that is not accessible.
type Shortcoming struct {
	What        string
	Why         Ground
	Reason      string
	Who         []string // whom it concerns, in words of Situations
	Alternative string   // how to come by the same
	Until       day.Date // when it will be accessible; zero when nothing is said
}

// Ground is what the law has to say of a shortcoming.
type Ground string

const (
	NonConforming Ground = "non-conforming" // it ought to be accessible
	Burdensome    Ground = "burdensome"     // adapting it is an unreasonable burden (12 §)
	Outside       Ground = "outside"        // the law does not apply to it (9 §)
)

// Grounds are all grounds, in the order that Digg's template has them.
func Grounds() []string {
	return []string{string(NonConforming), string(Burdensome), string(Outside)}
}

// Situations are the ways to use a site that a shortcoming can concern: the functional performance
// statements of EN 301 549, 4.2, which Digg's template goes by.
func Situations() []string {
	return []string{"without-vision", "limited-vision", "without-colour", "without-hearing", "limited-hearing", "limited-voice",
		"limited-strength", "limited-reach", "flicker", "limited-cognition"}
}

func (c *Config) readAccessibility(settings *table.Table, problems *diag.List) {
	c.Accessibility.Given = settings.Has("accessibility")
	t := settings.Table("accessibility")
	if t == nil {
		return
	}
	a := &c.Accessibility
	a.Service = t.String("service")
	a.Conformity = Conformity(t.OneOf("status", Conformities()))
	a.Assessed, a.Updated = t.Date("assessed"), t.Date("updated")
	a.Method = Method(t.OneOf("method", Methods()))
	a.Assessor, a.Tested = t.String("assessor"), t.String("tested")
	a.Report = webAddress(t, "report", problems)
	if contact := t.Table("contact"); contact != nil {
		a.Contact = Contact{contact.String("name"), contact.String("email"), contact.String("phone")}
		if e := a.Contact.Email; e != "" && !IsEmailAddress(e) {
			problems.Errorf(contact.ValueSpot("email"), diag.BadAddress, "%q is no e-mail address", e)
			a.Contact.Email = ""
		}
		contact.Done()
	}
	if s := t.Table("supervisor"); s != nil {
		other := Supervisor{s.String("name"), webAddress(s, "url", problems)}
		s.Need("name", "url")
		if other.Name != "" && other.URL != "" { // one alone would send complaints to somebody else
			a.Supervisor = other
		}
		s.Done()
	}
	for _, s := range t.Tables("shortcoming") {
		a.readShortcoming(s, problems)
	}
	a.judge(t, c.Publisher.Name, problems)
	t.Done()
}

func (a *Accessibility) readShortcoming(t *table.Table, problems *diag.List) {
	s := Shortcoming{
		What: t.String("what"), Why: Ground(t.OneOf("why", Grounds())), Reason: t.String("reason"),
		Alternative: t.String("alternative"), Until: t.Date("until"),
	}
	for _, who := range t.Strings("who") {
		if !slices.Contains(Situations(), who) {
			problems.Errorf(t.ValueSpot("who"), diag.UnknownValue, "unknown situation %q", who).Suggest(who, Situations())
			continue
		}
		s.Who = append(s.Who, who)
	}
	t.Need("what", "why")
	if s.Why == Burdensome && t.Lacks("reason") {
		problems.Warnf(t.ValueSpot("reason"), diag.IncompleteStatement, "the statement does not say why the adaptation is unreasonably burdensome").
			Hintf("the law asks for the grounds (12 and 13 §§): reason = %q", "…")
	}
	t.Done()
	a.Shortcomings = append(a.Shortcomings, s)
}

// judge says what contradicts itself, and what the law asks for and nobody has told. It comes after all
// keys were asked for.
func (a *Accessibility) judge(t *table.Table, publisher string, problems *diag.List) {
	missing := func(key string) *diag.Problem {
		return problems.Warnf(t.ValueSpot(key), diag.IncompleteStatement, "%q is missing in the accessibility statement", key)
	}
	if publisher == "" {
		problems.Warnf(t.Here(), diag.IncompleteStatement, "the accessibility statement does not say who is responsible for the site").
			Hintf("name the public body: [publisher] name = %q", "…")
	}
	if t.Lacks("status") {
		missing("status").Hintf("say how far the site conforms to the law: status = %q, %q or %q", Full, Partial, NotAtAll)
	}
	if t.Lacks("assessed") {
		missing("assessed").Hintf("the day of the assessment: assessed = 2026-01-31")
	}
	if t.Lacks("updated") {
		missing("updated").Hintf("the day when the statement was last looked through: updated = 2026-01-31")
	}
	if t.Lacks("method") {
		missing("method").Hintf("how it was assessed: method = %q, %q, %q or %q", Self, External, Both, Estimate)
	}
	if t.Lacks("report") {
		missing("report").Hintf("the address of a form to report shortcomings and to ask for accessible content: report = %q", "https://…")
	}
	own := slices.ContainsFunc(a.Shortcomings, func(s Shortcoming) bool { return s.Why == NonConforming || s.Why == Burdensome })
	switch {
	case a.Conformity == Full && own:
		problems.Errorf(t.ValueSpot("status"), diag.BadValue, "the status is %q, but the statement lists what does not conform", Full).
			Hintf("write status = %q; only what is outside the law can be listed with %q", Partial, Full)
	case (a.Conformity == Partial || a.Conformity == NotAtAll) && t.Lacks("shortcoming"):
		problems.Warnf(t.ValueSpot("status"), diag.IncompleteStatement, "the accessibility statement does not say what is not accessible").
			Hintf("list it: [[accessibility.shortcoming]] with what and why")
	}
	if !a.Assessed.IsZero() && !a.Updated.IsZero() && a.Updated.Before(a.Assessed) {
		problems.Errorf(t.ValueSpot("updated"), diag.BadDates, "the statement was updated on %s, before the assessment on %s", a.Updated, a.Assessed)
	}
}

// IsEmailAddress reports whether s looks like an e-mail address that can stand in a link.
func IsEmailAddress(s string) bool {
	return strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " <>\"'?&")
}
