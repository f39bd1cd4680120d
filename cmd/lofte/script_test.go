package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"lofte": main})
}

// tests are run, and then what they built is removed.
type tests struct{ *testing.M }

func (t tests) Run() int {
	defer func() { _ = os.RemoveAll(programDir) }()
	return t.M.Run()
}

const programEnv = "LOFTE_TEST_PROGRAM"

var (
	programDir   string
	buildProgram = sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "lofte")
		if err != nil {
			return "", err
		}
		programDir = dir
		name := filepath.Join(dir, "lofte")
		if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build: %w\n%s", err, out)
		}
		return name, os.Chmod(dir, 0o755) // some tests run it as another user
	})
)

// builtProgram returns the path of the program as users have it: it starts in a moment, which the program that
// the tests are does not, with the race detector.
func builtProgram(t *testing.T) string {
	t.Helper()
	if name := os.Getenv(programEnv); name != "" {
		return name
	}
	name, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// TestScripts runs the commands as an editor types them. Each file in testdata/script is a site, what
// is typed, and what must come of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status,
		},
	})
}

// status runs a program and holds that it ends with an exit status: status 2 lofte biuld
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N program [argument ...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(interface{ ExitCode() int }); ok {
		got = string(rune('0' + exit.ExitCode()%10))
		if n := exit.ExitCode(); n > 9 {
			got = "many"
		}
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
