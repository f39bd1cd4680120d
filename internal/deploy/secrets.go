package deploy

import (
	"os"
	"regexp"
	"strings"
)

// secrets takes credentials out of what others say.
type secrets struct{ values []string }

// secretVariables are the environment variables that hold what must not be shown.
var secretVariables = []string{
	"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	"AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGEBLOB_CONNECTIONSTRING",
	"AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_PASSWORD",
}

func newSecrets() *secrets {
	s := &secrets{}
	for _, name := range secretVariables {
		s.add(os.Getenv(name))
	}
	return s
}

func (s *secrets) add(values ...string) {
	for _, v := range values {
		if v != "" {
			s.values = append(s.values, v)
		}
	}
}

// An address in the text of an error may carry a signature or a token after "?", and somebody's name
// and password before "@".
var (
	queryOfURL = regexp.MustCompile(`(://[^\s?"]*)\?[^\s"]*`)
	userOfURL  = regexp.MustCompile(`://[^\s/?"]*@`)
)

func (s *secrets) clean(text string) string {
	for _, v := range s.values {
		text = strings.ReplaceAll(text, v, "…")
	}
	return userOfURL.ReplaceAllString(queryOfURL.ReplaceAllString(text, "$1"), "://")
}
