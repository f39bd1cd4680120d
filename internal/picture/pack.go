package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"slices"
)

// packer packs a picture's rows as a zlib stream (RFC 1950, 1951). It looks for repetitions where a picture
// has them and nowhere else: of the row above, of the byte before, and of the few before where a pattern may
// be. Its code is made for such pictures once and for all.
type packer struct {
	out  []byte
	n    int    // bytes of out that are written
	held uint64 // bits that are not in them yet, the lowest first
	bits uint
	same int // bytes at hand that are like those above them

	// Adler-32 of what went in, as long as it is not divided, and what the row above adds to its two sums.
	a, b       int
	sum, slope int
}

const (
	rowBytes = 1 + len(row{})     // the first says that the row is told as it is
	most     = 258                // bytes that one repetition tells
	fewest   = 3                  // and the least
	nearest  = 4                  // patterns repeat themselves after as many bytes
	farthest = 7                  // or up to as many
	longest  = 64 + rowBytes*15/8 // bytes that a row takes, packed
)

// code is a Huffman code, the first bit the lowest, with the extra bits that follow it.
type code struct {
	value uint64
	bits  uint
}

// How many bits each literal and length has (RFC 1951, 3.2.5), and each distance: what is best for
// pictures of many kommuner, where all four shades, every letter and every pattern occur.
const (
	symbolBits = "3566b886ddb6cdd6bddda8addc99ddd6ddddddddddcdddd6cdddddddddddcdb65addddbcdddcdddd8bdd87acdbbadddb" +
		"ddddccddccaaddd8dddddddddddddc866ccddcdcdddbdddc8bddaabddddbdddcbdddaaddcb8addd9cdddddddddddca96" +
		"6ddbdddddddbdddd6cddbcdddddcdddb6bbb9acbdabadddb6dcc6adb689a6663d556677787778789979999aa988884"
	distanceBits = "20034400000000001"
)

var (
	literals  [257]code          // the last ends the stream
	lengths   [most + 1]code     // of a repetition of so many bytes
	distances [rowBytes + 1]code // of one so many bytes before
	start     packer             // when the first row, which is empty, is told
)

func init() {
	symbols, away := canonical(symbolBits), canonical(distanceBits)
	copy(literals[:], symbols)
	for n := fewest; n <= most; n++ {
		// Lengths come in groups of four symbols, from 11 on with one more extra bit for each group.
		symbol, extra, first := 254+n, uint(0), n
		if n == most {
			symbol = 285
		} else if n > 10 {
			extra = uint(bits.Len(uint(n-3)) - 3)
			step := (n - 3) >> extra // 4 to 7
			symbol, first = 257+int(extra)*4+step, 3+step<<extra
		}
		lengths[n] = symbols[symbol].and(uint64(n-first), extra)
	}
	for d := 1; d <= rowBytes; d++ {
		// Distances come in groups of two.
		symbol, extra, first := d-1, uint(0), d
		if d > 4 {
			extra = uint(bits.Len(uint(d-1)) - 2)
			step := (d - 1) >> extra // 2 or 3
			symbol, first = 2*int(extra)+step, 1+step<<extra
		}
		distances[d] = away[symbol].and(uint64(d-first), extra)
	}

	start.out = make([]byte, 2*len(symbolBits))
	start.put(code{0x0178, 16}) // 32 KB window, fastest
	start.put(code{0b101, 3})   // the last block, with codes of its own
	start.put(code{uint64(len(symbolBits) - 257), 5})
	start.put(code{uint64(len(distanceBits) - 1), 5})
	// A code's length is told in four bits (3.2.7): repetitions of lengths, which come first, are not used.
	start.put(code{19 - 4, 4})
	start.put(code{0, 9})
	for range 16 {
		start.put(code{4, 3})
	}
	for _, length := range symbolBits + distanceBits {
		start.put(code{uint64(bits.Reverse8(digit(length)) >> 4), 4})
	}
	start.a = 1
	start.put(literals[0])
	start.repeat(rowBytes-1, 1)
	start.b = rowBytes
	start.out = start.out[:start.n+8]
}

func digit(c rune) uint8 {
	if c <= '9' {
		return uint8(c - '0')
	}
	return uint8(c - 'a' + 10)
}

// canonical returns the codes of symbols, by how many bits they have (3.2.2).
func canonical(lengths string) []code {
	codes := make([]code, len(lengths))
	next := uint16(0)
	for n := uint8(1); n < 16; n++ {
		for symbol, length := range lengths {
			if digit(length) == n {
				codes[symbol] = code{uint64(bits.Reverse16(next) >> (16 - n)), uint(n)}
				next++
			}
		}
		next <<= 1
	}
	return codes
}

