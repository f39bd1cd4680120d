package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestServeOpens has the desktop open the address, here a program that writes it to a pipe.
func TestServeOpens(t *testing.T) {
	bin := t.TempDir()
	pipe := filepath.Join(bin, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte("#!/bin/sh\necho \"$1\" > '"+pipe+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	r := background(t, "serve", "--site", madeSite(t), "--port", "0", "--open")
	address, _, _ := strings.Cut(r.says("shows the site"), " ")
	opened, err := os.ReadFile(pipe)
	if got := strings.TrimSpace(string(opened)); err != nil || got != address {
		t.Errorf("%q was opened, %v, want %s", got, err, address)
	}
	r.ends()
}
