package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lofte/internal/need"
	"lofte/themes"
)

// save is a kind of save, done over and over: for the number i, ready makes the site such that the save
// can be seen to come, and do saves. What is seen in the page is a condition in its script.
type save struct {
	name      string
	page      string
	ready     func(i int) // nil when there is nothing to do
	readySeen func(i int) string
	do        func(i int)
	seen      func(i int) string
}

// workshop is a copy of the example site that is saved to.
type workshop struct {
	t   testing.TB
	dir string
}

// newWorkshop copies the site that lofte's own repository holds.
func newWorkshop(t testing.TB) *workshop {
	t.Helper()
	w := &workshop{t, t.TempDir()}
	w.must(os.CopyFS(w.path("content"), os.DirFS("../../content")))
	settings, err := os.ReadFile("../../lofte.toml")
	w.must(err)
	w.write("lofte.toml", string(settings))
	return w
}

func (w *workshop) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *workshop) path(p string) string     { return filepath.Join(w.dir, filepath.FromSlash(p)) }
func (w *workshop) write(p, text string)     { w.t.Helper(); writeFile(w.t, w.path(p), text) }
func (w *workshop) rename(from, to string)   { w.t.Helper(); w.must(os.Rename(w.path(from), w.path(to))) }
func (w *workshop) remove(p string)          { w.t.Helper(); w.must(os.RemoveAll(w.path(p))) }
func (w *workshop) read(p string) string     { w.t.Helper(); return w.readFrom(os.DirFS(w.dir), p) }
func (w *workshop) standard(p string) string { return w.readFrom(themes.Standard, "standard/"+p) }

func (w *workshop) readFrom(fsys fs.FS, p string) string {
	w.t.Helper()
	data, err := fs.ReadFile(fsys, p)
	w.must(err)
	return string(data)
}

