package promise

// Target is a number that a promise can be held against.
type Target struct {
	Number int
	Unit   string // what is counted, in the promise's own words: "vandringar"; "" when unknown
	Per    Per    // "" means over the whole validity
	Every  int    // a Per is this many weeks, months or years: 2 for "vartannat år"; 0 means one
	Bound  Bound
	Within bool // a response time: each case is dealt with within Number Units ("inom 24 timmar")
	Each   bool // meant for each of several: "var och en av tre skolor"
	Read   bool // read from the promise's words; false when the author gave it
}

// ByTime reports whether the number is for a stretch of time, and so grows with the validity.
func (t *Target) ByTime() bool { return t.Per != "" && t.Per != PerPeriod }

// Same reports whether two targets ask for the same, however that became known. Either may be nil.
func (t *Target) Same(u *Target) bool {
	if t == nil || u == nil {
		return t == u
	}
	return t.asked() == u.asked()
}

// asked returns the target without what makes no difference to it.
func (t Target) asked() Target {
	if t.Within {
		return Target{Number: t.Number, Unit: t.Unit, Within: true}
	}
	t.Read = false
	t.Every = max(t.Every, 1)
	if t.Per == PerPeriod {
		t.Per = ""
	}
	return t
}

// Bound is how a target's number is meant.
type Bound string

const (
	AtLeast Bound = "min"
	AtMost  Bound = "max"
	Exactly Bound = "exact"
	About   Bound = "about"
)

// Bounds returns the words for bounds that an attribute takes.
func Bounds() []string {
	return []string{string(AtLeast), string(AtMost), string(Exactly), string(About)}
}

// Per is the stretch of time that a target's number is for.
type Per string

const (
	PerPeriod Per = "period" // the whole validity, said outright
	PerDay    Per = "day"
	PerWeek   Per = "week"
	PerMonth  Per = "month"
	PerYear   Per = "year"
)

// Pers returns the words that the attribute per takes.
func Pers() []string {
	return []string{string(PerWeek), string(PerMonth), string(PerYear), string(PerPeriod)}
}
