package message

// ReviewedBy is the id of the message that says who has read a catalogue, with its language as mother tongue or as
// a profession. It is not shown. A catalogue without it is nothing to be published.
const ReviewedBy = "reviewed_by"

// Missing returns the ids of the messages that reference has and c has not, sorted. Where reference has been reviewed
// and c has not, ReviewedBy is one of them: a catalogue that nobody has read is not complete.
func (c *Catalogue) Missing(reference *Catalogue) []string {
	var missing []string
	for _, id := range reference.IDs() {
		if !c.Has(id) {
			missing = append(missing, id)
		}
	}
	return missing
}
