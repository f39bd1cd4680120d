package view

import (
	"lofte/internal/config"
	"lofte/internal/promise"
)

// Accessibility is the accessibility statement. It has all that Digg's regulation MDFFS 2019:2, 6 §, asks
// for, and where nobody has told it, says that.
type Accessibility struct {
	Page
	About       string // who is responsible for what, and what the page tells
	Status      Label  // Key is full, partial, none or unknown
	StatusNote  string // the same in a whole sentence
	Groups      []ShortcomingGroup
	Nothing     string    // what it means that there are no Groups; "" when there are
	Report      string    // address of the function to report shortcomings and ask for accessible content; "" when none is told
	Contacts    []Contact // other ways to do that
	Supervision string    // who sees to it that the law is followed
	Supervisor  Link      // to complain
	Method      string
	Tested      string // "" when nothing is said
	Assessed    Date
	Updated     Date
	OwnLang     string   // of what the settings tell (Tested), where it is not the page's
	Built       []string // what the program's tests hold of the standard theme; nil in a site with a theme of its own
}

// ShortcomingGroup is what is not accessible, for the same ground.
type ShortcomingGroup struct {
	Ground       Label // Key is non-conforming, burdensome or outside
	Note         string
	Shortcomings []Shortcoming
}

// Shortcoming is something that is not accessible.
type Shortcoming struct {
	What        string
	Who         []string // whom it concerns
	Reason      string
	Alternative string
	Until       string // when it is to be accessible, or ought to have been
	Lang        string // of what, reason and alternative, where it is not the page's
}

func (p *page) accessibility() *Accessibility {
	cfg := p.plan.Config
	told := cfg.Accessibility
	service := told.Service
	own := p.lang(promise.Written{Language: p.own})
	if service == "" || own != "" { // within a sentence
		service = p.text("accessibility_service", "Site", cfg.Title)
	}
	v := &Accessibility{
		About:       p.text("accessibility_about_nobody", "Service", service),
		Report:      told.Report,
		Contacts:    p.accessibilityContact(),
		Supervision: p.text("accessibility_supervision_text", "Supervisor", told.Supervisor.Name),
		Supervisor:  Link{Text: p.text("accessibility_supervision_link", "Supervisor", told.Supervisor.Name), URL: told.Supervisor.URL},
		Method:      p.assessment(told),
		Tested:      told.Tested,
		Assessed:    p.date(told.Assessed),
		Updated:     p.date(told.Updated),
		OwnLang:     own,
	}
	if cfg.Publisher.Name != "" {
		v.About = p.text("accessibility_about", "Publisher", cfg.Publisher.Name, "Service", service)
	}
	v.Page = p.base(p.text("accessibility_heading"), v.About)
	key := string(told.Conformity)
	if told.Conformity == config.NotPublished {
		key = "unknown"
	}
	v.Status, v.StatusNote = Label{key, p.text("accessibility_" + key)}, p.text("accessibility_note_"+key)
	for _, ground := range config.Grounds() {
		g := ShortcomingGroup{Ground: Label{ground, p.text("accessibility_" + ground)}, Note: p.text("accessibility_note_" + ground)}
		for _, s := range told.Shortcomings {
			if string(s.Why) == ground {
				g.Shortcomings = append(g.Shortcomings, p.shortcoming(s))
				v.ByDay = v.ByDay || !s.Until.IsZero()
			}
		}
		if g.Shortcomings != nil {
			v.Groups = append(v.Groups, g)
		}
	}
	switch {
	case v.Groups != nil:
	case told.Conformity == config.Full:
		v.Nothing = p.text("accessibility_nothing")
	default:
		v.Nothing = p.text("accessibility_silent")
	}
	if cfg.Theme == config.Default().Theme {
		for _, fact := range built() {
			v.Built = append(v.Built, p.text("accessibility_built_"+fact))
		}
	}
	return v
}

// built names what tests hold of every kind of page in the standard theme: TestPagesInABrowser,
// TestKeyboard and TestWithoutScript in cmd/lofte, TestExampleIsSound and TestPagesAreValid in internal/build.
func built() []string { return []string{"keyboard", "script", "narrow", "axe", "html"} }

func (p *page) shortcoming(s config.Shortcoming) Shortcoming {
	v := Shortcoming{What: s.What, Reason: s.Reason, Alternative: s.Alternative, Lang: p.lang(promise.Written{Language: p.own})}
	for _, who := range s.Who {
		v.Who = append(v.Who, p.text("accessibility_who_"+who))
	}
	switch {
	case s.Until.IsZero():
	case s.Until.Before(p.plan.Now):
		v.Until = p.text("accessibility_until_past", "Date", p.date(s.Until).Text)
	default:
		v.Until = p.text("accessibility_until", "Date", p.date(s.Until).Text)
	}
	if s.Why == config.Burdensome && v.Reason == "" {
		v.Reason = p.text("accessibility_reason_silent")
	}
	return v
}

// accessibilityContact is whom the statement names, else the one responsible for the site.
func (p *page) accessibilityContact() []Contact {
	cfg := p.plan.Config
	c := promise.Contact{Name: cfg.Accessibility.Contact.Name, Email: cfg.Accessibility.Contact.Email, Phone: cfg.Accessibility.Contact.Phone}
	if c == (promise.Contact{}) {
		c.Email = cfg.Publisher.Email
	}
	if c == (promise.Contact{}) {
		return nil
	}
	if c.Name == "" {
		c.Name = cfg.Publisher.Name
	}
	if c.Name == "" {
		c.Name = p.text("accessibility_contact_nobody")
	}
	return p.contacts([]promise.Contact{c}, promise.Written{Language: p.own})
}

// assessment says how a site was assessed, and by whom.
func (p *page) assessment(told config.Accessibility) string {
	switch {
	case told.Method == "":
		return p.text("accessibility_unknown_yet")
	case told.Assessor == "" || told.Method == config.Estimate:
		return p.text("accessibility_method_" + string(told.Method))
	}
	return p.text("accessibility_method_"+string(told.Method)+"_by", "Assessor", told.Assessor)
}
