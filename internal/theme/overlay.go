package theme

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"lofte/internal/config"
	"lofte/internal/diag"
	"lofte/internal/source"
)

// overlay reads the site's own theme and judges what it replaces.
func (l *loader) overlay(site fs.FS, cfg config.Config) {
	name := cfg.Theme
	at := path.Join(Folder, name)
	if info, err := fs.Stat(site, at); err != nil || !info.IsDir() {
		if name == standard {
			return
		}
		known := []string{standard}
		if entries, err := fs.ReadDir(site, Folder); err == nil {
			for _, e := range entries {
				known = append(known, e.Name())
			}
		}
		l.problems.Errorf(cfg.ThemeAt, diag.NoTheme, "there is no theme %q", name).Suggest(name, known)
		return
	}
	own, err := fs.Sub(site, at)
	if err == nil {
		err = l.add(own, at)
	}
	if err != nil {
		l.problems.Errorf(source.Whole(at), diag.Unreadable, "cannot be read: %s", err)
	}
	for p, f := range l.files {
		if f.place == "" {
			continue
		}
		_, replaces := l.standard[p]
		switch {
		case replaces || strings.HasPrefix(p, static) || !strings.Contains(p, "/"):
		case strings.HasPrefix(p, layouts) || strings.HasPrefix(p, i18n):
			var near []string
			for s := range l.standard {
				if strings.HasPrefix(s, layouts) || strings.HasPrefix(s, i18n) {
					near = append(near, s)
				}
			}
			slices.Sort(near)
			l.problems.Errorf(source.Whole(f.place), diag.NoSuchLayout, "the standard theme has no %q to replace", p).Suggest(p, near)
			delete(l.files, p)
		default:
			l.problems.Errorf(source.Whole(f.place), diag.NoSuchLayout, "a theme has no folder %q", path.Dir(p)).
				Suggest(path.Dir(p), []string{"layouts", "static", "i18n"})
		}
	}
}
