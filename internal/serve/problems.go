package serve

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"lofte/internal/day"
	"lofte/internal/diag"
	"lofte/internal/plan"
	"lofte/internal/promise"
	"lofte/internal/say"
	"lofte/internal/source"
)

// problem is a diag.Problem as pages show it.
type problem struct {
	Place    string `json:"place"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Word     string `json:"word"` // the severity, to read
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
	Excerpt  string `json:"excerpt"`
	Width    int    `json:"width"`
}

// maxProblems is how many problems a page is told of.
const maxProblems = 100

// describe returns the first problems, errors before warnings.
func describe(problems []diag.Problem, l say.Language) []problem {
	list := []problem{}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		for _, q := range problems {
			if q.Severity != severity || len(list) == maxProblems {
				continue
			}
			list = append(list, problem{place(q.Place), q.Line, q.Column, string(severity), l.Sprintf(string(q.Severity)), string(q.Code),
				q.Message.In(l), q.Hint.In(l), q.Excerpt, q.Width})
		}
	}
	return list
}

func place(at source.Place) string {
	switch {
	case at.Line > 0 && at.Column > 0:
		return fmt.Sprintf("%s:%d:%d", at.Path, at.Line, at.Column)
	case at.Line > 0:
		return fmt.Sprintf("%s:%d", at.Path, at.Line)
	}
	return at.Path
}

// about returns where an output's text begins, where each of its promises stands, and why it is not shown
// to everybody.
func about(o *plan.Output, now day.Date, l say.Language) (text string, promises map[string]string, mark string) {
	switch {
	case o.FollowUp != nil:
		text = begins(o.FollowUp.Source, o.FollowUp.Body)
	case o.Document != nil:
		text = begins(o.Document.Source, o.Document.Body)
	case o.News != nil:
		text = begins(o.News.Source, o.News.Body)
	case o.Page != nil:
		text = begins(o.Page.Source, o.Page.Body)
	case o.View == plan.Kommun:
		text = begins(o.Kommun.Source, o.Kommun.Body)
	case len(o.Inputs) > 0:
		text = o.Inputs[0]
	}
	if o.View == plan.Document {
		promises = map[string]string{}
		for _, q := range o.Document.Promises {
			promises[q.ID] = place(source.Place{Path: q.Source.Path, Line: q.Source.Line})
		}
	}
	for _, w := range withheldOf(o) {
		switch {
		case w.ShownOn(now):
		case w.Draft:
			return text, promises, l.Sprintf("draft")
		default:
			return text, promises, l.Sprintf("shown from %s", w.Publish)
		}
	}
	return text, promises, ""
}

// begins returns where a body begins in its file; of one that is empty, where the file does.
func begins(file source.Place, b promise.Body) string {
	return place(source.Place{Path: file.Path, Line: max(file.Line, b.Line)})
}

// words are what the script says.
func words(l say.Language) map[string]string {
	return map[string]string{
		"preview":  l.Sprintf("Preview"),
		"errors":   l.Sprintf("Errors"),
		"warnings": l.Sprintf("Warnings"),
		"broken":   l.Sprintf("The site has errors"),
		"older":    l.Sprintf("Behind this stands the site as it last was without errors. This goes away by itself once they are mended."),
		"more":     l.Sprintf("There are more; the terminal lists them all."),
		"hide":     l.Sprintf("Hide (Esc)"),
		"gone":     l.Sprintf("This page is no longer in the site."),
		"back":     l.Sprintf("Go to"),
		"stopped":  l.Sprintf("no connection to lofte serve"),
	}
}

var plainPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Words.broken}}</title>
<link rel="stylesheet" href="/.lofte/preview.css?{{.Version}}">
</head>
<body class="plain">
<main>
<h1>{{.Words.broken}}</h1>
<ol>
{{range .Problems}}<li class="{{.Severity}}"><p><code>{{.Place}}</code> <strong>{{.Word}}:</strong> {{.Message}} <code>[{{.Code}}]</code></p>
{{with .Excerpt}}<pre>{{.}}</pre>
{{end}}{{with .Hint}}<p class="hint">{{.}}</p>
{{end}}</li>
{{end}}</ol>
</main>
</body>
</html>
`))

// plain shows problems where there is no page that they could be laid over.
func (p *Preview) plain(w http.ResponseWriter, r *http.Request, state state, problems []problem) {
	var page bytes.Buffer
	err := plainPage.Execute(&page, struct {
		Language say.Language
		Words    map[string]string
		Problems []problem
		Version  string
	}{p.Language, state.Words, problems, version})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, r, "index.html", inject(page.Bytes(), map[string]string{"state": state.Number, "plain": "yes"}), http.StatusServiceUnavailable)
}
