//go:build unix && !linux

package publish

func sameMount(a, b string) bool { return sameDevice(a, b) }
