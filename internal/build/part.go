package build

import (
	"slices"
	"strings"
	"sync"

	"lofte/internal/config"
	"lofte/internal/content"
	"lofte/internal/day"
	"lofte/internal/plan"
	"lofte/internal/render"
)

// readPart reads and plans of a site what can come out another than the last build made it, when the texts
// of some kommuner are all that has changed, and nothing but their running text. It reports whether
// that is so; else the site has to be read as a whole.
func (r *Reader) readPart(s *Site, cfg config.Config, now day.Date, load func() loadedTheme) bool {
	m := r.memory
	touched, ok := m.content.Touched()
	if !ok {
		return false
	}
	folders := touched
	for _, shows := range m.last.shared {
		if slices.ContainsFunc(shows, func(f string) bool { return slices.Contains(touched, f) }) {
			folders = append(slices.Clip(folders), shows...)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { load() })
	site, ok := content.LoadPart(r.options.Site, cfg, m.content, folders)
	wg.Wait()
	t := load()
	if !ok || t.err != nil || t.problems.Len() > 0 {
		return false
	}
	site.Glossary = m.last.terms
	if !r.options.Drafts {
		s.Left = m.last.texts
		if len(s.Left) > 0 {
			site = site.ShownOn(now)
		}
	}
	p, problems := plan.Make(site, cfg, now, t.paths())
	if s.part = m.part(p, touched); s.part == nil || problems.Len() > 0 {
		// A link may lead to a text that was not read.
		s.part, s.Left = nil, nil
		m.again(r.options.Site)
		return false
	}
	s.Plan = p
	s.renderer = render.New(p, t.theme, r.options.Site)
	m.weigh(s)
	return true
}

// part returns which of a plan's outputs show the running text of the kommuner in folders, or nil when
// there are others of theirs than the last build made.
func (m *memory) part(p *plan.Plan, folders []string) (part []int) {
	theirs := map[string]bool{}
	for _, k := range p.Site.Kommuner {
		if slices.Contains(folders, k.Folder()) {
			theirs[k.Slug] = true
		}
	}
	var languages []string
	for _, q := range p.Others {
		languages = append(languages, q.Folder)
	}
	count := 0
	for path := range m.last.outputs {
		if theirs[top(path, languages)] {
			count++
		}
	}
	for i := range p.Outputs {
		o := &p.Outputs[i]
		_, made := m.last.outputs[o.Path]
		if theirs[top(o.Path, languages)] {
			count--
			if !made {
				return nil
			}
		}
		shares := slices.ContainsFunc(m.last.shared[o.Path], func(f string) bool { return slices.Contains(folders, f) })
		if shares || o.Kommun != nil && theirs[o.Kommun.Slug] {
			part = append(part, i)
		}
	}
	if count != 0 {
		return nil
	}
	return part
}

// top returns the name that a kommun's outputs have at the top of the site, and of the folder of a language, and
// those for other sites below the folder of embeds.
func top(path string, languages []string) string {
	for _, folder := range languages {
		if rest, ok := strings.CutPrefix(path, folder); ok {
			path = rest
			break
		}
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(path, plan.EmbedFolder), "/")
	return name
}
