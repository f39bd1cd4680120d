package build

import (
	"io/fs"

	"lofte/internal/advice"
	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/frontmatter"
	"lofte/internal/promise"
	"lofte/internal/source"
)

// advise gives advice on every promise document of a site. The texts are read once more, since the model
// does not know where in a text each word stands.
func advise(site fs.FS, model *promise.Site) diag.List {
	var list diag.List
	for _, k := range model.Kommuner {
		for _, d := range k.Documents {
			data, err := fs.ReadFile(site, d.Source.Path)
			if err != nil {
				continue // it was there a moment ago; the next check says what is wrong
			}
			var known diag.List // what is wrong with the text has been said
			if text, ok := frontmatter.Decode(d.Source.Path, data, &known); ok {
				list.Append(advice.On(d, text))
			}
		}
	}
	return list
}

// adviseTranslations names the translations that do not say what they were made of.
func adviseTranslations(model *promise.Site) diag.List {
	var list diag.List
	for t := range model.Translations() {
		if t.Translates == "" {
			list.Advisef(source.Whole(t.Source.Path), diag.UntiedTranslation, "the translation does not say what it was made of").
				Hintf("add translates = %q, and check will say when the text has been changed since", t.Of.Fingerprint())
		}
	}
	return list
}

// adviseOwner gives advice to whoever is responsible for a site.
func adviseOwner(cfg config.Config) diag.List {
	var list diag.List
	if !cfg.Accessibility.Given {
		list.Advisef(source.Whole(config.File), diag.NoStatement, "nothing is told of how accessible the site is").
			Hintf("the law (2018:1937) asks public bodies for an accessibility statement: begin with [accessibility], and lofte check says what else it needs")
	}
	return list
}
