package deploy

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"gocloud.dev/blob"
	"gocloud.dev/blob/azureblob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/s3blob"

	"lofte/internal/say"
)

// bucket opens what the target names. Nothing is asked of it yet, but credentials are looked for.
func (t Target) bucket(ctx context.Context, hide *secrets) (*blob.Bucket, error) {
	u := &url.URL{Scheme: t.scheme, Host: t.host, Path: t.path, RawQuery: t.query.Encode()}
	var b *blob.Bucket
	var err error
	switch t.scheme {
	case s3blob.Scheme:
		b, err = t.s3(ctx, hide)
	case azureblob.Scheme:
		b, err = blob.OpenBucket(ctx, u.String())
	case fileblob.Scheme:
		if _, statErr := os.Stat(t.root()); errors.Is(statErr, fs.ErrNotExist) && !t.query.Has("create_dir") {
			return nil, &Fault{say.Textf("there is no folder %s", t.root()), say.Textf("make it first, or add ?create_dir=1 to the address")}
		}
		// The files go to a web server, which must not see sidecar files of metadata; and a temporary
		// file can only be renamed within one file system.
		opener := fileblob.URLOpener{Options: fileblob.Options{Metadata: fileblob.MetadataDontWrite, NoTempDir: true}}
		b, err = opener.OpenBucketURL(ctx, u)
	}
	if err != nil {
		return nil, err
	}
	if t.prefix != "" {
		b = blob.PrefixedBucket(b, t.prefix)
	}
	return b, nil
}

// s3 opens an S3 bucket. The client never tries again by itself: Remote.try does.
func (t Target) s3(ctx context.Context, hide *secrets) (*blob.Bucket, error) {
	q := url.Values{}
	for name, values := range t.query {
		q[name] = values
	}
	if q.Has("endpoint") {
		// What other makers' servers all know: the bucket in the path, and no checksums that AWS alone
		// reads.
		for name, value := range map[string]string{"use_path_style": "true", "request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"} {
			if !q.Has(name) {
				q.Set(name, value)
			}
		}
	}
	opener := &s3blob.URLOpener{}
	b, err := opener.OpenBucketURL(ctx, &url.URL{Scheme: t.scheme, Host: t.host, RawQuery: q.Encode()})
	if err != nil {
		return nil, err
	}
	var client *s3.Client
	b.As(&client)
	o := client.Options()
	switch {
	case o.Region == "" && q.Has("endpoint"):
		o.Region = "us-east-1" // what servers take that have no regions
	case o.Region == "":
		return nil, &Fault{say.Textf("it is not known which region the bucket is in"), say.Textf("add ?region=eu-north-1, or the one it is in, to the address")}
	}
	if o.Credentials != nil && !aws.IsCredentialsProvider(o.Credentials, aws.AnonymousCredentials{}) {
		c, err := o.Credentials.Retrieve(ctx)
		if err != nil {
			return nil, &Fault{say.Textf("there are no credentials for the target: %s", hide.clean(err.Error())),
				say.Textf("they are taken from where the cloud's own tools take them, such as the environment")}
		}
		hide.add(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
	}
	o.Retryer, o.RetryMaxAttempts = aws.NopRetryer{}, 0
	return s3blob.OpenBucket(ctx, s3.New(o), t.host, &opener.Options)
}
