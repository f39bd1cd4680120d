package build

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestProgramSum holds that two programs which differ in one byte of text have different sums, though
// only their beginnings are read, and so do two without a build ID.
func TestProgramSum(t *testing.T) {
	dir := t.TempDir()
	sums := map[sum]string{}
	for _, flags := range []string{"", "-buildid="} {
		for _, word := range []string{"ett", "två"} {
			source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, word+flags)
			if err := os.WriteFile(source, []byte("package main\n\nfunc main() { println(\""+word+"\") }\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "build", "-ldflags="+flags, "-o", program, source).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			data, err := os.ReadFile(program)
			if err != nil {
				t.Fatal(err)
			}
			read := bytes.NewReader(data)
			s, err := sumOfProgram(read)
			if err != nil {
				t.Fatal(err)
			}
			if other, taken := sums[s]; taken {
				t.Errorf("%s and %s have the same sum", other, program)
			}
			sums[s] = program
			if whole := read.Len() == 0; whole != (flags != "") {
				t.Errorf("%s was read to its end: %v", program, whole)
			}
		}
	}
}
