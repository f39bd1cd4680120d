package promise

import "slices"

var policeAndKommun = []Party{Police, Kommunen, Both}

// Promisers returns each party that has a part in the promise: those that it names and, where the
// police and the kommun are among them, both of these and Both. The caller must not change the result.
func (p *Promise) Promisers() []Party {
	switch named := p.Parties; {
	case len(named) == 1 && named[0] == Both:
		return policeAndKommun
	case slices.Contains(named, Police) && slices.Contains(named, Kommunen):
		return append(slices.Clone(named), Both)
	default:
		return named
	}
}

// Shared reports whether several parties make the promise.
func (p *Promise) Shared() bool {
	return len(p.Parties) > 1 || len(p.Parties) == 1 && p.Parties[0] == Both
}
