package theme

import (
	"errors"
	"fmt"

	"lofte/internal/compiled"
	"lofte/internal/message"
)

// functions are what templates can call besides the functions of text/template. assets are the theme's
// files in the site, by path within static/.
func functions(messages *message.Catalogue, assets map[string]published) map[string]compiled.Func {
	return map[string]compiled.Func{
		// asset "css/site.css" is the file's address from the site's root.
		"asset": func(args ...any) (any, error) {
			if len(args) != 1 {
				return nil, errors.New("asset takes the path of one file")
			}
			if at, ok := assets[fmt.Sprint(args[0])]; ok {
				return at.path, nil
			}
			return nil, fmt.Errorf("the theme has no file static/%s", args[0])
		},
		// integrity "embed/v1.js" is what others who load the file can hold it against.
		"integrity": func(args ...any) (any, error) {
			if len(args) != 1 {
				return nil, errors.New("integrity takes the path of one file")
			}
			if at := assets[fmt.Sprint(args[0])]; at.integrity != "" {
				return at.integrity, nil
			}
			return nil, fmt.Errorf("the theme has no file static/%s for other sites to load", args[0])
		},
		// t "id" "Name" value is a message with {{.Name}} filled in.
		"t": func(args ...any) (any, error) {
			if len(args)%2 != 1 {
				return nil, errors.New("t takes the id of a message, and then names and values in turn")
			}
			words := make([]string, len(args))
			for i, a := range args {
				if s, ok := a.(string); ok {
					words[i] = s
				} else {
					words[i] = fmt.Sprint(a)
				}
			}
			if !messages.Has(words[0]) {
				return nil, fmt.Errorf("there is no message %q", words[0])
			}
			return messages.Text(words[0], words[1:]...), nil
		},
		// dict "Key" value makes one value of several, for a template that takes them.
		"dict": func(args ...any) (any, error) {
			if len(args)%2 != 0 {
				return nil, errors.New("dict takes names and values in turn")
			}
			m := make(map[string]any, len(args)/2)
			for i := 0; i < len(args); i += 2 {
				m[fmt.Sprint(args[i])] = args[i+1]
			}
			return m, nil
		},
	}
}
