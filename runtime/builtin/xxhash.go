package builtin

import (
	"encoding/binary"
	"math/bits"
)

// The primes of XXH64.
const (
	xx1 uint64 = 11400714785074694791
	xx2 uint64 = 14029467366897019727
	xx3 uint64 = 1609587929392839161
	xx4 uint64 = 9650029242287828579
	xx5 uint64 = 2870177450012600261
)

// XXHash returns the XXH64 of s with the seed 0.
func XXHash[T ~string | ~[]byte](s T) uint64 {
	n := len(s)
	h := xx5
	if n >= 32 {
		p1, p2 := xx1, xx2 // constants do not wrap, variables do
		v := [4]uint64{p1 + p2, p2, 0, -p1}
		for ; len(s) >= 32; s = s[32:] {
			for k := range v {
				v[k] = xxRound(v[k], word64(s[8*k:]))
			}
		}
		h = bits.RotateLeft64(v[0], 1) + bits.RotateLeft64(v[1], 7) + bits.RotateLeft64(v[2], 12) + bits.RotateLeft64(v[3], 18)
		for _, x := range v {
			h = (h^xxRound(0, x))*xx1 + xx4
		}
	}
	h += uint64(n)
	for ; len(s) >= 8; s = s[8:] {
		h = bits.RotateLeft64(h^xxRound(0, word64(s)), 27)*xx1 + xx4
	}
	if len(s) >= 4 {
		h = bits.RotateLeft64(h^uint64(word32(s))*xx1, 23)*xx2 + xx3
		s = s[4:]
	}
	for i := range len(s) {
		h = bits.RotateLeft64(h^uint64(s[i])*xx5, 11) * xx1
	}
	h = (h ^ h>>33) * xx2
	h = (h ^ h>>29) * xx3
	return h ^ h>>32
}

func xxRound(acc, v uint64) uint64 { return bits.RotateLeft64(acc+v*xx2, 31) * xx1 }

// word64 is the first eight bytes, the lowest first.
func word64[T ~string | ~[]byte](s T) uint64 {
	return uint64(word32(s)) | uint64(word32(s[4:]))<<32
}

// word32 is the first four bytes, the lowest first.
func word32[T ~string | ~[]byte](s T) uint32 {
	b := [4]byte{s[0], s[1], s[2], s[3]}
	return binary.LittleEndian.Uint32(b[:])
}

// Murmur3 returns the MurmurHash3 of s in its form of 32 bits, with the seed 0.
func Murmur3[T ~string | ~[]byte](s T) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	n, h := uint32(len(s)), uint32(0)
	for ; len(s) >= 4; s = s[4:] {
		h ^= bits.RotateLeft32(word32(s)*c1, 15) * c2
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	k := uint32(0)
	for i := len(s) - 1; i >= 0; i-- {
		k = k<<8 | uint32(s[i])
	}
	h ^= bits.RotateLeft32(k*c1, 15) * c2
	h ^= n
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
