package theme

import (
	"errors"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/source"
)

// reference is the language whose messages every catalogue is held against.
const reference = "sv"

// messages makes the catalogue of a language. A language is offered when somebody has read all of it.
func (l *loader) messages(cfg config.Config, language string) (*message.Catalogue, error) {
	complete, err := l.standardMessages(reference)
	if err != nil {
		return nil, err
	}
	c, err := l.standardMessages(language)
	if err != nil {
		return nil, err
	}
	file := l.files[i18n+language+".toml"]
	if file.place != "" && !l.ownMessages(c, file, complete.IDs()) {
		return c, nil
	}
	switch missing := c.Missing(complete); {
	case len(missing) == 0:
	case slices.Equal(missing, []string{message.ReviewedBy}):
		l.problems.Errorf(cfg.LanguagesAt, diag.IncompleteLanguage, "the site cannot be in %s yet: nobody who speaks it has read its messages", message.Endonym(language)).
			Hintf("when somebody has, name them in themes/NAME/i18n/%s.toml: %s = %q", language, message.ReviewedBy, "…")
	default:
		l.problems.Errorf(cfg.LanguagesAt, diag.IncompleteLanguage, "the site cannot be in %s yet: it lacks messages, %s first", message.Endonym(language),
			missing[0]).
			Hintf("a theme of your own may have them, in themes/NAME/i18n/%s.toml", language)
	}
	return c, nil
}

// standardMessages returns the standard theme's catalogue of a language.
func (l *loader) standardMessages(language string) (*message.Catalogue, error) {
	c, err := message.New(language)
	if err != nil {
		return nil, err
	}
	name := i18n + language + ".toml"
	return c, c.Add(name, l.standard[name].data)
}

// ownMessages adds the messages of the site's own theme, which may be those that are known, and reports
// whether they can be read.
func (l *loader) ownMessages(c *message.Catalogue, own file, known []string) bool {
	text := source.Text{Path: own.place, Content: string(own.data)}
	if err := c.Add(own.place, own.data); err != nil {
		spot := source.Whole(own.place)
		var parse toml.ParseError
		if errors.As(err, &parse) {
			spot = text.Spot(parse.Position.Start, parse.Position.Start+parse.Position.Len)
		}
		l.problems.Errorf(spot, diag.BadMessages, "the messages cannot be read: %s", err)
		return false
	}
	for _, id := range c.IDs() {
		if !slices.Contains(known, id) {
			at := max(0, strings.Index(text.Content, id))
			l.problems.Errorf(text.Spot(at, at+len(id)), diag.NoSuchMessage, "the standard theme has no message %q to replace", id).Suggest(id, known)
		}
	}
	return true
}
