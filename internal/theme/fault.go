package theme

import (
	"path"

	"lofte/internal/diag"
	"lofte/internal/source"
)

// Fault returns the problem that an error of Execute is, for a site's theme by its name. Layouts are
// minified when they are parsed, so the line is not known.
func Fault(name string, err error) diag.List {
	var problems diag.List
	at, what := path.Join(Folder, name), err.Error()
	if match := templateError.FindStringSubmatch(what); match != nil {
		at, what = path.Join(at, match[1]), match[4]
	}
	problems.Errorf(source.Whole(at), diag.TemplateFault, "the template is faulty: %s", what)
	return problems
}
