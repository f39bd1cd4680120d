package picture

import "math/bits"

// runs packs bytes as a zlib stream (RFC 1950, 1951) that knows of one repetition only: a byte like the one
// before it. In a picture whose rows are told by how they differ from the row above, that is nearly all
// there is, and it takes a third of the time of a search for others.
type runs struct {
	out    []byte
	held   uint64 // bits that are not in out yet, the lowest first
	bits   uint
	byte   byte // of the run at hand
	length int
	a, b   uint32 // Adler-32 of what went in
}

// code is a Huffman code, the first bit the lowest.
type code struct {
	value uint64
	bits  uint
}

var (
	literals [286]code // of the fixed alphabet (RFC 1951, 3.2.6)
	lengths  [259]code // of a repetition of 3 to 258 bytes at distance 1, with its extra bits
)

func init() {
	for symbol := range literals {
		var value, length int
		switch {
		case symbol < 144:
			value, length = 0x30+symbol, 8
		case symbol < 256:
			value, length = 0x190+symbol-144, 9
		case symbol < 280:
			value, length = symbol-256, 7
		default:
			value, length = 0xc0+symbol-280, 8
		}
		literals[symbol] = code{uint64(bits.Reverse16(uint16(value)) >> (16 - length)), uint(length)}
	}
	for length := 3; length <= 258; length++ {
		// Lengths come in groups of four symbols, from 11 on with one more extra bit for each group (3.2.5).
		symbol, extra, first := 254+length, uint(0), length
		if length == 258 {
			symbol = 285
		} else if length > 10 {
			extra = uint(bits.Len(uint(length-3)) - 3)
			step := (length - 3) >> extra // 4 to 7
			symbol, first = 257+int(extra)*4+step, 3+step<<extra
		}
		c := literals[symbol]
		c.value |= uint64(length-first) << c.bits
		c.bits += extra
		lengths[length] = code{c.value, c.bits + 5} // distance 1 is five bits of 0
	}
}

func (r *runs) begin() {
	*r = runs{out: append(r.out[:0], 0x78, 0x01), a: 1} // 32 KB window, fastest
	r.put(code{0b011, 3})                               // the last block, fixed codes
}

func (r *runs) put(c code) {
	r.held |= c.value << r.bits
	r.bits += c.bits
	for r.bits >= 8 {
		r.out = append(r.out, byte(r.held))
		r.held >>= 8
		r.bits -= 8
	}
}

// zeros takes in n bytes of 0.
func (r *runs) zeros(n int) {
	r.b = uint32((uint64(r.b) + uint64(n)*uint64(r.a)) % 65521)
	if r.byte != 0 || r.length == 0 {
		r.flush()
		r.byte = 0
	}
	r.length += n
}

func (r *runs) write(data []byte) {
	for _, c := range data {
		r.a += uint32(c)
		r.b += r.a
		if c != r.byte || r.length == 0 {
			r.flush()
			r.byte = c
		}
		r.length++
	}
	r.a, r.b = r.a%65521, r.b%65521 // a row is short enough for that
}

// flush writes the run at hand.
func (r *runs) flush() {
	if r.length == 0 {
		return
	}
	one := literals[r.byte]
	r.put(one)
	left := r.length - 1
	for ; left >= 3; left -= min(left, 258) {
		r.put(lengths[min(left, 258)])
	}
	for range left {
		r.put(one)
	}
	r.length = 0
}

// end returns the stream, which is r's until the next one begins.
func (r *runs) end() []byte {
	r.flush()
	r.put(literals[256])
	if r.bits > 0 {
		r.put(code{0, 8 - r.bits})
	}
	sum := r.b<<16 | r.a
	return append(r.out, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}
