package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
)

// Record writes values as bytes, or reads them back, by the same calls in the same order, so that the
// two cannot come apart. The zero Record writes. What it reads into is to be zero before; texts are
// taken out of the record without copying them. Bytes that are no record leave it bad, and whatever
// was read is to be thrown away.
type Record struct {
	bytes []byte // written
	rest  string // left to read
	reads bool
	bad   bool
}

// Read returns a Record that reads.
func Read(bytes string) Record { return Record{rest: bytes, reads: true} }

// Write returns a Record that writes behind what buffer has, which is the Record's from now on.
func Write(buffer []byte) Record { return Record{bytes: buffer} }

// Reads reports whether the Record reads.
func (r *Record) Reads() bool { return r.reads }

// Bytes returns what was written.
func (r *Record) Bytes() []byte { return r.bytes }

// Whole reports whether all was read, and made sense.
func (r *Record) Whole() bool { return !r.bad && r.rest == "" }

// Int64 records a whole number.
func (r *Record) Int64(n *int64) {
	if !r.reads {
		r.bytes = binary.AppendVarint(r.bytes, *n)
		return
	}
	// binary.Varint reads bytes, and the record is a text.
	var u uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		c := r.rest[i]
		u |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.rest = r.rest[i+1:]
			*n = int64(u>>1) ^ -int64(u&1)
			return
		}
	}
	r.bad, r.rest = true, ""
}

// Int records a whole number.
func (r *Record) Int(n *int) {
	i := int64(*n)
	r.Int64(&i)
	*n = int(i)
}

// Text records a text.
func (r *Record) Text(s *string) {
	n := len(*s)
	r.Int(&n)
	switch {
	case !r.reads:
		r.bytes = append(r.bytes, *s...)
	case n < 0 || n > len(r.rest):
		r.bad, r.rest = true, ""
	default:
		*s, r.rest = r.rest[:n], r.rest[n:]
	}
}

// Bool records whether something is so.
func (r *Record) Bool(b *bool) {
	n := 0
	if *b {
		n = 1
	}
	r.Int(&n)
	*b = n == 1
}

// Word records a text of a type of its own.
func Word[T ~string](r *Record, s *T) {
	t := string(*s)
	r.Text(&t)
	*s = T(t)
}

// Number records a whole number.
func Number[T ~int | ~uint8 | ~uint32 | ~uint64](r *Record, n *T) {
	i := int64(*n)
	r.Int64(&i)
	*n = T(i)
}

// Sum records a checksum.
func (r *Record) Sum(s *[sha256.Size]byte) {
	switch {
	case !r.reads:
		r.bytes = append(r.bytes, s[:]...)
	case len(r.rest) < len(s):
		r.bad, r.rest = true, ""
	default:
		copy(s[:], r.rest)
		r.rest = r.rest[len(s):]
	}
}

// List records a list, and tells one without elements from none.
func List[T any](r *Record, l *[]T, each func(*T)) {
	n := len(*l) + 1
	if *l == nil {
		n = 0
	}
	r.Int(&n)
	if r.reads {
		// Every element takes a byte at least, so a damaged length asks for no more than there is.
		if n < 0 || n > len(r.rest)+1 {
			r.bad, r.rest, n = true, "", 0
		}
		*l = nil
		if n > 0 {
			*l = make([]T, n-1)
		}
	}
	for i := range *l {
		each(&(*l)[i])
	}
}

// ByName records values by their names, in the order of those.
func ByName[T any](r *Record, m *map[string]T, each func(*T)) {
	names := slices.Sorted(maps.Keys(*m))
	List(r, &names, r.Text)
	if r.reads {
		*m = make(map[string]T, len(names))
	}
	for _, name := range names {
		v := (*m)[name]
		each(&v)
		if r.bad {
			return
		}
		if r.reads {
			(*m)[name] = v
		}
	}
}

// One records a value that may not be there.
func One[T any](r *Record, p **T, each func(*T)) {
	there := *p != nil
	r.Bool(&there)
	if !there {
		return
	}
	if r.reads {
		*p = new(T)
	}
	each(*p)
}
