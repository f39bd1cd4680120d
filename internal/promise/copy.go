package promise

// Copy returns the document with promises of its own, without follow-ups and as it was before Link. A
// document that is kept can so be part of several sites.
func (d *Document) Copy() *Document {
	c := *d
	c.FollowUps, c.Replaces, c.Next = nil, nil, nil
	promises := make([]Promise, len(d.Promises))
	c.Promises = make([]*Promise, len(d.Promises))
	for i, p := range d.Promises {
		promises[i] = *p
		promises[i].Document, promises[i].Continues, promises[i].ContinuedBy = &c, nil, nil
		c.Promises[i] = &promises[i]
	}
	return &c
}
