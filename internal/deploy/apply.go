package deploy

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"lofte/internal/say"
)

// Apply does what a plan says. progress, if it is not nil, is told from several goroutines how many steps
// are done. After an error, or when ctx is done, the target holds a part of it; the next Compare and
// Apply go on from there.
func (r *Remote) Apply(ctx context.Context, plan *Plan, progress func(done int)) error {
	if len(plan.Steps) == 0 && len(plan.litter) == 0 && plan.stored {
		return nil
	}
	begun := manifest{Version: 1, Objects: map[string]object{}}
	for p, e := range plan.have {
		begun.Objects[p] = object{Is: e}
	}
	sums, err := plan.checksums(ctx)
	if err != nil {
		return err
	}
	for p, sum := range sums {
		next := *plan.want[p]
		next.MD5 = sum
		begun.Objects[p] = object{Is: plan.have[p], Next: &next}
	}
	written, err := r.writeManifest(ctx, begun)
	if err != nil {
		return err
	}
	if err := r.steps(ctx, plan, progress); err != nil {
		return err
	}
	if err := each(ctx, plan.litter, r.remove); err != nil {
		return err
	}
	return r.finish(ctx, plan, written)
}

// steps makes the uploads and removals, group after group.
func (r *Remote) steps(ctx context.Context, plan *Plan, progress func(done int)) error {
	var done atomic.Int64
	for rest := plan.Steps; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(s Step) bool { return s.rank() != rest[0].rank() })
		if n < 0 {
			n = len(rest)
		}
		err := each(ctx, rest[:n], func(ctx context.Context, s Step) error {
			err := r.step(ctx, plan, s)
			if err == nil && progress != nil {
				progress(int(done.Add(1)))
			}
			return err
		})
		if err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func (r *Remote) step(ctx context.Context, plan *Plan, s Step) error {
	if s.Kind == Remove {
		if err := r.remove(ctx, s.Path); err != nil {
			return err
		}
		return r.removeEmptyFolders(s.Path)
	}
	e := plan.want[s.Path]
	data, err := plan.content(s.Path, e)
	if err != nil {
		return err
	}
	return r.write(ctx, s.Path, data, e.Type, e.Cache)
}

// content reads a file of the site, which must be the one that was planned.
func (p *Plan) content(at string, e *entry) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(p.dir, filepath.FromSlash(at)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if sum := sha256.Sum256(data); err != nil || !bytes.Equal(sum[:], e.SHA256) {
		return nil, &Fault{say.Textf("%s was changed while it was being deployed", at), say.Textf("deploy again")}
	}
	return data, nil
}

// checksums reads every file that is to be uploaded and returns their MD5 by path.
func (p *Plan) checksums(ctx context.Context) (map[string][]byte, error) {
	sums := make([][]byte, len(p.Steps))
	indices := make([]int, len(p.Steps))
	for i := range indices {
		indices[i] = i
	}
	err := each(ctx, indices, func(_ context.Context, i int) error {
		s := p.Steps[i]
		if s.Kind == Remove {
			return nil
		}
		data, err := p.content(s.Path, p.want[s.Path])
		sum := md5.Sum(data)
		sums[i] = sum[:]
		return err
	})
	byPath := map[string][]byte{}
	for i, s := range p.Steps {
		if sums[i] != nil {
			byPath[s.Path] = sums[i]
		}
	}
	return byPath, err
}

// finish writes the manifest of the site that now stands, unless another deploy has written there since
// this one began.
func (r *Remote) finish(ctx context.Context, plan *Plan, begun []byte) error {
	objects, err := r.list(ctx)
	if err != nil {
		return err
	}
	mixed := &Fault{say.Textf("somebody else has changed %s during the deploy", r.target.String()), say.Textf("deploy again")}
	now, err := r.read(ctx, manifestKey, int64(len(begun)))
	if err != nil {
		return err
	}
	if !bytes.Equal(now, begun) {
		return mixed
	}
	ended := manifest{Version: 1, Objects: map[string]object{}}
	for p, want := range plan.want {
		e := plan.have[p]
		if e == nil || !e.same(want) {
			o := objects[p]
			if o == nil || o.Size != want.Size {
				return mixed
			}
			put := *want
			put.Stamp = stampOf(o)
			e = &put
		}
		ended.Objects[p] = object{Is: e}
	}
	_, err = r.writeManifest(ctx, ended)
	return err
}

func (r *Remote) writeManifest(ctx context.Context, m manifest) ([]byte, error) {
	data, err := m.encode()
	if err != nil {
		return nil, err
	}
	return data, r.write(ctx, manifestKey, data, "application/gzip", "no-store")
}

// removeEmptyFolders removes the folders that a removal has left empty, where the target is one.
func (r *Remote) removeEmptyFolders(removed string) error {
	if r.target.path == "" {
		return nil
	}
	root, err := os.OpenRoot(r.target.Folder())
	if err != nil {
		return err
	}
	for d := path.Dir(removed); d != "." && root.Remove(filepath.FromSlash(d)) == nil; {
		d = path.Dir(d)
	}
	return root.Close()
}

// each calls do for all of a list from several goroutines and returns the first error, after which no
// further calls begin and ctx is done for those that run.
func each[T any](ctx context.Context, list []T, do func(context.Context, T) error) error {
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for _, one := range list {
		g.Go(func() error {
			if err := inner.Err(); err != nil {
				return err
			}
			return do(inner, one)
		})
	}
	return g.Wait()
}
