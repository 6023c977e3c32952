package builtin

import (
	"math"
	"math/bits"

	"github.com/flowc-lang/flowc/runtime/record"
)

// Rand draws the value of one field of one made-up record. It follows from a seed
// and the number of the record alone, so that a source that resumes makes the same
// records as one that did not stop. It is PCG (XSL-RR, 128 bits of state).
type Rand struct {
	hi, lo uint64
}

// NewRand returns the generator of a field, by its index, of the record at offset.
func NewRand(seed, offset int64, field int) Rand {
	// Neighbouring numbers must not give states that are alike.
	of := mix(uint64(seed)) + uint64(field)
	return Rand{hi: mix(of), lo: mix(uint64(offset) ^ mix(^of))}
}

// mix is the last step of splitmix64: each bit of v changes half of the result.
func mix(v uint64) uint64 {
	v += 0x9e3779b97f4a7c15
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return v ^ v>>31
}

// next returns 64 random bits.
func (r *Rand) next() uint64 {
	const mulHi, mulLo, incHi, incLo = 2549297995355413924, 4865540595714422341, 6364136223846793005, 1442695040888963407
	hi, lo := bits.Mul64(r.lo, mulLo)
	hi += r.hi*mulLo + r.lo*mulHi
	lo, carry := bits.Add64(lo, incLo, 0)
	hi, _ = bits.Add64(hi, incHi, carry)
	r.hi, r.lo = hi, lo
	return bits.RotateLeft64(hi^lo, -int(hi>>58))
}

// below returns a number below n, each as likely; n is not 0.
func (r *Rand) below(n uint64) uint64 {
	hi, lo := bits.Mul64(r.next(), n)
	// Numbers below 2^64 mod n would come once too often.
	for lo < n && lo < -n%n {
		hi, lo = bits.Mul64(r.next(), n)
	}
	return hi
}

// Int returns a whole number from low to high, both included.
func (r *Rand) Int(low, high int64) int64 {
	n := uint64(high) - uint64(low) + 1
	if n == 0 { // all that there are
		return int64(r.next())
	}
	return int64(uint64(low) + r.below(n))
}

// Index returns an index of a list of n elements.
func (r *Rand) Index(n int) int { return int(r.below(uint64(n))) }

// Weighted returns an index of weights, each as likely as its weight. The weights
// are added up: 8, 11, 12 stand for 8, 3, 1.
func (r *Rand) Weighted(sums []int64) int {
	n := int64(r.below(uint64(sums[len(sums)-1])))
	for i, s := range sums {
		if n < s {
			return i
		}
	}
	return len(sums) - 1
}

// Normal returns a number of the normal distribution.
func (r *Rand) Normal(mean, deviation float64) float64 {
	// The method of Box and Muller: one of its two results is thrown away, since the
	// generator lives for one record.
	u := 1 - float64(r.next()>>11)/(1<<53)
	v := float64(r.next()>>11) / (1 << 53)
	return mean + deviation*math.Sqrt(-2*math.Log(u))*math.Cos(2*math.Pi*v)
}

// Text returns low to high random small letters.
func (r *Rand) Text(a *record.Arena, low, high int64) string {
	o := len(a.Bytes)
	for range r.Int(low, high) {
		a.Bytes = append(a.Bytes, 'a'+byte(r.below(26)))
	}
	return since(a, o)
}

// UUID returns a uuid of version 4, as random as r is.
func (r *Rand) UUID() [16]byte {
	var id [16]byte
	for i, w := range [2]uint64{r.next(), r.next()} {
		for k := range 8 {
			id[8*i+k] = byte(w >> (56 - 8*k))
		}
	}
	return versioned(id, 4)
}
