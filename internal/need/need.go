// Package need finds what some tests need besides Go. A test that lacks it is skipped with a line
// that says what is missing; with LOFTE_REQUIRE_ALL=1, as in .ci/run, it fails instead.
package need

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("LOFTE_REQUIRE_ALL") == "1" {
		t.Fatalf("this test needs %s, which is missing", what)
	}
	t.Skipf("skipped: this test needs %s; .ci/run has it", what)
}

// Able goes on when err is nil: when the machine let the test do what not every one does.
func Able(t testing.TB, err error, what string) {
	t.Helper()
	if err != nil {
		missing(t, what+" ("+err.Error()+")")
	}
}

// Program returns the path of the first of the programs that is there.
func Program(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, names[0])
	return ""
}

// Mounts returns the command that runs another where it may mount file systems that nobody else sees.
func Mounts(t testing.TB) []string {
	t.Helper()
	command := []string{Program(t, "unshare"), "--map-root-user", "--mount"}
	if os.Getuid() == 0 {
		command = slices.Delete(command, 1, 2)
	}
	if exec.Command(command[0], append(command[1:], "mount", "-t", "tmpfs", "lofte", t.TempDir())...).Run() != nil {
		missing(t, "the right to mount file systems in a namespace")
	}
	return command
}

// NodeModule returns the path of a file in the npm packages that LOFTE_NODE_MODULES holds.
func NodeModule(t testing.TB, path string) string {
	t.Helper()
	full := filepath.Join(os.Getenv("LOFTE_NODE_MODULES"), filepath.FromSlash(path))
	if _, err := os.Stat(full); os.Getenv("LOFTE_NODE_MODULES") == "" || err != nil {
		missing(t, "the npm package file "+path+" in $LOFTE_NODE_MODULES")
	}
	return full
}
