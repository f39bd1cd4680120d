package promise

import (
	"cmp"
	"slices"

	"lofte/internal/source"
)

// Origin names a promise of an earlier document of the same kommun.
type Origin struct {
	Period string
	ID     string
	Spot   source.Spot // where it is named
}

// carryOn finds what each of the document's promises carries on: the one with the same id in the
// document replaced, and those that it names of any of the earlier documents. What names nothing counts
// for nothing.
func (d *Document) carryOn(earlier []*Document) {
	for _, p := range d.Promises {
		p.Continues, p.ContinuedBy, p.First = nil, nil, p
		if d.Replaces != nil {
			p.carryOn(d.Replaces.Promise(p.ID))
		}
		for _, o := range p.Origins {
			if old := byPeriod(earlier, o.Period); old != nil {
				p.carryOn(old.Promise(o.ID))
			}
		}
		for _, old := range p.before() {
			if old.First.Document.From.Before(p.First.Document.From) {
				p.First = old.First
			}
		}
	}
}

func (p *Promise) carryOn(old *Promise) {
	if old != nil && !slices.Contains(p.Continues, old) {
		p.Continues = append(p.Continues, old)
		old.ContinuedBy = append(old.ContinuedBy, p)
	}
}

// before returns the promises of the document replaced that p carries on.
func (p *Promise) before() []*Promise { return of(p.Document.Replaces, p.Continues) }

// of returns those of the promises that are a document's. The result is not to be changed.
func of(d *Document, promises []*Promise) []*Promise {
	another := func(p *Promise) bool { return p.Document != d }
	if !slices.ContainsFunc(promises, another) {
		return promises
	}
	return slices.DeleteFunc(slices.Clone(promises), another)
}

// Change is what became of promises when a document replaced the one before it. Before and After are
// in the order of their documents; one of them may be empty, not both.
type Change struct {
	Kind   ChangeKind
	Before []*Promise // in the document replaced
	After  []*Promise // what carries them on
}

// ChangeKind says what became of promises.
type ChangeKind string

const (
	Dropped   ChangeKind = "dropped"   // nothing carries it on
	Reworded  ChangeKind = "reworded"  // carried on, in other words
	Altered   ChangeKind = "altered"   // carried on in the same words, with another target, party or place
	Merged    ChangeKind = "merged"    // several became one
	Split     ChangeKind = "split"     // one became several
	Regrouped ChangeKind = "regrouped" // several became several
	Unchanged ChangeKind = "unchanged"
	Added     ChangeKind = "added"    // there was nothing like it
	Returned  ChangeKind = "returned" // the document replaced has nothing like it, an earlier one does
)

// ChangeKinds returns every kind, in the order in which they are shown.
func ChangeKinds() []ChangeKind {
	return []ChangeKind{Dropped, Reworded, Altered, Merged, Split, Regrouped, Unchanged, Added, Returned}
}

// Changes returns what became of the promises of the document that d replaces, and what d adds: each
// promise of the two is in exactly one Change. First come those that have promises of d, by the first
// of them, then those that are dropped. A document that replaces none has no changes.
func (d *Document) Changes() []Change {
	if d.Replaces == nil {
		return nil
	}
	list := make([]Change, 0, len(d.Promises))
	placed := make([]bool, len(d.Promises))
	for i, p := range d.Promises {
		if placed[i] {
			continue
		}
		c := p.change()
		for _, q := range c.After {
			placed[q.Index] = true
		}
		list = append(list, c)
	}
	for _, old := range d.Replaces.Promises {
		if len(of(d, old.ContinuedBy)) == 0 {
			list = append(list, Change{Kind: Dropped, Before: []*Promise{old}})
		}
	}
	return list
}

// change returns the Change that p is part of: what it carries on, what carries that on, and so on.
func (p *Promise) change() Change {
	c := Change{After: []*Promise{p}}
	for i := 0; i < len(c.After); i++ {
		for _, old := range c.After[i].before() {
			if slices.Contains(c.Before, old) {
				continue
			}
			c.Before = append(c.Before, old)
			for _, q := range of(p.Document, old.ContinuedBy) {
				if !slices.Contains(c.After, q) {
					c.After = append(c.After, q)
				}
			}
		}
	}
	byIndex := func(a, b *Promise) int { return cmp.Compare(a.Index, b.Index) }
	slices.SortFunc(c.Before, byIndex)
	slices.SortFunc(c.After, byIndex)
	c.Kind = c.kind()
	return c
}

func (c Change) kind() ChangeKind {
	switch p := c.After[0]; {
	case len(c.Before) == 0 && len(p.Continues) > 0:
		return Returned
	case len(c.Before) == 0:
		return Added
	case len(c.Before) > 1 && len(c.After) > 1:
		return Regrouped
	case len(c.Before) > 1:
		return Merged
	case len(c.After) > 1:
		return Split
	case !p.SameWords(c.Before[0]):
		return Reworded
	case !p.sameTerms(c.Before[0]):
		return Altered
	}
	return Unchanged
}

// original returns the promise as it was made, whatever language this is in.
func (p *Promise) original() *Promise {
	if p.Original != nil {
		return p.Original
	}
	return p
}

// SameWords reports whether two promises were made in the same words, whatever language they are in here.
func (p *Promise) SameWords(q *Promise) bool {
	p, q = p.original(), q.original()
	return p.Text == q.Text && p.Below == q.Below
}

// SameTarget reports whether two promises have the same target.
func (p *Promise) SameTarget(q *Promise) bool { return p.original().Target.Same(q.original().Target) }

// SamePlace reports whether two promises were made for the same place.
func (p *Promise) SamePlace(q *Promise) bool { return p.original().Place == q.original().Place }

// sameTerms reports whether two promises have the same target, party and place. How a target became
// known makes no difference.
func (p *Promise) sameTerms(q *Promise) bool {
	return p.SameTarget(q) && slices.Equal(p.Parties, q.Parties) && p.SamePlace(q)
}