func (w *workshop) git(args ...string) {
	w.t.Helper()
	cmd := exec.Command(need.Program(w.t, "git"), append([]string{"-C", w.dir, "-c", "user.name=x", "-c", "user.email=x@example.se"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

// contains holds that the page has a text in its body; lacks, that it is complete and has it not.
func contains(text string) string {
	return fmt.Sprintf("document.body && document.body.textContent.includes(%q)", text)
}

func lacks(text string) string {
	return fmt.Sprintf("document.body && document.readyState !== 'loading' && !document.body.textContent.includes(%q)", text)
}

// saves are the ways in which editors, people and programs save. Those that save a text save that of one
// document.
func (w *workshop) saves() []save {
	const (
		document = "content/exempelby/2026/index.md"
		followUp = "content/exempelby/2026/t1.md"
		page     = "/exempelby/2026/"
		short    = "+++\nfrom = 2026-01-01\nto = 2026-12-31\n+++\n\n## Polisen lovar\n\n- Gå ut {#ut}\n"
	)
	text, report, settings := w.read(document), w.read(followUp), w.read("lofte.toml")
	word := func(i int) string { return fmt.Sprintf("Sparat nummer %d.", i) }
	saved := func(i int) string { return withText(text, word(i)) }
	hasWord := func(i int) string { return contains(word(i)) }

	list := []save{}
	add := func(s save) {
		if s.page == "" {
			s.page = page
		}
		if s.seen == nil {
			s.seen = hasWord
		}
		// Two kinds must not show the same words.
		name, do, seen := s.name, s.do, s.seen
		s.name = strings.ReplaceAll(name, " ", "-")
		offset := 1000 * len(list)
		s.do = func(i int) { do(offset + i) }
		s.seen = func(i int) string { return seen(offset + i) }
		if ready, readySeen := s.ready, s.readySeen; ready != nil {
			s.ready = func(i int) { ready(offset + i) }
			s.readySeen = func(i int) string { return readySeen(offset + i) }
		}
		list = append(list, s)
	}

	add(save{name: "in place", do: func(i int) { w.write(document, saved(i)) }})
	add(save{name: "temp and rename", do: func(i int) {
		w.write("content/exempelby/2026/sedX4v2a", saved(i))
		w.rename("content/exempelby/2026/sedX4v2a", document)
	}})
	add(save{name: "vim", do: func(i int) {
		w.write("content/exempelby/2026/4913", "") // may it write here?
		w.remove("content/exempelby/2026/4913")
		w.rename(document, document+"~")
		w.write(document, saved(i))
		w.remove(document + "~")
	}})
	add(save{name: "emacs", do: func(i int) {
		lock := w.path("content/exempelby/2026/.#index.md")
		err := os.Symlink("anna@dator.4711:1700000000", lock)
		w.write("content/exempelby/2026/#index.md#", saved(i)[:200])
		w.rename(document, document+"~")
		w.write(document, saved(i))
		w.remove("content/exempelby/2026/#index.md#")
		if err == nil { // Windows may allow no links
			w.must(os.Remove(lock))
		}
	}})
	add(save{name: "delete and create", do: func(i int) { w.remove(document); w.write(document, saved(i)) }})
	add(save{name: "two steps", do: func(i int) {
		f, err := os.Create(w.path(document))
		w.must(err)
		_, err = f.WriteString(saved(i)[:len(text)/2])
		w.must(err)
		_, err = f.WriteString(saved(i)[len(text)/2:])
		w.must(errors.Join(err, f.Close()))
	}})
	title := func(i int) string { return fmt.Sprintf("Rapport nummer %d", i) }
	add(save{name: "two files",
		do: func(i int) {
			w.write(document, saved(i))
			w.write(followUp, strings.Replace(report, "title = \"Uppföljning januari–april 2026\"", fmt.Sprintf("title = %q", title(i)), 1))
		},
		seen: func(i int) string { return contains(word(i)) + " && " + contains(title(i)) },
	})
	add(w.checkout())
	kommun := func(i int) string { return fmt.Sprintf("content/ny-%d", i) }
	newTitle := func(i int) string { return fmt.Sprintf("Nykommun %d.", i) }
	last := ""
	add(save{name: "new folder", page: "/",
		ready: func(int) {
			if last != "" {
				w.remove(last)
			}
		},
		readySeen: func(i int) string { return lacks("Nykommun") },
		do: func(i int) {
			last = kommun(i)
			w.write(last+"/_index.md", fmt.Sprintf("+++\ntitle = %q\n+++\n\nHej.\n", newTitle(i)))
			w.write(last+"/2026/index.md", short)
			w.write(last+"/2026/bilaga.txt", "x")
		},
		seen: func(i int) string { return contains(newTitle(i)) },
	})
	// A kommun that no text links to: a dead link is an error, and the last good site stays up.
	moved := "content/flyttad"
	w.write(moved+"/_index.md", "+++\ntitle = \"Flyttad\"\n+++\n\nHej.\n")
	w.write(moved+"/2026.md", short)
	add(save{name: "folder renamed", page: "/",
		do: func(i int) {
			to := fmt.Sprintf("content/flyttad-%d", i)
			w.rename(moved, to)
			moved = to
		},
		seen: func(i int) string {
			return fmt.Sprintf("document.querySelector('main a[href$=\"/flyttad-%d/\"], main a[href^=\"flyttad-%[1]d/\"]')", i)
		},
	})
	add(save{name: "folder away and back", do: func(i int) {
		w.rename("content/exempelby", "content/borta")
		w.rename("content/borta", "content/exempelby")
		w.write(document, saved(i))
	}})
	extra := "content/exempelby/2026/extra.md"
	extraTitle := func(i int) string { return fmt.Sprintf("Extra nummer %d.", i) }
	add(save{name: "removed file",
		ready: func(i int) {
			w.write(extra, fmt.Sprintf("+++\ntitle = %q\ndate = 2026-08-01\n+++\n\nHej.\n", extraTitle(i)))
		},
		readySeen: func(i int) string { return contains(extraTitle(i)) },
		do:        func(i int) { w.remove(extra) },
		seen:      func(i int) string { return lacks(extraTitle(i)) },
	})
	if w.link("content/lankad.md", "../delat/lankad.md") {
		page := func(i int) { w.write("delat/lankad.md", "+++\ntitle = \"Länkad\"\n+++\n\n"+word(i)+"\n") }
		page(0)
		add(save{name: "symbolic link", page: "/lankad/", do: page})
	}
	add(save{name: "settings",
		do: func(i int) {
			w.write("lofte.toml", strings.Replace(settings, "title = \"Medborgarlöften\"", fmt.Sprintf("title = %q", word(i)), 1))
		},
	})
	layout := w.standard("layouts/document.html")
	add(save{name: "template", do: func(i int) {
		w.write("themes/standard/layouts/document.html", strings.Replace(layout, "{{define \"main\"}}", "{{define \"main\"}}<p>"+word(i)+"</p>", 1))
	}})
	styles := w.standard("static/css/site.css")
	add(save{name: "stylesheet",
		do: func(i int) {
			w.write("themes/standard/static/css/site.css", fmt.Sprintf("%s\nbody { --sparat: %d }\n", styles, i))
		},
		seen: func(i int) string {
			return fmt.Sprintf("document.body && getComputedStyle(document.body).getPropertyValue('--sparat').trim() === '%d'", i)
		},
	})
	picture := func(i int) {
		w.write("static/bild.svg", fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="9"/>`, i))
	}
	picture(1)
	w.write("content/bild.md", "+++\ntitle = \"Bild\"\n+++\n\n![En bild](/bild.svg)\n")
	add(save{name: "static file", page: "/bild/", do: picture,
		seen: func(i int) string { return fmt.Sprintf("document.querySelector('main img')?.naturalWidth === %d", i) },
	})
	return list
}

// checkout switches between two branches that differ in many texts.
func (w *workshop) checkout() save {
	branch := func(i int) string { return []string{"jamn", "udda"}[i%2] }
	at := func(i int) string { return "Så står det på grenen " + branch(i) + "." }
	w.git("init", "-q", "-b", "start")
	for i := range 2 {
		w.git("checkout", "-q", "-b", branch(i))
		w.must(filepath.WalkDir(w.path("content"), func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(p, ".md") {
				data, err := os.ReadFile(p)
				w.must(err)
				other := strings.ReplaceAll(string(data), "\n\n"+at(i+1)+"\n\n", "\n\n")
				w.must(os.WriteFile(p, []byte(strings.Replace(other, "+++\n\n", "+++\n\n"+at(i)+"\n\n", 1)), 0o644))
			}
			return err
		}))
		w.git("add", "content", "lofte.toml")
		w.git("commit", "-q", "-m", branch(i))
	}
	return save{name: "git checkout",
		do:   func(i int) { w.git("checkout", "-q", "-f", branch(i)) },
		seen: func(i int) string { return contains(at(i)) + " && " + lacks(at(i+1)) },
	}
}

func (w *workshop) link(name, target string) bool {
	return os.Symlink(filepath.FromSlash(target), w.path(name)) == nil
}
