package builtin

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"
	"time"

	"github.com/flowc-lang/flowc/runtime/record"
)

// UUIDs makes random uuids for one task. It takes random bytes for many at a time.
// The zero value is ready.
type UUIDs struct {
	random [32 * 16]byte
	left   int    // bytes of random that were not given out yet
	ticks  uint64 // of the time uuid that was made last
}

// V4 returns a random uuid.
func (u *UUIDs) V4() [16]byte { return versioned(u.draw(), 4) }

// V7 returns a uuid that begins with the milliseconds since 1970; the rest is random.
func (u *UUIDs) V7() [16]byte {
	id := u.draw()
	ms := uint64(time.Now().UnixMilli())
	binary.BigEndian.PutUint32(id[:], uint32(ms>>16))
	binary.BigEndian.PutUint16(id[4:], uint16(ms))
	return versioned(id, 7)
}

// gregorian is how many ticks of 100 nanoseconds lie between 1582-10-15, from where
// uuids of version 1 count, and 1970.
const gregorian = 0x01b21dd213814000

// V1 returns a uuid of the time, in ticks of 100 nanoseconds, each later than the one
// before. Where others have the address of a network card it has random bits, and the
// bit that says so.
func (u *UUIDs) V1() [16]byte {
	id := u.draw()
	u.ticks = max(u.ticks+1, uint64(time.Now().UnixNano()/100)+gregorian)
	binary.BigEndian.PutUint32(id[:], uint32(u.ticks))
	binary.BigEndian.PutUint16(id[4:], uint16(u.ticks>>32))
	binary.BigEndian.PutUint16(id[6:], uint16(u.ticks>>48))
	id[10] |= 1
	return versioned(id, 1)
}

// draw returns random bytes.
func (u *UUIDs) draw() [16]byte {
	if u.left == 0 {
		// Read never fails: it ends the process where the system has no random bytes.
		_, _ = rand.Read(u.random[:])
		u.left = len(u.random)
	}
	id := [16]byte(u.random[u.left-16:])
	u.left -= 16
	return id
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
