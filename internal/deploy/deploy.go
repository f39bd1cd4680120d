// Package deploy brings what a build has put into its output folder to a bucket of S3, a container of
// Azure, or another folder: a manifest against a remote, shown, then applied.
//
// # What is compared
//
// The build's own manifest (publish.Look) says which files the site has and what their content is. The
// target holds a manifest, .lofte-deploy, of what deploys have put there: hash, content type, cache control
// and stamp of each object. The stamp is what the target's listing tells of an object for free: size, time
// of change, checksum. An object with another stamp was put there by somebody else, and is put right if
// the site has its path. Nothing else of the target is ever read or touched.
//
// # The order
//
// First the files that pages need, then the pages, then feeds and sitemaps, which name pages, and last the
// removals; each group begins when the one before has ended. A visitor never gets a page whose stylesheet
// is missing. One object is always whole, the old or the new; the site as a whole is a mixture while
// a deploy runs, which no bucket knows how to avoid.
//
// # What is cut off
//
// Before anything is changed the manifest is written with what is about to be put, beside what
// stands. A deploy that comes after one that was cut off finds in the listing which of the two stands at
// each path, takes over what arrived, and goes on. The end writes the manifest again, with the
// stamps of a new listing. So at any moment the manifest knows everything that is ours.
//
// Two deploys at once to one target can mix two sites. The one that ends last notices, by the manifest, and
// says so; another deploy puts it right.
package deploy

import (
	"context"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// workers is how many requests are under way at once: as many idle connections to one host as the
// libraries of S3 and Azure keep.
const workers = 10

// Remote is an opened target. Close it after use.
type Remote struct {
	target   Target
	bucket   *blob.Bucket
	hide     *secrets
	patience time.Duration
	pause    func(context.Context, time.Duration) error
}

// Open opens a target and looks for the credentials that it needs, where the cloud's own tools take them.
// The target itself is not asked yet. The error is a *Fault where there is something to put right.
func Open(ctx context.Context, t Target) (*Remote, error) {
	r := &Remote{target: t, hide: newSecrets(), patience: patience, pause: pause}
	b, err := t.bucket(ctx, r.hide)
	if err != nil {
		return nil, r.opening(err)
	}
	r.bucket = b
	return r, nil
}

// Close lets go of the target.
func (r *Remote) Close() error { return r.bucket.Close() }

// listing is what is being done when a target's objects are listed.
const listing = "list what is there"

// list returns the target's objects by path.
func (r *Remote) list(ctx context.Context) (map[string]*blob.ListObject, error) {
	objects := map[string]*blob.ListObject{}
	size := 1000
	if r.target.path != "" {
		size = 1 << 20 // fileblob walks through the whole folder for each page
	}
	for token := blob.FirstPageToken; token != nil; {
		var page []*blob.ListObject
		next := token
		err := r.try(ctx, listing, 0, func(ctx context.Context) (err error) {
			page, next, err = r.bucket.ListPage(ctx, token, size, nil)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, o := range page {
			objects[o.Key] = o
		}
		token = next
	}
	return objects, nil
}

// read returns the content of an object, nil if there is none.
func (r *Remote) read(ctx context.Context, key string, size int64) (data []byte, err error) {
	err = r.try(ctx, "read "+key, size, func(ctx context.Context) error {
		data, err = r.bucket.ReadAll(ctx, key)
		if gcerrors.Code(err) == gcerrors.NotFound {
			data, err = nil, nil
		}
		return err
	})
	return data, err
}

// write puts an object, as a whole or not at all.
func (r *Remote) write(ctx context.Context, key string, data []byte, contentType, cache string) error {
	return r.try(ctx, "upload "+key, int64(len(data)), func(ctx context.Context) error {
		return r.bucket.WriteAll(ctx, key, data, &blob.WriterOptions{
			ContentType:    contentType,
			CacheControl:   cache,
			BufferSize:     len(data) + 1, // in one piece
			MaxConcurrency: 1,
		})
	})
}

// remove deletes an object and is content when there is none.
func (r *Remote) remove(ctx context.Context, key string) error {
	return r.try(ctx, "remove "+key, 0, func(ctx context.Context) error {
		if err := r.bucket.Delete(ctx, key); gcerrors.Code(err) != gcerrors.NotFound {
			return err
		}
		return nil
	})
}
