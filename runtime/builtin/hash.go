package builtin

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"

	"github.com/flowc-lang/flowc/runtime/record"
)

// algorithm is a hash: the bytes that it takes at a time, and what appends the
// hash of b to d. Both stand in an arena, so that no state of a hash is allocated.
type algorithm struct {
	block int
	sum   func(d, b []byte) []byte
}

// The algorithms.
var (
	sha256Hash = algorithm{sha256.BlockSize, func(d, b []byte) []byte { h := sha256.Sum256(b); return append(d, h[:]...) }}
	sha512Hash = algorithm{sha512.BlockSize, func(d, b []byte) []byte { h := sha512.Sum512(b); return append(d, h[:]...) }}
	sha1Hash   = algorithm{sha1.BlockSize, func(d, b []byte) []byte { h := sha1.Sum(b); return append(d, h[:]...) }}
	md5Hash    = algorithm{md5.BlockSize, func(d, b []byte) []byte { h := md5.Sum(b); return append(d, h[:]...) }}
)

// SHA256 returns the hash of salt and s as lower-case hex.
func SHA256(a *record.Arena, s, salt string) string { return sha256Hash.hex(a, s, salt) }

// SHA512 is SHA256 with that hash.
func SHA512(a *record.Arena, s, salt string) string { return sha512Hash.hex(a, s, salt) }

// SHA1 is SHA256 with that hash, for systems that ask for it: it is broken.
func SHA1(a *record.Arena, s, salt string) string { return sha1Hash.hex(a, s, salt) }

// MD5 is SHA256 with that hash, for systems that ask for it: it is broken.
func MD5(a *record.Arena, s, salt string) string { return md5Hash.hex(a, s, salt) }

// HMACSHA256 returns the hash of s keyed with key as lower-case hex.
func HMACSHA256(a *record.Arena, s, key string) string { return sha256Hash.keyed(a, s, key) }

// HMACSHA512 is HMACSHA256 with that hash.
func HMACSHA512(a *record.Arena, s, key string) string { return sha512Hash.keyed(a, s, key) }

// HMACSHA1 is HMACSHA256 with that hash.
func HMACSHA1(a *record.Arena, s, key string) string { return sha1Hash.keyed(a, s, key) }

// HMACMD5 is HMACSHA256 with that hash.
func HMACMD5(a *record.Arena, s, key string) string { return md5Hash.keyed(a, s, key) }

func (h *algorithm) hex(a *record.Arena, s, salt string) string {
	o := len(a.Bytes)
	a.Bytes = append(append(a.Bytes, salt...), s...)
	return h.finish(a, o, a.Bytes[o:])
}

// keyed hashes s, then the hash, each behind a block that the key makes (RFC 2104).
// A key longer than a block is hashed first.
func (h *algorithm) keyed(a *record.Arena, s, key string) string {
	o := len(a.Bytes)
	if len(key) > h.block {
		a.Bytes = append(a.Bytes, key...)
		at := len(a.Bytes)
		a.Bytes = h.sum(a.Bytes, a.Bytes[o:])
		key = since(a, at)
	}
	inner := h.behindKey(a, key, 0x36, s)
	at := len(a.Bytes)
	a.Bytes = h.sum(a.Bytes, inner)
	return h.finish(a, o, h.behindKey(a, key, 0x5c, since(a, at)))
}

// behindKey appends the block of key and pad, and s behind it.
func (h *algorithm) behindKey(a *record.Arena, key string, pad byte, s string) []byte {
	o := len(a.Bytes)
	for i := range h.block {
		c := pad
		if i < len(key) {
			c ^= key[i]
		}
		a.Bytes = append(a.Bytes, c)
	}
	a.Bytes = append(a.Bytes, s...)
	return a.Bytes[o:]
}

// finish puts the hash of b, as hex, in place of all that stands in a from o on.
func (h *algorithm) finish(a *record.Arena, o int, b []byte) string {
	at := len(a.Bytes)
	a.Bytes = h.sum(a.Bytes, b)
	// The hex may be written over the hash before that is read.
	var sum [sha512.Size]byte
	n := copy(sum[:], a.Bytes[at:])
	a.Bytes = record.AppendHex(a.Bytes[:o], sum[:n])
	return since(a, o)
}
