package theme

import (
	"errors"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"lofte/internal/diag"
	"lofte/internal/message"
	"lofte/internal/source"
)

// messages makes the catalogue of a language.
func (l *loader) messages(t *Theme, language string) error {
	c, err := message.New(language)
	if err != nil {
		return err
	}
	name := i18n + language + ".toml"
	if err := c.Add(name, l.standard[name].data); err != nil {
		return err
	}
	t.Messages = c
	own := l.files[name]
	if own.place == "" {
		return nil
	}
	known := c.IDs()
	if err := c.Add(own.place, own.data); err != nil {
		spot := source.Whole(own.place)
		var parse toml.ParseError
		if errors.As(err, &parse) {
			spot = source.Text{Path: own.place, Content: string(own.data)}.Spot(parse.Position.Start, parse.Position.Start+parse.Position.Len)
		}
		l.problems.Errorf(spot, diag.BadMessages, "the messages cannot be read: %s", err)
		return nil
	}
	for _, id := range c.IDs() {
		if !slices.Contains(known, id) {
			text := source.Text{Path: own.place, Content: string(own.data)}
			at := max(0, strings.Index(text.Content, id))
			l.problems.Errorf(text.Spot(at, at+len(id)), diag.NoSuchMessage, "the standard theme has no message %q to replace", id).Suggest(id, known)
		}
	}
	return nil
}
