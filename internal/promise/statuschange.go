package promise

import "slices"

// StatusChange is that a follow-up gave a promise another status than it had.
type StatusChange struct {
	Promise       *Promise
	FollowUp      *FollowUp
	Before, After Status // Before is Unreported when nobody had told of a status; After never is
}

// StatusChanges returns the changes that a follow-up tells of, in the order of the document's promises.
// A result that names no status, or the one that the promise had, changes nothing.
func (f *FollowUp) StatusChanges() []StatusChange {
	earlier := f.Document.FollowUps[:slices.Index(f.Document.FollowUps, f)]
	var list []StatusChange
	for _, p := range f.Document.Promises {
		r := f.Results[p.Index]
		if r == nil || r.Status == Unreported {
			continue
		}
		if before := p.latestOf(earlier).StatusOrUnreported(); before != r.Status {
			list = append(list, StatusChange{p, f, before, r.Status})
		}
	}
	return list
}
