package deploy

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for address, want := range map[string]struct{ shown, prefix, folder string }{
		"s3://hink?region=eu-north-1": {"s3://hink", "", ""},
		"s3://hink":                   {"s3://hink", "", ""},
		"s3://hink/mapp/":             {"s3://hink/mapp", "mapp/", ""},
		"s3://hink?prefix=a/b":        {"s3://hink/a/b", "a/b/", ""},
		"s3://hink?endpoint=http://127.0.0.1:7070&region=x": {"s3://hink", "", ""},
		"azblob://container": {"azblob://container", "", ""},
		"azblob://container/x?storage_account=konto&protocol=https": {"azblob://container/x", "x/", ""},
		"file:///srv/www":           {"file:///srv/www", "", "/srv/www"},
		"file:///srv/www?prefix=a/": {"file:///srv/www/a", "a/", "/srv/www/a"},
		"file://localhost/srv/www/": {"file:///srv/www", "", "/srv/www"},
		"file://./../www":           {"file://../www", "", "../www"},
	} {
		got, err := Parse(address)
		if err != nil || got.String() != want.shown || got.prefix != want.prefix || filepath.ToSlash(got.Folder()) != want.folder {
			t.Errorf("%s is %s, prefix %q, folder %q, %v", address, got, got.prefix, got.Folder(), err)
		}
	}
}

// What is wrong with an address is said without anything of it that could be a credential.
func TestParseRefuses(t *testing.T) {
	for _, address := range []string{
		"", "public", "/srv/www", "s3:hink", "s3://", "s3:///x", "S3//hink", "gs://hink", "https://hemligt@x/", "s3://hink#hemligt",
		"s3://AKIA:hemligt@hink", "s3://hemligt@hink", "AKIA:hemligt@hink", "s3//AKIA:hemligt@hink", "s3://AKIA:hem%zzligt@hink",
		"azblob://container?sv=1&sig=hemligt", "s3://hink?token=hemligt", "s3://hink?region=%zzhemligt", "s3://hink?a=hemligt;b",
		"s3://hink?endpoint=127.0.0.1", "s3://hink?endpoint=https://AKIA:hemligt@x", "s3://hink?endpoint=https://x?sig=hemligt",
		"s3://hink?prefix=..", "s3://hink/../x", "s3://hink?prefix=a//b", "s3://hink?prefix=a/../b", "s3://hink/a?prefix=b",
		"azblob://", "file://", "file://srv/www", "file:///srv?prefix=../etc", "file:///srv?metadata=sidecar",
	} {
		_, err := Parse(address)
		var fault *Fault
		if !errors.As(err, &fault) || fault.Problem.Format == "" {
			t.Errorf("%q gives %v", address, err)
			continue
		}
		if text := err.Error(); strings.Contains(text, "hemligt") || strings.Contains(text, "AKIA") {
			t.Errorf("%q gives %s", address, text)
		}
	}
}

func TestSecretsAreHidden(t *testing.T) {
	for _, name := range secretVariables {
		t.Setenv(name, "hemligt-"+strings.ToLower(name))
	}
	s := newSecrets()
	s.add("", "of-a-file")
	for _, name := range secretVariables {
		if got := s.clean("with hemligt-" + strings.ToLower(name) + "."); got != "with …." {
			t.Errorf("%s shows as %q", name, got)
		}
	}
	for text, want := range map[string]string{
		"key of-a-file is refused":                                     "key … is refused",
		`Put "https://konto.blob.example/c/x?sv=1&sig=abc%3D": EOF`:    `Put "https://konto.blob.example/c/x": EOF`,
		"GET https://u:p@host/x failed":                                "GET https://host/x failed",
		"open s3://AKIA:abc@hink?region=x: no":                         "open s3://hink no",
		"is it so? yes":                                                "is it so? yes",
		"api error AccessDenied: Access Denied.":                       "api error AccessDenied: Access Denied.",
		"mail to someone@example.se":                                   "mail to someone@example.se",
		"redirect to https://x/y?X-Amz-Signature=1 and http://z?a b?c": "redirect to https://x/y and http://z b?c",
	} {
		if got := s.clean(text); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
