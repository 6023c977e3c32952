package builtin

import (
	"crypto/rand"
	"crypto/sha1"

	"github.com/flowc-lang/flowc/runtime/record"
)

// UUIDs makes random uuids for one task. It takes random bytes for many at a time.
// The zero value is ready.
type UUIDs struct {
	random [32 * 16]byte
	left   int // bytes of random that were not given out yet
}

// V4 returns a random uuid.
func (u *UUIDs) V4() [16]byte {
	if u.left == 0 {
		// Read never fails: it ends the process where the system has no random bytes.
		_, _ = rand.Read(u.random[:])
		u.left = len(u.random)
	}
	id := [16]byte(u.random[u.left-16:])
	u.left -= 16
	return versioned(id, 4)
}

// UUID5 returns the uuid of a name in a namespace (RFC 9562, version 5).
func UUID5(a *record.Arena, namespace [16]byte, name string) [16]byte {
	o := len(a.Bytes)
	a.Bytes = append(append(a.Bytes, namespace[:]...), name...)
	sum := sha1.Sum(a.Bytes[o:])
	a.Bytes = a.Bytes[:o]
	return versioned([16]byte(sum[:]), 5)
}

func versioned(id [16]byte, version byte) [16]byte {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
	return id
}
