package record

import (
	"encoding/binary"
	"math/bits"
	"strings"
)

// JSONKeys tells which field of a record a key of an object names. A generated package
// makes one for each record that it reads; nothing changes it afterwards.
//
// It is a hash table with linear probing. What is hashed is a word of the key, that a
// key of up to seven bytes is the whole of, and two loads make of a longer one.
type JSONKeys struct {
	table []jsonKey // a power of two of them, a quarter of which are in use at most
	mul   uint64
	shift uint
	fold  bool
	plain bool // no name has what JSON escapes
}

type jsonKey struct {
	word  uint64
	name  string
	field int // -1 where the place is free
}

// NewJSONKeys returns the table of names, where the field of each is its index.
func NewJSONKeys(names ...string) *JSONKeys { return newJSONKeys(names, false) }

// NewJSONKeysFold is NewJSONKeys for keys in letters of either case.
func NewJSONKeysFold(names ...string) *JSONKeys { return newJSONKeys(names, true) }

// newJSONKeys tries some multipliers, and takes the one that has the fewest keys
// standing elsewhere than their hash says.
func newJSONKeys(names []string, fold bool) *JSONKeys {
	var best *JSONKeys
	least := len(names) + 1
	mul := uint64(0x9e3779b97f4a7c15)
	for try := 0; try < 64 && least > 0; try++ {
		k := &JSONKeys{mul: mul, fold: fold, plain: true}
		if moved := k.fill(names); best == nil || moved < least {
			best, least = k, moved
		}
		mul = mul*0xd1342543de82ef95 + 2
	}
	return best
}

// fill makes the table and returns how many keys found their place taken.
func (k *JSONKeys) fill(names []string) (moved int) {
	size := bits.Len(uint(4*len(names)) | 8)
	k.table, k.shift = make([]jsonKey, 1<<size), uint(64-size)
	for at := range k.table {
		k.table[at].field = -1
	}
	for field, name := range names {
		if end, _ := plainText(bytesOf(name), 0); end < len(name) {
			k.plain = false
		}
		moved += k.put(name, field)
		if lower := strings.ToLower(name); k.fold && lower != name {
			moved += k.put(lower, field)
		}
	}
	return moved
}

func (k *JSONKeys) put(name string, field int) (moved int) {
	w := keyWord(bytesOf(name))
	at := k.place(w)
	for k.table[at].field >= 0 {
		at, moved = (at+1)&(len(k.table)-1), 1
	}
	k.table[at] = jsonKey{word: w, name: name, field: field}
	return moved
}

// place is where a word belongs.
func (k *JSONKeys) place(w uint64) int { return int((w | 1<<63) * k.mul >> k.shift) }

// keyWord is what is hashed of a key.
func keyWord(key []byte) (w uint64) {
	if n := len(key); n >= 8 {
		return longKeyWord(binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[n-8:]))
	}
	for k, c := range key {
		w |= uint64(c) << (8 * k)
	}
	return w
}

// longKeyWord joins the first and the last eight bytes of a key.
func longKeyWord(first, last uint64) uint64 { return first ^ bits.RotateLeft64(last, 29) }

// lookup returns the field of a key of that word, -1 where there is none.
func (k *JSONKeys) lookup(w uint64, key []byte) int {
	for at := k.place(w); ; at++ {
		e := &k.table[at&(len(k.table)-1)]
		if e.word == w && len(e.name) == len(key) && (len(key) < 8 || string(key) == e.name) || e.field < 0 {
			return e.field
		}
	}
}

// NoMoreKeys is the field where the object ends.
const NoMoreKeys = -2

// First reads the opening brace of an object and what stands before the value of its
// first key: the key, its colon and the space around them. It returns the index of the
// key's name, -1 where it is none of the names, or NoMoreKeys; then the cursor is behind
// the closing brace.
func (k *JSONKeys) First(a *Arena, b []byte, i int) (field, j int) {
	more, j := JSONObject(b, i)
	if j < 0 || !more {
		return NoMoreKeys, j
	}
	return k.find(a, b, j)
}

// Next is First behind a value: it reads the comma and the next key, or the closing
// brace.
func (k *JSONKeys) Next(a *Arena, b []byte, i int) (field, j int) {
	if uint(i) < uint(len(b)) && b[i] == '}' {
		return NoMoreKeys, i + 1
	}
	if len(b)-i > 16 && i >= 0 && b[i] == ',' {
		// A short key, with no more than a space before it and before its value.
		if i++; b[i] == ' ' {
			i++
		}
		if b[i] == '"' {
			w := binary.LittleEndian.Uint64(b[i+1:])
			n := bits.TrailingZeros64(quotes(w)) >> 3
			w &= 1<<(8*uint(n)) - 1
			e := &k.table[k.place(w)]
			j = i + n + 3
			if n < 8 && e.word == w && len(e.name) == n && k.plain && b[j-1] == ':' {
				if b[j] == ' ' {
					j++
				}
				if b[j] > ' ' {
					return e.field, j
				}
			}
		}
		if b[i] <= ' ' {
			i = JSONSpace(b, i)
		}
		return k.find(a, b, i)
	}
	more, j := JSONNext(b, i, '}')
	if j < 0 || !more {
		return NoMoreKeys, j
	}
	return k.find(a, b, j)
}

// quotes marks, with the top bit of each byte, the first quote among eight bytes, and
// perhaps others behind it.
func quotes(w uint64) uint64 {
	w ^= lsb * '"'
	return (w - lsb) & ^w & msb
}

// find reads a key, its colon and the space around that.
func (k *JSONKeys) find(a *Arena, b []byte, i int) (field, j int) {
	w, end := plainKey(b, i)
	if end < 0 || !k.plain {
		return k.findAny(a, b, i)
	}
	if field = k.lookup(w, b[i+1:end]); field < 0 {
		return k.findAny(a, b, i)
	}
	// A colon, at most one space, and the value.
	if len(b)-end > 3 && b[end+1] == ':' {
		j = end + 2
		if b[j] == ' ' {
			j++
		}
		if b[j] > ' ' {
			return field, j
		}
	}
	if j = jsonColon(b, end+1); j < 0 {
		return -1, j
	}
	return field, j
}

// plainKey finds the quote that ends the key at i, and the word of what stands before
// it, which may be anything: that it is a name without escapes proves it to be a key. At
// the end of b the cursor is below zero, and the key is for others.
func plainKey(b []byte, i int) (w uint64, end int) {
	if uint(i) >= uint(len(b)) || b[i] != '"' {
		return 0, -1
	}
	for end = i + 1; len(b)-end >= 8; end += 8 {
		word := binary.LittleEndian.Uint64(b[end:])
		m := quotes(word)
		if m == 0 {
			continue
		}
		n := bits.TrailingZeros64(m) &^ 7
		if end == i+1 { // shorter than a word
			return word & (1<<n - 1), end + n>>3
		}
		end += n >> 3
		return longKeyWord(binary.LittleEndian.Uint64(b[i+1:]), binary.LittleEndian.Uint64(b[end-8:])), end
	}
	return 0, -1
}

// findAny is find for any key: one with escapes, one that is none of the names, one in
// other letters.
func (k *JSONKeys) findAny(a *Arena, b []byte, i int) (field, j int) {
	key, j := JSONKey(a, b, i)
	if j < 0 {
		return -1, j
	}
	field = k.lookup(keyWord(key), key)
	if field < 0 && k.fold {
		lower := strings.ToLower(str(key))
		field = k.lookup(keyWord(bytesOf(lower)), bytesOf(lower))
	}
	return field, j
}
