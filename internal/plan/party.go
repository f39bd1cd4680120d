package plan

import (
	"cmp"
	"slices"

	"lofte/internal/promise"
	"lofte/internal/slug"
	"lofte/internal/source"
)

// Party is a party of a kommun, with all that it has promised there. Names that give the same slug
// ("Poseidon AB", "poseidon-ab") are one party.
type Party struct {
	Slug      string
	Name      promise.Party // as it was written first
	Documents []PartyDocument
}

// PartyDocument is a document with the promises in it that a party makes, alone or with others.
type PartyDocument struct {
	*promise.Document
	Promises []*promise.Promise
}

// PartyURL returns the address of a party's page within the site, or "" for a party whose name gives
// no address.
func PartyURL(k *promise.Kommun, party promise.Party) string {
	s := slug.Make(string(party))
	if s == "" {
		return ""
	}
	return k.Slug + "/part/" + s + "/"
}

// parties plans the pages of a kommun's parties, the police first, then the kommun, both together and
// the others by their slugs.
func (m *maker) parties(k *promise.Kommun, inputs []string) {
	var parties []*Party
	bySlug := map[string]*Party{}
	for _, d := range k.Documents {
		for _, q := range d.Promises {
			for _, name := range q.Promisers() {
				s := slug.Make(string(name))
				if s == "" {
					continue
				}
				a := bySlug[s]
				if a == nil {
					a = &Party{Slug: s, Name: name}
					bySlug[s] = a
					parties = append(parties, a)
				}
				if n := len(a.Documents); n == 0 || a.Documents[n-1].Document != d {
					a.Documents = append(a.Documents, PartyDocument{Document: d})
				}
				own := &a.Documents[len(a.Documents)-1]
				if n := len(own.Promises); n == 0 || own.Promises[n-1] != q {
					own.Promises = append(own.Promises, q)
				}
			}
		}
	}
	first := []string{string(promise.Police), string(promise.Kommunen), string(promise.Both)}
	rank := func(a *Party) int {
		if i := slices.Index(first, a.Slug); i >= 0 {
			return i
		}
		return len(first)
	}
	slices.SortFunc(parties, func(a, b *Party) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Slug, b.Slug))
	})
	m.plan.Parties[k] = parties
	for _, a := range parties {
		m.show(Output{View: PartyPage, Kommun: k, Party: a, Inputs: inputs}, PartyURL(k, a.Name), source.Place{Path: k.Folder() + "/"})
	}
}
