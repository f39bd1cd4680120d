package promise

import "fmt"

// Status is how far a promise has come, as the parties report it.
type Status uint8

// The states in the order in which they are shown. Unreported is what nobody has told: it is neither
// Ongoing nor NotKept.
const (
	Unreported Status = iota
	NotStarted
	Ongoing
	PartlyKept
	Kept
	NotKept
	Cancelled
	statuses
)

var statusNames = [statuses]string{"unreported", "not-started", "ongoing", "partly-kept", "kept", "not-kept", "cancelled"}

// String returns the word that front matter and open data use.
func (s Status) String() string { return statusNames[s] }

// ParseStatus reads a word of front matter. "unreported" is not one: silence is not written.
func ParseStatus(s string) (Status, error) {
	for i, n := range statusNames[1:] {
		if n == s {
			return Status(i + 1), nil
		}
	}
	return Unreported, fmt.Errorf("unknown status %q", s)
}

// StatusNames returns the words that ParseStatus reads.
func StatusNames() []string { return statusNames[1:] }

// Statuses returns every state in the order in which they are shown, the reported ones first and
// Unreported last.
func Statuses() []Status {
	return []Status{Kept, PartlyKept, Ongoing, NotStarted, NotKept, Cancelled, Unreported}
}

// Effect is what came of a promise, apart from whether it was done. The zero Effect says nothing.
type Effect string

const (
	Better  Effect = "better"
	Same    Effect = "same"
	Worse   Effect = "worse"
	Unknown Effect = "unknown"
)

// Effects returns the words for effects that front matter uses.
func Effects() []string {
	return []string{string(Better), string(Same), string(Worse), string(Unknown)}
}

// Tally counts promises by status.
type Tally [statuses]int

// Of returns how many promises have status s.
func (t Tally) Of(s Status) int { return t[s] }

// Total returns how many promises were counted.
func (t Tally) Total() int {
	n := 0
	for _, c := range t {
		n += c
	}
	return n
}

// Reported returns how many of them somebody has spoken of.
func (t Tally) Reported() int { return t.Total() - t[Unreported] }

// Add counts another tally into t.
func (t *Tally) Add(u Tally) {
	for i, c := range u {
		t[i] += c
	}
}
