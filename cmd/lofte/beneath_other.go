//go:build !linux

package main

import (
	"errors"
	"os"
)

func readBeneath(*os.File, string) ([]byte, error) { return nil, errors.ErrUnsupported }