// and returns a code with extra bits behind it.
func (c code) and(extra uint64, n uint) code { return code{c.value | extra<<c.bits, c.bits + n} }

func (p *packer) begin() {
	out := p.out
	*p = start
	p.out = append(out[:0], start.out...)
}

// put takes a code that p.out has room for.
func (p *packer) put(c code) {
	p.held |= c.value << p.bits
	p.bits += c.bits
	binary.LittleEndian.PutUint64(p.out[p.n:], p.held)
	p.n += int(p.bits / 8)
	p.held >>= p.bits &^ 7
	p.bits &= 7
}

// repeat tells n bytes again, from so many bytes before.
func (p *packer) repeat(n, before int) {
	away := distances[before]
	for n > 0 {
		now := n
		if n > most {
			now = min(most, n-fewest)
		}
		p.put(lengths[now].and(away.value, away.bits))
		n -= now
	}
}

// settle tells what is like the row above.
func (p *packer) settle() {
	p.repeat(p.same, rowBytes)
	p.same = 0
}

// row takes in a row that differs from the one above within a span alone.
func (p *packer) row(row, above *row, s span) {
	p.out = slices.Grow(p.out[:p.n], longest)[:p.n+longest]
	p.same += 1 + s.from
	for ; p.same >= most+fewest; p.same -= most {
		p.repeat(most, rowBytes)
	}
	i := s.from
	for i < s.to {
		here := next(row, i)
		n := like(here ^ next(above, i))
		if n == 8 {
			n += alike(row[i+8:], above[i+8:])
		}
		if p.same+n >= fewest {
			p.same += n
			i += n
			if i >= s.to {
				break
			}
			here = next(row, i)
		}
		p.settle()
		n, before := like(here^(here<<8|uint64(row[i-1]))), 1
		if n == 8 {
			n += alike(row[i+8:], row[i+7:])
		}
		if s.hatched {
			for d := nearest; d <= farthest; d++ {
				m := like(here ^ next(row, i-d))
				if m == 8 {
					m += alike(row[i+8:], row[i+8-d:])
				}
				if m > n {
					n, before = m, d
				}
			}
		}
		n = min(n, s.to-i)
		if n < fewest {
			p.put(literals[row[i]])
			p.change(row, above, i)
			i++
			continue
		}
		p.repeat(n, before)
		for end := i + n; i < end; i++ {
			p.change(row, above, i)
		}
	}
	p.same += len(row) - i
	p.b += rowBytes*p.a + p.slope
	p.a += p.sum
}

// change counts in by how much a byte differs from the one above.
func (p *packer) change(row, above *row, i int) {
	by := int(row[i]) - int(above[i])
	p.sum += by
	p.slope += by * (len(row) - i)
}

// next returns the next eight bytes of a row, the first lowest.
func next(r *row, i int) uint64 { return binary.LittleEndian.Uint64(r[i:]) }

// like returns how many bytes differ in nothing before one that does.
func like(difference uint64) int { return bits.TrailingZeros64(difference) / 8 }

// alike returns how many bytes at the beginning of a and b are the same, without the last few of all.
func alike(a, b []byte) int {
	n := 0
	for n+8 <= min(len(a), len(b)) {
		if d := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); d != 0 {
			return n + like(d)
		}
		n += 8
	}
	return n
}

// end returns the stream, which is p's until the next one begins.
func (p *packer) end() []byte {
	p.out = slices.Grow(p.out[:p.n], longest)[:p.n+longest]
	p.settle()
	p.put(literals[256])
	if p.bits > 0 {
		p.put(code{0, 8 - p.bits})
	}
	const base = 65521
	return binary.BigEndian.AppendUint32(p.out[:p.n], uint32(p.b%base<<16|p.a%base))
}

// beginning is what all pictures have in front of their pixels.
var beginning = func() []byte {
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	const depth, indexed = 2, 3
	header := binary.BigEndian.AppendUint32(nil, Width)
	header = binary.BigEndian.AppendUint32(header, Height)
	chunk(&out, "IHDR", append(header, depth, indexed, 0, 0, 0))
	chunk(&out, "PLTE", palette)
	return out.Bytes()
}()

func chunk(out *bytes.Buffer, name string, data []byte) {
	room := out.AvailableBuffer()
	out.Write(binary.BigEndian.AppendUint32(room, uint32(len(data))))
	start := out.Len()
	out.WriteString(name)
	out.Write(data)
	sum := crc32.ChecksumIEEE(out.Bytes()[start:])
	out.Write(binary.BigEndian.AppendUint32(out.AvailableBuffer(), sum))
}
