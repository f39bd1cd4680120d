package deploy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gocloud.dev/blob"

	"lofte/internal/hosting"
	"lofte/internal/publish"
	"lofte/internal/say"
)

// Kind is what a deploy does at a path. It is written before the path when a plan is shown.
type Kind string

const (
	Add    Kind = "+"
	Change Kind = "~"
	Remove Kind = "-"
)

// Step is one thing that a deploy does.
type Step struct {
	Kind Kind
	Path string
	Size int64 // of what is uploaded

	Foreign bool // replaces what no deploy has put there
	Mended  bool // puts right what somebody else has changed or removed since the last deploy
}

// Plan is what a deploy will do.
type Plan struct {
	Steps []Step // in the order in which they are done
	Same  int    // files of the site that stand there already
	Left  int    // objects that no deploy has put there, and which stay

	// Kept is what the site no longer has and a deploy once put there, but which somebody else has changed
	// since; it stays. Sorted.
	Kept []string

	// Damaged says that the target's manifest cannot be read. Then everything is uploaded, and nothing
	// removed.
	Damaged bool

	dir    string
	want   map[string]*entry // the site
	have   map[string]*entry // what stands of ours, as far as it is known
	stored bool              // the target's manifest says just what have does
	litter []string          // temporary files of a deploy to a folder that was killed
}

// Count returns how many steps of a kind there are.
func (p *Plan) Count(k Kind) int {
	n := 0
	for _, s := range p.Steps {
		if s.Kind == k {
			n++
		}
	}
	return n
}

// Bytes returns how much is to be uploaded.
func (p *Plan) Bytes() int64 {
	var n int64
	for _, s := range p.Steps {
		n += s.Size
	}
	return n
}

// rank is the group of steps that one belongs to: what pages need, pages, what names pages, removals.
func (s Step) rank() int {
	switch ext := path.Ext(s.Path); {
	case s.Kind == Remove:
		return 3
	case ext == ".xml":
		return 2
	case ext == ".html":
		return 1
	}
	return 0
}

// Compare plans what makes the target hold the site. It changes nothing.
func (r *Remote) Compare(ctx context.Context, site publish.Site) (*Plan, error) {
	plan := &Plan{dir: site.Dir, want: map[string]*entry{}, have: map[string]*entry{}}
	if err := plan.readSite(site); err != nil {
		return nil, err
	}
	objects, err := r.list(ctx)
	if err != nil {
		return nil, err
	}
	var made manifest
	if o := objects[manifestKey]; o != nil {
		data, err := r.read(ctx, manifestKey, o.Size)
		if err != nil {
			return nil, err
		}
		made, err = decodeManifest(data)
		switch {
		case errors.Is(err, errNewer):
			return nil, &Fault{say.Textf("a newer version of lofte has deployed to %s", r.target.String()), say.Textf("deploy with that version")}
		case err != nil:
			plan.Damaged = true
		}
		delete(objects, manifestKey)
	}
	plan.stored = !plan.Damaged
	for p, o := range made.Objects {
		e, err := r.standing(ctx, p, o, objects[p])
		if err != nil {
			return nil, err
		}
		if e != nil {
			plan.have[p] = e
		}
		plan.stored = plan.stored && o.Next == nil && e == o.Is
	}
	for p, e := range plan.want {
		plan.put(p, e, made.Objects[p], objects[p])
	}
	for p, o := range objects {
		switch _, ours := made.Objects[p]; {
		case plan.want[p] != nil:
		case plan.have[p] != nil:
			plan.Steps = append(plan.Steps, Step{Kind: Remove, Path: p})
		case ours:
			plan.Kept = append(plan.Kept, p)
		case r.target.path != "" && temporary.MatchString(p) && (plan.want[stem(p)] != nil || made.Objects[stem(p)] != (object{}) || stem(p) == manifestKey):
			plan.litter = append(plan.litter, o.Key)
		default:
			plan.Left++
		}
	}
	slices.Sort(plan.Kept)
	slices.Sort(plan.litter)
	slices.SortFunc(plan.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Path, b.Path))
	})
	return plan, r.inTheWay(plan, objects)
}

// readSite takes over the files of the site, with the headers that they are to have.
func (p *Plan) readSite(site publish.Site) error {
	if n := len(site.Touched); n > 0 {
		problem := say.Textf("%s was changed after the build", site.Touched[0])
		if n > 1 {
			problem = say.Textf("%s and %d more files were changed after the build", site.Touched[0], n-1)
		}
		return &Fault{problem, say.Textf("run lofte build, which makes them anew, and deploy again")}
	}
	for _, f := range site.Files {
		if !hosting.Served(f.Path) {
			continue
		}
		if !validPath(f.Path) {
			return fmt.Errorf("%q is no path of a file to deploy", f.Path)
		}
		kind, err := contentType(site.Dir, f.Path)
		if err != nil {
			return err
		}
		p.want[f.Path] = &entry{SHA256: f.Sum[:], Size: f.Size, Type: kind, Cache: hosting.CacheControl(f.Path)}
	}
	return nil
}

// put plans the upload of a file, if it needs one.
func (p *Plan) put(at string, want *entry, made object, there *blob.ListObject) {
	step := Step{Kind: Change, Path: at, Size: want.Size}
	switch have := p.have[at]; {
	case have != nil && have.same(want):
		p.Same++
		return
	case there == nil:
		step.Kind = Add
		step.Mended = made.Is != nil
	case have == nil && made == (object{}):
		step.Foreign = true
	case have == nil:
		step.Mended = true
	}
	p.Steps = append(p.Steps, step)
}

// standing returns what a listed object is of what deploys have made of its path: the entry that it stands
// for, with its stamp, or nil when there is no object or it is somebody else's.
func (r *Remote) standing(ctx context.Context, key string, made object, there *blob.ListObject) (*entry, error) {
	if there == nil {
		return nil, nil
	}
	stamp := stampOf(there)
	if made.Is != nil && made.Is.Stamp == stamp {
		return made.Is, nil
	}
	if made.Next == nil || made.Next.Size != there.Size {
		return nil, nil
	}
	arrived := slices.Equal(there.MD5, made.Next.MD5)
	if len(there.MD5) == 0 { // a folder, or a file that was uploaded in parts
		data, err := r.read(ctx, key, there.Size)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		arrived = slices.Equal(sum[:], made.Next.SHA256)
	}
	if !arrived {
		return nil, nil
	}
	e := *made.Next
	e.MD5, e.Stamp = nil, stamp
	return &e, nil
}

// temporary is the name that fileblob gives to a file before it is whole.
var temporary = regexp.MustCompile(`\.[0-9a-f]{16}\.tmp$`)

func stem(p string) string { return temporary.ReplaceAllString(p, "") }

// inTheWay refuses to deploy to a folder where a file, or a link to a folder elsewhere, stands at the path
// of a folder of the site. A bucket has no folders.
func (r *Remote) inTheWay(plan *Plan, objects map[string]*blob.ListObject) error {
	if r.target.path == "" {
		return nil
	}
	for _, s := range plan.Steps {
		for d := path.Dir(s.Path); d != "."; d = path.Dir(d) {
			if objects[d] != nil {
				return &Fault{say.Textf("%s is in the way: the site has a folder there", strings.TrimSuffix(filepath.ToSlash(r.target.Folder()), "/")+"/"+d),
					say.Textf("remove it and deploy again")}
			}
		}
	}
	return nil
}
