package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"gocloud.dev/gcerrors"

	"lofte/internal/say"
)

// attempts is how often a request is made at most, patience how long one may take besides the time
// for its bytes at slowest.
const (
	attempts = 6
	patience = time.Minute
	slowest  = 32 << 10 // bytes in a second
)

// try makes a request that carries size bytes, and makes it again, each time after a longer pause, when
// it was turned away for now, cut off, or not answered. The error is a *Fault, that of ctx, or one without
// credentials in its text.
func (r *Remote) try(ctx context.Context, what string, size int64, do func(context.Context) error) error {
	ctx = policy.WithRetryOptions(ctx, policy.RetryOptions{MaxRetries: -1}) // we do it
	for n := 1; ; n++ {
		limited, cancel := context.WithTimeout(ctx, r.patience+time.Duration(size/slowest)*time.Second)
		err := do(limited)
		late := limited.Err() != nil
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case n == attempts || !late && !passing(err):
			return r.explain(what, err)
		}
		if err := r.pause(ctx, backoff(n)); err != nil {
			return err
		}
	}
}

// backoff returns how long to wait after the n-th attempt: twice as long each time, and not for all
// workers the same.
func backoff(n int) time.Duration {
	d := 500 * time.Millisecond << (n - 1)
	return d/2 + rand.N(d/2)
}

// pause waits, or returns the error of ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

var standard = retry.NewStandard()

// passing says whether the same request may go well a little later.
func passing(err error) bool {
	switch status := statusOf(err); {
	case status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= 500:
		return true
	case standard.IsErrorRetryable(err): // what S3 says in words, broken connections
		return true
	case status != 0:
		return false
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// statusOf returns the status of the answer that an error tells of, 0 if it is about none.
func statusOf(err error) int {
	var s3 interface{ HTTPStatusCode() int }
	if errors.As(err, &s3) {
		return s3.HTTPStatusCode()
	}
	var azure *azcore.ResponseError
	if errors.As(err, &azure) {
		return azure.StatusCode
	}
	return 0
}

// explain makes an error to show out of one of a request.
func (r *Remote) explain(what string, err error) error {
	text := r.hide.clean(told(err))
	switch status := statusOf(err); {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return &Fault{say.Textf("the target refuses: %s: %s", what, text), say.Textf("the credentials need the right to list, read, write and delete there")}
	case gcerrors.Code(err) == gcerrors.NotFound && what == listing:
		return &Fault{say.Textf("there is no target %s: %s", r.target.String(), text), say.Textf("lofte makes no bucket; make it first")}
	}
	return fmt.Errorf("%s: %s", what, text)
}

// wrapped is what gocloud.dev puts before the error of a library.
var wrapped = regexp.MustCompile(`^blob( \(key ".*?"\))? \(code=\w+\): `)

// told returns the text of an error on one line.
func told(err error) string {
	var azure *azcore.ResponseError // a page of text
	if errors.As(err, &azure) {
		return fmt.Sprintf("status %d, %s", azure.StatusCode, azure.ErrorCode)
	}
	return strings.Join(strings.Fields(wrapped.ReplaceAllString(err.Error(), "")), " ")
}

// opening makes an error to show out of one of opening a target.
func (r *Remote) opening(err error) error {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	return fmt.Errorf("open %s: %s", r.target, r.hide.clean(err.Error()))
}
