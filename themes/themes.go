// Package themes carries the standard theme in the binary.
package themes

import "embed"

// Standard holds the standard theme in its folder "standard": layouts, static and i18n.
//
//go:embed standard/layouts standard/static standard/i18n
var Standard embed.FS
