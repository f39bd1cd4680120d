package promise

import (
	"cmp"
	"slices"

	"lofte/internal/day"
)

// Novelty is something that became known on a day. Its Kind says which of the pointers is set; of a
// correction it is what was corrected.
type Novelty struct {
	Kind               NoveltyKind
	Published, Updated day.Date

	Document *Document
	FollowUp *FollowUp
	News     *News
	Status   *StatusChange
}

// NoveltyKind orders what became known on the same day: what others are told of first.
type NoveltyKind uint8

const (
	OfDocument NoveltyKind = iota
	OfFollowUp
	OfNews
	OfCorrection
	OfStatus
)

// Kommun returns the kommun that a novelty is told of.
func (n Novelty) Kommun() *Kommun {
	switch {
	case n.Document != nil:
		return n.Document.Kommun
	case n.FollowUp != nil:
		return n.FollowUp.Document.Kommun
	case n.News != nil:
		return n.News.Kommun
	}
	return n.Status.Promise.Document.Kommun
}

// Novelties returns at most so many of what became known in kommuner up to a day, the newest first. What
// is withheld on that day is not known yet.
func Novelties(kommuner []*Kommun, most int, now day.Date) []Novelty {
	room := 0
	for _, k := range kommuner {
		room += len(k.Documents) + len(k.News)
		for _, d := range k.Documents {
			room += len(d.FollowUps)
		}
	}
	list := make([]Novelty, 0, room)
	add := func(n Novelty, corrections []Correction) {
		if n.Published.After(now) {
			return
		}
		n.Updated = n.Published
		corrected := n
		corrected.Kind = OfCorrection
		for i, c := range corrections {
			same := func(earlier Correction) bool { return earlier.Date == c.Date }
			if c.Date.After(now) || slices.ContainsFunc(corrections[:i], same) {
				continue
			}
			n.Updated = day.Max(n.Updated, c.Date)
			corrected.Published, corrected.Updated = c.Date, c.Date
			list = append(list, corrected)
		}
		list = append(list, n)
	}
	for _, k := range kommuner {
		for _, d := range k.Documents {
			if !d.ShownOn(now) {
				continue
			}
			add(Novelty{Kind: OfDocument, Published: d.PublishedOn(), Document: d}, d.Corrections)
			for _, f := range d.FollowUps {
				if f.ShownOn(now) {
					add(Novelty{Kind: OfFollowUp, Published: day.Max(f.Date, day.Max(d.Publish, f.Publish)), FollowUp: f}, f.Corrections)
				}
			}
		}
		for _, n := range k.News {
			if n.ShownOn(now) {
				add(Novelty{Kind: OfNews, Published: day.Max(n.Date, n.Publish), News: n}, nil)
			}
		}
	}
	first := func(list []Novelty) []Novelty {
		slices.SortStableFunc(list, func(a, b Novelty) int {
			return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.Kind, b.Kind))
		})
		return list[:min(most, len(list))]
	}
	list = first(list)
	// A change of status comes after its follow-up, so those of other follow-ups are not among the first.
	for _, n := range slices.Clone(list) {
		if n.Kind == OfFollowUp {
			for _, c := range n.FollowUp.StatusChanges() {
				list = append(list, Novelty{Kind: OfStatus, Published: n.Published, Updated: n.Published, Status: &c})
			}
		}
	}
	return first(list)
}

// PublishedOn returns the day on which a document became known: the one that it says, else when it was
// signed, else when its validity began.
func (d *Document) PublishedOn() day.Date {
	switch {
	case !d.Publish.IsZero():
		return d.Publish
	case !d.Signed.IsZero():
		return d.Signed
	}
	return d.From
}
