package compiled

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
)

// writer returns the code that writes a value of a type through the escapers that html/template chose
// for where it stands. Each does what the library's function of that name does; a test holds them
// against each other.
func writer(typ reflect.Type, escapers []string) (func(*bytes.Buffer, reflect.Value), error) {
	chain := strings.Join(escapers, " ")
	if typ.Kind() == reflect.Int {
		switch chain {
		case "htmlescaper", "attrescaper", "rcdataescaper":
			return func(w *bytes.Buffer, v reflect.Value) {
				w.Write(strconv.AppendInt(w.AvailableBuffer(), v.Int(), 10))
			}, nil
		}
	}
	plain := typ == reflect.TypeFor[string]()
	switch {
	case typ == reflect.TypeFor[template.HTML]() && chain == "htmlescaper":
		return func(w *bytes.Buffer, v reflect.Value) { w.WriteString(v.String()) }, nil
	case plain && (chain == "htmlescaper" || chain == "attrescaper" || chain == "rcdataescaper"):
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, v.String()) }, nil
	case plain && chain == "urlfilter urlnormalizer attrescaper":
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, normalize(filter(v.String()))) }, nil
	case plain && chain == "urlfilter attrescaper":
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, filter(v.String())) }, nil
	case plain && chain == "urlnormalizer attrescaper":
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, normalize(v.String())) }, nil
	case plain && chain == "srcsetescaper attrescaper":
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, candidates(v.String())) }, nil
	case typ == reflect.TypeFor[template.URL]() && (chain == "urlfilter urlnormalizer attrescaper" || chain == "urlnormalizer attrescaper"):
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, normalize(v.String())) }, nil
	case typ == reflect.TypeFor[template.Srcset]() && chain == "srcsetescaper attrescaper":
		return func(w *bytes.Buffer, v reflect.Value) { escape(w, v.String()) }, nil
	}
	return nil, fmt.Errorf("cannot compile a %s that is escaped by %q", typ, chain)
}

var replacements = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// replaced has the bytes that have a replacement. It is small, and asked for every byte of a site.
var replaced = func() (set [256]bool) {
	for c, r := range replacements {
		set[c] = r != ""
	}
	return set
}()

// escape writes text for use in HTML, in an attribute too.
func escape(w *bytes.Buffer, s string) {
	written := 0
	for i := range len(s) {
		if replaced[s[i]] {
			w.WriteString(s[written:i])
			w.WriteString(replacements[s[i]])
			written = i + 1
		}
	}
	w.WriteString(s[written:])
}

// filter returns the address, or one that leads nowhere when its scheme may run a script.
func filter(s string) string {
	if protocol, _, ok := strings.Cut(s, ":"); ok && !strings.Contains(protocol, "/") &&
		!strings.EqualFold(protocol, "http") && !strings.EqualFold(protocol, "https") && !strings.EqualFold(protocol, "mailto") {
		return "#ZgotmplZ"
	}
	return s
}

// candidates returns a list of pictures, each an address with a size behind it, as srcset has it.
func candidates(s string) string {
	const space = " \t\n\f\r"
	list := strings.Split(s, ",")
	for i, one := range list {
		address := strings.TrimLeft(one, space)
		before, size := one[:len(one)-len(address)], ""
		if end := strings.IndexAny(address, space); end >= 0 {
			address, size = address[:end], address[end:]
		}
		odd := func(r rune) bool {
			return !strings.ContainsRune(space, r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
		}
		if filter(address) != address || strings.ContainsFunc(size, odd) {
			list[i] = "#ZgotmplZ"
		} else {
			list[i] = before + normalize(address) + size
		}
	}
	return strings.Join(list, ",")
}

// inURL has the bytes that stand in an address as they are.
var inURL = func() (set [256]bool) {
	for _, c := range []byte("!#$&*+,/:;=?@[]-._~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") {
		set[c] = true
	}
	return set
}()

// normalize percent-encodes what cannot stand in an address.
func normalize(s string) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	written := 0
	for i := range len(s) {
		c := s[i]
		if inURL[c] || c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			continue
		}
		b.WriteString(s[written:i])
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		written = i + 1
	}
	if written == 0 {
		return s
	}
	b.WriteString(s[written:])
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
